using Retort.PostgreSql;

namespace Retort.Cli;

/// <summary>Brings the driver of PostgreSQL up while the command line and the settings are read, which takes as long.</summary>
internal static class DriverStart
{
    // What containers and scripts start again and again; others may not need a database at all.
    private static readonly string[] Commands = ["upgrade", "start", "current", "status", "check"];

    /// <summary>Begins on a thread of its own, where one is free and a database of PostgreSQL may be meant.</summary>
    /// <param name="words">The command line.</param>
    public static void Begin(string[] words)
    {
        if (Environment.ProcessorCount > 1 && words.Any(Commands.Contains) && !words.Any(word => word.StartsWith("sqlite", StringComparison.Ordinal)))
        {
            // Nothing is opened: it is an address like any other, and nobody asks for what is made of it.
            _ = Task.Run(() => PostgreSqlDatabase.Connect("postgresql://localhost/postgres"));
        }
    }
}
