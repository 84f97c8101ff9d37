using System.Buffers;

namespace Retort.RevisionFiles;

/// <summary>
/// Takes C# apart, as far as reading headers and checksums needs: comments and layout go, strings of every form stay whole.
/// Reading a thousand headers must not load a compiler.
/// </summary>
internal static partial class CSharpLexer
{
    private static readonly SearchValues<char> LineEnds = SearchValues.Create("\r\n\u0085\u2028\u2029");
    private static readonly SearchValues<char> SmallLetters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz");

    // Half of all tokens are marks.
    private static readonly string[] Marks = [.. Enumerable.Range(0, 128).Select(c => ((char)c).ToString())];

    /// <summary>The tokens of a text. Ordinary comments, and preprocessor lines that change nothing that runs, are left out.</summary>
    public static List<CSharpToken> Read(string text)
    {
        var tokens = new List<CSharpToken>(text.Length / 4);
        var line = 1;
        var at = 0;
        while (at < text.Length)
        {
            var start = at;
            var kind = Next(text, ref at);
            var piece = text.AsSpan(start, at - start);
            if (kind is { } known)
            {
                tokens.Add(new CSharpToken(known, Normalize(known, piece), line));
            }

            line += piece.Count('\n');
        }

        return tokens;
    }

    /// <summary>Moves over one token, or over something that is none.</summary>
    private static CSharpTokenKind? Next(string text, ref int at)
    {
        var c = text[at];
        if (char.IsWhiteSpace(c))
        {
            at++;
            return null;
        }

        if (c == '/' && Peek(text, at + 1) is '/' or '*')
        {
            return Comment(text, ref at);
        }

        if (c == '#' && IsFirstOnLine(text, at))
        {
            var start = at;
            at = EndOfLine(text, at);
            return IsCondition(text.AsSpan(start + 1, at - start - 1)) ? CSharpTokenKind.Condition : null;
        }

        if (StringEnd(text, at) is { } end)
        {
            at = end;
            return CSharpTokenKind.String;
        }

        if (c == '\'')
        {
            at = CharacterEnd(text, at + 1);
            return CSharpTokenKind.Literal;
        }

        if (char.IsLetterOrDigit(c) || c is '_' or '@')
        {
            at++;
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || text[at] == '_'))
            {
                at++;
            }

            return char.IsDigit(c) ? CSharpTokenKind.Literal : CSharpTokenKind.Word;
        }

        // "a++ + b" and "a + ++b" would be the same single marks. No other operator can be read in two ways.
        at += c is '+' or '-' && Peek(text, at + 1) == c ? 2 : 1;
        return CSharpTokenKind.Mark;
    }

    private static CSharpTokenKind? Comment(string text, ref int at)
    {
        var mark = text[at + 1];
        var documents = Peek(text, at + 2) == mark && Peek(text, at + 3) != mark && Peek(text, at + 3) != '/';
        if (mark == '/')
        {
            at = EndOfLine(text, at);
        }
        else
        {
            var end = text.IndexOf("*/", at + 2, StringComparison.Ordinal);
            at = end < 0 ? text.Length : end + 2;
        }

        return documents ? CSharpTokenKind.Documentation : null;
    }

    private static bool IsCondition(ReadOnlySpan<char> directive)
    {
        directive = directive.TrimStart();
        var length = directive.IndexOfAnyExcept(SmallLetters);
        return directive[..(length < 0 ? directive.Length : length)] is "if" or "elif" or "else" or "endif" or "define" or "undef";
    }

    /// <summary>The text of a token, without what is layout inside of it.</summary>
    private static string Normalize(CSharpTokenKind kind, ReadOnlySpan<char> piece) => kind switch
    {
        CSharpTokenKind.Condition => string.Concat((piece.IndexOf("//", StringComparison.Ordinal) is >= 0 and var comment ? piece[..comment] : piece).ToString().Where(c => !char.IsWhiteSpace(c))),
        CSharpTokenKind.String => WithoutIndentation(piece.ToString()),
        CSharpTokenKind.Mark when piece is [< '\x80' and var mark] => Marks[mark],
        _ => piece.ToString(),
    };

    private static char Peek(string text, int at) => at < text.Length ? text[at] : '\0';

    private static int EndOfLine(string text, int at) => text.AsSpan(at).IndexOfAny(LineEnds) is >= 0 and var length ? at + length : text.Length;

    private static bool IsFirstOnLine(string text, int at) => text.AsSpan(0, at)[(text.AsSpan(0, at).LastIndexOfAny(LineEnds) + 1)..].IsWhiteSpace();
}
