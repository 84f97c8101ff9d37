using System.Text;
using Retort.Dialects;

namespace Retort.PostgreSql;

/// <summary>Reads a statement word by word, past comments and white space.</summary>
internal ref struct StatementReader
{
    private readonly string _text;
    private SqlLexer _lexer;
    private SqlToken _current;
    private bool _atEnd;

    public StatementReader(string text)
    {
        _text = text;
        _lexer = new SqlLexer(text, SqlSyntax.PostgreSql);
        Advance();
    }

    /// <summary>Whether the statement is read to its end.</summary>
    public readonly bool AtEnd => _atEnd;

    /// <summary>Takes words if they come next, all of them or none.</summary>
    public bool Take(params ReadOnlySpan<string> words)
    {
        var start = this;
        foreach (var word in words)
        {
            if (_atEnd || !_current.Is(_text, word))
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
        var isNext = !_atEnd && _current.Is(_text, mark);
        if (isNext)
        {
            Advance();
        }

        return isNext;
    }

    /// <summary>Takes a name with its schema, as it is written; <see langword="null"/> when none comes next.</summary>
    public string? TakeName()
    {
        var name = new StringBuilder();
        while (!_atEnd && _current.Kind is SqlTokenKind.Word or SqlTokenKind.QuotedIdentifier)
        {
            name.Append(_current.In(_text));
            Advance();
            if (_atEnd || !_current.Is(_text, '.'))
            {
                break;
            }

            name.Append('.');
            Advance();
        }

        return name.Length == 0 ? null : name.ToString();
    }

    /// <summary>Takes a plain string and gives its value; <see langword="null"/> when none comes next.</summary>
    public string? TakeString()
    {
        if (_atEnd || _current.Kind != SqlTokenKind.String || _text[_current.Start] != '\'')
        {
            return null;
        }

        var text = _current.In(_text)[1..^1].ToString().Replace("''", "'", StringComparison.Ordinal);
        Advance();
        return text;
    }

    /// <summary>Takes what stands in parentheses, if they come next.</summary>
    public void TakeParentheses()
    {
        var depth = 0;
        while (!_atEnd && (depth > 0 || _current.Is(_text, '(')))
        {
            depth += _current.Is(_text, '(') ? 1 : _current.Is(_text, ')') ? -1 : 0;
            Advance();
        }
    }

    /// <summary>Whether a word comes anywhere in what is left.</summary>
    public readonly bool HasAhead(string word)
    {
        for (var ahead = this; !ahead._atEnd; ahead.Advance())
        {
            if (ahead._current.Is(_text, word))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>An identifier as the catalogue holds it: unquoted and folded.</summary>
    public static string Fold(string identifier) => identifier.StartsWith('"')
        ? identifier[1..^1].Replace("\"\"", "\"", StringComparison.Ordinal)
        : identifier.ToLowerInvariant();

    private void Advance()
    {
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
