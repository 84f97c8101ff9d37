using System.Collections.Immutable;

namespace Retort.Reporting.Documents;

/// <summary>A part of a document that is written as Markdown or as HTML. The hierarchy is closed.</summary>
internal abstract record Block;

/// <summary>A heading that links can lead to.</summary>
/// <param name="Level">1 for the document.</param>
/// <param name="Text">The heading.</param>
/// <param name="Anchor">Its name in links: letters, digits and hyphens.</param>
internal sealed record Heading(int Level, string Text, string Anchor) : Block;

/// <summary>A paragraph.</summary>
internal sealed record Paragraph(params ImmutableArray<Span> Spans) : Block;

/// <summary>A table; a row has a cell for each header.</summary>
internal sealed record Grid(ImmutableArray<string> Headers, ImmutableArray<ImmutableArray<ImmutableArray<Span>>> Rows) : Block;

/// <summary>Text in which every character counts.</summary>
/// <param name="Text">The text.</param>
/// <param name="Language">What Markdown says it is.</param>
internal sealed record CodeBlock(string Text, string Language = "sql") : Block;

/// <summary>A list of things.</summary>
internal sealed record Listing(ImmutableArray<ImmutableArray<Span>> Items) : Block;

/// <summary>A picture that is part of the document.</summary>
/// <param name="Svg">It, as a page has it.</param>
/// <param name="Mermaid">It, as Markdown has it; <see langword="null"/> where it would be too large to be drawn.</param>
internal sealed record Picture(string Svg, string? Mermaid) : Block;

/// <summary>How a piece of text looks.</summary>
internal enum SpanKind
{
    Plain,
    Strong,
    Code,

    /// <summary>That all is well.</summary>
    Good,

    /// <summary>That something is to be done.</summary>
    Notable,

    /// <summary>That something is wrong.</summary>
    Bad,
}

/// <summary>A piece of text.</summary>
/// <param name="Text">The text.</param>
/// <param name="Kind">How it looks.</param>
/// <param name="Href">Where it leads: <c>#anchor</c> of a heading, or another page; <see langword="null"/> for nowhere.</param>
internal sealed record Span(string Text, SpanKind Kind = SpanKind.Plain, string? Href = null)
{
    public static implicit operator Span(string text) => new(text);

    /// <summary>Pieces with a comma between them.</summary>
    public static ImmutableArray<Span> List(IEnumerable<Span> spans) => [.. spans.SelectMany((span, index) => index == 0 ? [span] : (Span[])[", ", span])];
}
