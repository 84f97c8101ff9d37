using System.Diagnostics.CodeAnalysis;

namespace Retort.Revisions;

/// <summary>
/// The name of a revision: letters, digits, <c>_</c>, <c>-</c> and <c>.</c>, starting with a letter, a digit or <c>_</c>.
/// The words that name a place in the graph (<c>head</c>, <c>heads</c>, <c>base</c>, <c>current</c>) are none. Compared ordinally, case included.
/// </summary>
public readonly record struct RevisionId : IComparable<RevisionId>
{
    /// <summary>The longest id accepted, in characters.</summary>
    public const int MaxLength = 255;

    /// <summary>What an id may be, as a hint to who wrote another.</summary>
    internal const string Rule = "Letters, digits, '_', '-' and '.' are allowed, the first a letter, a digit or '_'; head, heads, base and current mean something else.";

    private readonly string? _value;

    private RevisionId(string value) => _value = value;

    /// <summary>The id as text.</summary>
    public string Value => _value ?? "";

    /// <summary>Reads an id.</summary>
    /// <exception cref="FormatException"><paramref name="text"/> is empty, too long, a word of targets, or has a character an id cannot have.</exception>
    public static RevisionId Parse(string text) =>
        TryParse(text, out var id)
            ? id
            : throw new FormatException($"\"{text}\" is not a revision id. {Rule}");

    /// <summary>Reads an id, telling by its result whether <paramref name="text"/> is one.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out RevisionId id)
    {
        id = default;
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength || !char.IsAsciiLetterOrDigit(text[0]) && text[0] != '_' || RevisionTarget.IsKeyword(text))
        {
            return false;
        }

        foreach (var c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '-' or '.'))
            {
                return false;
            }
        }

        id = new RevisionId(text);
        return true;
    }

    /// <inheritdoc/>
    public int CompareTo(RevisionId other) => string.CompareOrdinal(Value, other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
