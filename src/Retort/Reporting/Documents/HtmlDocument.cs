using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;

namespace Retort.Reporting.Documents;

/// <summary>Writes blocks as one HTML file that loads nothing: light or dark as the reader's system is, with a list of contents, fit to print. It is also well-formed XML.</summary>
internal static class HtmlDocument
{
    private const int DeepestListed = 3;

    private const string Style = """
        :root { color-scheme: light dark; --ground: #fbfcfe; --panel: #ffffff; --text: #1d2433; --soft: #5c677a; --line: #d5dbe5; --code: #f0f3f8; --link: #1c66c0 }
        @media (prefers-color-scheme: dark) {
          :root { --ground: #11151c; --panel: #1a202b; --text: #e2e7f0; --soft: #9aa5b8; --line: #343d4d; --code: #242c3a; --link: #7db4f5 }
        }
        * { box-sizing: border-box }
        html { scroll-padding-top: 1rem }
        body { margin: 0; display: grid; grid-template-columns: 17rem minmax(0, 1fr); background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, sans-serif }
        a { color: var(--link); text-decoration: none }
        a:hover { text-decoration: underline }
        :focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 3px }
        .skip { position: absolute; left: -999rem }
        .skip:focus { left: 1rem; top: 1rem; background: var(--panel); padding: .5rem 1rem; z-index: 1 }
        nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.2rem; border-right: 1px solid var(--line); font-size: 13.5px }
        nav ul { list-style: none; margin: 0; padding: 0 }
        nav .level2 { margin-top: .8rem; font-weight: 600 }
        nav .level3 { padding-left: .8rem; overflow-wrap: anywhere }
        main { padding: 1.5rem 2.2rem 4rem; max-width: 78rem }
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
        td { overflow-wrap: anywhere }
        code, pre { font: 13px/1.45 ui-monospace, "Liberation Mono", monospace; background: var(--code); border-radius: 4px }
        code { padding: .05rem .3rem }
        pre { padding: .8rem 1rem; overflow-x: auto }
        @media (max-width: 60rem) { body { display: block } nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line) } main { padding: 1.2rem } }
        @media print {
          :root { --ground: #ffffff; --panel: #ffffff; --text: #000000; --soft: #444444; --line: #bbbbbb; --code: #f4f4f4; --link: #000000 }
          body { display: block; font-size: 11px } nav, .skip { display: none } main { padding: 0; max-width: none }
          h3, h4 { break-after: avoid } tr, pre { break-inside: avoid } pre { white-space: pre-wrap } .grid { overflow: visible }
        }
        """;

    public static string Write(string title, IReadOnlyList<Block> blocks)
    {
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
        html.Append($"<title>{Markup.Escape(title)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">To the content</a>\n");
        WriteContents(html, blocks);
        html.Append("<main id=\"content\">\n");
        foreach (var block in blocks)
        {
            Write(html, block);
        }

        return html.Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void WriteContents(StringBuilder html, IEnumerable<Block> blocks)
    {
        html.Append("<nav aria-label=\"Contents\">\n<ul>\n");
        foreach (var heading in blocks.OfType<Heading>().Where(heading => heading.Level <= DeepestListed))
        {
            html.Append($"<li class=\"level{heading.Level}\"><a href=\"#{heading.Anchor}\">{Markup.Escape(heading.Text)}</a></li>\n");
        }

        html.Append("</ul>\n</nav>\n");
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
            _ => text,
        };
        return span.Anchor is null ? text : $"<a href=\"#{span.Anchor}\">{text}</a>";
    }));
}
