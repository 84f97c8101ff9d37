using System.Collections.Immutable;
using System.Globalization;
using Retort.Backups;
using Retort.Cli.Output;
using Retort.Dialects;
using Retort.Execution;
using Retort.Hosting.Pages;
using Retort.Planning;
using Retort.Reporting;
using Retort.Reporting.Documents;
using Retort.Revisions;

namespace Retort.Cli.Serving;

/// <summary>A run that was asked for from a page: told to everybody who looks, and to the log as every run is.</summary>
/// <param name="context">The project.</param>
/// <param name="request">What was asked for, where and when.</param>
/// <param name="news">Is told that there is something new.</param>
internal sealed class PageRun(CommandContext context, string request, Action news) : RunProgress(context)
{
    // What fits on a page; the history has the rest.
    private const int MostFinished = 50;
    private const int LongestStatement = 2000;

    private readonly CommandContext _context = context;
    private readonly long _start = context.Host.Clock.GetTimestamp();
    private readonly Lock _gate = new();
    private ImmutableQueue<RevisionReport> _finished = [];
    private int _finishedCount;
    private string _step = "";
    private string _doing = "begins";
    private string? _statement;
    private string? _backup;
    private Span? _outcome;
    private Exception? _error;

    public override void WaitingForLock(LockHolder? holder, TimeSpan waited)
    {
        base.WaitingForLock(holder, waited);
        Tell(() => Do(string.Create(CultureInfo.InvariantCulture, $"waits for the lock for {waited.TotalSeconds:0} s{(holder is null ? "" : $", held by {holder.Describe()}")}")));
    }

    public override void RevisionStarted(RevisionStep step, int index, int count)
    {
        base.RevisionStarted(step, index, count);
        Tell(() =>
        {
            _step = string.Create(CultureInfo.InvariantCulture, $"{index + 1} of {count}: {RevisionText.Title(step.Revision)}");
            Do(_step);
        });
    }

    public override void StatementStarted(RevisionStep step, Statement statement, int index, int count)
    {
        base.StatementStarted(step, statement, index, count);
        var text = Secrets.Mask(statement.Text);
        Tell(() => Do(
            string.Create(CultureInfo.InvariantCulture, $"{_step}, statement {index + 1} of {count}"),
            text.Length > LongestStatement ? $"{text[..LongestStatement]}…" : text));
    }

    public override void RetryingAfterContention(RevisionStep step, string reason, TimeSpan pause)
    {
        base.RetryingAfterContention(step, reason, pause);
        Tell(() => Do($"{_step}, another session is in the way ({reason}); tries again", _statement));
    }

    public override void BackfillAdvanced(RevisionStep step, BackfillProgress progress)
    {
        base.BackfillAdvanced(step, progress);
        Tell(() => Do($"{_step}, {BackfillLine(progress)}", _statement));
    }

    public override void RevisionFinished(RevisionReport report)
    {
        base.RevisionFinished(report);
        Tell(() =>
        {
            _finishedCount++;
            _finished = _finished.Enqueue(report);
            if (_finishedCount > MostFinished)
            {
                _finished = _finished.Dequeue();
            }
        });
    }

    public override void Report(BackupProgress value)
    {
        base.Report(value);
        Tell(() => Do($"backup: {BackupText.Line(value)}"));
    }

    /// <summary>Tells of the backup that was made.</summary>
    public void Keep(Backup backup) => Tell(() => _backup = BackupText.Title(backup, _context));

    /// <summary>Tells how it ended.</summary>
    /// <param name="error">What ended it; <see langword="null"/> when it did all it was to do.</param>
    public void End(Exception? error)
    {
        var took = _context.Host.Clock.GetElapsedTime(_start).TotalSeconds;
        Tell(() =>
        {
            _error = error is OperationCanceledException ? null : error;
            _outcome = error switch
            {
                null => new Span(string.Create(CultureInfo.InvariantCulture, $"done in {took:0.0} s"), SpanKind.Good),
                OperationCanceledException => new Span("stopped; what was finished stays", SpanKind.Bad),
                _ => new Span(string.Create(CultureInfo.InvariantCulture, $"failed after {took:0.0} s"), SpanKind.Bad),
            };
        });
    }

    /// <summary>It as a part of a page.</summary>
    public ImmutableArray<Block> Describe()
    {
        lock (_gate)
        {
            return
            [
                new Heading(2, "Run", "run"),
                new Paragraph(new Span(request, SpanKind.Strong), ": ", _outcome ?? new Span(_doing, SpanKind.Notable)),
                .. _outcome is null && _statement is not null ? [new CodeBlock(_statement)] : Array.Empty<Block>(),
                .. _error is null ? [] : Tell(_error),
                .. _backup is null ? Array.Empty<Block>() : [new Paragraph("Backed up to ", new Span(_backup, SpanKind.Code))],
                .. _finishedCount > MostFinished ? [new Paragraph(string.Create(CultureInfo.InvariantCulture, $"{_finishedCount} revisions are finished, the last of them:"))] : Array.Empty<Block>(),
                .. _finished.IsEmpty ? Array.Empty<Block>() : [new Listing([.. _finished.Select(report => (ImmutableArray<Span>)[Line(report)])])],
            ];
        }
    }

    private static IEnumerable<Block> Tell(Exception error) => error is RetortException known
        ? [.. PageErrors.Blocks(known), .. known.SqlState is { } state ? [new Paragraph($"SQLSTATE {state}")] : Array.Empty<Block>()]
        : [new Paragraph(new Span((string)ErrorOutput.Describe(error)["code"]!, SpanKind.Code), $" {Secrets.Mask(error.Message)}")];

    private void Do(string doing, string? statement = null) => (_doing, _statement) = (doing, statement);

    private void Tell(Action change)
    {
        lock (_gate)
        {
            change();
        }

        news();
    }
}
