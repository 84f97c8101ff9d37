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

    public static Command Create(CliHost host)
    {
        var command = RetortCli.New(
            "verify",
            "Proves each revision in a scratch database: up, down, up again, with rows; exits with 3 when one does not hold.\n\nExample: retort verify --pending",
            Pending, Rev);
        command.SetWork(host, RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(CommandContext context, ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var migrator = context.OpenMigrator();
        var graph = await migrator.LoadGraphAsync(cancellationToken);
        var edited = context.Settings.Url is null ? [] : await migrator.FindEditedAsync(cancellationToken);
        var chosen = await ChooseAsync(parsed, graph, migrator, cancellationToken);
        foreach (var revision in edited)
        {
            Tell(context, "edited", $"{RevisionText.Title(revision)}: its file is not what was run ({revision.Source})");
        }

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

        var isOk = edited.IsEmpty && unseen.Count == 0 && proofs.TrueForAll(Holds);
        if (context.Json)
        {
            context.Print(new JsonObject
            {
                ["ok"] = isOk,
                ["edited"] = JsonOutput.Array(edited, revision => new JsonObject { ["revision"] = revision.Id.Value, ["file"] = revision.Source.File }),
                ["proofs"] = JsonOutput.Array(proofs, Describe),
                ["unseen"] = JsonOutput.Array(unseen, revision => JsonValue.Create(revision.Id.Value)),
            });
        }

        return isOk ? ExitCode.Done : ExitCode.CheckFound;
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

        var applied = graph.Applied(await migrator.ReadVersionRowsAsync(cancellationToken)).Select(revision => revision.Id).ToHashSet();
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

    private static string Word(ProofResult result) => result switch
    {
        ProofResult.Exact => "exact",
        ProofResult.LosesData => "loses data",
        ProofResult.Irreversible => "irreversible",
        ProofResult.Differs => "differs",
        _ => "fails",
    };
}
