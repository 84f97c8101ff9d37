using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Retort.Testing;

/// <summary>A finished process.</summary>
public sealed record CommandRun(int ExitCode, string Output, string Error)
{
    /// <summary>The JSON document that was printed.</summary>
    public JsonNode Json => JsonNode.Parse(Output)!;

    /// <summary>Runs a process to its end.</summary>
    public static async Task<CommandRun> RunAsync(
        string file, IEnumerable<string> arguments, string? folder = null, IReadOnlyDictionary<string, string>? environment = null, string input = "")
    {
        using var process = Start(file, arguments, folder, environment);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return new CommandRun(process.ExitCode, await output, await error);
    }

    /// <summary>Starts a process with all its streams redirected.</summary>
    public static Process Start(string file, IEnumerable<string> arguments, string? folder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            WorkingDirectory = folder ?? "",
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    /// <summary>The run itself, or an exception with what it printed when it failed.</summary>
    public CommandRun RequireSuccess() =>
        ExitCode == 0 ? this : throw new InvalidOperationException($"Exit code {ExitCode}\n{Output}\n{Error}");
}
