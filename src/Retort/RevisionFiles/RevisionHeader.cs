using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Text;
using Retort.Revisions;

namespace Retort.RevisionFiles;

/// <summary>The values a revision's header can hold, the same in C# and in SQL.</summary>
internal static class RevisionHeader
{
    // Other notations are read in other ways elsewhere: 01/02/2026 is not the same day everywhere.
    private static readonly string[] DateFormats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd HH:mmK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK",
    ];

    private static readonly Dictionary<string, Func<Revision, string, SourceLocation, Revision>> Setters = new()
    {
        ["REVISION"] = (revision, value, location) => revision with { Id = Id(value, location) },
        ["REVISES"] = (revision, value, location) => revision with { Revises = [.. List(value).Select(id => Id(id, location))] },
        ["DEPENDSON"] = (revision, value, _) => revision with { DependsOn = List(value) },
        ["LABELS"] = (revision, value, _) => revision with { Labels = List(value) },
        ["CREATED"] = (revision, value, location) => revision with { Created = Date(value, location) },
        ["MESSAGE"] = (revision, value, _) => revision with { Message = value },
        ["REPLACES"] = (revision, value, location) => revision with { Replaces = [.. revision.Replaces, .. List(value).Select(id => Id(id, location))] },
        ["FORMERLY"] = (revision, value, location) => revision with { Formerly = [.. revision.Formerly, .. List(value).Select(hex => ReadChecksum(hex, location))] },
        ["TRANSACTIONAL"] = (revision, value, location) => revision with { Transactional = Bool(value, location) },
    };

    /// <summary>Whether a header can have such a key. Case and hyphens do not matter.</summary>
    public static bool IsKey(string key) => Setters.ContainsKey(Normalize(key));

    /// <summary>Whether a key may stand on several lines of a SQL header, because what it lists can be long.</summary>
    public static bool IsLong(string key) => Normalize(key) is "REPLACES" or "FORMERLY";

    /// <summary>Sets one value.</summary>
    public static Revision Set(Revision revision, string key, string value, SourceLocation location) => Setters[Normalize(key)](revision, value, location);

    /// <summary>The key in the form in which two notations of it are equal.</summary>
    public static string Normalize(string key) => key.Replace("-", "", StringComparison.Ordinal).ToUpperInvariant();

    /// <summary>The message of a class that states none: the summary of its documentation, or its name in words.</summary>
    public static string MessageOf(string documentation, string className)
    {
        var text = string.Join('\n', Array.ConvertAll(documentation.Split('\n'), WithoutCommentMarks));
        text = WebUtility.HtmlDecode(WithoutTags(Between(text, "<summary>", "</summary>") ?? text));
        text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        text = text.EndsWith('.') ? text[..^1] : text;
        return text.Length > 0 ? text : InWords(className);
    }

    private static string WithoutCommentMarks(string line)
    {
        var text = line.TrimStart();
        var length = text.StartsWith("///", StringComparison.Ordinal) || text.StartsWith("/**", StringComparison.Ordinal) ? 3
            : text.StartsWith('*') && !text.StartsWith("*/", StringComparison.Ordinal) ? 1
            : 0;
        return text[length..].Replace("*/", " ", StringComparison.Ordinal);
    }

    private static string? Between(string text, string start, string end) =>
        text.IndexOf(start, StringComparison.Ordinal) is >= 0 and var first && text.IndexOf(end, first, StringComparison.Ordinal) is >= 0 and var last ? text[(first + start.Length)..last] : null;

    private static string WithoutTags(string text)
    {
        while (text.IndexOf('<', StringComparison.Ordinal) is >= 0 and var start && text.IndexOf('>', start) is >= 0 and var end)
        {
            text = $"{text[..start]} {text[(end + 1)..]}";
        }

        return text;
    }

    /// <summary>A name such as <c>AddUserEmail</c> as <c>add user email</c>.</summary>
    private static string InWords(string name)
    {
        var words = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsAsciiLetterUpper(name[i]) && (char.IsAsciiLetterLower(name[i - 1]) || char.IsAsciiDigit(name[i - 1])))
            {
                words.Append(' ');
            }

            words.Append(char.ToLowerInvariant(name[i]));
        }

        return words.ToString();
    }

    private static ImmutableArray<string> List(string value) => [.. value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    private static RevisionId Id(string value, SourceLocation location) => RevisionId.TryParse(value, out var id)
        ? id
        : throw new RevisionFileException("RT0306", $"\"{value}\" is not a revision id.", location, RevisionId.Rule);

    private static DateTimeOffset Date(string value, SourceLocation location) =>
        DateTimeOffset.TryParseExact(value, DateFormats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date)
            ? date
            : throw new RevisionFileException("RT0307", $"\"{value}\" is not a date.", location, "Write 2026-01-03 or 2026-01-03T14:05:00Z.");

    private static Checksum ReadChecksum(string value, SourceLocation location) => Sha256Text.TryParse(value, out _)
        ? Checksum.Parse(value)
        : throw new RevisionFileException("RT0325", $"\"{value}\" is not a checksum.", location, "It has 64 hex digits. Bring back what `retort squash` wrote.");

    private static bool Bool(string value, SourceLocation location) =>
        bool.TryParse(value, out var yes) ? yes : throw new RevisionFileException("RT0308", $"\"{value}\" is neither true nor false.", location, "Write one of them.");
}
