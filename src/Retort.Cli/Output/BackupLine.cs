using Retort.Backups;
using Spectre.Console;

namespace Retort.Cli.Output;

/// <summary>On a terminal: a line that lives while a backup is made or restored; in a log nothing.</summary>
internal sealed class BackupLine(StatusContext? status) : IProgress<BackupProgress>
{
    /// <summary>Does work under a live line.</summary>
    public static Task<T> RunAsync<T>(CommandContext context, Func<IProgress<BackupProgress>, Task<T>> work)
    {
        if (!context.Host.IsColourful || context.Quiet || context.Json)
        {
            return work(new BackupLine(null));
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Interactive = InteractionSupport.Yes, Out = new AnsiConsoleOutput(context.Host.Error) });
        return console.Status().StartAsync("connecting", status => work(new BackupLine(status)));
    }

    public void Report(BackupProgress value) => status?.Status(Markup.Escape(BackupText.Line(value)));
}
