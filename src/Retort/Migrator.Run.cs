using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Execution;
using Retort.Planning;
using Retort.Revisions;

namespace Retort;

public sealed partial class Migrator
{
    /// <summary>
    /// Runs a plan: takes the lock, reads the version rows again, and runs what is still to be done. When another runner did a part
    /// of it meanwhile, the rest is run; when the database moved so that more would have to be done than was planned, nothing is.
    /// A plan with nothing to do takes no lock, unless a revision was left applied in part, which no plan may pass over in silence.
    /// </summary>
    /// <exception cref="LockNotAcquiredException">Another runner held the lock for too long.</exception>
    /// <exception cref="MigrationFailedException">A statement failed. Revisions finished before it stay.</exception>
    /// <exception cref="PlanOutdatedException">The database is not where the plan starts.</exception>
    /// <exception cref="HalfAppliedException">An interrupted run left a revision applied in part that the plan does not finish.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled. Revisions finished before that stay.</exception>
    public async Task<MigrationReport> RunAsync(MigrationPlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var start = _options.TimeProvider.GetTimestamp();
        if (plan.IsEmpty && (await FindInterruptedAsync(cancellationToken).ConfigureAwait(false)).IsEmpty)
        {
            return new MigrationReport(plan.Direction, [], plan.To, _options.TimeProvider.GetElapsedTime(start));
        }

        await LoadAsync(plan.Steps.Select(planned => planned.Step), cancellationToken).ConfigureAwait(false);
        var telemetry = new Telemetry(_database.Dialect, _options);
        var runsCode = plan.Steps.Any(planned => planned.Statements.Any(statement => statement is CodeStatement));
        return await telemetry.RunAsync(plan, () => AloneAsync(session => RunAsync(plan, session, telemetry, start, cancellationToken), cancellationToken, runsCode)).ConfigureAwait(false);
    }

    private async Task<MigrationReport> RunAsync(MigrationPlan plan, IDatabaseSession session, Telemetry telemetry, long start, CancellationToken cancellationToken)
    {
        telemetry.Connected(session);
        var prepared = await PrepareAsync(plan, session, cancellationToken).ConfigureAwait(false);
        var options = _options with { Tables = await EnsureVersionTablesAsync(session, cancellationToken).ConfigureAwait(false) };
        var journal = new Journal(_database.Dialect, options.Tables, options.Tag);
        await RequireNothingElseInterruptedAsync(plan, session, journal, cancellationToken).ConfigureAwait(false);
        var builder = new PlanBuilder(_database.Dialect, session.ServerVersion, options);
        var failures = new FailureReport(step => builder.BuildOperations(step, _loaded[step.Revision.Source], traceOrigins: true));
        var run = new MigrationRun(session, options, journal, failures, telemetry);
        var report = await NotingSchemaAsync(session, journal, () => RunAsync(plan, session, run, prepared, cancellationToken), cancellationToken).ConfigureAwait(false);
        return report with { Duration = _options.TimeProvider.GetElapsedTime(start) };
    }

    /// <summary>Does what is to be done before anything is changed, where there is anything to run.</summary>
    /// <returns>The way that it was done for; <see langword="null"/> when there was no need.</returns>
    private async Task<RevisionPath?> PrepareAsync(MigrationPlan plan, IDatabaseSession session, CancellationToken cancellationToken)
    {
        if (_options.BeforeRunning is not { } prepare)
        {
            return null;
        }

        if (await FindJournalAsync(session, cancellationToken).ConfigureAwait(false) is { } journal)
        {
            await RequireNothingElseInterruptedAsync(plan, session, journal, cancellationToken).ConfigureAwait(false);
        }

        var (path, steps) = await FindRemainingAsync(plan, session, cancellationToken).ConfigureAwait(false);
        if (steps.Count == 0)
        {
            return null;
        }

        await prepare(steps, cancellationToken).ConfigureAwait(false);
        return path;
    }

    private async Task<MigrationReport> RunAsync(MigrationPlan plan, IDatabaseSession session, MigrationRun run, RevisionPath? prepared, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (path, steps) = await FindRemainingAsync(plan, session, cancellationToken).ConfigureAwait(false);
            if (steps.Count == 0)
            {
                return new MigrationReport(plan.Direction, [.. run.Reports], path.RowsBefore, default);
            }

            if (_options.BeforeRunning is { } prepare && prepared?.RowsBefore.SequenceEqual(path.RowsBefore) != true)
            {
                // Somebody else came in since it was done, and it has to be done for what is there now.
                await prepare(steps, cancellationToken).ConfigureAwait(false);
                prepared = path;
            }

            try
            {
                await run.RunAsync(steps, path.RowsBefore, cancellationToken).ConfigureAwait(false);
                return new MigrationReport(plan.Direction, [.. run.Reports], path.RowsAfter, default);
            }
            catch (VersionRowsMovedException)
            {
                // Where the lock is no more than a write transaction (SQLite), another runner can come in between two revisions.
            }
        }
    }

    private async Task<RemainingSteps> FindRemainingAsync(MigrationPlan plan, IDatabaseSession session, CancellationToken cancellationToken)
    {
        var rows = await ReadVersionRowsAsync(session, cancellationToken).ConfigureAwait(false);
        var graph = await LoadGraphWithAsync(rows.Concat(NamesOf(plan)), cancellationToken).ConfigureAwait(false);
        var path = graph.PlanRemaining(rows, plan.Direction, plan.Steps.Select(planned => planned.Step.Revision.Id));
        return new RemainingSteps(path, Remaining(plan, path));
    }

    private static IEnumerable<string> NamesOf(MigrationPlan plan)
    {
        foreach (var target in plan.Targets)
        {
            yield return target.Value;
        }

        foreach (var planned in plan.Steps)
        {
            yield return planned.Step.Revision.Id.Value;
        }
    }

    /// <summary>
    /// Finds the revisions that are applied, or reverted, in part: a run of them was interrupted, or is going on. The same command
    /// finishes them. Takes no lock and creates nothing.
    /// </summary>
    public Task<ImmutableArray<InterruptedRevision>> FindInterruptedAsync(CancellationToken cancellationToken = default) =>
        OnSessionAsync<ImmutableArray<InterruptedRevision>>(
            async session => await FindJournalAsync(session, cancellationToken).ConfigureAwait(false) is { } journal
                ? await FindInterruptedAsync(session, journal, cancellationToken).ConfigureAwait(false)
                : [],
            cancellationToken);

    /// <summary>A revision that is applied in part is in no version row; a run that does not finish it would build on it, or revert what it stands on.</summary>
    private static async Task RequireNothingElseInterruptedAsync(MigrationPlan plan, IDatabaseSession session, Journal journal, CancellationToken cancellationToken)
    {
        foreach (var interrupted in await FindInterruptedAsync(session, journal, cancellationToken).ConfigureAwait(false))
        {
            if (interrupted.Direction != plan.Direction || plan.Steps.All(planned => planned.Step.Revision.Id.Value != interrupted.Revision))
            {
                throw new HalfAppliedException(interrupted, plan.From);
            }
        }
    }

    private static async Task<ImmutableArray<InterruptedRevision>> FindInterruptedAsync(IDatabaseSession session, Journal journal, CancellationToken cancellationToken)
    {
        var found = ImmutableArray.CreateBuilder<InterruptedRevision>();
        foreach (var row in await session.QueryAsync(journal.NotCompleted(), cancellationToken).ConfigureAwait(false))
        {
            var (revision, direction) = ((string)row[0]!, (string)row[1]!);
            var lines = await session.QueryAsync(journal.Unfinished(revision), cancellationToken).ConfigureAwait(false);
            if (lines.Any(line => line[0] is not null && line[2] is Journal.Done or Journal.Started))
            {
                found.Add(new InterruptedRevision(revision, direction == Journal.WordFor(Direction.Upgrade) ? Direction.Upgrade : Direction.Downgrade));
            }
        }

        return found.ToImmutable();
    }

    /// <summary>The steps of the plan that are still to be run, with the row changes that fit the rows as they are now.</summary>
    private static List<PlannedRevision> Remaining(MigrationPlan plan, RevisionPath path)
    {
        // By place, not by id: a squashed revision has the id of the last one it replaced.
        var planned = plan.Steps.ToDictionary(step => step.Step.Revision.Source);
        var unexpected = path.Steps.Where(step => !planned.ContainsKey(step.Revision.Source)).ToList();
        return unexpected.Count > 0
            ? throw new PlanOutdatedException(plan.Direction, plan.From, path.RowsBefore, [.. unexpected.Select(step => step.Revision.Id)])
            : [.. path.Steps.Select(step => planned[step.Revision.Source] with { Step = step })];
    }

    /// <summary>Records revisions as current without running any. What an interrupted run left to be continued is forgotten.</summary>
    /// <param name="targets">The revisions; <c>base</c> for none.</param>
    /// <param name="purge">Whether the rows found are thrown away first, which repairs rows that no revision has.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="RevisionGraphException">A target names no revision, or the rows found are not revisions.</exception>
    public async Task<StampReport> StampAsync(IReadOnlyList<string> targets, bool purge = false, CancellationToken cancellationToken = default)
    {
        var graph = await LoadGraphAsync([], targets, cancellationToken).ConfigureAwait(false);
        return await AloneAsync(
            async session =>
            {
                var report = await PlanAsync().ConfigureAwait(false);
                var journal = new Journal(_database.Dialect, await EnsureVersionTablesAsync(session, cancellationToken).ConfigureAwait(false), _options.Tag);
                await InTransactionAsync(
                    session,
                    [],
                    async () =>
                    {
                        // Where the lock is no more than the transaction, another runner may have come in since.
                        report = await PlanAsync().ConfigureAwait(false);
                        var interrupted = await FindInterruptedAsync(session, journal, cancellationToken).ConfigureAwait(false);
                        await session.ExecuteAsync(
                            [.. journal.ReplaceRows(report.After), .. StampLines(journal, graph, report.After), .. interrupted.Select(one => journal.Stamped(one.Revision, null))],
                            cancellationToken).ConfigureAwait(false);
                    },
                    cancellationToken).ConfigureAwait(false);
                await NoteSchemaAsync(session, journal, cancellationToken).ConfigureAwait(false);
                return report;

                async Task<StampReport> PlanAsync()
                {
                    var before = await ReadVersionRowsAsync(session, cancellationToken).ConfigureAwait(false);
                    graph = await LoadGraphAsync(before, targets, cancellationToken).ConfigureAwait(false);
                    return new StampReport([.. before], graph.PlanStamp(before, targets, purge));
                }
            },
            cancellationToken).ConfigureAwait(false);
    }

    private static IEnumerable<SqlStatement> StampLines(Journal journal, RevisionGraph graph, IReadOnlyCollection<RevisionId> rows) =>
        rows.Count == 0 ? [journal.Stamped("base", null)] : rows.Select(row => journal.Stamped(row.Value, graph[row].Checksum.Hex));

    /// <summary>What of a plan is still to be run.</summary>
    /// <param name="Path">The way from where the database is now.</param>
    /// <param name="Steps">The steps on it.</param>
    private sealed record RemainingSteps(RevisionPath Path, List<PlannedRevision> Steps);
}
