using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;

namespace Retort.Reporting.Documents;

/// <summary>Writes blocks as Markdown, with tables as GitHub has them.</summary>
internal static class MarkdownDocument
{
    private const string Special = "\\`*_{}[]<>#|~&!$";

    public static string Write(IEnumerable<Block> blocks) => string.Join('\n', blocks.Select(Write));

    private static string Write(Block block) => block switch
    {
        Heading it => $"<a id=\"{it.Anchor}\"></a>\n{new string('#', it.Level)} {Plain(it.Text)}\n",
        Paragraph it => $"{Write(it.Spans)}\n",
        Grid it => Write(it),
        CodeBlock it => Fenced(it.Text, it.Language),
        Listing it => string.Concat(it.Items.Select(item => $"- {Write(item)}\n")),
        Picture { Mermaid: { } mermaid } => Fenced(mermaid, "mermaid"),
        Picture => "",
        _ => throw new UnreachableException($"No Markdown for {block.GetType().Name}."),
    };

    private static string Write(Grid grid)
    {
        var text = new StringBuilder();
        text.Append($"| {string.Join(" | ", grid.Headers.Select(Plain))} |\n|{string.Concat(grid.Headers.Select(_ => " --- |"))}\n");
        foreach (var row in grid.Rows)
        {
            text.Append($"| {string.Join(" | ", row.Select(Write))} |\n");
        }

        return text.ToString();
    }

    private static string Write(ImmutableArray<Span> spans) => string.Concat(spans.Select(span =>
    {
        var text = span.Kind switch
        {
            SpanKind.Code => Code(span.Text),
            SpanKind.Strong or SpanKind.Good or SpanKind.Notable or SpanKind.Bad => $"**{Plain(span.Text)}**",
            _ => Plain(span.Text),
        };
        return span.Href is null ? text : $"[{text}]({span.Href})";
    }));

    private static string Plain(string text) => string.Concat(OneLine(text).Select(character => Special.Contains(character, StringComparison.Ordinal) ? $"\\{character}" : $"{character}"));

    /// <summary>Code between more backticks than it has in a row itself. A table's cell ends at a bar even there.</summary>
    private static string Code(string text)
    {
        var line = OneLine(text).Replace("|", "\\|", StringComparison.Ordinal);
        var fence = new string('`', LongestRun(line) + 1);
        return fence.Length == 1 ? $"`{line}`" : $"{fence} {line} {fence}";
    }

    private static string Fenced(string text, string language)
    {
        var fence = new string('`', Math.Max(3, LongestRun(text) + 1));
        return $"{fence}{language}\n{text}\n{fence}\n";
    }

    private static int LongestRun(string text)
    {
        var (longest, run) = (0, 0);
        foreach (var character in text)
        {
            run = character == '`' ? run + 1 : 0;
            longest = Math.Max(longest, run);
        }

        return longest;
    }

    private static string OneLine(string text) => string.Concat(text.ReplaceLineEndings(" ").Select(character => char.IsControl(character) ? ' ' : character));
}
