using System.Collections.Immutable;
using System.CommandLine;
using System.Text.Json.Nodes;
using Retort.Cli.Output;
using Retort.Revisions;
using Retort.Verification;

namespace Retort.Cli.Commands;

/// <summary><c>verify</c>: whether the revisions are what was run, and do what they say in both directions.</summary>
internal static class VerifyCommand
{
    private static readonly Option<bool> Pending = new("--pending") { Description = "Proves only what is not yet applied in the database." };
    private static readonly Option<string[]> Rev = new("--rev") { Description = "Proves only this revision; may be given several times.", HelpName = "REV" };
    private static readonly Option<bool> Repair = new("--repair") { Description = "Accepts the files as they are where they contradict the history; proves nothing." };

    public static Command Create()
    {
        var command = RetortCli.New(
            "verify",
            "Proves each revision in a scratch database: up, down, up again, with rows; exits with 3 when one does not hold.\n\nExample: retort verify --pending",
            [Pending, Rev, Repair, .. Consent.Options]);
        command.SetWork(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var migrator = context.OpenMigrator();
        var faults = context.Settings.Url is null ? [] : await migrator.FindHistoryFaultsAsync(cancellationToken);
        foreach (var fault in faults)
        {
            Tell(context, Word(fault.Kind), fault.Message);
        }

        if (parsed.GetValue(Repair))
        {
            return await RepairAsync(context, await Consent.ReadAsync(context, parsed), migrator, faults, cancellationToken);
        }

        var graph = await migrator.LoadGraphAsync(cancellationToken);
        var chosen = await ChooseAsync(parsed, graph, migrator, cancellationToken);

        var proofs = new List<RevisionProof>();
        await foreach (var proof in migrator.ProveAsync(chosen, cancellationToken))
        {
            proofs.Add(proof);
            Tell(context, Word(proof.Result), Line(proof));
            foreach (var detail in Details(proof))
            {
                Tell(context, "", $"  {detail}");
            }
        }

        var unseen = graph.Revisions.Where(revision => chosen(revision) && proofs.TrueForAll(proof => proof.Revision.Id != revision.Id)).ToList();
        foreach (var revision in unseen)
        {
            Tell(context, "unseen", $"{RevisionText.Title(revision)}: a revision before it fails");
        }

        var isOk = faults.IsEmpty && unseen.Count == 0 && proofs.TrueForAll(Holds);
        if (context.Json)
        {
            context.Print(new JsonObject
            {
                ["ok"] = isOk,
                ["edited"] = JsonOutput.Array(faults.Where(fault => fault.Kind == HistoryFaultKind.Edited), Describe),
                ["faults"] = JsonOutput.Array(faults, Describe),
                ["proofs"] = JsonOutput.Array(proofs, Describe),
                ["unseen"] = JsonOutput.Array(unseen, revision => JsonValue.Create(revision.Id.Value)),
            });
        }

        return isOk ? ExitCode.Done : ExitCode.CheckFound;
    }

    private static async Task<int> RepairAsync(CommandContext context, Consent consent, Migrator migrator, ImmutableArray<HistoryFault> faults, CancellationToken cancellationToken)
    {
        var acceptable = faults.Where(fault => fault.CanBeAccepted).ToList();
        if (acceptable.Count > 0)
        {
            consent.Require("A repair", $"What is in the files counts as what was run:\n{string.Join('\n', acceptable.Select(fault => $"  {fault.Message}"))}", "with verify alone");
            await migrator.AcceptHistoryFaultsAsync(cancellationToken);
        }

        var left = faults.Where(fault => !fault.CanBeAccepted).ToList();
        if (context.Json)
        {
            context.Print(new JsonObject { ["ok"] = left.Count == 0, ["repaired"] = JsonOutput.Array(acceptable, Describe), ["faults"] = JsonOutput.Array(left, Describe) });
        }

        context.Say(acceptable.Count == 0 ? "nothing to repair" : $"repaired {acceptable.Count}");
        if (left.Count > 0)
        {
            context.Say("bring the missing file back, or record where the database is: retort stamp --purge REV");
        }

        return left.Count == 0 ? ExitCode.Done : ExitCode.CheckFound;
    }

    private static async Task<Func<Revision, bool>> ChooseAsync(ParseResult parsed, RevisionGraph graph, Migrator migrator, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(Rev) is { Length: > 0 } named)
        {
            var wanted = named.SelectMany(target => graph.Resolve(target)).Select(revision => revision.Id).ToHashSet();
            return revision => wanted.Contains(revision.Id);
        }

        if (!parsed.GetValue(Pending))
        {
            return _ => true;
        }

        var (own, rows) = await migrator.LoadGraphAndVersionRowsAsync(cancellationToken);
        var applied = own.Applied(rows).Select(revision => revision.Id).ToHashSet();
        return revision => !applied.Contains(revision.Id);
    }

    // A revision that says itself that it has no way back, or whose downgrade loses what its upgrade made room for, does what it says.
    private static bool Holds(RevisionProof proof) => proof.Result is ProofResult.Exact or ProofResult.LosesData or ProofResult.Irreversible;

    private static string Line(RevisionProof proof) => $"{RevisionText.Title(proof.Revision)}{(proof.Losses.IsEmpty ? "" : $": loses {string.Join(", ", proof.Losses)}")}{(proof.Message is null ? "" : $": {proof.Message}")}";

    private static IEnumerable<string> Details(RevisionProof proof) =>
    [
        .. proof.Difference.Select(operation => operation.Describe()),
        .. proof.WithoutRows.IsEmpty ? Array.Empty<string>() : [$"no rows could be made for {string.Join(", ", proof.WithoutRows)}"],
    ];

    private static void Tell(CommandContext context, string word, string line)
    {
        if (!context.Json)
        {
            context.Out.WriteLine($"{word,-12} {line}".TrimEnd());
        }
    }

    private static JsonObject Describe(RevisionProof proof) => new()
    {
        ["revision"] = proof.Revision.Id.Value,
        ["result"] = Word(proof.Result),
        ["losses"] = JsonOutput.Array(proof.Losses),
        ["difference"] = JsonOutput.Array(proof.Difference, ComparisonOutput.Describe),
        ["message"] = proof.Message,
        ["withoutRows"] = JsonOutput.Array(proof.WithoutRows),
    };

    private static JsonObject Describe(HistoryFault fault) => new() { ["kind"] = Word(fault.Kind), ["revision"] = fault.Id, ["file"] = fault.Revision?.Source.File, ["message"] = fault.Message };

    private static string Word(HistoryFaultKind kind) => kind switch
    {
        HistoryFaultKind.Edited => "edited",
        HistoryFaultKind.Missing => "missing",
        HistoryFaultKind.NotRecorded => "not recorded",
        _ => "not reverted",
    };

    private static string Word(ProofResult result) => result switch
    {
        ProofResult.Exact => "exact",
        ProofResult.LosesData => "loses data",
        ProofResult.Irreversible => "irreversible",
        ProofResult.Differs => "differs",
        _ => "fails",
    };
}
