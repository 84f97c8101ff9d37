using Retort.Dialects;

namespace Retort.Sqlite;

/// <summary>Reads and replaces names in the text SQLite keeps of what was created.</summary>
internal static class StoredName
{
    /// <summary>The tokens of a text that count.</summary>
    public static List<SqlToken> Tokens(string text)
    {
        var tokens = new List<SqlToken>();
        foreach (var token in new SqlLexer(text, SqlSyntax.Sqlite))
        {
            if (token.IsSignificant)
            {
                tokens.Add(token);
            }
        }

        return tokens;
    }

    /// <summary>The name a token stands for: without its quotes.</summary>
    public static string Of(string text, SqlToken token)
    {
        var raw = token.In(text).ToString();
        return raw[0] switch
        {
            '"' or '`' or '\'' => raw[1..^1].Replace(new string(raw[0], 2), raw[..1], StringComparison.Ordinal),
            '[' => raw[1..^1],
            _ => raw,
        };
    }

    /// <summary>Whether a token names something, whatever the case.</summary>
    public static bool Is(string text, SqlToken token, string name) =>
        token.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier && string.Equals(Of(text, token), name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a text mentions a name anywhere.</summary>
    public static bool Mentions(string text, string name) => Tokens(text).Exists(token => Is(text, token, name));

    /// <summary>The index of the token that names what a CREATE statement creates.</summary>
    public static int IndexAfter(string text, List<SqlToken> tokens, string kind)
    {
        var at = tokens.FindIndex(token => token.Is(text, kind)) + 1;
        at += tokens[at].Is(text, "IF") ? 3 : 0;
        return tokens[at + 1].Is(text, '.') ? at + 2 : at;
    }

    /// <summary>Replaces the name of what a CREATE statement creates.</summary>
    public static string Replace(string text, string kind, string quoted)
    {
        var tokens = Tokens(text);
        var name = tokens[IndexAfter(text, tokens, kind)];
        return string.Concat(text.AsSpan(0, name.Start), quoted, text.AsSpan(name.End));
    }
}
