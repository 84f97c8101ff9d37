using System.Collections.Immutable;
using System.Globalization;
using Retort.Revisions;

namespace Retort.RevisionFiles;

/// <summary>The values a revision's header can hold, the same in C# and in SQL.</summary>
internal static class RevisionHeader
{
    /// <summary>Sets one value; <see langword="null"/> when there is no such key. Case and hyphens of the key do not matter.</summary>
    public static Revision? Set(Revision revision, string key, string value, SourceLocation location) => key.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant() switch
    {
        "REVISION" => revision with { Id = Id(value, location) },
        "REVISES" => revision with { Revises = [.. List(value).Select(id => Id(id, location))] },
        "DEPENDSON" => revision with { DependsOn = List(value) },
        "LABELS" => revision with { Labels = List(value) },
        "CREATED" => revision with { Created = Date(value, location) },
        "MESSAGE" => revision with { Message = value },
        "TRANSACTIONAL" => revision with { Transactional = Bool(value, location) },
        _ => null,
    };

    private static ImmutableArray<string> List(string value) => [.. value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    private static RevisionId Id(string value, SourceLocation location) => RevisionId.TryParse(value, out var id)
        ? id
        : throw new RevisionFileException("RT0306", $"\"{value}\" is not a revision id.", location, RevisionId.Rule);

    private static DateTimeOffset Date(string value, SourceLocation location) =>
        DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date
            : throw new RevisionFileException("RT0307", $"\"{value}\" is not a date.", location, "Write 2026-01-03 or 2026-01-03T14:05:00Z.");

    private static bool Bool(string value, SourceLocation location) =>
        bool.TryParse(value, out var yes) ? yes : throw new RevisionFileException("RT0308", $"\"{value}\" is neither true nor false.", location);
}
