using System.Globalization;
using Retort.Backups;
using Retort.Dialects;
using Retort.Planning;
using Retort.Revisions;
using Spectre.Console;

namespace Retort.Cli.Output;

/// <summary>On a terminal: a line that lives while a revision runs, with the real percentage of an index being built.</summary>
internal sealed class LiveProgress(CommandContext context, StatusContext status, int width) : RunProgress(context)
{
    private string _revision = "";
    private string _statement = "";

    /// <summary>Runs work under a live line.</summary>
    public static Task<T> RunAsync<T>(CommandContext context, Func<Func<IDatabase, RunProgress>, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(context.Host.Error) });
        return console.Status().StartAsync("connecting", async status =>
        {
            using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var watch = Task.CompletedTask;
            try
            {
                return await work(
                    database =>
                    {
                        var progress = new LiveProgress(context, status, console.Profile.Width);
                        watch = progress.WatchAsync(database, watching.Token);
                        return progress;
                    },
                    cancellationToken);
            }
            finally
            {
                await watching.CancelAsync();
                await watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        });
    }

    public override void WaitingForLock(LockHolder? holder, TimeSpan waited) =>
        Show(string.Create(CultureInfo.InvariantCulture, $"waiting for the lock for {waited.TotalSeconds:0} s{(holder is null ? "" : $", held by session {holder.Session} ({holder.Application})")}"));

    public override void RevisionStarted(RevisionStep step, int index, int count) =>
        _revision = string.Create(CultureInfo.InvariantCulture, $"[{index + 1}/{count}] {Journal(step)} {RevisionText.Title(step.Revision)}");

    public override void StatementStarted(RevisionStep step, Statement statement, int index, int count)
    {
        _statement = string.Create(CultureInfo.InvariantCulture, $"{index + 1}/{count} {statement.Text.ReplaceLineEndings(" ")}");
        Show(_revision, _statement);
    }

    public override void Report(BackupProgress value) => Show("backup:", BackupText.Line(value));

    private static string Journal(RevisionStep step) => step.Direction == Direction.Upgrade ? "upgrade" : "downgrade";

    // A line that wraps is not wiped away whole; the spinner and the margins are part of it.
    private void Show(params IEnumerable<string> parts)
    {
        var line = string.Join("  ", parts);
        var most = Math.Max(width - 8, 20);
        status.Status(Markup.Escape(line.Length > most ? $"{line[..(most - 1)]}…" : line));
    }

    private async Task WatchAsync(IDatabase database, CancellationToken cancellationToken)
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
