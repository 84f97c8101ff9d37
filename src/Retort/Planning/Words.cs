using System.Globalization;

namespace Retort.Planning;

/// <summary>Sizes and durations for a person to read.</summary>
internal static class Words
{
    private static readonly string[] Units = ["bytes", "kB", "MB", "GB", "TB"];

    /// <summary>Bytes in the largest unit that leaves a number of at least 1: <c>2.1 GB</c>.</summary>
    public static string Bytes(long bytes)
    {
        var (size, unit) = ((double)bytes, 0);
        while (size >= 1000 && unit < Units.Length - 1)
        {
            (size, unit) = (size / 1000, unit + 1);
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(unit == 0 || size >= 100 ? Math.Round(size) : Math.Round(size, 1)):0.#} {Units[unit]}");
    }

    /// <summary>What of a table is known: its bytes, else its rows.</summary>
    public static string SizeOf(RelationSize? size) => size switch
    {
        { Bytes: { } bytes } => Bytes(bytes),
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
