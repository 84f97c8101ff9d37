using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Planning;
using Retort.Revisions;

namespace Retort.Execution;

/// <summary>
/// Runs planned revisions on one session that holds the lock. A revision and its version rows are committed together; what cannot
/// be in that transaction is journalled statement by statement, and small ones travel together (see the other parts of this class).
/// </summary>
internal sealed partial class MigrationRun(IDatabaseSession session, MigratorOptions options, Journal journal, FailureReport failures, Telemetry telemetry)
{
    private readonly List<RevisionReport> _reports = [];
    private readonly HashSet<string> _rows = new(StringComparer.Ordinal);
    private int _count;
    private Direction _direction;

    /// <summary>The revisions finished so far.</summary>
    public IReadOnlyList<RevisionReport> Reports => _reports;

    /// <summary>Runs the steps of a plan.</summary>
    /// <param name="steps">The steps.</param>
    /// <param name="rows">The version rows they start from.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    /// <exception cref="VersionRowsMovedException">Somebody else changed the version rows meanwhile; what is left must be planned again.</exception>
    public async Task RunAsync(IReadOnlyList<PlannedRevision> steps, ImmutableArray<RevisionId> rows, CancellationToken cancellationToken)
    {
        _rows.Clear();
        new VersionRowChange([], rows).Apply(_rows);
        _count = _reports.Count + steps.Count;
        _direction = steps[0].Step.Direction;
        if (options.Transaction == TransactionMode.All)
        {
            await RunInTransactionAsync(steps, cancellationToken).ConfigureAwait(false);
            return;
        }

        var next = 0;
        while (next < steps.Count)
        {
            if (Companions(steps, next) is var companions && companions.Count >= FewestCompanions)
            {
                next += await RunPipelinedAsync(companions, cancellationToken).ConfigureAwait(false);
                continue;
            }

            var start = options.TimeProvider.GetTimestamp();
            if (steps[next].Transactional)
            {
                await RunInTransactionAsync([steps[next]], cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await RunJournalledAsync(steps[next], cancellationToken).ConfigureAwait(false);
            }

            AdaptTrips(options.TimeProvider.GetElapsedTime(start), 1);
            next++;
        }
    }

    private async Task RunInTransactionAsync(IReadOnlyList<PlannedRevision> steps, CancellationToken cancellationToken)
    {
        var reports = new List<RevisionReport>();
        PlannedRevision current = steps[0];
        var clientStart = options.TimeProvider.GetUtcNow();
        try
        {
            await InTransactionAsync(
                [.. steps.SelectMany(step => step.Statements)],
                current.Step,
                async () =>
                {
                    reports.Clear();
                    foreach (var planned in steps)
                    {
                        current = planned;
                        clientStart = options.TimeProvider.GetUtcNow();
                        var start = options.TimeProvider.GetTimestamp();
                        options.Observer?.RevisionStarted(planned.Step, _reports.Count + reports.Count, _count);
                        await telemetry.RevisionAsync(planned.Step, () => ExecuteRevisionAsync(planned, clientStart, cancellationToken)).ConfigureAwait(false);
                        reports.Add(new RevisionReport(planned.Step.Revision, planned.Statements.Length, options.TimeProvider.GetElapsedTime(start), Transactional: true));
                    }
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not VersionRowsMovedException)
        {
            throw await RolledBackAsync(e, current, clientStart, cancellationToken).ConfigureAwait(false);
        }

        foreach (var step in steps)
        {
            step.Step.Rows.Apply(_rows);
        }

        reports.ForEach(Finished);
    }

    private async Task ExecuteRevisionAsync(PlannedRevision planned, DateTimeOffset clientStart, CancellationToken cancellationToken)
    {
        await session.BeginRevisionAsync(planned.Statements, cancellationToken).ConfigureAwait(false);
        await ExecuteAsync(
            planned,
            Enumerable.Range(0, planned.Statements.Length),
            journal.ChangeRows(planned.Step.Rows),
            _ => [],
            [journal.RevisionDone(planned.Step, clientStart)],
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Notes that a revision failed and was rolled back, and makes the exception that says so.</summary>
    private async Task<Exception> RolledBackAsync(Exception failure, PlannedRevision planned, DateTimeOffset clientStart, CancellationToken cancellationToken)
    {
        await NoteAsync([journal.RevisionFailed(planned.Step, clientStart, FailureReport.Describe(failure))]).ConfigureAwait(false);
        return failures.Of(failure, planned, partlyApplied: false, cancellationToken);
    }

    private Task InTransactionAsync(IReadOnlyList<Statement> statements, RevisionStep step, Func<Task> work, CancellationToken cancellationToken) =>
        Contention.OutlastInTransactionAsync(
            session,
            statements,
            async () =>
            {
                await RequireRowsAsync(cancellationToken).ConfigureAwait(false);
                await work().ConfigureAwait(false);
            },
            options,
            Retrying(step),
            cancellationToken);

    private Action<string, TimeSpan> Retrying(RevisionStep step) => (reason, pause) => options.Observer?.RetryingAfterContention(step, reason, pause);

    /// <summary>
    /// Executes statements between others that keep the books, all in as few round trips as there are pieces of code between them.
    /// </summary>
    private async Task ExecuteAsync(
        PlannedRevision planned,
        IEnumerable<int> indexes,
        IEnumerable<SqlStatement> before,
        Func<int, IEnumerable<SqlStatement>> afterEach,
        IEnumerable<SqlStatement> after,
        CancellationToken cancellationToken)
    {
        var batch = new List<SqlStatement>(before);
        foreach (var i in indexes)
        {
            options.Observer?.StatementStarted(planned.Step, planned.Statements[i], i, planned.Statements.Length);
            if (telemetry.IsRecorded)
            {
                await FlushAsync(batch, cancellationToken).ConfigureAwait(false);
                await telemetry.StatementAsync(
                    planned.Statements[i],
                    i,
                    async () =>
                    {
                        await ExecuteAsync(planned.Statements[i], batch, cancellationToken).ConfigureAwait(false);
                        await FlushAsync(batch, cancellationToken).ConfigureAwait(false);
                    }).ConfigureAwait(false);
            }
            else
            {
                await ExecuteAsync(planned.Statements[i], batch, cancellationToken).ConfigureAwait(false);
            }

            batch.AddRange(afterEach(i));
        }

        batch.AddRange(after);
        await FlushAsync(batch, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Executes a statement, or adds it to those that are sent together.</summary>
    private async Task ExecuteAsync(Statement statement, List<SqlStatement> batch, CancellationToken cancellationToken)
    {
        switch (statement)
        {
            case SqlStatement sql:
                batch.Add(sql);
                break;
            case CatalogStatement catalog:
                await FlushAsync(batch, cancellationToken).ConfigureAwait(false);
                batch.AddRange((await catalog.Write(session.Connection, cancellationToken).ConfigureAwait(false)).Select(written => written with { Operation = catalog.Operation }));
                break;
            case CodeStatement code:
                await FlushAsync(batch, cancellationToken).ConfigureAwait(false);
                await RunCodeAsync(code, cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async Task FlushAsync(List<SqlStatement> batch, CancellationToken cancellationToken)
    {
        if (batch.Count == 0)
        {
            return;
        }

        var affected = await session.ExecuteAsync(batch, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i].ExpectedRows is { } expected && affected[i] != expected)
            {
                throw new VersionRowsMovedException();
            }
        }

        batch.Clear();
    }

    private async Task RunCodeAsync(CodeStatement code, CancellationToken cancellationToken)
    {
        await session.PrepareForCodeAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await code.Code(session.Connection, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new RevisionCodeFailure(code, e);
        }
    }

    /// <summary>
    /// Where the lock is no more than the transaction, another runner may have come in between two of them. Inside the
    /// transaction the version rows tell.
    /// </summary>
    private async Task RequireRowsAsync(CancellationToken cancellationToken)
    {
        if (!session.LockSpansTransactions)
        {
            var rows = await session.ReadVersionRowsAsync(options.Tables.Version, cancellationToken).ConfigureAwait(false);
            if (rows is null || !_rows.SetEquals(rows))
            {
                throw new VersionRowsMovedException();
            }
        }
    }

    // Bookkeeping must not be skipped because the run was cancelled, nor hide the error it books.
    private async Task NoteAsync(IReadOnlyList<SqlStatement> lines)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), options.TimeProvider);
        try
        {
            await session.ExecuteAsync(lines, patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is StatementException or OperationCanceledException)
        {
            Log.HistoryNotWritten(options.Logger, e);
        }
    }

    private void Finished(RevisionReport report)
    {
        _reports.Add(report);
        options.Observer?.RevisionFinished(report);
        telemetry.Finished(report, _direction);
        Log.RevisionFinished(options.Logger, report.Revision.Id.Value, report.Statements, (long)report.Duration.TotalMilliseconds);
    }
}
