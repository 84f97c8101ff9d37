using Retort.Dialects;
using Retort.Planning;

namespace Retort.Execution;

/// <summary>
/// Revisions that are nothing but a transaction of SQL can travel together, each with its BEGIN, its version rows, its line in the
/// history and its COMMIT: what is committed, and what a failure leaves, is the same as if each had travelled alone. How many go
/// together depends on how quick the last ones were, so that a slow revision is seen, and waited for, by itself.
/// </summary>
internal sealed partial class MigrationRun
{
    private const int MostCompanions = 32;
    private static readonly TimeSpan QuickTrip = TimeSpan.FromMilliseconds(50);

    private int _companions = 1;

    // In a scratch database nobody looks on and nobody is in the way, so that even one alone goes with its COMMIT.
    private int FewestCompanions => options.IsScratch ? 1 : 2;

    /// <summary>The next revisions that can travel together; one or none when they cannot.</summary>
    private List<PlannedRevision> Companions(IReadOnlyList<PlannedRevision> steps, int next) => session is IPipelinedSession { LockSpansTransactions: true } && !telemetry.IsRecorded
        ? [.. steps.Skip(next).Take(_companions).TakeWhile(step => step.Transactional && step.Statements.All(statement => statement is SqlStatement))]
        : [];

    /// <summary>As many next as would be quick if they were like the last ones, and at most four times as many.</summary>
    private void AdaptTrips(TimeSpan last, int count) => _companions = (int)Math.Clamp(QuickTrip / last * count, 1, Math.Min(Math.Max(_companions, 1) * 4, MostCompanions));

    /// <summary>Sends revisions in one round trip and returns how many of them were finished. Those that were not are to be tried one by one.</summary>
    private async Task<int> RunPipelinedAsync(List<PlannedRevision> companions, CancellationToken cancellationToken)
    {
        var clientStart = options.TimeProvider.GetUtcNow();
        var start = options.TimeProvider.GetTimestamp();
        Announce(companions);
        var outcome = await ((IPipelinedSession)session).ExecuteTransactionsAsync(
            [.. companions.Select(planned => Booked(planned, clientStart))], cancellationToken).ConfigureAwait(false);
        var elapsed = options.TimeProvider.GetElapsedTime(start);
        AdaptTrips(elapsed, companions.Count);
        foreach (var planned in companions.Take(outcome.Committed))
        {
            planned.Step.Rows.Apply(_rows);
            Finished(new RevisionReport(planned.Step.Revision, planned.Statements.Length, elapsed / companions.Count, Transactional: true));
        }

        if (outcome.Committed == companions.Count)
        {
            return outcome.Committed;
        }

        await Contention.RollbackAsync(session, options).ConfigureAwait(false);
        _companions = 0;
        return outcome.Failure switch
        {
            null => throw new VersionRowsMovedException(),

            // Who travels alone can wait until the other session is done.
            StatementException { Failure: StatementFailure.Contention } => outcome.Committed,
            var failure => throw await RolledBackAsync(failure, companions[outcome.Committed], clientStart, cancellationToken).ConfigureAwait(false),
        };
    }

    private void Announce(List<PlannedRevision> companions)
    {
        for (var i = 0; i < companions.Count; i++)
        {
            options.Observer?.RevisionStarted(companions[i].Step, _reports.Count + i, _count);
            for (var j = 0; j < companions[i].Statements.Length; j++)
            {
                options.Observer?.StatementStarted(companions[i].Step, companions[i].Statements[j], j, companions[i].Statements.Length);
            }
        }
    }

    private IReadOnlyList<SqlStatement> Booked(PlannedRevision planned, DateTimeOffset clientStart) =>
        [.. journal.ChangeRows(planned.Step.Rows), .. planned.Statements.Cast<SqlStatement>(), journal.RevisionDone(planned.Step, clientStart)];
}
