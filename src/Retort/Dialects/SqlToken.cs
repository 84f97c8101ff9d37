namespace Retort.Dialects;

/// <summary>What a token of SQL is.</summary>
public enum SqlTokenKind
{
    /// <summary>A keyword or an unquoted identifier.</summary>
    Word,

    /// <summary>An identifier in quotes.</summary>
    QuotedIdentifier,

    /// <summary>A string in any notation: plain, escaped, dollar-quoted, bits, bytes.</summary>
    String,

    /// <summary>A number.</summary>
    Number,

    /// <summary>An operator or a punctuation mark, the semicolon included.</summary>
    Operator,

    /// <summary>A placeholder for a value.</summary>
    Parameter,

    /// <summary>A comment.</summary>
    Comment,

    /// <summary>White space.</summary>
    WhiteSpace,
}

/// <summary>A token of SQL: a stretch of the text, not a copy of it.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Start">Where it starts, in characters from 0.</param>
/// <param name="Length">Its length in characters.</param>
public readonly record struct SqlToken(SqlTokenKind Kind, int Start, int Length)
{
    /// <summary>Whether the text ended before the string, quoted identifier or comment did.</summary>
    public bool IsUnterminated { get; init; }

    /// <summary>Where the next token starts.</summary>
    public int End => Start + Length;

    /// <summary>Whether the database sees it: it is neither white space nor a comment.</summary>
    public bool IsSignificant => Kind is not (SqlTokenKind.WhiteSpace or SqlTokenKind.Comment);

    /// <summary>The characters of the token.</summary>
    public ReadOnlySpan<char> In(ReadOnlySpan<char> text) => text.Slice(Start, Length);

    /// <summary>Whether it is the word <paramref name="word"/>, in any case and not in quotes.</summary>
    public bool Is(ReadOnlySpan<char> text, ReadOnlySpan<char> word) =>
        Kind == SqlTokenKind.Word && Length == word.Length && In(text).Equals(word, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is the operator or punctuation mark <paramref name="mark"/>.</summary>
    public bool Is(ReadOnlySpan<char> text, char mark) =>
        Kind == SqlTokenKind.Operator && Length == 1 && text[Start] == mark;
}
