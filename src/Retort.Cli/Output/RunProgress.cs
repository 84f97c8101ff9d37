using System.Globalization;
using Retort.Backups;
using Retort.Dialects;
using Retort.Execution;
using Retort.Planning;
using Retort.Revisions;

namespace Retort.Cli.Output;

/// <summary>One line per revision on standard error, as a container's log wants it.</summary>
internal class RunProgress(CommandContext context) : IMigrationObserver, IProgress<BackupProgress>
{
    private bool _saidWaiting;

    public virtual void WaitingForLock(LockHolder? holder, TimeSpan waited)
    {
        if (!_saidWaiting)
        {
            _saidWaiting = true;
            context.Say($"waiting for the lock{(holder is null ? "" : $", held by session {holder.Session} ({holder.Application})")}");
        }
    }

    public virtual void RevisionStarted(RevisionStep step, int index, int count)
    {
    }

    public virtual void StatementStarted(RevisionStep step, Statement statement, int index, int count)
    {
    }

    public virtual void RetryingAfterContention(RevisionStep step, string reason, TimeSpan pause) =>
        context.Say($"another session is in the way of {step.Revision.Id} ({reason}); trying again");

    public virtual void RevisionFinished(RevisionReport report) => context.Say(Line(report));

    /// <summary>A log wants to know that a backup was made, not how far it has come.</summary>
    public virtual void Report(BackupProgress value)
    {
    }

    protected static string Line(RevisionReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"done {RevisionText.Title(report.Revision)} ({report.Statements} {(report.Statements == 1 ? "statement" : "statements")}, {report.Duration.TotalMilliseconds:0} ms{(report.Transactional ? "" : ", statement by statement")})");
}
