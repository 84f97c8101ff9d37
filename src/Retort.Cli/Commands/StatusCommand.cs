using System.CommandLine;
using Retort.Backups;
using Retort.Cli.Output;
using Retort.Dialects;
using Spectre.Console;

namespace Retort.Cli.Commands;

/// <summary><c>status</c>: where a database stands.</summary>
internal static class StatusCommand
{
    private static readonly Option<bool> Watch = new("--watch") { Description = "Renews it every 2 seconds until Ctrl-C; with --json a document a line." };
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    public static Command Create()
    {
        var command = RetortCli.New(
            "status",
            "Tells where a database stands: current and latest revision, what is pending, the last run, who is running, the newest backup, and what is wrong. With --verbose the whole history.\n\nExample: retort status --json",
            Watch);
        command.SetWork((context, parsed, token) => parsed.GetValue(Watch) ? WatchAsync(context, token) : RunAsync(context, token));
        return command;
    }

    /// <summary>The newest backup of the database of the project. That the folder cannot be read is told, and no reason to say nothing else.</summary>
    public static async Task<Backup?> FindBackupAsync(CommandContext context)
    {
        try
        {
            await using var database = context.OpenRestorable();
            return new BackupCatalog(context.Settings.Backup.Folder).FindNewest(database.Dialect.Engine, database.BackupName);
        }
        catch (BackupException e)
        {
            context.Say($"warning: the newest backup is not known: {e.Message}");
            return null;
        }
    }

    private static async Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var status = await ReadAsync(context, cancellationToken);
        if (context.Json)
        {
            context.Print(status.ToJson(context.Verbose));
            return ExitCode.Done;
        }

        foreach (var line in status.ToText(context.Host.Clock.GetUtcNow()))
        {
            context.Out.WriteLine(line);
        }

        return ExitCode.Done;
    }

    private static Task<int> WatchAsync(CommandContext context, CancellationToken cancellationToken)
    {
        context.EndsBySignal = true;
        if (context.Json)
        {
            return RenewAsync(
                context,
                (status, error) => JsonOutput.WriteLine(context.Out, error is null ? status!.ToJson(context.Verbose) : ErrorOutput.ToJson(error)),
                cancellationToken);
        }

        if (!context.Host.IsOutputTerminal)
        {
            throw new UsageException("Only on a terminal can the status be renewed in its place.", hint: "With --json each renewal is a line: retort status --watch --json");
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(context.Out) });
        return console.Live(new Text("connecting")).StartAsync(display => RenewAsync(
            context,
            (status, error) =>
            {
                var now = context.Host.Clock.GetUtcNow();
                IEnumerable<string> lines = [$"{Spell.Moment(now)}, renewed every {Interval.TotalSeconds} s, Ctrl-C ends it", "", .. error is null ? status!.ToText(now) : ["unknown: not connected", error.Message]];
                display.UpdateTarget(new Text(string.Join('\n', lines)));
            },
            cancellationToken));
    }

    /// <summary>Shows the status again and again. A database that does not answer may do so the next time; each time is a connection of its own, and reads the files anew.</summary>
    private static async Task<int> RenewAsync(CommandContext context, Action<StatusOutput?, RetortException?> show, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                show(await ReadAsync(context, cancellationToken), null);
            }
            catch (RetortException e) when (e is DatabaseConnectionException or StatementException)
            {
                show(null, e);
            }

            await Task.Delay(Interval, context.Host.Clock, cancellationToken);
        }
    }

    private static async Task<StatusOutput> ReadAsync(CommandContext context, CancellationToken cancellationToken)
    {
        await using var migrator = context.OpenMigrator();
        return new StatusOutput(await migrator.ReadStatusAsync(context.Verbose, cancellationToken), await FindBackupAsync(context));
    }
}
