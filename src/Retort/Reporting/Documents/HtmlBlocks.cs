using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;

namespace Retort.Reporting.Documents;

/// <summary>Writes blocks as HTML, which is also well-formed XML, whatever page they are part of.</summary>
internal static class HtmlBlocks
{
    /// <summary>How they look: light or dark as the reader's system is, and fit to print.</summary>
    public const string Style = """
        :root { color-scheme: light dark; --ground: #fbfcfe; --panel: #ffffff; --text: #1d2433; --soft: #5c677a; --line: #d5dbe5; --code: #f0f3f8; --link: #1c66c0; --good: #1a7a4f; --notable: #a04a12; --bad: #b3261e }
        @media (prefers-color-scheme: dark) {
          :root { --ground: #11151c; --panel: #1a202b; --text: #e2e7f0; --soft: #9aa5b8; --line: #343d4d; --code: #242c3a; --link: #7db4f5; --good: #5fcf9b; --notable: #f0a46c; --bad: #ff9d94 }
        }
        * { box-sizing: border-box }
        body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif }
        a { color: var(--link); text-decoration: none }
        a:hover { text-decoration: underline }
        :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px }
        .skip { position: absolute; left: -999rem }
        .skip:focus { left: 1rem; top: 1rem; background: var(--panel); padding: .5rem 1rem; z-index: 1 }
        h1 { margin-top: 0 }
        h2 { margin: 2.6rem 0 .8rem; border-bottom: 2px solid var(--line); padding-bottom: .2rem }
        h3 { margin: 2.2rem 0 .4rem; overflow-wrap: anywhere }
        h4 { margin: 1.1rem 0 .3rem; color: var(--soft); font-size: .9rem }
        p { margin: .3rem 0 .7rem; white-space: pre-line; max-width: 60rem }
        .grid { overflow-x: auto; margin: .4rem 0 1rem }
        .picture { overflow-x: auto; margin: .4rem 0 1rem }
        main ul { margin: .3rem 0 .9rem; padding-left: 1.3rem }
        table { border-collapse: collapse; background: var(--panel); min-width: 40% }
        th, td { border: 1px solid var(--line); padding: .28rem .6rem; text-align: left; vertical-align: top }
        th { font-size: 12.5px; color: var(--soft); font-weight: 600 }
        td { overflow-wrap: break-word; min-width: 4rem }
        td code { overflow-wrap: anywhere; white-space: pre-wrap }
        code, pre { font: 13px/1.45 ui-monospace, "Liberation Mono", monospace; background: var(--code); border-radius: 4px }
        code { padding: .05rem .3rem }
        pre { padding: .8rem 1rem; overflow-x: auto }
        .good { color: var(--good) } .notable { color: var(--notable) } .bad { color: var(--bad) }
        @media print {
          :root { --ground: #ffffff; --panel: #ffffff; --text: #000000; --soft: #444444; --line: #bbbbbb; --code: #f4f4f4; --link: #000000 }
          body { font-size: 11px }
          h3, h4 { break-after: avoid } tr, pre { break-inside: avoid } pre { white-space: pre-wrap } .grid { overflow: visible }
        }
        """;

    public static void Write(StringBuilder html, IEnumerable<Block> blocks)
    {
        foreach (var block in blocks)
        {
            Write(html, block);
        }
    }

    private static void Write(StringBuilder html, Block block)
    {
        switch (block)
        {
            case Heading it: html.Append($"<h{it.Level} id=\"{it.Anchor}\">{Markup.Escape(it.Text)}</h{it.Level}>\n"); break;
            case Paragraph it: html.Append($"<p>{Text(it.Spans)}</p>\n"); break;
            case Grid it: WriteGrid(html, it); break;
            case CodeBlock it: html.Append($"<pre tabindex=\"0\">{Markup.Escape(it.Text)}</pre>\n"); break;
            case Listing it: html.Append($"<ul>\n{string.Concat(it.Items.Select(item => $"<li>{Text(item)}</li>\n"))}</ul>\n"); break;
            case Picture it: html.Append($"<div class=\"picture\" tabindex=\"0\">{it.Svg}</div>\n"); break;
            default: throw new UnreachableException($"No HTML for {block.GetType().Name}.");
        }
    }

    private static void WriteGrid(StringBuilder html, Grid grid)
    {
        html.Append($"<div class=\"grid\"><table>\n<thead><tr>{string.Concat(grid.Headers.Select(header => $"<th scope=\"col\">{Markup.Escape(header)}</th>"))}</tr></thead>\n<tbody>\n");
        foreach (var row in grid.Rows)
        {
            html.Append($"<tr>{string.Concat(row.Select(cell => $"<td>{Text(cell)}</td>"))}</tr>\n");
        }

        html.Append("</tbody>\n</table></div>\n");
    }

    private static string Text(ImmutableArray<Span> spans) => string.Concat(spans.Select(span =>
    {
        var text = Markup.Escape(span.Text);
        text = span.Kind switch
        {
            SpanKind.Code => $"<code>{text}</code>",
            SpanKind.Strong => $"<strong>{text}</strong>",
            SpanKind.Good or SpanKind.Notable or SpanKind.Bad => $"<strong class=\"{span.Kind.ToString().ToLowerInvariant()}\">{text}</strong>",
            _ => text,
        };
        return span.Href is null ? text : $"<a href=\"{Markup.Escape(span.Href)}\">{text}</a>";
    }));
}
