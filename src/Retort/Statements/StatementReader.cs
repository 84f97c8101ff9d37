using System.Globalization;
using System.Text;
using Retort.Dialects;

namespace Retort.Statements;

/// <summary>Reads a statement word by word, past comments and white space.</summary>
internal ref partial struct StatementReader
{
    private readonly string _text;
    private readonly SqlSyntax _syntax;
    private SqlLexer _lexer;
    private SqlToken _current;
    private int _takenTo;
    private bool _atEnd;

    public StatementReader(string text, SqlSyntax syntax)
    {
        _text = text;
        _syntax = syntax;
        _lexer = new SqlLexer(text, syntax);
        Advance();
    }

    /// <summary>The lexical rules it is read by.</summary>
    public readonly SqlSyntax Syntax => _syntax;

    /// <summary>Whether the statement is read to its end.</summary>
    public readonly bool AtEnd => _atEnd;

    /// <summary>Whether the word comes next.</summary>
    public readonly bool Is(string word) => !_atEnd && _current.Is(_text, word);

    /// <summary>Whether the punctuation mark comes next.</summary>
    public readonly bool Is(char mark) => !_atEnd && _current.Is(_text, mark);

    /// <summary>Whether one of the words comes next.</summary>
    public readonly bool IsAny(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (Is(word))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes words if they come next, all of them or none.</summary>
    public bool Take(params ReadOnlySpan<string> words)
    {
        var start = this;
        foreach (var word in words)
        {
            if (!Is(word))
            {
                this = start;
                return false;
            }

            Advance();
        }

        return true;
    }

    /// <summary>Takes a punctuation mark if it comes next.</summary>
    public bool Take(char mark)
    {
        var isNext = Is(mark);
        if (isNext)
        {
            Advance();
        }

        return isNext;
    }

    /// <summary>Takes the next word, in capitals; <see langword="null"/> when none comes next.</summary>
    public string? TakeWord()
    {
        if (_atEnd || _current.Kind != SqlTokenKind.Word)
        {
            return null;
        }

        var word = _current.In(_text).ToString().ToUpperInvariant();
        Advance();
        return word;
    }

    /// <summary>Takes a name with its schema, as it is written; <see langword="null"/> when none comes next.</summary>
    public string? TakeName()
    {
        var name = new StringBuilder();
        while (!_atEnd && _current.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier)
        {
            name.Append(_current.In(_text));
            Advance();
            if (!Take('.'))
            {
                break;
            }

            name.Append('.');
        }

        return name.Length == 0 ? null : name.ToString();
    }

    /// <summary>Takes an identifier, as the catalogue holds it; <see langword="null"/> when none comes next.</summary>
    public string? TakeIdentifier()
    {
        var name = _atEnd || _current.IsUnterminated ? null : SqlName.Read(_text, _current, _syntax);
        if (string.IsNullOrEmpty(name) || name.Contains('\0', StringComparison.Ordinal))
        {
            return null;
        }

        Advance();
        return name;
    }

    /// <summary>Takes a plain string and gives its value; <see langword="null"/> when none comes next.</summary>
    public string? TakeString()
    {
        var text = _atEnd || _current.IsUnterminated ? null : SqlName.ReadText(_text, _current);
        if (text is not null)
        {
            Advance();
        }

        return text;
    }

    /// <summary>Takes a string in any notation, as it is written; <see langword="null"/> when none comes next.</summary>
    public string? TakeLiteral()
    {
        if (_atEnd || _current.Kind != SqlTokenKind.String)
        {
            return null;
        }

        var text = _current.In(_text).ToString();
        Advance();
        return text;
    }

    /// <summary>Takes a whole number; <see langword="null"/> when none comes next.</summary>
    public int? TakeInteger()
    {
        if (_atEnd || _current.Kind != SqlTokenKind.Number || !int.TryParse(_current.In(_text), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        Advance();
        return number;
    }

    /// <summary>Passes over the rest of an item of a list.</summary>
    public void SkipItem() => TakeUntil();

    /// <summary>Passes over what comes next: a token, or what stands in parentheses.</summary>
    public void Skip()
    {
        if (TakeParentheses() is null && !_atEnd)
        {
            Advance();
        }
    }

    /// <summary>What was taken since an earlier state.</summary>
    public readonly string Since(in StatementReader start) => start._atEnd ? "" : _text[start._current.Start..Math.Max(start._current.Start, _takenTo)];

    /// <summary>Takes all that is left, and gives it.</summary>
    public string TakeRest()
    {
        var rest = _atEnd ? "" : _text[_current.Start..].TrimEnd();
        (_atEnd, _takenTo) = (true, _text.Length);
        return rest;
    }

    /// <summary>Whether words come anywhere in what is left, one after the other.</summary>
    public readonly bool HasAhead(params ReadOnlySpan<string> words)
    {
        for (var ahead = this; !ahead._atEnd; ahead.Advance())
        {
            if (ahead.Is(words[0]) && ahead is var copy && copy.Take(words))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Passes over what comes before a word that stands outside parentheses, and takes the word.</summary>
    public bool SkipTo(string word)
    {
        var depth = 0;
        for (; !_atEnd; Advance())
        {
            depth += Is('(') ? 1 : Is(')') ? -1 : 0;
            if (depth == 0 && Is(word))
            {
                Advance();
                return true;
            }
        }

        return false;
    }

    /// <summary>An identifier of PostgreSQL as the catalogue holds it: unquoted and folded.</summary>
    public static string Fold(string identifier) => identifier.StartsWith('"')
        ? identifier[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal)
        : identifier.ToLowerInvariant();

    private void Advance()
    {
        _takenTo = _current.End;
        do
        {
            if (!_lexer.MoveNext())
            {
                _atEnd = true;
                return;
            }
        }
        while (!_lexer.Current.IsSignificant);

        _current = _lexer.Current;
    }
}
