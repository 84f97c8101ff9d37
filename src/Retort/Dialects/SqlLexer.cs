namespace Retort.Dialects;

/// <summary>
/// Takes SQL apart into tokens, without copying any of it and without ever failing: the tokens cover the text from end to
/// end, and what is not closed is marked <see cref="SqlToken.IsUnterminated"/>. Use it with <c>foreach</c>.
/// </summary>
public ref struct SqlLexer
{
    private readonly ReadOnlySpan<char> _text;
    private readonly SqlSyntax _syntax;
    private int _position;

    /// <summary>Starts at the beginning of a text.</summary>
    public SqlLexer(ReadOnlySpan<char> text, SqlSyntax syntax)
    {
        _text = text;
        _syntax = syntax;
    }

    /// <summary>The token that was read last.</summary>
    public SqlToken Current { get; private set; }

    /// <summary>The lexer itself, for <c>foreach</c>.</summary>
    public readonly SqlLexer GetEnumerator() => this;

    /// <summary>Reads the next token.</summary>
    public bool MoveNext()
    {
        if (_position >= _text.Length)
        {
            return false;
        }

        Current = Read();
        _position = Current.End;
        return true;
    }

    private readonly SqlToken Read()
    {
        var c = _text[_position];
        var next = Peek(1);

        // Most of a text is words and what separates them. What follows a prefix of strings and names may make it something else.
        if (IsWordStart(c) && next is not ('\'' or '&'))
        {
            return Token(SqlTokenKind.Word, WordEnd(_position + 1));
        }

        return c switch
        {
            _ when IsSpace(c) => Token(SqlTokenKind.WhiteSpace, SpaceEnd(_position + 1)),
            '-' when next == '-' => Token(SqlTokenKind.Comment, LineEnd(_position)),
            '/' when next == '*' => BlockComment(),
            '\'' => Quoted(SqlTokenKind.String, 0, escapes: false),
            '"' => Quoted(SqlTokenKind.QuotedIdentifier, 0, escapes: false),
            '`' when _syntax.HasBracketIdentifiers => Quoted(SqlTokenKind.QuotedIdentifier, 0, escapes: false),
            '[' when _syntax.HasBracketIdentifiers => Closed(SqlTokenKind.QuotedIdentifier, "]", 1),
            'E' or 'e' when next == '\'' && _syntax.HasEscapeStrings => Quoted(SqlTokenKind.String, 1, escapes: true),
            'N' or 'n' when next == '\'' && _syntax.HasEscapeStrings => Quoted(SqlTokenKind.String, 1, escapes: false),
            'B' or 'b' when next == '\'' && _syntax.HasEscapeStrings => Quoted(SqlTokenKind.String, 1, escapes: false),
            'X' or 'x' when next == '\'' => Quoted(SqlTokenKind.String, 1, escapes: false),
            'U' or 'u' when next == '&' && Peek(2) == '\'' && _syntax.HasEscapeStrings => Quoted(SqlTokenKind.String, 2, escapes: false),
            'U' or 'u' when next == '&' && Peek(2) == '"' && _syntax.HasEscapeStrings => Quoted(SqlTokenKind.QuotedIdentifier, 2, escapes: false),
            _ when IsWordStart(c) => Token(SqlTokenKind.Word, WordEnd(_position + 1)),
            _ when char.IsAsciiDigit(c) || c == '.' && char.IsAsciiDigit(next) => Token(SqlTokenKind.Number, NumberEnd()),
            '$' when char.IsAsciiDigit(next) => Token(SqlTokenKind.Parameter, DigitsEnd(_position + 1)),
            '$' when _syntax.HasDollarQuotes && DollarTag() is var tag && !tag.IsEmpty => Closed(SqlTokenKind.String, tag, tag.Length),
            '?' when _syntax.HasNamedParameters => Token(SqlTokenKind.Parameter, DigitsEnd(_position + 1)),
            ':' or '@' or '$' when _syntax.HasNamedParameters && IsWordStart(next) => Token(SqlTokenKind.Parameter, WordEnd(_position + 1)),
            ':' when next is ':' or '=' => Token(SqlTokenKind.Operator, _position + 2),
            _ when IsOperator(c) => Token(SqlTokenKind.Operator, OperatorEnd()),
            _ => Token(SqlTokenKind.Operator, _position + 1),
        };
    }

    private readonly SqlToken Token(SqlTokenKind kind, int end) => new(kind, _position, end - _position);

    private readonly SqlToken Unterminated(SqlTokenKind kind) => Token(kind, _text.Length) with { IsUnterminated = true };

    private readonly char Peek(int offset) => At(_position + offset);

    private readonly char At(int index) => index < _text.Length ? _text[index] : '\0';

    private readonly SqlToken BlockComment()
    {
        var depth = 0;
        for (var i = _position; i < _text.Length - 1; i++)
        {
            if (_text[i] == '/' && _text[i + 1] == '*' && (depth == 0 || _syntax.HasNestedComments))
            {
                depth++;
                i++;
            }
            else if (_text[i] == '*' && _text[i + 1] == '/')
            {
                depth--;
                i++;
                if (depth == 0)
                {
                    return Token(SqlTokenKind.Comment, i + 1);
                }
            }
        }

        return Unterminated(SqlTokenKind.Comment);
    }

    // A quote that is doubled stands for itself.
    private readonly SqlToken Quoted(SqlTokenKind kind, int prefix, bool escapes)
    {
        var quote = _text[_position + prefix];
        var i = _position + prefix + 1;
        while (i < _text.Length && _text[i..].IndexOfAny(quote, escapes ? '\\' : quote) is >= 0 and var length)
        {
            i += length;
            if (_text[i] != quote || At(i + 1) == quote)
            {
                i += 2;
            }
            else if (kind == SqlTokenKind.String && _syntax.HasEscapeStrings && Continuation(i + 1) is { } continuation)
            {
                i = continuation + 1;
            }
            else
            {
                return Token(kind, i + 1);
            }
        }

        return Unterminated(kind);
    }

    // 'a' <line break> 'b' is one string, and its second part obeys the prefix of the first: E'a' <line break> 'it\'s'.
    private readonly int? Continuation(int start)
    {
        var sawLineBreak = false;
        for (var i = start; i < _text.Length; i++)
        {
            if (_text[i] == '-' && At(i + 1) == '-')
            {
                i = LineEnd(i) - 1;
            }
            else if (_text[i] == '\'')
            {
                return sawLineBreak ? i : null;
            }
            else if (!IsSpace(_text[i]))
            {
                return null;
            }

            sawLineBreak |= _text[i] is '\n' or '\r';
        }

        return null;
    }

    private readonly SqlToken Closed(SqlTokenKind kind, ReadOnlySpan<char> close, int opening)
    {
        var length = _text[(_position + opening)..].IndexOf(close);
        return length < 0 ? Unterminated(kind) : Token(kind, _position + opening + length + close.Length);
    }

    // $tag$, both dollars included; empty when there is none at this place.
    private readonly ReadOnlySpan<char> DollarTag()
    {
        var i = _position + 1;
        if (IsWordStart(At(i)))
        {
            i++;
            while (IsWordStart(At(i)) || char.IsAsciiDigit(At(i)))
            {
                i++;
            }
        }

        return At(i) == '$' ? _text[_position..(i + 1)] : default;
    }

    private readonly int NumberEnd()
    {
        var i = _position;
        var hasPoint = false;
        while (i < _text.Length)
        {
            var c = _text[i];
            if (c == '.' && !hasPoint && At(i + 1) != '.')
            {
                hasPoint = true;
            }
            else if (!(IsWordStart(c) || char.IsAsciiDigit(c))
                && !(c is '+' or '-' && _text[i - 1] is 'e' or 'E' && char.IsAsciiDigit(At(i + 1)) && !IsHexadecimal()))
            {
                break;
            }

            i++;
        }

        return i;
    }

    private readonly bool IsHexadecimal() => _text[_position] == '0' && Peek(1) is 'x' or 'X';

    // As PostgreSQL reads operators: as long as possible, but "a=-1" is not an operator "=-".
    private readonly int OperatorEnd()
    {
        var i = _position;
        var isSpecial = false;
        while (i < _text.Length && IsOperator(_text[i]) && !StartsComment(i))
        {
            isSpecial |= _text[i] is '~' or '!' or '@' or '#' or '%' or '^' or '&' or '|' or '`' or '?';
            i++;
        }

        while (!isSpecial && i > _position + 1 && _text[i - 1] is '+' or '-')
        {
            i--;
        }

        return i;
    }

    private readonly bool StartsComment(int index) =>
        _text[index] == '-' && At(index + 1) == '-' || _text[index] == '/' && At(index + 1) == '*';

    private readonly bool IsOperator(char c) => c switch
    {
        '+' or '-' or '*' or '/' or '<' or '>' or '=' or '~' or '!' or '#' or '%' or '^' or '&' or '|' => true,
        '`' or '?' or '@' => !_syntax.HasNamedParameters,
        _ => false,
    };

    private readonly int WordEnd(int index)
    {
        while (index < _text.Length && (IsWordStart(_text[index]) || char.IsAsciiDigit(_text[index]) || _text[index] == '$'))
        {
            index++;
        }

        return index;
    }

    private readonly int DigitsEnd(int index)
    {
        while (index < _text.Length && char.IsAsciiDigit(_text[index]))
        {
            index++;
        }

        return index;
    }

    private readonly int SpaceEnd(int index)
    {
        while (index < _text.Length && IsSpace(_text[index]))
        {
            index++;
        }

        return index;
    }

    private readonly int LineEnd(int index)
    {
        var length = _text[index..].IndexOfAny('\n', '\r');
        return length < 0 ? _text.Length : index + length;
    }

    // Neither engine counts the spaces of Unicode as white space; both take every character above ASCII as a letter.
    private static bool IsSpace(char c) => c is ' ' or '\t' or '\n' or '\r' or '\f' or '\v' or '\uFEFF';

    private static bool IsWordStart(char c) => char.IsAsciiLetter(c) || c == '_' || c >= '\x80' && c != '\uFEFF';
}
