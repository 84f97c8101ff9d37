using System.Globalization;
using Microsoft.Extensions.Configuration;
using Retort.Execution;

namespace Retort.Cli.Configuration;

/// <summary>What a project says about backfills.</summary>
internal static class BackfillSettings
{
    public static BackfillOptions Read(IConfigurationSection section)
    {
        var defaults = new BackfillOptions();
        return new BackfillOptions
        {
            BatchSize = Rows(section, "batchSize") ?? defaults.BatchSize,
            LargestBatch = Rows(section, "largestBatch") ?? defaults.LargestBatch,
            BatchTime = Time(section, "batchTime") ?? defaults.BatchTime,
            Pause = Time(section, "pause") ?? defaults.Pause,
            MaxReplicaLag = section["maxReplicaLag"] == "off" ? null : Time(section, "maxReplicaLag") ?? defaults.MaxReplicaLag,
        };
    }

    private static TimeSpan? Time(IConfigurationSection section, string key) => section[key] is { } text ? Duration.Parse(text, $"backfill.{key}") : null;

    private static int? Rows(IConfigurationSection section, string key) => section[key] switch
    {
        null => null,
        var text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rows) && rows > 0 => rows,
        var text => throw new UsageException($"\"{text}\" is not a value of backfill.{key}.", hint: "Write a number of rows."),
    };
}
