using System.Security.Cryptography;
using Retort.PostgreSql;

namespace Retort.Cli;

/// <summary>Brings up what takes as long as the reading of the command line and the settings, beside it: the driver of PostgreSQL, and the library that hashes revisions.</summary>
internal static class HeadStart
{
    // What containers and scripts start again and again; others may not need a database at all.
    private static readonly string[] OnDatabase = ["upgrade", "start", "current", "status", "check"];

    /// <summary>Begins on a thread of its own, where a processor is free.</summary>
    /// <param name="words">The command line.</param>
    public static void Begin(string[] words)
    {
        if (Environment.ProcessorCount > 1 && words.Any(RetortCli.IsCommand))
        {
            var needsDriver = words.Any(OnDatabase.Contains) && !words.Any(word => word.StartsWith("sqlite", StringComparison.Ordinal));
            _ = Task.Run(() =>
            {
                if (needsDriver)
                {
                    PostgreSqlDatabase.BringUpDriver();
                }

                SHA256.HashData([]);
            });
        }
    }
}
