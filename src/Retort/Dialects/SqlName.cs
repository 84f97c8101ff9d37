namespace Retort.Dialects;

/// <summary>Reads names as they are written in SQL.</summary>
internal static class SqlName
{
    /// <summary>The name a token stands for, as the catalogue keeps it; <see langword="null"/> when it can be none.</summary>
    public static string? Read(string text, SqlToken token, SqlSyntax syntax)
    {
        var raw = token.In(text).ToString();
        return (token.Kind, raw[0]) switch
        {
            (SqlTokenKind.Word, _) => syntax.FoldsNames && raw.AsSpan().ContainsAnyInRange('A', 'Z') ? string.Create(raw.Length, raw, Lower) : raw,
            (SqlTokenKind.QuotedIdentifier, '"' or '`') => raw[1..^1].Replace(new string(raw[0], 2), raw[..1], StringComparison.Ordinal),
            (SqlTokenKind.QuotedIdentifier, '[') => raw[1..^1],
            _ => null,
        };
    }

    /// <summary>The text that a plain string stands for; <see langword="null"/> when it is another kind of token.</summary>
    public static string? ReadText(string text, SqlToken token) =>
        token.Kind == SqlTokenKind.String && text[token.Start] == '\'' ? text[(token.Start + 1)..(token.End - 1)].Replace("''", "'", StringComparison.Ordinal) : null;

    // The server folds letters of ASCII alone.
    private static void Lower(Span<char> lower, string raw)
    {
        for (var i = 0; i < raw.Length; i++)
        {
            lower[i] = char.IsAsciiLetterUpper(raw[i]) ? (char)(raw[i] | ' ') : raw[i];
        }
    }
}
