using System.Collections.Immutable;
using Retort.Schema;

namespace Retort.Statements;

internal ref partial struct StatementReader
{
    /// <summary>Takes the name of an object, as a schema that was read has it: folded, and without the default schema; <see langword="null"/> when none comes next.</summary>
    public ObjectName? TakeObjectName()
    {
        if (TakeIdentifier() is not { } name)
        {
            return null;
        }

        string? schema = null;
        while (Is('.') && this is var ahead && ahead.Take('.') && ahead.TakeIdentifier() is { } part)
        {
            this = ahead;
            (schema, name) = (name, part);
        }

        return new ObjectName(schema == _syntax.DefaultSchema ? null : schema, name);
    }

    /// <summary>Takes names of objects that are separated by commas.</summary>
    public ImmutableArray<ObjectName> TakeObjectNames()
    {
        var names = ImmutableArray.CreateBuilder<ObjectName>();
        do
        {
            Take("ONLY");
            if (TakeObjectName() is { } name)
            {
                names.Add(name);
            }

            Take('*');
        }
        while (Take(','));
        return names.ToImmutable();
    }

    /// <summary>Takes a list of columns in parentheses, if it comes next.</summary>
    public ImmutableArray<string> TakeColumns()
    {
        var columns = ImmutableArray.CreateBuilder<string>();
        if (!Take('('))
        {
            return [];
        }

        do
        {
            if (TakeIdentifier() is { } column)
            {
                columns.Add(column);
            }

            SkipItem();
        }
        while (Take(','));
        Take(')');
        return columns.ToImmutable();
    }

    /// <summary>Takes what stands in parentheses and gives it; <see langword="null"/> when none come next.</summary>
    public string? TakeParentheses()
    {
        if (!Is('('))
        {
            return null;
        }

        var (start, end, depth) = (_current.End, _text.Length, 0);
        do
        {
            depth += Is('(') ? 1 : Is(')') ? -1 : 0;
            end = _atEnd ? _text.Length : _current.Start;
            Advance();
        }
        while (!_atEnd && depth > 0);
        return _text[start..Math.Max(start, depth > 0 ? _text.Length : end)].Trim();
    }

    /// <summary>Takes what stands before one of the words, a comma or the end of the parentheses, and gives it.</summary>
    public string TakeUntil(params ReadOnlySpan<string> words)
    {
        var start = _atEnd ? _text.Length : _current.Start;
        var (end, depth) = (start, 0);
        while (!_atEnd && (depth > 0 || !(Is(',') || Is(')') || IsAny(words))))
        {
            depth += Is('(') || Is('[') ? 1 : Is(')') || Is(']') ? -1 : 0;
            end = _current.End;
            Advance();
        }

        return _text[start..end];
    }
}
