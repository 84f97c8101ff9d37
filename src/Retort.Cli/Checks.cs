using System.Runtime.CompilerServices;
using Retort.Authoring;
using Retort.Cli.Commands;
using Retort.Cli.Configuration;
using Retort.Cli.Output;
using Retort.Dialects;
using Retort.Linting;
using Retort.RevisionFiles;
using Retort.Revisions;

namespace Retort.Cli;

/// <summary>The checks of a pipeline: of the revisions themselves always, of the rest what is asked for. One that cannot be made keeps none of the others from being made.</summary>
/// <param name="context">What they work with.</param>
/// <param name="asked">The names of those that are asked for.</param>
internal sealed class Checks(CommandContext context, IReadOnlySet<string> asked)
{
    public const string Pending = "pending";
    public const string Model = "model";
    public const string Drift = "drift";
    public const string Lint = "lint";

    /// <summary>Makes them one after the other, always in the same order, and tells of those that are not asked for too.</summary>
    public async IAsyncEnumerable<Check> RunAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var graph = await CheckAsync("graph", FindGraphFaultsAsync, cancellationToken);
        yield return graph;

        var obstacle = graph.IsOk ? null : "the revisions make no graph";
        yield return await CheckHistoryAsync(obstacle, isNeeded: asked.Contains(Pending) || asked.Contains(Drift), cancellationToken);
        (string Name, string Option, Func<CancellationToken, Task<IReadOnlyList<CheckItem>>> Find)[] more =
        [
            (Pending, "--fail-on-pending", FindPendingAsync),
            (Model, "--fail-on-model-changes", FindModelChangesAsync),
            (Drift, "--fail-on-drift", FindDriftAsync),
            (Lint, "--fail-on-lint", FindLintAsync),
        ];
        foreach (var (name, option, find) in more)
        {
            yield return (asked.Contains(name) ? obstacle : $"not asked for: {option}") is { } reason
                ? new Check(name, []) { Skipped = reason }
                : await CheckAsync(name, find, cancellationToken);
        }
    }

    /// <summary>Compares the files with what was run. Nobody asks for it, so a pipeline without a database need not have one.</summary>
    private async Task<Check> CheckHistoryAsync(string? obstacle, bool isNeeded, CancellationToken cancellationToken)
    {
        const string Name = "checksums";
        if ((obstacle ?? (context.Settings.Url is null && !isNeeded ? "the project names no database" : null)) is { } reason)
        {
            return new Check(Name, []) { Skipped = reason };
        }

        var check = await CheckAsync(Name, FindHistoryFaultsAsync, cancellationToken);
        return check.Error is DatabaseConnectionException e && !isNeeded ? new Check(Name, []) { Skipped = e.Message } : check;
    }

    /// <summary>What is wrong with the revisions themselves, or with where the database says it is among them, is a finding; what cannot be looked at is an error.</summary>
    private static async Task<Check> CheckAsync(string name, Func<CancellationToken, Task<IReadOnlyList<CheckItem>>> find, CancellationToken cancellationToken)
    {
        try
        {
            return new Check(name, await find(cancellationToken));
        }
        catch (RevisionFileException e)
        {
            return new Check(name, [new CheckItem(e.Message) { Location = e.Location }]);
        }
        catch (RevisionGraphException e)
        {
            return new Check(name, [new CheckItem(e.Message)]);
        }
        catch (RetortException e)
        {
            return new Check(name, []) { Error = e };
        }
    }

    private async Task<IReadOnlyList<CheckItem>> FindGraphFaultsAsync(CancellationToken cancellationToken)
    {
        await context.LoadGraphAsync(cancellationToken);
        return [];
    }

    private async Task<IReadOnlyList<CheckItem>> FindHistoryFaultsAsync(CancellationToken cancellationToken)
    {
        await using var migrator = context.OpenMigrator();
        return [.. (await migrator.FindHistoryFaultsAsync(cancellationToken)).Select(fault => new CheckItem(fault.Message) { Revision = fault.Revision })];
    }

    private async Task<IReadOnlyList<CheckItem>> FindPendingAsync(CancellationToken cancellationToken)
    {
        await using var migrator = context.OpenMigrator();
        var (graph, rows) = await migrator.LoadGraphAndVersionRowsAsync(cancellationToken);
        return
        [
            .. (await migrator.FindInterruptedAsync(cancellationToken)).Select(one => new CheckItem($"{one.Revision} is applied in part: it is running now, or `{one.Command}` finishes it")),
            .. graph.PlanUpgrade(rows, ["heads"]).Steps.Select(step => new CheckItem(RevisionText.Title(step.Revision)) { Revision = step.Revision }),
        ];
    }

    private async Task<IReadOnlyList<CheckItem>> FindModelChangesAsync(CancellationToken cancellationToken)
    {
        await using var target = context.OpenTarget();
        await using var database = DatabaseAddress.Open(context.Settings, context.Host, context.Say);
        await using var generator = RevisionGenerator.Create(database, new GeneratorOptions { Migrator = context.RunOptions });
        var change = await generator.GenerateAsync(context.Revisions, target, cancellationToken);
        return [.. change.Body.Upgrade.Select(step => new CheckItem(ComparisonOutput.Line(step.Operation)) { Operation = step.Operation })];
    }

    private async Task<IReadOnlyList<CheckItem>> FindDriftAsync(CancellationToken cancellationToken)
    {
        await using var migrator = context.OpenMigrator();
        var drift = await migrator.FindDriftAsync(cancellationToken);
        return drift.IsReplayed ? [.. drift.Difference.Operations.Select(operation => new CheckItem(ComparisonOutput.Line(operation)) { Operation = operation })]
            : drift.IsFound ? [new CheckItem(DriftCommand.FoundByFingerprint)]
            : [];
    }

    private async Task<IReadOnlyList<CheckItem>> FindLintAsync(CancellationToken cancellationToken)
    {
        var findings = await LintCommand.LintAllAsync(context, cancellationToken);
        return [.. findings.Where(finding => finding.Severity == Severity.Error).Select(finding => new CheckItem($"{finding.Location}: {finding.Rule}: {finding.Message}") { Finding = finding })];
    }
}
