using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Retort.Authoring;
using Retort.Cli.Configuration;
using Retort.Cli.Output;
using Retort.Dialects;
using Retort.Linting;
using Retort.Operations;
using Retort.RevisionFiles;
using Retort.Revisions;

namespace Retort.Cli.Commands;

/// <summary><c>check</c>: the gate of a pipeline. It looks at everything it is asked for before it says no.</summary>
internal static class CheckCommand
{
    private static readonly Option<bool> Pending = new("--fail-on-pending") { Description = "Asks that every revision is applied in the database." };
    private static readonly Option<bool> Model = new("--fail-on-model-changes") { Description = "Asks that the revisions make what the target of the project says." };
    private static readonly Option<bool> Drift = new("--fail-on-drift") { Description = "Asks that the database is what its revisions say." };
    private static readonly Option<bool> Lint = new("--fail-on-lint") { Description = "Asks that lint finds no errors in the revisions." };

    private static readonly (string Name, Option<bool> Option, Func<CommandContext, CancellationToken, Task<IReadOnlyList<JsonObject>>> Find)[] Asked =
        [("pending", Pending, FindPendingAsync), ("model", Model, FindModelChangesAsync), ("drift", Drift, FindDriftAsync), ("lint", Lint, FindLintAsync)];

    /// <summary>One check: what it found, or why it was not made.</summary>
    private sealed record Check(string Name, IReadOnlyList<JsonObject> Items, string? Skipped = null)
    {
        public bool IsOk => Items.Count == 0;
    }

    public static Command Create(CliHost host)
    {
        var command = RetortCli.New(
            "check",
            "Checks the revisions, and with each option more; exits with 3 when something is found.\n\nExample: retort check --fail-on-pending --fail-on-model-changes",
            Pending, Model, Drift, Lint);
        command.SetWork(host, async (context, parsed, token) =>
        {
            List<Check> checks = [];
            await foreach (var check in RunAsync(context, parsed, token))
            {
                checks.Add(check);
                if (!context.Json)
                {
                    Print(context, check);
                }
            }

            var isOk = checks.TrueForAll(check => check.IsOk);
            if (context.Json)
            {
                context.Print(new JsonObject { ["ok"] = isOk, ["checks"] = JsonOutput.Array(checks, Describe) });
            }

            return isOk ? ExitCode.Done : ExitCode.CheckFound;
        });
        return command;
    }

    private static async IAsyncEnumerable<Check> RunAsync(CommandContext context, ParseResult parsed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var graph = await CheckAsync("graph", async () =>
        {
            await context.LoadGraphAsync(cancellationToken);
            return [];
        });
        yield return graph;

        var obstacle = graph.IsOk ? null : "the revisions make no graph";
        yield return await CheckFilesAsync(context, obstacle, isNeeded: parsed.GetValue(Pending) || parsed.GetValue(Drift), cancellationToken);
        foreach (var (name, option, find) in Asked)
        {
            yield return (parsed.GetValue(option) ? obstacle : $"not asked for: {option.Name}") is { } reason
                ? new Check(name, [], reason)
                : await CheckAsync(name, () => find(context, cancellationToken));
        }
    }

    /// <summary>Compares the files with what was run. Nobody asks for it, so a pipeline without a database need not have one.</summary>
    private static async Task<Check> CheckFilesAsync(CommandContext context, string? obstacle, bool isNeeded, CancellationToken cancellationToken)
    {
        const string Name = "checksums";
        if ((obstacle ?? (context.Settings.Url is null && !isNeeded ? "the project names no database" : null)) is { } reason)
        {
            return new Check(Name, [], reason);
        }

        try
        {
            return await CheckAsync(Name, () => FindHistoryFaultsAsync(context, cancellationToken));
        }
        catch (DatabaseConnectionException e) when (!isNeeded)
        {
            return new Check(Name, [], e.Message);
        }
    }

    /// <summary>What is wrong with the revisions themselves, or with where the database says it is among them, is a finding; what cannot be looked at is an error.</summary>
    private static async Task<Check> CheckAsync(string name, Func<Task<IReadOnlyList<JsonObject>>> find)
    {
        try
        {
            return new Check(name, await find());
        }
        catch (RetortException e) when (e is RevisionGraphException or RevisionFileException)
        {
            return new Check(name, [Item(e.Message)]);
        }
    }

    private static async Task<IReadOnlyList<JsonObject>> FindHistoryFaultsAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var migrator = context.OpenMigrator();
        return [.. (await migrator.FindHistoryFaultsAsync(cancellationToken)).Select(fault => fault.Revision is { } revision ? Item(fault.Message, revision) : Item(fault.Message))];
    }

    private static async Task<IReadOnlyList<JsonObject>> FindPendingAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var migrator = context.OpenMigrator();
        var (graph, rows) = await migrator.LoadGraphAndVersionRowsAsync(cancellationToken);
        return
        [
            .. (await migrator.FindInterruptedAsync(cancellationToken)).Select(one => Item($"{one.Revision} is applied in part: it is running now, or `{one.Command}` finishes it")),
            .. graph.PlanUpgrade(rows, ["heads"]).Steps.Select(step => Item(RevisionText.Title(step.Revision), step.Revision)),
        ];
    }

    private static async Task<IReadOnlyList<JsonObject>> FindModelChangesAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var target = context.OpenTarget();
        await using var database = DatabaseAddress.Open(context.Settings, context.Host, context.Say);
        await using var generator = RevisionGenerator.Create(database, new GeneratorOptions { Migrator = context.RunOptions });
        var change = await generator.GenerateAsync(context.Revisions, target, cancellationToken);
        return [.. change.Body.Upgrade.Select(step => Item(step.Operation))];
    }

    private static async Task<IReadOnlyList<JsonObject>> FindDriftAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var migrator = context.OpenMigrator();
        var drift = await migrator.FindDriftAsync(cancellationToken);
        return drift.IsReplayed ? [.. drift.Difference.Operations.Select(Item)] : drift.IsFound ? [Item(DriftCommand.FoundByFingerprint)] : [];
    }

    private static async Task<IReadOnlyList<JsonObject>> FindLintAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var findings = await LintCommand.LintAllAsync(context, cancellationToken);
        return [.. findings.Where(finding => finding.Severity == Severity.Error).Select(Item)];
    }

    private static JsonObject Item(string message) => new() { ["message"] = message };

    private static JsonObject Item(string message, Revision revision) => new() { ["message"] = message, ["revision"] = revision.Id.Value, ["file"] = revision.Source.File };

    private static JsonObject Item(Finding finding)
    {
        var item = FindingOutput.Describe(finding, path => path);
        item["message"] = $"{finding.Location}: {finding.Rule}: {finding.Message}";
        return item;
    }

    private static JsonObject Item(Operation operation)
    {
        var item = ComparisonOutput.Describe(operation);
        item.Insert(0, "message", ComparisonOutput.Line(operation));
        return item;
    }

    private static void Print(CommandContext context, Check check)
    {
        context.Out.WriteLine($"{(check.Skipped is not null ? "skipped" : check.IsOk ? "ok" : "FOUND"),-7}  {check.Name}{(check.Skipped is null ? "" : $" ({check.Skipped})")}");
        foreach (var item in check.Items)
        {
            context.Out.WriteLine($"           {item["message"]}");
        }
    }

    private static JsonObject Describe(Check check) => new()
    {
        ["name"] = check.Name,
        ["ok"] = check.IsOk,
        ["skipped"] = check.Skipped is not null,
        ["reason"] = check.Skipped,
        ["items"] = new JsonArray([.. check.Items]),
    };
}
