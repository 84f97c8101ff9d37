using Retort.Dialects;
using Retort.Execution;
using Retort.Planning;
using Retort.Revisions;

namespace Retort.Hosting.Startup;

/// <summary>Says in the log what the start waits for, once for each runner that it waits for.</summary>
internal sealed class LoggingObserver(HostedDatabase database) : IMigrationObserver
{
    private readonly IMigrationObserver? _inner = database.MigratorOptions.Observer;
    private string? _told;

    public void WaitingForLock(LockHolder? holder, TimeSpan waited)
    {
        var runner = holder is null ? "another runner" : $"session {holder.Session} ({holder.Application})";

        // Whose lock it is cannot be seen in the moment in which it is given back.
        if (_told is null || (holder is not null && _told != runner))
        {
            Log.WaitingForRunner(database.Logger, database.Database.DisplayName, runner);
            _told = runner;
        }

        _inner?.WaitingForLock(holder, waited);
    }

    public void RevisionStarted(RevisionStep step, int index, int count) => _inner?.RevisionStarted(step, index, count);

    public void StatementStarted(RevisionStep step, Statement statement, int index, int count) => _inner?.StatementStarted(step, statement, index, count);

    public void RetryingAfterContention(RevisionStep step, string reason, TimeSpan pause) => _inner?.RetryingAfterContention(step, reason, pause);

    public void BackfillAdvanced(RevisionStep step, BackfillProgress progress) => _inner?.BackfillAdvanced(step, progress);

    public void RevisionFinished(RevisionReport report) => _inner?.RevisionFinished(report);
}
