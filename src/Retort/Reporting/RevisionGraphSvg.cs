using System.Globalization;
using System.Text;
using Retort.Revisions;

namespace Retort.Reporting;

/// <summary>Draws a graph of revisions as SVG, newest first: a lane for each branch, merges, labels, and which revisions a database has. Pure.</summary>
public static class RevisionGraphSvg
{
    private const double RowHeight = 30;
    private const double LaneWidth = 22;
    private const double Margin = 20;
    private const double Radius = 5.5;
    private const double FontSize = 13;
    private const double TagFontSize = 10.5;
    private const double TextGap = 14;
    private const int WordGap = 12;
    private const int Hues = 8;

    /// <summary>How the drawing looks; it stands in the drawing.</summary>
    internal const string Style = """
        svg { background: #fbfcfe }
        text { font: 13px Helvetica, Arial, "Liberation Sans", sans-serif; fill: #1d2433 }
        .id { font-weight: bold }
        a:hover text, a:focus text { text-decoration: underline }
        .date { fill: #6b7688 }
        .lane { fill: none; stroke: currentColor; stroke-width: 2 }
        .dot { fill: #fbfcfe; stroke: currentColor; stroke-width: 2 }
        .applied .dot { fill: currentColor }
        .current .dot { stroke-width: 5 }
        .tag { fill: currentColor; fill-opacity: .16; stroke: currentColor }
        .tagtext { font-size: 10.5px; text-anchor: middle }
        .h0 { color: #2f7ed8 } .h1 { color: #d9662b } .h2 { color: #2a9d6e } .h3 { color: #b5479d }
        .h4 { color: #8a6fd1 } .h5 { color: #c8414b } .h6 { color: #1f9aa8 } .h7 { color: #b08a00 }
        .is-head, .is-label { color: #6b7688 } .is-current { color: #2a9d6e } .is-pending { color: #d9662b } .is-merge { color: #8a6fd1 }
        @media (prefers-color-scheme: dark) {
          svg { background: #11151c }
          text { fill: #e2e7f0 }
          .date { fill: #97a2b5 }
          .dot { fill: #11151c }
          .tag { fill-opacity: .3 }
        }
        @media print { svg { background: none } }
        """;

    /// <summary>Draws revisions.</summary>
    /// <param name="graph">The graph they are part of.</param>
    /// <param name="revisions">The revisions, newest first; a part of the graph has lines that end at its border.</param>
    /// <param name="rows">The version rows of a database; <see langword="null"/> when none was asked, and nothing is marked as current or pending then.</param>
    /// <param name="href">Where a revision leads to; <see langword="null"/> when none leads anywhere.</param>
    public static string Write(RevisionGraph graph, IReadOnlyList<Revision> revisions, IReadOnlyCollection<string>? rows = null, Func<Revision, string>? href = null)
    {
        var lanes = RevisionLanes.Of(revisions).ToList();
        var applied = rows is null ? null : graph.AppliedBy(rows);
        var textLeft = Margin + (lanes.SelectMany(lane => lane.ParentLanes.Append(lane.Lane)).DefaultIfEmpty(0).Max() * LaneWidth) + Radius + TextGap;
        var body = new StringBuilder();
        WriteLines(body, lanes);
        var right = textLeft;
        for (var row = 0; row < lanes.Count; row++)
        {
            right = Math.Max(right, WriteRevision(body, graph, lanes[row], row, textLeft, rows, applied, href));
        }

        var (width, height) = (Markup.Number(right + Margin), Markup.Number((lanes.Count * RowHeight) + (2 * Margin)));
        return $"""
            <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="Revision graph" width="{width}" height="{height}" viewBox="0 0 {width} {height}">
            <desc>{lanes.Count} revisions, newest first</desc>
            <style>
            {Style}
            </style>
            {body}</svg>

            """;
    }

    private static void WriteLines(StringBuilder svg, List<RevisionLane> lanes)
    {
        var rowOf = lanes.Select((lane, row) => (lane.Revision.Id, row)).ToDictionary(pair => pair.Id, pair => pair.row);
        for (var row = 0; row < lanes.Count; row++)
        {
            var child = lanes[row];
            for (var i = 0; i < child.ParentLanes.Length; i++)
            {
                var lane = child.ParentLanes[i];
                var path = new StringBuilder($"M{Place(child.Lane, row)}");
                var end = rowOf.TryGetValue(child.Revision.Revises[i], out var parentRow) ? (Lane: lanes[parentRow].Lane, Row: parentRow) : (Lane: lane, Row: lanes.Count);
                if (end.Row == row + 1)
                {
                    lane = end.Lane;
                }

                path.Append(lane == child.Lane ? "" : Bend(child.Lane, row, lane, row + 1));
                path.Append(lane == end.Lane ? $"L{Place(lane, end.Row)}" : $"L{Place(lane, end.Row - 1)}{Bend(lane, end.Row - 1, end.Lane, end.Row)}");
                svg.Append($"<path class=\"lane {Hue(lane)}\" d=\"{path}\"/>\n");
            }
        }
    }

    private static double WriteRevision(StringBuilder svg, RevisionGraph graph, RevisionLane lane, int row, double left, IReadOnlyCollection<string>? rows, HashSet<RevisionId>? applied, Func<Revision, string>? href)
    {
        var revision = lane.Revision;
        var isCurrent = rows?.Contains(revision.Id.Value) == true;
        var isPending = applied?.Contains(revision.Id) == false;
        svg.Append($"<g class=\"revision{(isPending ? "" : " applied")}{(isCurrent ? " current" : "")} {Hue(lane.Lane)}\"><title>{Markup.Escape(Hint(revision))}</title>");
        svg.Append($"<circle class=\"dot\" cx=\"{Markup.Number(X(lane.Lane))}\" cy=\"{Markup.Number(Y(row))}\" r=\"{Markup.Number(Radius)}\"/></g>\n");
        IEnumerable<(string Class, string Text)> tags =
        [
            .. isCurrent ? [("is-current", "current")] : Array.Empty<(string, string)>(),
            .. isPending ? [("is-pending", "pending")] : Array.Empty<(string, string)>(),
            .. graph.IsHead(revision) ? [("is-head", "head")] : Array.Empty<(string, string)>(),
            .. graph.IsMergePoint(revision) ? [("is-merge", "merge")] : Array.Empty<(string, string)>(),
            .. revision.Labels.Select(label => ("is-label", label)),
            .. revision.DependsOn.Select(dependency => ("is-label", $"needs {dependency}")),
        ];
        var x = left;
        foreach (var (kind, text) in tags)
        {
            x = WriteTag(svg, kind, text, x, row);
        }

        svg.Append(href is null ? "" : $"<a href=\"{Markup.Escape(href(revision))}\">");
        var right = WriteTitle(svg, revision, x, row);
        svg.Append(href is null ? "" : "</a>\n");
        return right;
    }

    private static string Hint(Revision revision) => $"{revision.Id} {revision.Message}\n{revision.Source}".Trim();

    private static double WriteTitle(StringBuilder svg, Revision revision, double x, int row)
    {
        var date = revision.Created?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";
        svg.Append($"<text x=\"{Markup.Number(x)}\" y=\"{Markup.Number(Y(row) + 4.5)}\"><tspan class=\"id\">{Markup.Escape(revision.Id.Value)}</tspan>");
        svg.Append($"<tspan class=\"message\" dx=\"{WordGap}\">{Markup.Escape(revision.Message)}</tspan><tspan class=\"date\" dx=\"{WordGap}\">{date}</tspan></text>\n");
        return x + TextMeasure.Width(revision.Id.Value, FontSize, bold: true) + TextMeasure.Width(revision.Message + date, FontSize) + (2 * WordGap);
    }

    private static double WriteTag(StringBuilder svg, string kind, string text, double x, int row)
    {
        var width = TextMeasure.Width(text, TagFontSize) + 12;
        svg.Append($"<g class=\"{kind}\"><rect class=\"tag\" x=\"{Markup.Number(x)}\" y=\"{Markup.Number(Y(row) - 8.5)}\" width=\"{Markup.Number(width)}\" height=\"17\" rx=\"8\"/>");
        svg.Append($"<text class=\"tagtext\" x=\"{Markup.Number(x + (width / 2))}\" y=\"{Markup.Number(Y(row) + 3.8)}\">{Markup.Escape(text)}</text></g>\n");
        return x + width + 8;
    }

    private static string Bend(int fromLane, int fromRow, int toLane, int toRow)
    {
        var middle = Markup.Number((Y(fromRow) + Y(toRow)) / 2);
        return $"C{Markup.Number(X(fromLane))} {middle} {Markup.Number(X(toLane))} {middle} {Place(toLane, toRow)}";
    }

    private static string Hue(int lane) => $"h{lane % Hues}";

    private static string Place(int lane, int row) => $"{Markup.Number(X(lane))} {Markup.Number(Y(row))}";

    private static double X(int lane) => Margin + (lane * LaneWidth);

    private static double Y(int row) => Margin + ((row + 0.5) * RowHeight);
}
