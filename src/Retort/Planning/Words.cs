using System.Globalization;
using Retort.Backups;

namespace Retort.Planning;

/// <summary>Sizes, durations and locks for a person to read.</summary>
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

    /// <summary>Who waits.</summary>
    public static string Of(Blocked blocked) => blocked switch
    {
        Blocked.All => "reads and writes",
        Blocked.Writes => "writes",
        _ => "other changes of the schema",
    };

    /// <summary>A lock as PostgreSQL writes it: ShareRowExclusive becomes SHARE ROW EXCLUSIVE.</summary>
    public static string Of(LockMode mode) => string.Concat(mode.ToString().Select((letter, index) => index > 0 && char.IsUpper(letter) ? $" {letter}" : $"{char.ToUpperInvariant(letter)}"));
}
