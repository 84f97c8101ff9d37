using Retort.Dialects;
using Retort.Execution;
using Retort.Planning;
using Retort.Revisions;

namespace Retort.Hosting.Tests;

/// <summary>Counts how often a run that waits for the lock has found it taken.</summary>
internal sealed class WaitObserver : IMigrationObserver
{
    private int _waits;

    public int Waits => Volatile.Read(ref _waits);

    public void WaitingForLock(LockHolder? holder, TimeSpan waited) => Interlocked.Increment(ref _waits);

    public void RevisionStarted(RevisionStep step, int index, int count)
    {
    }

    public void StatementStarted(RevisionStep step, Statement statement, int index, int count)
    {
    }

    public void RetryingAfterContention(RevisionStep step, string reason, TimeSpan pause)
    {
    }

    public void BackfillAdvanced(RevisionStep step, BackfillProgress progress)
    {
    }

    public void RevisionFinished(RevisionReport report)
    {
    }
}
