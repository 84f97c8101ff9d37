using System.Collections.Immutable;
using System.Text;

namespace Retort.Reporting.Diagrams;

/// <summary>Draws a laid out picture as SVG that needs nothing but itself, in light or dark as the reader's system is.</summary>
internal static class DiagramSvg
{
    private const double FontSize = 12;
    private const double KeyWidth = 44;
    private const double Margin = 24;
    private const double LegendHeight = 34;
    private const int LongestName = 48;
    private const int LongestType = 28;
    private const int Hues = 10;

    /// <summary>How the drawing looks; it stands in the drawing.</summary>
    public const string Style = """
        svg { background: #fbfcfe }
        text { font: 12px Helvetica, Arial, "Liberation Sans", sans-serif; fill: #1d2433 }
        .title { font-weight: bold; font-size: 13px }
        .must { font-weight: bold }
        .key { font-size: 9px; font-weight: bold; fill: #6b7688 }
        .type, .legend { fill: #6b7688 }
        .type { text-anchor: end }
        .box { fill: #ffffff; stroke: #b9c1ce }
        .outside { stroke-dasharray: 4 3 }
        .line, .end { fill: none; stroke: currentColor; stroke-width: 1.4 }
        .ring { fill: #fbfcfe; stroke: currentColor; stroke-width: 1.4 }
        .head { fill: currentColor; fill-opacity: .2 }
        .relation:hover path { stroke-width: 3.5 }
        .plain { color: #8a94a6 }
        .h0 { color: #2f7ed8 } .h1 { color: #d9662b } .h2 { color: #2a9d6e } .h3 { color: #b5479d } .h4 { color: #8a6fd1 }
        .h5 { color: #c8414b } .h6 { color: #1f9aa8 } .h7 { color: #b08a00 } .h8 { color: #6d8f3a } .h9 { color: #7b6a5a }
        @media (prefers-color-scheme: dark) {
          svg { background: #11151c }
          text { fill: #e2e7f0 }
          .key, .type, .legend { fill: #97a2b5 }
          .box { fill: #1a202b; stroke: #3c4657 }
          .ring { fill: #11151c }
          .head { fill-opacity: .38 }
        }
        @media print { svg { background: none } }
        """;

    public static string Write(Diagram diagram)
    {
        var placed = DiagramLayout.Of(diagram, WidthOf);
        var hues = HuesOf(diagram);
        var (width, height) = (Math.Max(placed.Width, LegendWidth) + (2 * Margin), placed.Height + (2 * Margin) + LegendHeight);
        var svg = new StringBuilder();
        svg.Append($"<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" aria-label=\"Entity relationship diagram\" width=\"{Markup.Number(width)}\" height=\"{Markup.Number(height)}\" viewBox=\"0 0 {Markup.Number(width)} {Markup.Number(height)}\">\n");
        svg.Append($"<desc>{diagram.Boxes.Length} tables, {diagram.Relations.Length} foreign keys</desc>\n<style>\n{Style}\n</style>\n");
        svg.Append($"<g transform=\"translate({Margin} {Margin})\">\n");
        foreach (var relation in placed.Relations)
        {
            WriteRelation(svg, relation, hues[relation.Relation.To]);
        }

        foreach (var box in placed.Boxes)
        {
            WriteBox(svg, box, hues.GetValueOrDefault(box.Box, "plain"));
        }

        svg.Append($"<text class=\"legend\" x=\"0\" y=\"{Markup.Number(placed.Height + LegendHeight)}\">{Legend}</text>\n</g>\n</svg>\n");
        return svg.ToString();
    }

    private const string Legend = "Bold: never NULL. A line goes from a foreign key to what it refers to, in the colour of that table. Bar: exactly one; ring: or none; crow's foot: any number.";

    private static double LegendWidth { get; } = TextMeasure.Width(Legend, FontSize);

    /// <summary>A colour for each table that is referred to; those with the most lines get the first ones.</summary>
    private static Dictionary<DiagramBox, string> HuesOf(Diagram diagram) =>
        diagram.Relations.GroupBy(relation => relation.To)
            .OrderByDescending(group => group.Count())
            .Select((group, index) => (Box: group.Key, Hue: $"h{index % Hues}"))
            .ToDictionary(pair => pair.Box, pair => pair.Hue);

    private static double WidthOf(DiagramBox box) => Math.Ceiling(Math.Max(
        TextMeasure.Width(Title(box), FontSize + 1, bold: true) + 20,
        box.Rows.Select(row => KeyWidth + TextMeasure.Width(TextMeasure.Fit(row.Column.Name, LongestName), FontSize, bold: !row.Column.Nullable) + 24
            + TextMeasure.Width(TextMeasure.Fit(row.Type, LongestType), FontSize) + 10).DefaultIfEmpty(0).Max()));

    private static string Title(DiagramBox box) => TextMeasure.Fit(box.Name.ToString(), LongestName);

    private static void WriteBox(StringBuilder svg, PlacedBox placed, string hue)
    {
        var box = placed.Box;
        var (x, y, width, height) = (Markup.Number(placed.X), Markup.Number(placed.Y), Markup.Number(placed.Width), Markup.Number(box.Height));
        svg.Append($"<g class=\"table {hue}\"><title>{Markup.Escape(Hint(box.Name.ToString(), box.Table?.Comment))}</title>");
        svg.Append($"<rect class=\"box{(box.Table is null ? " outside" : "")}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"5\"/>");
        svg.Append($"<rect class=\"head\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{Markup.Number(DiagramBox.HeaderHeight - 2)}\" rx=\"5\"/>");
        svg.Append($"<text class=\"title\" x=\"{Markup.Number(placed.X + 10)}\" y=\"{Markup.Number(placed.Y + 17)}\">{Markup.Escape(Title(box))}</text>\n");
        for (var i = 0; i < box.Rows.Length; i++)
        {
            var row = box.Rows[i];
            var baseline = Markup.Number(placed.Y + DiagramBox.PortOf(i) + 4);
            svg.Append($"<g class=\"column\"><title>{Markup.Escape(Hint($"{row.Column.Name} {row.Type}{(row.Column.Nullable ? "" : " NOT NULL")}", row.Column.Comment))}</title>");
            if (!row.Keys.IsEmpty)
            {
                svg.Append($"<text class=\"key\" x=\"{Markup.Number(placed.X + 8)}\" y=\"{baseline}\">{string.Join(' ', row.Keys.Take(2))}</text>");
            }

            svg.Append($"<text class=\"name{(row.Column.Nullable ? "" : " must")}\" x=\"{Markup.Number(placed.X + KeyWidth)}\" y=\"{baseline}\">{Markup.Escape(TextMeasure.Fit(row.Column.Name, LongestName))}</text>");
            svg.Append($"<text class=\"type\" x=\"{Markup.Number(placed.X + placed.Width - 10)}\" y=\"{baseline}\">{Markup.Escape(TextMeasure.Fit(row.Type, LongestType))}</text></g>\n");
        }

        svg.Append("</g>\n");
    }

    private static string Hint(string text, string? comment) => comment is null ? text : $"{text}\n{comment}";

    private static void WriteRelation(StringBuilder svg, PlacedRelation placed, string hue)
    {
        var relation = placed.Relation;
        var (first, last) = (placed.Points[0], placed.Points[^1]);
        var (fromSide, toSide) = (Math.Sign(placed.Points[1].X - first.X), Math.Sign(placed.Points[^2].X - last.X));
        svg.Append($"<g class=\"relation {hue}\"><title>{Markup.Escape($"{relation.Key.Name}: {relation.From.Name} ({string.Join(", ", relation.Key.Columns)}) to {relation.To.Name}")}</title>");
        svg.Append($"<path class=\"line\" d=\"{RoundedPath.Of(placed.Points)}\"/>");
        WriteEnd(svg, first, fromSide, isMany: !relation.IsUnique, mayBeNone: true);
        WriteEnd(svg, last, toSide, isMany: false, mayBeNone: relation.IsOptional);
        svg.Append("</g>\n");
    }

    /// <summary>How many rows there are at an end: a crow's foot for many, a bar for one, before it a ring for none or a bar for at least one.</summary>
    private static void WriteEnd(StringBuilder svg, Point at, int side, bool isMany, bool mayBeNone)
    {
        const double Reach = 10;
        const double Spread = 5;
        var path = isMany
            ? $"M{Place(0, -Spread)}L{Place(Reach, 0)}L{Place(0, Spread)}"
            : $"M{Place(Reach - 4, -Spread)}L{Place(Reach - 4, Spread)}";
        var bar = mayBeNone ? "" : $"M{Place(Reach, -Spread)}L{Place(Reach, Spread)}";
        svg.Append($"<path class=\"end\" d=\"{path}{bar}\"/>");
        if (mayBeNone)
        {
            svg.Append($"<circle class=\"ring\" cx=\"{Markup.Number(at.X + (side * (Reach + 3.5)))}\" cy=\"{Markup.Number(at.Y)}\" r=\"3.5\"/>");
        }

        string Place(double out_, double up) => $"{Markup.Number(at.X + (side * out_))} {Markup.Number(at.Y + up)}";
    }
}
