using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Retort.Cli;

/// <summary>A program that takes the place of this one, with the same process id, so that whoever started the one has started the other.</summary>
internal sealed class Application
{
    private const int BrokenPipe = 13;

    private readonly string _file;
    private readonly IReadOnlyList<string> _words;

    private Application(string file, IReadOnlyList<string> words) => (_file, _words) = (file, words);

    /// <summary>Finds one as a shell would.</summary>
    /// <param name="words">Its name or path, and its arguments.</param>
    /// <param name="host">The world around.</param>
    /// <exception cref="ToolException">There is none that can be run.</exception>
    public static Application Find(IReadOnlyList<string> words, CliHost host)
    {
        var name = words[0];
        var folders = name.Contains('/', StringComparison.Ordinal) || Path.IsPathRooted(name) ? [host.Folder] : host.Environment.GetValueOrDefault("PATH", "").Split(Path.PathSeparator);
        var names = OperatingSystem.IsWindows() && !Path.HasExtension(name) ? host.Environment.GetValueOrDefault("PATHEXT", ".EXE").Split(';').Select(extension => name + extension) : [name];
        return folders.SelectMany(_ => names, (folder, candidate) => Path.GetFullPath(candidate, Path.GetFullPath(folder, host.Folder))).FirstOrDefault(CanRun) is { } file
            ? new Application(file, words)
            : throw new ToolException($"There is no program \"{name}\" that can be run.", "Nothing was changed. Name one after --, such as: retort start --yes -- dotnet Shop.dll");
    }

    /// <summary>Starts it. It returns only on Windows, which knows no such thing: there the application runs below this process.</summary>
    /// <exception cref="ToolException">It could not be started.</exception>
    public async Task<int> BecomeAsync()
    {
        if (OperatingSystem.IsWindows())
        {
            using var process = Process.Start(new ProcessStartInfo(_file, _words.Skip(1)) { UseShellExecute = false })!;
            await process.WaitForExitAsync();
            return process.ExitCode;
        }

        // .NET ignores it, and what is ignored would stay so in the application.
        Handle(BrokenPipe, 0);
        _ = Execute(_file, [.. _words, null]);
        throw new ToolException($"\"{_file}\" could not be started: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.", "The database is upgraded. Start the application by itself to see what is wrong.");
    }

    private static bool CanRun(string file) =>
        File.Exists(file) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None);

    [DllImport("libc", EntryPoint = "execv", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Execute(string file, [MarshalAs(UnmanagedType.LPArray, ArraySubType = UnmanagedType.LPStr)] string?[] words);

    [DllImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Handle(int signal, nint handler);
}
