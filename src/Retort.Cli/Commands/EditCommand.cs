using System.CommandLine;
using System.Diagnostics;

namespace Retort.Cli.Commands;

/// <summary><c>edit</c>: revision files in an editor.</summary>
internal static class EditCommand
{
    public static Command Create()
    {
        var target = new Argument<string>("REV") { Description = "An id, a label, head, current, ..." };
        var command = RetortCli.New("edit", "Opens a revision's file in $VISUAL or $EDITOR.\n\nExample: retort edit head", target);
        command.SetWork(async (context, parsed, token) =>
        {
            var graph = await context.LoadGraphAsync(token);
            var name = parsed.GetValue(target)!;
            var (_, revisions) = await context.ResolveAsync(graph, name, token);
            return revisions.Count > 0 ? await OpenAsync([.. revisions.Select(revision => revision.Source.File)], context, token) : throw graph.NamesNone(name);
        });
        return command;
    }

    /// <summary>Opens files in the editor of the user and waits for it.</summary>
    public static async Task<int> OpenAsync(IReadOnlyList<string> files, CommandContext context, CancellationToken cancellationToken)
    {
        var editor = context.Host.Environment.GetValueOrDefault("VISUAL") ?? context.Host.Environment.GetValueOrDefault("EDITOR");
        if (string.IsNullOrWhiteSpace(editor))
        {
            throw new ToolException("No editor is named.", "Set VISUAL or EDITOR, for example EDITOR=vim.");
        }

        var words = editor.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        try
        {
            using var process = Process.Start(new ProcessStartInfo(words[0], [.. words.Skip(1), .. files]) { UseShellExecute = false })!;
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? ExitCode.Done : ExitCode.Failed;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new ToolException($"The editor \"{editor}\" cannot be started: {e.Message}", "Set VISUAL or EDITOR to one that is installed.");
        }
    }
}
