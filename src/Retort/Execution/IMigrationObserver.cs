using Retort.Dialects;
using Retort.Planning;
using Retort.Revisions;

namespace Retort.Execution;

/// <summary>Is told of the progress of a run, on the thread of the run. Must return quickly and not throw.</summary>
public interface IMigrationObserver
{
    /// <summary>Another runner holds the lock. Called again and again while that is so.</summary>
    /// <param name="holder">Who holds it; <see langword="null"/> when that cannot be seen.</param>
    /// <param name="waited">How long the run has waited so far.</param>
    void WaitingForLock(LockHolder? holder, TimeSpan waited);

    /// <summary>A revision begins.</summary>
    /// <param name="step">The revision.</param>
    /// <param name="index">Its place in the run, counted from 0.</param>
    /// <param name="count">How many revisions the run has.</param>
    void RevisionStarted(RevisionStep step, int index, int count);

    /// <summary>
    /// A statement begins. Statements that travel together in one round trip are announced together, before it.
    /// </summary>
    /// <param name="step">The revision.</param>
    /// <param name="statement">The statement.</param>
    /// <param name="index">Its place in the revision, counted from 0.</param>
    /// <param name="count">How many statements the revision has.</param>
    void StatementStarted(RevisionStep step, Statement statement, int index, int count);

    /// <summary>Another session was in the way; the step is tried again after a pause.</summary>
    /// <param name="step">The revision.</param>
    /// <param name="reason">What the database said.</param>
    /// <param name="pause">How long until the next attempt.</param>
    void RetryingAfterContention(RevisionStep step, string reason, TimeSpan pause);

    /// <summary>A batch of a backfill is committed, or waits for the replicas.</summary>
    /// <param name="step">The revision.</param>
    /// <param name="progress">How far the backfill has come.</param>
    void BackfillAdvanced(RevisionStep step, BackfillProgress progress)
    {
    }

    /// <summary>A revision is committed.</summary>
    void RevisionFinished(RevisionReport report);
}
