using System.Globalization;
using Retort.Backups;

namespace Retort.Planning;

/// <summary>Sizes and durations for a person to read.</summary>
internal static class Words
{
    /// <summary>What of a table is known: its bytes, else its rows.</summary>
    public static string SizeOf(RelationSize? size) => size switch
    {
        { Bytes: { } bytes } => ByteSize.Of(bytes),
        { Rows: { } rows } => string.Create(CultureInfo.InvariantCulture, $"{rows:N0} rows"),
        _ => "all rows",
    };

    public static string Of(DurationClass duration) => duration switch
    {
        DurationClass.Instant => "less than a second",
        DurationClass.Seconds => "seconds",
        DurationClass.Minutes => "minutes",
        DurationClass.Hours => "hours",
        _ => "how long is not known",
    };
}
