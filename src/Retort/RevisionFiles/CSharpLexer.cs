namespace Retort.RevisionFiles;

/// <summary>
/// Takes C# apart, as far as reading headers and checksums needs: comments and layout go, strings of every form stay whole.
/// Reading a thousand headers must not load a compiler.
/// </summary>
internal static class CSharpLexer
{
    /// <summary>The tokens of a text. Ordinary comments and preprocessor lines are left out.</summary>
    public static List<CSharpToken> Read(string text)
    {
        var tokens = new List<CSharpToken>();
        var line = 1;
        var at = 0;
        while (at < text.Length)
        {
            var c = text[at];
            var start = at;
            CSharpTokenKind? kind;
            if (char.IsWhiteSpace(c))
            {
                at++;
                kind = null;
            }
            else if (c == '/' && Peek(text, at + 1) == '/')
            {
                at = EndOfLine(text, at);
                kind = Peek(text, start + 2) == '/' && Peek(text, start + 3) != '/' ? CSharpTokenKind.Documentation : null;
            }
            else if (c == '/' && Peek(text, at + 1) == '*')
            {
                at = After(text, at + 2, "*/");
                kind = null;
            }
            else if (c == '#' && IsFirstOnLine(text, at))
            {
                at = EndOfLine(text, at);
                kind = null;
            }
            else if (StringEnd(text, at) is { } end)
            {
                at = end;
                kind = CSharpTokenKind.String;
            }
            else if (c == '\'')
            {
                at = QuotedEnd(text, at + 1, '\'');
                kind = CSharpTokenKind.Literal;
            }
            else if (char.IsLetterOrDigit(c) || c is '_' or '@')
            {
                at++;
                while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_'))
                {
                    at++;
                }

                kind = char.IsDigit(c) ? CSharpTokenKind.Literal : CSharpTokenKind.Word;
            }
            else
            {
                at++;
                kind = CSharpTokenKind.Mark;
            }

            var piece = text.AsSpan(start, at - start);
            if (kind is { } known)
            {
                tokens.Add(new CSharpToken(known, piece.ToString(), line));
            }

            line += piece.Count('\n');
        }

        return tokens;
    }

    /// <summary>The value of a string token; <see langword="null"/> for an interpolated one, whose value is not in the text.</summary>
    public static string? ValueOf(string token)
    {
        if (token.StartsWith('$') || token.StartsWith("@$", StringComparison.Ordinal))
        {
            return null;
        }

        if (token.StartsWith("\"\"\"", StringComparison.Ordinal))
        {
            return token.Trim('"').Trim();
        }

        return token[0] == '@' ? token[2..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : Unescape(token[1..^1]);
    }

    /// <summary>The end of the string that begins here; <see langword="null"/> when none does.</summary>
    private static int? StringEnd(string text, int at)
    {
        var prefix = at;
        while (prefix < text.Length && text[prefix] is '$' or '@')
        {
            prefix++;
        }

        if (Peek(text, prefix) != '"')
        {
            return null;
        }

        var quotes = prefix;
        while (Peek(text, quotes) == '"')
        {
            quotes++;
        }

        var interpolated = text.AsSpan(at, prefix - at).Contains('$');
        return (quotes - prefix) switch
        {
            >= 3 => After(text, quotes, new string('"', quotes - prefix)),
            _ when text.AsSpan(at, prefix - at).Contains('@') => VerbatimEnd(text, prefix + 1),
            _ when interpolated => InterpolatedEnd(text, prefix + 1),
            _ => QuotedEnd(text, prefix + 1, '"'),
        };
    }

    private static int QuotedEnd(string text, int at, char quote)
    {
        for (; at < text.Length && text[at] != '\n'; at++)
        {
            if (text[at] == '\\')
            {
                at++;
            }
            else if (text[at] == quote)
            {
                return at + 1;
            }
        }

        return at;
    }

    private static int VerbatimEnd(string text, int at)
    {
        for (; at < text.Length; at++)
        {
            if (text[at] == '"' && (++at >= text.Length || text[at] != '"'))
            {
                return at;
            }
        }

        return at;
    }

    /// <summary>A quote inside the braces of an interpolated string does not end it.</summary>
    private static int InterpolatedEnd(string text, int at)
    {
        var depth = 0;
        for (; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\\' when depth == 0:
                    at++;
                    break;
                case '{':
                    depth++;
                    break;
                case '}':
                    depth--;
                    break;
                case '"' when depth <= 0:
                    return at + 1;
                case '"':
                    at = QuotedEnd(text, at + 1, '"') - 1;
                    break;
            }
        }

        return at;
    }

    private static string Unescape(string text)
    {
        var value = new System.Text.StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 >= text.Length)
            {
                value.Append(text[i]);
                continue;
            }

            i++;
            if (text[i] == 'u' && i + 4 < text.Length && ushort.TryParse(text.AsSpan(i + 1, 4), System.Globalization.NumberStyles.HexNumber, null, out var code))
            {
                value.Append((char)code);
                i += 4;
                continue;
            }

            value.Append(text[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', '0' => '\0', var other => other });
        }

        return value.ToString();
    }

    private static char Peek(string text, int at) => at < text.Length ? text[at] : '\0';

    private static int EndOfLine(string text, int at) => text.IndexOf('\n', at) is var end && end >= 0 ? end : text.Length;

    private static int After(string text, int at, string mark) => text.IndexOf(mark, Math.Min(at, text.Length), StringComparison.Ordinal) is var end && end >= 0 ? end + mark.Length : text.Length;

    private static bool IsFirstOnLine(string text, int at) => text.AsSpan(0, at)[(text.AsSpan(0, at).LastIndexOf('\n') + 1)..].IsWhiteSpace();
}
