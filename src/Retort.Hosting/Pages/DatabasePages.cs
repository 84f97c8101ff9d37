using System.Collections.Immutable;
using Microsoft.AspNetCore.Http;
using Retort.Backups;
using Retort.Dialects;
using Retort.Execution;
using Retort.Hosting.Health;
using Retort.Linting;
using Retort.Monitoring;
using Retort.Planning;
using Retort.Reporting;
using Retort.Reporting.Documents;
using Retort.Revisions;

namespace Retort.Hosting.Pages;

/// <summary>
/// The pages about a database: what each of them says. Whoever asks, and however many, the database is asked once at a time, and what takes a scratch database no more than once in
/// <see cref="CostlyFor"/>.
/// </summary>
internal sealed class DatabasePages
{
    // What the eye can take in; the history has them all.
    private const int MostDrawn = 200;
    private const int MostListed = 500;

    private static readonly TimeSpan CheapFor = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan CostlyFor = TimeSpan.FromSeconds(15);

    private readonly HostedDatabase _database;
    private readonly IPageChanges? _changes;
    private readonly Refreshed<Stand> _stand;
    private readonly Refreshed<PendingPlan> _plan;
    private readonly Refreshed<Drift> _drift;

    public DatabasePages(HostedDatabase database, IPageChanges? changes)
    {
        (_database, _changes) = (database, changes);
        _stand = new Refreshed<Stand>(ReadStandAsync, CheapFor, TimeSpan.Zero, database.TimeProvider);
        _plan = new Refreshed<PendingPlan>(ReadPlanAsync, CostlyFor, TimeSpan.Zero, database.TimeProvider);
        _drift = new Refreshed<Drift>(ReadDriftAsync, CostlyFor, TimeSpan.Zero, database.TimeProvider);
    }

    /// <summary>What they are about.</summary>
    public string Title => _database.Title;

    public async Task<Page> OverviewAsync(PageLinks links, CancellationToken cancellationToken) =>
        new("Overview", "", []) { Live = await LiveAsync(links, cancellationToken).ConfigureAwait(false) };

    /// <summary>What changes while revisions are run: where the database stands, and the graph.</summary>
    public async Task<ImmutableArray<Block>> LiveAsync(PageLinks links, CancellationToken cancellationToken)
    {
        var (graph, status, error) = await _stand.GetAsync(cancellationToken).ConfigureAwait(false);
        ImmutableArray<Revision> drawn = [.. graph.Revisions.Reverse().Take(MostDrawn)];
        return
        [
            .. status is null
                ? (IEnumerable<Block>)[new Paragraph(new Span("Unknown: not connected.", SpanKind.Bad)), .. PageErrors.Blocks(error!)]
                : [.. StatusBlocks.Of(status, FindBackup(), links.NameOf), .. StatusBlocks.Of(status.Symptoms), .. NextSteps(status, links)],
            .. _changes?.Describe(links) ?? [],
            new Heading(2, "Revisions", "revisions"),
            drawn.IsEmpty ? new Paragraph("There are no revisions.") : new Picture(RevisionGraphSvg.Write(graph, drawn, status?.Rows, links.To), null),
            .. graph.Revisions.Length > drawn.Length ? [new Paragraph($"The newest {drawn.Length} of {graph.Revisions.Length} revisions.")] : Array.Empty<Block>(),
        ];
    }

    /// <summary>A revision: what it is, what it does, and what became of it; <see langword="null"/> when there is none of that id.</summary>
    public async Task<Page?> RevisionAsync(string id, PageLinks links, CancellationToken cancellationToken)
    {
        var (graph, status, _) = await _stand.GetAsync(cancellationToken).ConfigureAwait(false);
        if (!RevisionId.TryParse(id, out var parsed) || !graph.TryGet(parsed, out var revision))
        {
            return null;
        }

        return new Page($"{revision.Id} {revision.Message}".TrimEnd(), "", [.. await new RevisionPage(_database, graph, status, revision, links).ReadAsync(AssessedAsync, cancellationToken).ConfigureAwait(false)]);

        async Task<AssessedRevision?> AssessedAsync() => status?.Pending.Contains(revision) == true
            ? (await _plan.GetAsync(cancellationToken).ConfigureAwait(false)).Assessment.Revisions.FirstOrDefault(one => one.Planned.Step.Revision.Id == revision.Id)
            : null;
    }

    /// <summary>What an upgrade to the heads would do.</summary>
    public async Task<Page> PlanAsync(CancellationToken cancellationToken)
    {
        var (plan, obstacle) = await _plan.GetAsync(cancellationToken).ConfigureAwait(false);
        return new Page("Plan", "plan",
        [
            .. plan.Plan.IsEmpty ? [new Paragraph(new Span("Nothing is pending.", SpanKind.Good))] : PlanDocument.Blocks(plan).Where(block => block is not Heading { Level: 1 }),
            .. obstacle is null ? Array.Empty<Block>() : [new Paragraph($"Told by the rules of the engine, not tried: {obstacle.Message}")],
        ]);
    }

    /// <summary>The tables as they are.</summary>
    public async Task<Page> SchemaAsync(CancellationToken cancellationToken)
    {
        var session = await _database.Database.OpenForSqlAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        var schema = await session.ReadSchemaAsync(_database.MigratorOptions.ReadScope, cancellationToken).ConfigureAwait(false);
        var dialect = _database.Database.Dialect;
        return new Page("Schema", "schema",
        [
            .. schema.Tables.Any() ? [new Picture(SchemaDiagram.WriteSvg(schema, dialect), null)] : Array.Empty<Block>(),
            .. new SchemaReference(schema, dialect, new()).Blocks().Where(block => block is not Heading { Level: 1 }),
        ]);
    }

    /// <summary>What was changed behind the revisions' back.</summary>
    public async Task<Page> DriftAsync(CancellationToken cancellationToken)
    {
        var drift = await _drift.GetAsync(cancellationToken).ConfigureAwait(false);
        return new Page("Drift", "drift",
        [
            new Paragraph(drift.IsFound ? new Span("The schema is not what the revisions say.", SpanKind.Bad) : new Span("No drift.", SpanKind.Good)),
            .. drift.Difference is { AreEqual: false } difference
                ? [new Listing([.. difference.Operations.Select(operation => (ImmutableArray<Span>)[$"{operation.Describe()}{(operation.LosesData ? " (loses data)" : "")}"])])]
                : Array.Empty<Block>(),
            .. drift.IsFound ? [new Paragraph("Undo it with ", Code("retort drift --sql"), ", or keep it with ", Code("retort drift --adopt -m TEXT"), ".")] : Array.Empty<Block>(),
            .. drift.Obstacle is null ? Array.Empty<Block>() : [new Paragraph($"Compared with the fingerprint that the last run left, because the revisions could not be replayed: {drift.Obstacle.Message}")],
            .. drift.Difference is { Unmanaged.IsEmpty: false } compared ? [new Paragraph($"Not compared: {string.Join(", ", compared.Unmanaged.Select(item => $"{item.Kind} {item.Name}"))}.")] : Array.Empty<Block>(),
        ]);
    }

    /// <summary>The backups there are, and which of them were proved.</summary>
    public Page Backups()
    {
        if (_database.BackupFolder is null)
        {
            return new Page("Backups", "backups", [new Paragraph("Where the backups are is not known here. Name their folder: ", Code("options.BackupFolder"), ".")]);
        }

        var entries = ListBackups();
        return new Page("Backups", "backups",
        [
            entries.Count == 0 ? new Paragraph("There is no backup. ", Code("retort backup create"), " makes one.")
            : new Grid(
                ["Backup", "Made", "Size", "Of", "Revisions", "Why", "Proved by a restore"],
                [.. entries.Select(entry => entry.Backup is { Metadata: var backup }
                    ? (ImmutableArray<ImmutableArray<Span>>)
                    [
                        [Code(backup.File)], [StatusBlocks.Moment(backup.CreatedAt)], [ByteSize.Of(backup.Bytes)], [backup.Kind == BackupKind.Full ? "everything" : "the tables that a run could harm"],
                        [backup.Revisions.IsEmpty ? "base" : string.Join(", ", backup.Revisions)], [backup.Reason],
                        [backup.VerifiedAt is { } proved ? new Span(StatusBlocks.Moment(proved), SpanKind.Good) : new Span("no", SpanKind.Notable)],
                    ]
                    : [[Code(Path.GetFileName(entry.Path))], [], [], [], [], [$"{entry.Problem!.Message} {entry.Problem.Detail}".TrimEnd()], [new Span("cannot be used", SpanKind.Bad)]])]),
            .. entries.Any(entry => entry.Backup is { Metadata.VerifiedAt: null }) ? [new Paragraph("A backup is proved by ", Code("retort backup verify NAME"), ".")] : Array.Empty<Block>(),
        ]);
    }

    /// <summary>What was run, by whom, and how long it took.</summary>
    public async Task<Page> HistoryAsync(PageLinks links, CancellationToken cancellationToken)
    {
        var migrator = _database.CreateMigrator();
        await using var closing = migrator.ConfigureAwait(false);
        var graph = await migrator.LoadGraphAsync(cancellationToken).ConfigureAwait(false);
        var history = (await migrator.ReadStatusAsync(withHistory: true, cancellationToken).ConfigureAwait(false)).History;
        return new Page("History", "history",
        [
            history.IsEmpty ? new Paragraph("Nothing was run.") : RunHistory.Of(history.Take(MostListed), graph, links),
            .. history.Length > MostListed ? [new Paragraph($"The newest {MostListed} of {history.Length} lines.")] : Array.Empty<Block>(),
        ]);
    }

    private static IEnumerable<Block> NextSteps(DatabaseStatus status, PageLinks links) => status.Pending.IsEmpty ? [] :
        [new Paragraph(new Span("What an upgrade would do", Href: links.To("plan")), " · ", Code(status.Heads.Length > 1 ? "retort upgrade heads" : "retort upgrade"))];

    private async Task<Stand> ReadStandAsync()
    {
        var migrator = _database.CreateMigrator();
        await using var closing = migrator.ConfigureAwait(false);
        var graph = await migrator.LoadGraphAsync().ConfigureAwait(false);
        try
        {
            return new Stand(graph, await migrator.ReadStatusAsync().ConfigureAwait(false), null);
        }
        catch (RetortException e) when (e is DatabaseConnectionException or StatementException)
        {
            return new Stand(graph, null, e);
        }
    }

    private async Task<PendingPlan> ReadPlanAsync()
    {
        var migrator = _database.CreateMigrator();
        await using var closing = migrator.ConfigureAwait(false);
        var plan = await migrator.PlanUpgradeAsync("heads").ConfigureAwait(false);
        var judging = new AssessmentOptions { Linter = _database.Options.Linter };
        try
        {
            return new PendingPlan(await migrator.AssessAsync(plan, judging).ConfigureAwait(false), null);
        }
        catch (ScratchDatabaseException e)
        {
            return new PendingPlan(await migrator.AssessAsync(plan, judging with { Offline = true }).ConfigureAwait(false), e);
        }
    }

    private async Task<Drift> ReadDriftAsync()
    {
        var migrator = _database.CreateMigrator();
        await using var closing = migrator.ConfigureAwait(false);
        return await migrator.FindDriftAsync().ConfigureAwait(false);
    }

    private Backup? FindBackup()
    {
        try
        {
            return ListBackups().FirstOrDefault()?.Backup;
        }
        catch (BackupException)
        {
            // The page about backups tells it.
            return null;
        }
    }

    private List<BackupEntry> ListBackups() => _database is { BackupFolder: { } folder, Database: IRestorableDatabase restorable }
        ? [.. new BackupCatalog(folder).List().Where(entry => entry.Backup is not { } backup || (backup.Metadata.Engine == restorable.Dialect.Engine && backup.Metadata.Database == restorable.BackupName))]
        : [];

    private static Span Code(string text) => new(text, SpanKind.Code);

    private sealed record Stand(RevisionGraph Graph, DatabaseStatus? Status, RetortException? Error);

    private sealed record PendingPlan(PlanAssessment Assessment, RetortException? Obstacle);
}
