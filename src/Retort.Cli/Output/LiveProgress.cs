using System.Globalization;
using Retort.Backups;
using Retort.Dialects;
using Retort.Execution;
using Retort.Planning;
using Retort.Revisions;
using Spectre.Console;

namespace Retort.Cli.Output;

/// <summary>On a terminal: a line that lives while a revision runs, with the real percentage of an index being built.</summary>
internal sealed class LiveProgress(CommandContext context, IDatabase database) : RunProgress(context)
{
    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings { Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(context.Host.Error) });
    private StatusContext? _status;
    private string _revision = "";
    private string _statement = "";

    /// <summary>Shows the line while the work goes on, and not before: a question cannot be asked under it.</summary>
    public override Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken) => _console.Status().StartAsync("connecting", async status =>
    {
        _status = status;
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var watch = WatchAsync(watching.Token);
        try
        {
            return await work(cancellationToken);
        }
        finally
        {
            await watching.CancelAsync();
            await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    });

    public override void WaitingForLock(LockHolder? holder, TimeSpan waited) =>
        Show(string.Create(CultureInfo.InvariantCulture, $"waiting for the lock for {waited.TotalSeconds:0} s{(holder is null ? "" : $", held by session {holder.Session} ({holder.Application})")}"));

    public override void RevisionStarted(RevisionStep step, int index, int count) =>
        _revision = string.Create(CultureInfo.InvariantCulture, $"[{index + 1}/{count}] {Journal(step)} {RevisionText.Title(step.Revision)}");

    public override void StatementStarted(RevisionStep step, Statement statement, int index, int count)
    {
        _statement = string.Create(CultureInfo.InvariantCulture, $"{index + 1}/{count} {statement.Text.ReplaceLineEndings(" ")}");
        Show(_revision, _statement);
    }

    public override void BackfillAdvanced(RevisionStep step, BackfillProgress progress) => Show(_revision, BackfillLine(progress));

    public override void Report(BackupProgress value) => Show("backup:", BackupText.Line(value));

    private static string Journal(RevisionStep step) => step.Direction == Direction.Upgrade ? "upgrade" : "downgrade";

    // A line that wraps is not wiped away whole; the spinner and the margins are part of it.
    private void Show(params IEnumerable<string> parts)
    {
        var line = string.Join("  ", parts);
        var most = Math.Max(_console.Profile.Width - 8, 20);
        _status?.Status(Markup.Escape(line.Length > most ? $"{line[..(most - 1)]}…" : line));
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        if (database is not IStatementProgress source)
        {
            return;
        }

        // The first look comes late on purpose: a run that is done in a moment needs no second connection.
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        await foreach (var progress in source.WatchAsync(TimeSpan.FromMilliseconds(500), cancellationToken))
        {
            Show(_revision, string.Create(CultureInfo.InvariantCulture, $"{progress.Phase} {progress.Percent:0.0}{(progress.Percent is null ? "" : " %")}"), _statement);
        }
    }
}
