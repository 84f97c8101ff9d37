using System.ComponentModel;
using System.Diagnostics;

namespace Retort.Cli;

/// <summary>Asks git.</summary>
internal static class Git
{
    /// <summary>The full paths of the files below a folder that differ from a commit, and of those that are not committed yet.</summary>
    /// <exception cref="ToolException">git is not there, or does not know the commit.</exception>
    public static async Task<IReadOnlySet<string>> ChangedFilesAsync(string folder, string reference, CancellationToken cancellationToken)
    {
        // First, because outside a repository git diff compares any two files, and answers with its manual.
        var added = await RunAsync(folder, ["ls-files", "--others", "--exclude-standard", "-z"], cancellationToken);
        var changed = await RunAsync(folder, ["diff", "--name-only", "--relative", "-z", "--end-of-options", reference, "--", "."], cancellationToken);
        return (changed + added).Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(path => Path.GetFullPath(path, folder)).ToHashSet(StringComparer.Ordinal);
    }

    private static async Task<string> RunAsync(string folder, string[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            var start = new ProcessStartInfo("git", ["-C", folder, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
            using var process = Process.Start(start)!;
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0 ? output : throw new ToolException($"git cannot tell what changed: {(await errors).Trim()}", "Run it in a repository, and name a commit, branch or tag that git knows, such as --since origin/main.");
        }
        catch (Win32Exception e)
        {
            throw new ToolException($"git cannot be started: {e.Message}", "Install git, or name the revisions: retort lint REV...");
        }
    }
}
