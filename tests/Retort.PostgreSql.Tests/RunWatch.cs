using Retort.Dialects;
using Retort.Execution;
using Retort.Planning;
using Retort.Revisions;

namespace Retort.PostgreSql.Tests;

/// <summary>Is told of every batch of a backfill, and when a step is tried again for the first time.</summary>
internal sealed class RunWatch(Action<BackfillProgress>? advanced = null) : IMigrationObserver
{
    public Action? Retrying { get; init; }

    public bool HasRetried { get; private set; }

    public void WaitingForLock(LockHolder? holder, TimeSpan waited)
    {
    }

    public void RevisionStarted(RevisionStep step, int index, int count)
    {
    }

    public void StatementStarted(RevisionStep step, Statement statement, int index, int count)
    {
    }

    public void RetryingAfterContention(RevisionStep step, string reason, TimeSpan pause)
    {
        if (!HasRetried)
        {
            HasRetried = true;
            Retrying?.Invoke();
        }
    }

    public void BackfillAdvanced(RevisionStep step, BackfillProgress progress) => advanced?.Invoke(progress);

    public void RevisionFinished(RevisionReport report)
    {
    }
}
