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
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(10);

    private bool _saidWaiting;
    private string? _saidReason;
    private long? _saidBackfill;
    private bool _saidLag;

    /// <summary>The progress that fits the place it is shown at.</summary>
    public static RunProgress Of(CommandContext context, IDatabase database) =>
        context.Host.IsColourful && !context.Quiet && !context.Json ? new LiveProgress(context, database) : new RunProgress(context);

    /// <summary>Shows the progress of work while it goes on.</summary>
    public virtual Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken) => work(cancellationToken);

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

    public virtual void RetryingAfterContention(RevisionStep step, string reason, TimeSpan pause)
    {
        if (_saidReason != reason)
        {
            _saidReason = reason;
            context.Say($"another session is in the way of {step.Revision.Id} ({reason}); trying again");
        }
    }

    /// <summary>A log is told now and then, of one that takes its time; and at once why one stands still.</summary>
    public virtual void BackfillAdvanced(RevisionStep step, BackfillProgress progress)
    {
        _saidBackfill ??= TimeProvider.System.GetTimestamp();
        var isLag = progress.ReplicaLag is not null;
        if ((isLag && !_saidLag) || TimeProvider.System.GetElapsedTime(_saidBackfill.Value) >= LogInterval)
        {
            _saidBackfill = TimeProvider.System.GetTimestamp();
            _saidLag = isLag;
            context.Say($"{step.Revision.Id}: {BackfillLine(progress)}");
        }
    }

    public virtual void RevisionFinished(RevisionReport report) => context.Say(Line(report));

    /// <summary>A log wants to know that a backup was made, not how far it has come.</summary>
    public virtual void Report(BackupProgress value)
    {
    }

    protected static string BackfillLine(BackfillProgress progress)
    {
        var of = progress.Total is { } total && total >= progress.Rows ? string.Create(CultureInfo.InvariantCulture, $" of about {total:N0}") : "";
        var rest = progress.ReplicaLag is { } lag ? string.Create(CultureInfo.InvariantCulture, $"waiting for replicas, {lag.TotalSeconds:0} s behind")
            : progress.Remaining is { } remaining ? string.Create(CultureInfo.InvariantCulture, $"{progress.RowsPerSecond:N0} rows/s, {TimeSpan.FromSeconds(Math.Ceiling(remaining.TotalSeconds)):c} left")
            : string.Create(CultureInfo.InvariantCulture, $"{progress.RowsPerSecond:N0} rows/s");
        return string.Create(CultureInfo.InvariantCulture, $"backfill of {progress.Table}: {progress.Rows:N0}{of} rows, {rest}");
    }

    protected static string Line(RevisionReport report) => string.Create(
        CultureInfo.InvariantCulture,
        $"done {RevisionText.Title(report.Revision)} ({report.Statements} {(report.Statements == 1 ? "statement" : "statements")}, {report.Duration.TotalMilliseconds:0} ms{(report.Transactional ? "" : ", statement by statement")})");
}
