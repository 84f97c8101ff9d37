using System.Collections;
using System.Runtime.InteropServices;

namespace Retort.Cli;

/// <summary>What the tool knows of the world around it, so that a test can run it without a process of its own.</summary>
internal sealed record CliHost
{
    public required TextWriter Out { get; init; }

    public required TextWriter Error { get; init; }

    /// <summary>Standard input; that of the process is opened when it is first asked for.</summary>
    public TextReader In { get => field ??= Console.In; init; }

    /// <summary>The current folder.</summary>
    public required string Folder { get; init; }

    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Whether a person sits at standard input and standard error.</summary>
    public bool IsTerminal { get; init; }

    /// <summary>Whether standard output is a terminal, on which what was written can be replaced.</summary>
    public bool IsOutputTerminal { get; init; }

    /// <summary>Whether colours and live lines may be written to standard error.</summary>
    public bool IsColourful => IsTerminal && !Environment.ContainsKey("NO_COLOR");

    public static CliHost OfProcess()
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
        {
            environment[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        return new()
        {
            Out = Console.Out,
            Error = Console.Error,
            Folder = Directory.GetCurrentDirectory(),
            Environment = environment,
            IsTerminal = !Console.IsInputRedirected && !Console.IsErrorRedirected,
            IsOutputTerminal = !Console.IsOutputRedirected,
        };
    }
}

/// <summary>Turns SIGINT and SIGTERM into cancellation. The second one of a kind ends the process at once.</summary>
internal sealed class Signals : IDisposable
{
    private readonly CancellationTokenSource _cancellation = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Signals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Cancel(context, ExitCode.Interrupted)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Cancel(context, ExitCode.Terminated)),
    ];

    public CancellationToken Token => _cancellation.Token;

    /// <summary>The exit code of the signal that came; <see langword="null"/> when none did.</summary>
    public int? Received { get; private set; }

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _cancellation.Dispose();
    }

    private void Cancel(PosixSignalContext context, int exitCode)
    {
        context.Cancel = Received is null;
        Received ??= exitCode;
        _cancellation.Cancel();
    }
}
