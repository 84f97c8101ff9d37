using System.Collections.Immutable;

namespace Retort.Reporting.Diagrams;

/// <summary>Lays out a whole picture: what foreign keys connect together, each such part beside the others, and last the tables that stand alone.</summary>
internal static class DiagramLayout
{
    private const double PartGap = 56;
    private const double WidthToHeight = 1.7;
    private const double ChannelAllowance = 120;

    public static PlacedDiagram Of(Diagram diagram, Func<DiagramBox, double> widthOf)
    {
        var parts = PartsOf(diagram).ToList();
        var connected = parts.Where(part => !part.Relations.IsEmpty)
            .Select(part => LayeredLayout.Of(part.Boxes, part.Relations, widthOf, WantedHeight(part.Boxes, widthOf)))
            .OrderByDescending(part => part.Height)
            .ToList();
        var alone = parts.Where(part => part.Relations.IsEmpty).SelectMany(part => part.Boxes).ToList();
        var wanted = connected.Select(part => part.Width).Append(WantedHeight(alone, widthOf) * WidthToHeight).Max();
        return Shelved([.. connected, .. alone.Count == 0 ? Array.Empty<PlacedDiagram>() : [InColumns(alone, widthOf, wanted)]]);
    }

    private static IEnumerable<Diagram> PartsOf(Diagram diagram)
    {
        var neighbours = diagram.Relations.SelectMany(relation => ((DiagramBox, DiagramBox)[])[(relation.From, relation.To), (relation.To, relation.From)]).ToLookup(pair => pair.Item1, pair => pair.Item2);
        var seen = new HashSet<DiagramBox>();
        foreach (var start in diagram.Boxes.Where(seen.Add))
        {
            var part = new List<DiagramBox> { start };
            for (var i = 0; i < part.Count; i++)
            {
                part.AddRange(neighbours[part[i]].Where(seen.Add));
            }

            var members = part.ToHashSet();
            yield return new([.. diagram.Boxes.Where(members.Contains)], [.. diagram.Relations.Where(relation => members.Contains(relation.From))]);
        }
    }

    /// <summary>The height at which boxes of this size make a picture of a pleasant shape.</summary>
    private static double WantedHeight(IEnumerable<DiagramBox> boxes, Func<DiagramBox, double> widthOf) =>
        Math.Sqrt(boxes.Sum(box => (box.Height + LayeredLayout.BoxGap) * (widthOf(box) + ChannelAllowance)) / WidthToHeight);

    private static PlacedDiagram InColumns(List<DiagramBox> boxes, Func<DiagramBox, double> widthOf, double wantedWidth)
    {
        var width = boxes.Max(widthOf);
        var count = Math.Clamp((int)(wantedWidth / (width + LayeredLayout.BoxGap)), 1, boxes.Count);
        var heights = new double[count];
        var placed = ImmutableArray.CreateBuilder<PlacedBox>();
        foreach (var box in boxes)
        {
            var column = Array.IndexOf(heights, heights.Min());
            placed.Add(new PlacedBox(box, column * (width + LayeredLayout.BoxGap), heights[column], width));
            heights[column] += box.Height + LayeredLayout.BoxGap;
        }

        return new(placed.ToImmutable(), [], placed.Max(box => box.X + box.Width), heights.Max() - LayeredLayout.BoxGap);
    }

    private static PlacedDiagram Shelved(IReadOnlyList<PlacedDiagram> parts)
    {
        var widest = Math.Max(Math.Sqrt(parts.Sum(part => (part.Width + PartGap) * (part.Height + PartGap)) * WidthToHeight), parts.Select(part => part.Width).DefaultIfEmpty(0).Max());
        var (x, y, shelf) = (0.0, 0.0, 0.0);
        var placed = new List<PlacedDiagram>();
        foreach (var part in parts)
        {
            if (x > 0 && x + part.Width > widest)
            {
                (x, y, shelf) = (0, y + shelf + PartGap, 0);
            }

            placed.Add(part.MovedBy(x, y));
            x += part.Width + PartGap;
            shelf = Math.Max(shelf, part.Height);
        }

        return new(
            [.. placed.SelectMany(part => part.Boxes)],
            [.. placed.SelectMany(part => part.Relations)],
            placed.SelectMany(part => part.Boxes).Select(box => box.X + box.Width).Concat(placed.SelectMany(part => part.Relations).SelectMany(relation => relation.Points).Select(point => point.X)).DefaultIfEmpty(0).Max(),
            y + shelf);
    }
}
