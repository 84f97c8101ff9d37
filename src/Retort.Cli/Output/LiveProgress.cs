using System.Globalization;
using Retort.Dialects;
using Retort.Execution;
using Retort.Planning;
using Retort.Revisions;
using Spectre.Console;

namespace Retort.Cli.Output;

/// <summary>On a terminal: a line that lives while a revision runs, with the real percentage of an index being built.</summary>
internal sealed class LiveProgress(CommandContext context, StatusContext status) : RunProgress(context)
{
    private string _revision = "";
    private string _statement = "";

    /// <summary>Runs work under a live line.</summary>
    public static Task<T> RunAsync<T>(CommandContext context, Func<Func<IDatabase, IMigrationObserver>, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(context.Host.Error) });
        return console.Status().StartAsync("connecting", async status =>
        {
            using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var watch = Task.CompletedTask;
            try
            {
                return await work(
                    database =>
                    {
                        var progress = new LiveProgress(context, status);
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
        _statement = string.Create(CultureInfo.InvariantCulture, $"{index + 1}/{count} {Shorten(statement.Text)}");
        Show($"{_revision}  {_statement}");
    }

    private static string Journal(RevisionStep step) => step.Direction == Direction.Upgrade ? "upgrade" : "downgrade";

    private static string Shorten(string text) => text.ReplaceLineEndings(" ") is { Length: > 60 } line ? $"{line[..57]}..." : text.ReplaceLineEndings(" ");

    private void Show(string text) => status.Status(Markup.Escape(text));

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
            Show(string.Create(CultureInfo.InvariantCulture, $"{_revision}  {_statement}  {progress.Phase} {progress.Percent:0.0}{(progress.Percent is null ? "" : " %")}"));
        }
    }
}
