using System.Text;

namespace Retort.Reporting.Documents;

/// <summary>Writes blocks as one HTML file that loads nothing: light or dark as the reader's system is, with a list of contents, fit to print. It is also well-formed XML.</summary>
internal static class HtmlDocument
{
    private const int DeepestListed = 3;

    private const string Style = """
        html { scroll-padding-top: 1rem }
        body { display: grid; grid-template-columns: 17rem minmax(0, 1fr) }
        nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1.2rem; border-right: 1px solid var(--line); font-size: 13.5px }
        nav ul { list-style: none; margin: 0; padding: 0 }
        nav .level2 { margin-top: .8rem; font-weight: 600 }
        nav .level3 { padding-left: .8rem; overflow-wrap: anywhere }
        main { padding: 1.5rem 2.2rem 4rem; max-width: 78rem }
        @media (max-width: 60rem) { body { display: block } nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line) } main { padding: 1.2rem } }
        @media print { body { display: block } nav, .skip { display: none } main { padding: 0; max-width: none } }
        """;

    public static string Write(string title, IReadOnlyList<Block> blocks)
    {
        var html = new StringBuilder();
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n");
        html.Append($"<title>{Markup.Escape(title)}</title>\n<style>\n{HtmlBlocks.Style}\n{Style}\n</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#content\">To the content</a>\n");
        WriteContents(html, blocks);
        html.Append("<main id=\"content\">\n");
        HtmlBlocks.Write(html, blocks);
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
}
