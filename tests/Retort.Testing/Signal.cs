using System.Runtime.InteropServices;

namespace Retort.Testing;

/// <summary>Signals to processes.</summary>
public static class Signal
{
    public const int Interrupt = 2;
    public const int Kill = 9;
    public const int Terminate = 15;

    /// <summary>Sends one; zero when it was sent.</summary>
    public static int Send(int process, int signal) => Deliver(process, signal);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Deliver(int process, int signal);
}
