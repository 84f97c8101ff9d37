using System.Collections.Immutable;
using System.Globalization;
using Retort.Execution;
using Retort.Linting;
using Retort.Monitoring;
using Retort.Planning;
using Retort.Reporting;
using Retort.Reporting.Documents;
using Retort.Revisions;

namespace Retort.Hosting.Pages;

/// <summary>The page about a revision.</summary>
internal sealed class RevisionPage(HostedDatabase database, RevisionGraph graph, DatabaseStatus? status, Revision revision, PageLinks links)
{
    /// <param name="assess">Judges the revision as part of what is pending; <see langword="null"/> is its answer when it is not.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<IEnumerable<Block>> ReadAsync(Func<Task<AssessedRevision?>> assess, CancellationToken cancellationToken)
    {
        var source = database.ReadRevisions();
        await source.ReadAsync(cancellationToken).ConfigureAwait(false);
        var upgrade = await TryAsync(() => WriteAsync(source, Direction.Upgrade, cancellationToken)).ConfigureAwait(false);
        var downgrade = await TryAsync(() => WriteAsync(source, Direction.Downgrade, cancellationToken)).ConfigureAwait(false);
        var assessed = await TryAsync(assess).ConfigureAwait(false);
        var findings = await TryAsync(FindAsync).ConfigureAwait(false);
        return
        [
            Facts(),
            .. Changes(upgrade),
            .. assessed.Value is { } plan ? Plan(plan) : [],
            .. Findings(findings),
            .. Sql("Upgrade", "upgrade", upgrade),
            .. Sql("Downgrade", "downgrade", downgrade),
        ];

        async Task<IReadOnlyList<Finding>?> FindAsync() =>
            await new RevisionLinter(source, database.Database.Dialect, status?.ServerVersion, database.MigratorOptions, database.Options.Linter)
                .LintAsync(graph, new HashSet<RevisionId> { revision.Id }, only: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The statements of the revision as this database would get them.</summary>
    private async Task<PlannedRevision?> WriteAsync(IRevisionSource source, Direction direction, CancellationToken cancellationToken)
    {
        var upgrade = graph.PlanUpgrade([], ["heads"]).Steps.First(step => step.Revision.Id == revision.Id);
        var step = direction == Direction.Upgrade ? upgrade : upgrade with { Direction = direction, Rows = new VersionRowChange(upgrade.Rows.Insert, upgrade.Rows.Delete) };
        var migration = (await source.LoadAsync([revision], cancellationToken).ConfigureAwait(false))[0];
        return new PlanBuilder(database.Database.Dialect, status?.ServerVersion, database.MigratorOptions with { Transaction = TransactionMode.PerRevision }).Build(step, migration);
    }

    private Grid Facts() => StatusBlocks.Facts(
    [
        ("State", [State()]),
        ("File", [new(Path.GetFileName(revision.Source.File), SpanKind.Code)]),
        ("Created", [revision.Created?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "no date"]),
        ("After", revision.Revises.IsEmpty ? ["nothing: a base"] : StatusBlocks.Names(revision.Revises.Select(id => graph[id]), links.NameOf)),
        ("Before", StatusBlocks.Names(graph.Revisions.Where(other => other.Revises.Contains(revision.Id)), links.NameOf)),
        .. revision.Labels.IsEmpty ? Array.Empty<(string, ImmutableArray<Span>)>() : [("Labels", [string.Join(", ", revision.Labels)])],
        .. revision.DependsOn.IsEmpty ? Array.Empty<(string, ImmutableArray<Span>)>() : [("Needs", Span.List(revision.DependsOn.Select(name => new Span(name, SpanKind.Code))))],
    ]);

    private Span State() => status switch
    {
        null => new("not known: not connected", SpanKind.Bad),
        _ when status.Interrupted.Any(one => one.Revision == revision.Id.Value) => new("applied in part", SpanKind.Bad),
        _ when status.Current.Contains(revision) => new("current", SpanKind.Good),
        _ when status.Pending.Contains(revision) => new("pending", SpanKind.Notable),
        { Unknown.IsEmpty: false } => new("not known: the database is at a revision that no file has", SpanKind.Bad),
        _ => new("applied", SpanKind.Good),
    };

    private IEnumerable<Block> Changes(Attempt<PlannedRevision> upgrade)
    {
        yield return new Heading(2, "What it changes", "changes");
        if (upgrade.Value is not { } planned)
        {
            yield return Unknown(upgrade.Error!);
            yield break;
        }

        var changes = RevisionChanges.Of(planned, database.Database.Dialect);
        yield return changes.IsEmpty
            ? new Paragraph(revision.Revises.Length > 1 ? "Joins branches; changes nothing itself." : "Nothing.")
            : new Grid(["Table", "Changes"], [.. changes.Select(change => (ImmutableArray<ImmutableArray<Span>>)[change.Table is { } table ? [new(table.ToString(), SpanKind.Code)] : [""], [string.Join("; ", change.Changes)]])]);
    }

    private static IEnumerable<Block> Plan(AssessedRevision assessed) =>
    [
        new Heading(2, "Plan", "plan"),
        new Paragraph("Risk: ", PlanDocument.Name(assessed.Risk), assessed.Planned.Transactional ? ". One transaction." : ". Statement by statement, journalled."),
        new Listing([.. assessed.Reasons.Select(reason => (ImmutableArray<Span>)[reason])]),
        PlanDocument.Statements(assessed),
    ];

    private static IEnumerable<Block> Findings(Attempt<IReadOnlyList<Finding>> findings) =>
    [
        new Heading(2, "Findings", "findings"),
        .. findings.Value switch
        {
            null => [Unknown(findings.Error!)],
            [] => [new Paragraph("None.")],
            var some => FindingBlocks.Of(some),
        },
    ];

    private static IEnumerable<Block> Sql(string title, string anchor, Attempt<PlannedRevision> plan)
    {
        yield return new Heading(2, title, anchor);
        yield return plan.Value is not { } written ? Unknown(plan.Error!)
            : written.Statements.Select(statement => $"{statement.Shown};").ToList() is { Count: > 0 } sql ? new CodeBlock(string.Join("\n\n", sql))
            : new Paragraph("No statement.");
    }

    private static Paragraph Unknown(RetortException error) => new($"{error.Message} {error.Detail}".TrimEnd());

    /// <summary>What keeps one part of the page from being told is told in its place.</summary>
    private static async Task<Attempt<T>> TryAsync<T>(Func<Task<T?>> read)
        where T : class
    {
        try
        {
            return new(await read().ConfigureAwait(false), null);
        }
        catch (RetortException e)
        {
            return new(null, e);
        }
    }

    private sealed record Attempt<T>(T? Value, RetortException? Error);
}
