using System.Collections.Immutable;
using Retort.Backups;
using Retort.Diagnosis;
using Retort.Dialects;
using Retort.Execution;
using Retort.Linting;
using Retort.Monitoring;
using Retort.Planning;
using Retort.Revisions;
using Retort.Schema;
using Retort.Statements;
using Retort.Targets;

namespace Retort.Reporting;

/// <summary>Finds out what a report says. Only revisions that make no graph keep it from being written; everything else that fails is told in it.</summary>
/// <param name="database">The database; one that does not answer still says of which engine the revisions are.</param>
/// <param name="revisions">Where the revisions come from.</param>
/// <param name="options">How the revisions are run, and what of the database they are for.</param>
internal sealed class StatusReportReader(IDatabase database, IRevisionSource revisions, MigratorOptions options)
{
    private readonly List<string> _obstacles = [];

    /// <summary>The folder of the project.</summary>
    public required string Folder { get; init; }

    /// <summary>Whether the database is asked; else nobody named one, and the one given only says of which engine the revisions are.</summary>
    public required bool IsNamed { get; init; }

    /// <summary>Where backups are.</summary>
    public required string BackupFolder { get; init; }

    /// <summary>What judges what is pending.</summary>
    public required Linter Linter { get; init; }

    /// <summary>Whether nothing is tried in a scratch database.</summary>
    public bool IsOffline { get; init; }

    /// <exception cref="RetortException">The revisions cannot be read, or make no graph.</exception>
    public async Task<StatusReport> ReadAsync(CancellationToken cancellationToken)
    {
        var migrator = Migrator.Create(database, revisions, options, leaveOpen: true);
        await using var closing = migrator.ConfigureAwait(false);
        var report = new StatusReport { WrittenAt = options.TimeProvider.GetUtcNow(), Folder = Folder, Graph = await migrator.LoadGraphAsync(cancellationToken).ConfigureAwait(false) };
        if (IsNamed)
        {
            report = await ConnectAsync(report with { Address = database.DisplayName }, migrator, cancellationToken).ConfigureAwait(false);
        }

        report = await FindChangesAsync(report, migrator, cancellationToken).ConfigureAwait(false);
        if (report.Status is { } status)
        {
            report = report with { Pending = await AssessAsync(status, migrator, cancellationToken).ConfigureAwait(false) };
            var live = status.Rows.IsEmpty ? null : await TryAsync("The tables of the database could not be read", ReadSchemaAsync, cancellationToken).ConfigureAwait(false);
            report = report with { Schema = live ?? report.Schema, IsSchemaLive = live is not null };
        }

        return report with { Obstacles = [.. _obstacles.Distinct()] };
    }

    private async Task<StatusReport> ConnectAsync(StatusReport report, Migrator migrator, CancellationToken cancellationToken)
    {
        try
        {
            var status = await migrator.ReadStatusAsync(withHistory: false, cancellationToken).ConfigureAwait(false);
            var symptoms = await TryAsync("The server could not be examined", database.DiagnoseAsync, cancellationToken).ConfigureAwait(false);
            return report with { Status = status, Backup = FindBackup(), Symptoms = [.. status.Symptoms, .. (symptoms ?? []).Where(symptom => symptom.Verdict != Verdict.Go)] };
        }
        catch (RetortException e)
        {
            return report with { Disconnection = e, Symptoms = [new Symptom("connection", Verdict.NoGo, $"{e.Message} {e.Detail}".TrimEnd(), e.Hint)] };
        }
    }

    private Backup? FindBackup()
    {
        try
        {
            return database is IRestorableDatabase restorable ? new BackupCatalog(BackupFolder).FindNewest(restorable.Dialect.Engine, restorable.BackupName) : null;
        }
        catch (BackupException e)
        {
            _obstacles.Add($"The backups could not be read: {e.Message}");
            return null;
        }
    }

    /// <summary>What each revision changes is seen where it can be run; else it is what the revision says.</summary>
    private async Task<StatusReport> FindChangesAsync(StatusReport report, Migrator migrator, CancellationToken cancellationToken)
    {
        if (!IsOffline && await TryAsync(
            "The revisions could not be run in a scratch database, so that what they change is told as they say it", token => ReplayAsync(report, token), cancellationToken).ConfigureAwait(false) is { } replayed)
        {
            return replayed;
        }

        var plan = await TryAsync("What the revisions change is not known", token => migrator.PlanFromBaseAsync(["heads"], token), cancellationToken).ConfigureAwait(false);
        if (plan is null)
        {
            return report;
        }

        var sketch = new SchemaSketch(DatabaseSchema.Empty);
        sketch.Apply(plan.Steps.SelectMany(planned => planned.Statements.SelectMany(statement => OperationOutline.Of(statement, planned, database.Dialect))));
        return report with { Changes = plan.Steps.ToImmutableDictionary(planned => planned.Step.Revision.Id, planned => RevisionChanges.Of(planned, database.Dialect)), Schema = sketch.Schema };
    }

    private async Task<StatusReport> ReplayAsync(StatusReport report, CancellationToken cancellationToken)
    {
        var changes = ImmutableDictionary.CreateBuilder<RevisionId, ImmutableArray<TableChange>>();
        var (schema, madeBy) = (DatabaseSchema.Empty, new Dictionary<ObjectName, Revision>());
        await foreach (var one in SchemaReplay.RunAsync(revisions, new TargetContext(database, options.Scope), options, cancellationToken).ConfigureAwait(false))
        {
            var revision = one.Planned.Step.Revision;
            changes[revision.Id] = RevisionChanges.Of(one, database.Dialect, report.Status?.ServerVersion);
            foreach (var table in one.After.Tables.Where(table => one.Before.Find(table.Id) is null))
            {
                madeBy[table.Name] = revision;
            }

            schema = one.After;
        }

        return report with { Changes = changes.ToImmutable(), Schema = schema, MadeBy = madeBy };
    }

    private async Task<PlanAssessment?> AssessAsync(DatabaseStatus status, Migrator migrator, CancellationToken cancellationToken)
    {
        if (status.Pending.IsEmpty || await TryAsync("What is pending could not be planned", token => migrator.PlanUpgradeAsync("heads", token), cancellationToken).ConfigureAwait(false) is not { } plan)
        {
            return null;
        }

        var judging = new AssessmentOptions { Linter = Linter, Offline = IsOffline };
        return (IsOffline ? null : await TryAsync("What is pending could not be tried, and is judged by the rules of the engine", token => migrator.AssessAsync(plan, judging, token), cancellationToken).ConfigureAwait(false))
            ?? await TryAsync("What is pending could not be judged", token => migrator.AssessAsync(plan, judging with { Offline = true }, token), cancellationToken).ConfigureAwait(false);
    }

    private async Task<DatabaseSchema> ReadSchemaAsync(CancellationToken cancellationToken)
    {
        var session = await database.OpenForSqlAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        return await session.ReadSchemaAsync(options.ReadScope, cancellationToken).ConfigureAwait(false);
    }

    private async Task<T?> TryAsync<T>(string obstacle, Func<CancellationToken, Task<T>> find, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await find(cancellationToken).ConfigureAwait(false);
        }
        catch (RetortException e)
        {
            // A detail of several lines points at a place in SQL, which is nothing for a sentence.
            _obstacles.Add($"{obstacle}: {e.Message}{(e.Detail is { } detail && !detail.Contains('\n', StringComparison.Ordinal) ? $" {detail}" : "")}");
            return null;
        }
    }
}
