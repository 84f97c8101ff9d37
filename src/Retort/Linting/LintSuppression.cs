using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Retort.Linting;

/// <summary>That findings of some rules are known and accepted.</summary>
/// <param name="Rules">The ids of the rules.</param>
/// <param name="Because">Why; <see langword="null"/> when it does not say, and then it does not count.</param>
/// <param name="Until">The last day on which it counts; <see langword="null"/> for ever.</param>
/// <param name="Location">Where it stands.</param>
public sealed partial record LintSuppression(ImmutableArray<string> Rules, string? Because, DateOnly? Until, SourceLocation Location)
{
    /// <summary>What is wrong with how it is written; <see langword="null"/> for nothing.</summary>
    public string? Fault { get; init; }

    /// <summary>Reads a comment such as <c>-- retort: ignore RT-L003 because the table is empty until 2027-01-31</c>; <see langword="null"/> when it is about something else.</summary>
    /// <param name="comment">The comment, with or without its dashes.</param>
    /// <param name="location">Where it stands.</param>
    internal static LintSuppression? Parse(string comment, SourceLocation location)
    {
        // Nearly every comment is about something else.
        if (!comment.Contains("retort", StringComparison.OrdinalIgnoreCase) || Comment().Match(comment) is not { Success: true } match)
        {
            return null;
        }

        var until = match.Groups["until"] is { Success: true, Value: var date } ? date : null;
        return Create(match.Groups["rules"].Value, match.Groups["because"].Value, until, location);
    }

    /// <summary>Puts one together from its parts as they were written.</summary>
    internal static LintSuppression Create(string rules, string? because, string? until, SourceLocation location)
    {
        ImmutableArray<string> ids = [.. rules.Split((char[])[',', ' '], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];
        var day = DateOnly.TryParseExact(until, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var last) ? last : (DateOnly?)null;
        var reason = string.IsNullOrWhiteSpace(because) ? null : because.Trim();
        return new LintSuppression(ids, reason, day, location)
        {
            Fault = ids.IsEmpty ? "It names no rule." : reason is null ? "It gives no reason." : until is not null && day is null ? $"\"{until}\" is not a date such as 2027-01-31." : null,
        };
    }

    [GeneratedRegex(@"^\s*(--)?\s*retort\s*:\s*ignore\b\s*(?<rules>[A-Za-z][\w-]*(\s*,\s*[A-Za-z][\w-]*)*)??(\s+because\b(?<because>.*?))?(\s+until\s+(?<until>\S+))?\s*$", RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase)]
    private static partial Regex Comment();
}
