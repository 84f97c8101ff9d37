using System.ComponentModel;
using System.Diagnostics;

namespace Retort.PostgreSql.Scratch;

internal sealed partial class LocalServer
{
    /// <summary>Lets the user the server runs as into a folder of root's.</summary>
    private static async Task GiveAwayAsync(ServerFolder folder, CancellationToken cancellationToken)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return;
        }

        using var chown = Start(new ProcessStartInfo("chown", [UserInPlaceOfRoot, folder.Path, folder.LockFile]));
        await chown.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        if (chown.ExitCode != 0)
        {
            throw new LocalServerException($"a server refuses to run as root, and there is no user {UserInPlaceOfRoot} to run it as.");
        }
    }

    private static async Task RunAsync(string script, ServerPrograms programs, string folder, CancellationToken cancellationToken)
    {
        using var shell = StartShell(script, programs, folder);
        shell.StandardInput.Close();
        await shell.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
    }

    private static Process StartShell(string script, ServerPrograms programs, string folder)
    {
        string[] shell = ["/bin/sh", "-c", script, "sh", programs.Folder, folder];
        string[] command = Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={UserInPlaceOfRoot}", $"--regid={UserInPlaceOfRoot}", "--init-groups", "--", .. shell] : shell;
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = "/" };

        // PGPORT and others would reach the server, and its messages are to be in the language of these.
        foreach (var variable in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(variable);
        }

        start.Environment["LC_ALL"] = "C";
        return Start(start);
    }

    private static Process Start(ProcessStartInfo start)
    {
        start.UseShellExecute = false;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new LocalServerException($"{start.FileName} cannot be run: {e.Message}.");
        }
    }
}
