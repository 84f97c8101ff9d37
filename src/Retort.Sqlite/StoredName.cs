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

    /// <summary>The first token of a text that counts.</summary>
    public static SqlToken First(string text)
    {
        foreach (var token in new SqlLexer(text, SqlSyntax.Sqlite))
        {
            if (token.IsSignificant)
            {
                return token;
            }
        }

        throw new FormatException($"Nothing stands where something must: {text}");
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

    /// <summary>Whether a token, where a name must stand, is this name. SQLite takes a string there too.</summary>
    public static bool Is(string text, SqlToken token, string name) => string.Equals(Of(text, token), name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a text mentions a name anywhere; a function of that name does not count.</summary>
    public static bool Mentions(string text, string name) => Mentioned(text).Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>All that could be a name in a text, in order; a function is none.</summary>
    public static IEnumerable<string> Mentioned(string text)
    {
        var tokens = Tokens(text);
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind == SqlTokenKind.QuotedIdentifier
                || (tokens[i].Kind == SqlTokenKind.Word && !(i + 1 < tokens.Count && tokens[i + 1].Is(text, '('))))
            {
                yield return Of(text, tokens[i]);
            }
        }
    }

    /// <summary>Where the keys of a stored CREATE INDEX statement start: behind the names of the index and its table.</summary>
    public static int KeysStart(string text) => Tokens(text).Find(token => token.Is(text, '(')).Start;

    /// <summary>The token that names what a stored CREATE statement creates: SQLite has taken IF NOT EXISTS and the schema out of it.</summary>
    public static SqlToken Created(string text, List<SqlToken> tokens, string kind) => tokens[tokens.FindIndex(token => token.Is(text, kind)) + 1];

    /// <summary>Replaces the name of what a stored CREATE statement creates.</summary>
    public static string Replace(string text, string kind, string quoted)
    {
        var name = Created(text, Tokens(text), kind);
        return string.Concat(text.AsSpan(0, name.Start), quoted, text.AsSpan(name.End));
    }

    /// <summary>The index of the parenthesis that closes the one at an index.</summary>
    public static int Closing(string text, List<SqlToken> tokens, int open)
    {
        var depth = 0;
        for (var i = open; i < tokens.Count; i++)
        {
            depth += tokens[i].Is(text, '(') ? 1 : tokens[i].Is(text, ')') ? -1 : 0;
            if (depth == 0)
            {
                return i;
            }
        }

        throw new FormatException($"A parenthesis is not closed: {text}");
    }

    /// <summary>What stands in the first parentheses of a text, if any: the keys of an index, the columns or the condition of a constraint.</summary>
    public static string FirstParentheses(string text)
    {
        var tokens = Tokens(text);
        var open = tokens.FindIndex(token => token.Is(text, '('));
        return open < 0 ? "" : text[tokens[open].End..tokens[Closing(text, tokens, open)].Start];
    }
}
