using System.CommandLine;
using System.Text.Json.Nodes;

namespace Retort.Cli.Output;

/// <summary>Where the documents that a command makes go: to standard output, or to the file of <c>-o</c>.</summary>
internal static class OutputFile
{
    /// <summary>The option that names the file.</summary>
    public static Option<string?> NewOption() => new("--output", "-o") { Description = "Writes to a file instead of standard output.", HelpName = "FILE" };

    /// <summary>The option that names the form of a document; without it the extension of the file does, else it is the first one.</summary>
    public static Option<string> FormatOption(string description, Option<string?> output, params string[] formats)
    {
        var option = new Option<string>("--format")
        {
            Description = description,
            DefaultValueFactory = result => formats.FirstOrDefault(format => $".{format}".Equals(Path.GetExtension(result.GetValue(output)), StringComparison.OrdinalIgnoreCase)) ?? formats[0],
            HelpName = string.Join('|', formats),
        };
        return option.AcceptOnlyFromAmong(formats);
    }

    /// <summary>Writes a document. The file is whole or as it was before; with <c>--json</c> standard output tells where it is, or holds it.</summary>
    public static async Task WriteAsync(CommandContext context, string format, string document, string? file, CancellationToken cancellationToken)
    {
        if (file is null)
        {
            WriteOut(context, format, document);
            return;
        }

        var path = Path.GetFullPath(file, context.Host.Folder);
        await WriteFileAsync(path, document, cancellationToken);
        if (context.Json)
        {
            context.Print(new JsonObject { ["format"] = format, ["file"] = path });
        }
        else
        {
            context.Say($"wrote {path}");
        }
    }

    private static void WriteOut(CommandContext context, string format, string document)
    {
        if (context.Json && format != "json")
        {
            context.Print(new JsonObject { ["format"] = format, ["document"] = document });
        }
        else
        {
            context.Out.Write(document);
        }
    }

    private static async Task WriteFileAsync(string path, string document, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(Path.GetDirectoryName(path)))
        {
            throw new ToolException($"The file {path} cannot be written: its folder does not exist.", "Make the folder first, or name another file with -o.");
        }

        var unfinished = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            await File.WriteAllTextAsync(unfinished, document, cancellationToken);
            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"The file {path} cannot be written: {e.Message}", "Name another one with -o.");
        }
        finally
        {
            File.Delete(unfinished);
        }
    }
}
