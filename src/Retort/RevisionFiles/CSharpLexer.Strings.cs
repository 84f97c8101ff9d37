using System.Globalization;
using System.Text;

namespace Retort.RevisionFiles;

internal static partial class CSharpLexer
{
    /// <summary>The value of a string token; <see langword="null"/> for an interpolated one, whose value is not in the text.</summary>
    public static string? ValueOf(string token)
    {
        if (token.AsSpan(0, token.IndexOf('"', StringComparison.Ordinal)).Contains('$'))
        {
            return null;
        }

        if (IsRaw(token))
        {
            return RawValue(token);
        }

        return token[0] == '@' ? token[2..^1].Replace("\"\"", "\"", StringComparison.Ordinal) : Unescape(token[1..^1]);
    }

    /// <summary>A value as an ordinary string of C#.</summary>
    public static string Literal(string value)
    {
        var literal = new StringBuilder("\"");
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            _ = c switch
            {
                '"' or '\\' => literal.Append('\\').Append(c),
                '\n' => literal.Append("\\n"),
                _ when char.IsControl(c) || LineEnds.Contains(c) => literal.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ when char.IsSurrogatePair(value, i) => literal.Append(c).Append(value[++i]),
                // A file in UTF-8 cannot hold half of a pair.
                _ when char.IsSurrogate(c) => literal.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => literal.Append(c),
            };
        }

        return literal.Append('"').ToString();
    }

    /// <summary>The end of the string that begins here; <see langword="null"/> when none does.</summary>
    private static int? StringEnd(string text, int at)
    {
        var quote = at;
        while (Peek(text, quote) is '$' or '@')
        {
            quote++;
        }

        if (Peek(text, quote) != '"')
        {
            return null;
        }

        var prefix = text.AsSpan(at, quote - at);
        var form = new StringForm(prefix.Contains('@'), prefix.Count('$'), Run(text, quote));
        return ContentEnd(text, quote + (form.IsRaw ? form.Quotes : 1), form);
    }

    /// <summary>The place after the quote that ends the string, or the end of the line where the string is not closed.</summary>
    private static int ContentEnd(string text, int at, StringForm form)
    {
        while (at < text.Length)
        {
            var run = Run(text, at);
            switch (text[at])
            {
                case '"' when form.IsRaw:
                    at += run;
                    if (run >= form.Quotes)
                    {
                        return at;
                    }

                    break;
                case '"' when form.IsVerbatim && run > 1:
                    at += 2;
                    break;
                case '"':
                    return at + 1;
                case '\\' when form is { IsVerbatim: false, IsRaw: false }:
                    at += 2;
                    break;
                case '{' when form.Dollars > 0:
                    var opensHole = form.IsRaw ? run >= form.Dollars : run % 2 == 1;
                    at = opensHole ? HoleEnd(text, at + run) : at + run;
                    break;
                case '\n' when form is { IsVerbatim: false, IsRaw: false }:
                    return at;
                default:
                    at++;
                    break;
            }
        }

        return text.Length;
    }

    /// <summary>The place after the brace that closes a hole of an interpolated string. Strings inside it are whole again.</summary>
    private static int HoleEnd(string text, int at)
    {
        for (var depth = 1; at < text.Length;)
        {
            if (StringEnd(text, at) is { } end)
            {
                at = end;
                continue;
            }

            var c = text[at];
            at = c == '\'' ? CharacterEnd(text, at + 1) : at + 1;
            depth += c switch { '{' => 1, '}' => -1, _ => 0 };
            if (depth == 0)
            {
                return at;
            }
        }

        return text.Length;
    }

    private static int CharacterEnd(string text, int at)
    {
        for (; at < text.Length && !LineEnds.Contains(text[at]); at++)
        {
            if (text[at] == '\\')
            {
                at++;
            }
            else if (text[at] == '\'')
            {
                return at + 1;
            }
        }

        return Math.Min(at, text.Length);
    }

    /// <summary>A raw string means the same at any indentation.</summary>
    private static string WithoutIndentation(string token)
    {
        var last = token.LastIndexOf('\n');
        if (last < 0 || !IsRaw(token))
        {
            return token;
        }

        var closing = token.AsSpan(last + 1);
        var indentation = closing[..(closing.Length - closing.TrimStart().Length)];
        return indentation.IsEmpty ? token : token.Replace($"\n{indentation}", "\n", StringComparison.Ordinal);
    }

    private static bool IsRaw(string token) => token.AsSpan().TrimStart('$').StartsWith("\"\"\"", StringComparison.Ordinal);

    private static string RawValue(string token)
    {
        var content = token.Trim('"');
        var (first, last) = (content.IndexOf('\n', StringComparison.Ordinal), content.LastIndexOf('\n'));
        return first == last ? content.Trim() : content[(first + 1)..last].TrimEnd('\r');
    }

    private static string Unescape(string text)
    {
        var value = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 >= text.Length)
            {
                value.Append(text[i]);
                continue;
            }

            i++;
            var digits = HexDigits(text.AsSpan(i + 1), text[i] switch { 'u' or 'x' => 4, 'U' => 8, _ => 0 });
            if (digits > 0)
            {
                var code = uint.Parse(text.AsSpan(i + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                _ = code > char.MaxValue && Rune.TryCreate(code, out var rune) ? value.Append(rune.ToString()) : value.Append((char)code);
                i += digits;
                continue;
            }

            value.Append(text[i] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', '0' => '\0', 'a' => '\a', 'b' => '\b', 'e' => '\e', 'f' => '\f', 'v' => '\v', var other => other });
        }

        return value.ToString();
    }

    private static int HexDigits(ReadOnlySpan<char> text, int most)
    {
        var count = 0;
        while (count < Math.Min(most, text.Length) && char.IsAsciiHexDigit(text[count]))
        {
            count++;
        }

        return count;
    }

    private static int Run(string text, int at) => text.AsSpan(at).IndexOfAnyExcept(text[at]) is >= 0 and var length ? length : text.Length - at;

    /// <summary>How a string is written.</summary>
    /// <param name="IsVerbatim">Whether it has <c>@</c> before it.</param>
    /// <param name="Dollars">How many <c>$</c> it has before it.</param>
    /// <param name="Quotes">How many quotes it begins with.</param>
    private readonly record struct StringForm(bool IsVerbatim, int Dollars, int Quotes)
    {
        public bool IsRaw => !IsVerbatim && Quotes >= 3;
    }
}
