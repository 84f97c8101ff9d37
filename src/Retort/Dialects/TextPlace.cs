namespace Retort.Dialects;

/// <summary>Turns offsets in a text into lines and columns of its file. Offsets are asked for in rising order, so the text is counted once.</summary>
internal struct TextPlace(string text, SourceLocation? origin)
{
    private int _counted;
    private int _line;
    private int _lineStart;

    /// <summary>The place of a character, counted from the start of the text when the file is not known.</summary>
    public SourceLocation Of(int offset) => StatementOrigin(offset) is { } known ? known : Located(new SourceLocation("SQL", 1, 1), offset);

    /// <summary>The place of a character in the file; <see langword="null"/> when the file is not known.</summary>
    public SourceLocation? StatementOrigin(int offset) => origin switch
    {
        null => null,
        { Line: 0 } or { Column: 0 } => origin,
        { } exact => Located(exact, offset),
    };

    private SourceLocation Located(SourceLocation start, int offset)
    {
        var between = text.AsSpan(_counted, Math.Max(0, offset - _counted));
        if (between.LastIndexOf('\n') is >= 0 and var last)
        {
            _line += between.Count('\n');
            _lineStart = _counted + last + 1;
        }

        _counted += between.Length;

        var column = offset - _lineStart + (_line == 0 ? start.Column : 1);
        return start with { Line = start.Line + _line, Column = column };
    }
}
