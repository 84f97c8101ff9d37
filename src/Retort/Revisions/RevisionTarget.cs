using System.Globalization;

namespace Retort.Revisions;

/// <summary>
/// A target as it was typed, taken apart: <c>BRANCH@SYMBOL±OFFSET</c>, every part of which may be missing. What the symbol
/// names is for the graph to say.
/// </summary>
/// <param name="Branch">The label or id before the <c>@</c>.</param>
/// <param name="Symbol"><c>head</c>, <c>heads</c>, <c>base</c>, <c>current</c>, an id, a prefix of one, or a label; empty when only an offset was typed.</param>
/// <param name="Offset">How many revisions further up, or down when negative.</param>
internal readonly record struct RevisionTarget(string? Branch, string Symbol, int? Offset)
{
    public const string Head = "head";
    public const string Heads = "heads";
    public const string Base = "base";
    public const string Current = "current";

    public static bool IsKeyword(string symbol) => symbol is Head or Heads or Base or Current;

    /// <summary>Takes a target apart.</summary>
    /// <param name="text">The target.</param>
    /// <param name="isName">
    /// Whether a text is the whole name of a revision or label. An id may end in <c>-2</c>, so a name as a whole wins over an
    /// offset, and an offset from a whole name over one from a prefix.
    /// </param>
    /// <param name="isPrefix">Whether a text begins the name of a revision.</param>
    public static RevisionTarget Parse(string text, Func<string, bool> isName, Func<string, bool> isPrefix)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        var branch = at < 0 ? null : text[..at];
        var rest = text[(at + 1)..];
        if (branch is "" || rest.Length == 0 || rest.Contains('@', StringComparison.Ordinal))
        {
            throw Invalid(text);
        }

        if (isName(rest) || IsKeyword(rest) || !TrySplitOffset(rest, out var symbol, out var offset))
        {
            return new(branch, rest, null);
        }

        var offsetWins = symbol.Length == 0 || IsKeyword(symbol) || isName(symbol) || !isPrefix(rest);
        return offsetWins ? new(branch, symbol, offset) : new(branch, rest, null);
    }

    public static bool TrySplitOffset(string text, out string symbol, out int offset)
    {
        var sign = text.AsSpan().LastIndexOfAny('+', '-');
        symbol = sign < 0 ? text : text[..sign];
        offset = 0;
        return sign >= 0
            && sign < text.Length - 1
            && int.TryParse(text.AsSpan(sign + 1), NumberStyles.None, CultureInfo.InvariantCulture, out offset)
            && (text[sign] == '+' || (offset = -offset) <= 0);
    }

    private static RevisionGraphException Invalid(string text) => new(
        RevisionProblem.InvalidTarget,
        $"\"{text}\" is not a target.",
        hint: "A target is head, heads, base, an id or the beginning of one, a label, +N, -N, ID+N, ID-N, or LABEL@ before one of these.");
}
