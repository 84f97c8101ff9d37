using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Retort.Reporting.Diagrams;

/// <summary>A place in a picture, in pixels.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Point(double X, double Y);

/// <summary>A box in its place.</summary>
internal sealed record PlacedBox(DiagramBox Box, double X, double Y, double Width);

/// <summary>A foreign key and the corners of its line, from the referencing row to the referenced one.</summary>
internal sealed record PlacedRelation(DiagramRelation Relation, ImmutableArray<Point> Points);

/// <summary>A laid out picture, or a part of one.</summary>
internal sealed record PlacedDiagram(ImmutableArray<PlacedBox> Boxes, ImmutableArray<PlacedRelation> Relations, double Width, double Height)
{
    public PlacedDiagram MovedBy(double x, double y) => this with
    {
        Boxes = [.. Boxes.Select(box => box with { X = box.X + x, Y = box.Y + y })],
        Relations = [.. Relations.Select(relation => relation with { Points = [.. relation.Points.Select(point => new Point(point.X + x, point.Y + y))] })],
    };
}

/// <summary>
/// Lays out tables that foreign keys connect (after Sugiyama): layers from left to right, in each an order in which few lines cross, then places near
/// what the lines lead to, then lines of horizontal and vertical pieces that pass through no box.
/// </summary>
internal sealed class LayeredLayout
{
    public const double BoxGap = 26;
    private const double BendGap = 11;
    private const double TwoPorts = 4;
    private const int Sweeps = 16;

    private readonly Dictionary<DiagramBox, LayerNode> _nodes;
    private readonly List<Trunk> _trunks;
    private readonly List<LayerNode>[] _layers;
    private readonly ILookup<LayerNode, (LineEnd Own, LineEnd Other)> _links;

    private LayeredLayout(IReadOnlyList<DiagramBox> boxes, IReadOnlyList<DiagramRelation> relations, double wantedHeight)
    {
        var assignment = new LayerAssignment(boxes, relations, wantedHeight);
        _nodes = boxes.ToDictionary(box => box, box => new LayerNode(box, assignment[box]));
        _trunks = TrunksOf(relations);
        _layers = [.. Enumerable.Range(0, assignment.Count).Select(_ => new List<LayerNode>())];
        foreach (var node in _nodes.Values.Concat(_trunks.SelectMany(trunk => trunk.Bends)))
        {
            _layers[node.Layer].Add(node);
        }

        _links = _trunks.SelectMany(trunk => trunk.Branches.SelectMany(branch => trunk.Legs(branch.Start)))
            .Where(leg => leg.From.Node.Layer != leg.To.Node.Layer)
            .Distinct()
            .SelectMany(leg => ((LineEnd Own, LineEnd Other)[])[(leg.From, leg.To), (leg.To, leg.From)])
            .ToLookup(link => link.Own.Node);
    }

    /// <summary>Lays out boxes and the lines between them.</summary>
    /// <param name="boxes">The boxes.</param>
    /// <param name="relations">The lines; each has both ends among the boxes.</param>
    /// <param name="widthOf">The width of a box.</param>
    /// <param name="wantedHeight">A height that layers should not exceed by much.</param>
    public static PlacedDiagram Of(IReadOnlyList<DiagramBox> boxes, IReadOnlyList<DiagramRelation> relations, Func<DiagramBox, double> widthOf, double wantedHeight)
    {
        var layout = new LayeredLayout(boxes, relations, wantedHeight);
        layout.Order();
        return layout.Place(widthOf);
    }

    /// <summary>One trunk for each row that is referred to; two when some rows may refer to nothing, because the line's end says so.</summary>
    private List<Trunk> TrunksOf(IReadOnlyList<DiagramRelation> relations)
    {
        var trunks = new List<Trunk>();
        foreach (var row in relations.GroupBy(relation => (relation.To, relation.ToRow)))
        {
            var isBoth = row.Any(relation => relation.IsOptional) && row.Any(relation => !relation.IsOptional);
            foreach (var same in row.GroupBy(relation => (relation.IsOptional, IsLeft: _nodes[relation.From].Layer < _nodes[relation.To].Layer)))
            {
                var shift = !isBoth ? 0 : same.Key.IsOptional ? TwoPorts : -TwoPorts;
                var trunk = new Trunk(new LineEnd(_nodes[row.Key.To], DiagramBox.PortOf(row.Key.ToRow) + shift));
                foreach (var relation in same)
                {
                    trunk.Add(relation, new LineEnd(_nodes[relation.From], DiagramBox.PortOf(relation.FromRow)));
                }

                trunks.Add(trunk);
            }
        }

        return trunks;
    }

    private void Order()
    {
        foreach (var layer in _layers)
        {
            Settle(layer, _ => 0);
        }

        var best = (Crossings: int.MaxValue, Layers: Array.Empty<LayerNode[]>());
        for (var sweep = 0; sweep < Sweeps && best.Crossings > 0; sweep++)
        {
            var toTheRight = sweep % 2 == 0;
            foreach (var layer in toTheRight ? _layers : _layers.Reverse())
            {
                var wanted = layer.ToDictionary(node => node, node => Wanted(node, link => link.Other.Node.Layer < node.Layer == toTheRight));
                layer.Sort((one, other) => wanted[one].CompareTo(wanted[other]) is not 0 and var order ? order : one.Y.CompareTo(other.Y));
                Settle(layer, node => wanted[node]);
            }

            var crossings = Crossings();
            if (crossings < best.Crossings)
            {
                best = (crossings, [.. _layers.Select(layer => layer.ToArray())]);
            }
        }

        for (var i = 0; i < _layers.Length; i++)
        {
            _layers[i].Clear();
            _layers[i].AddRange(best.Layers[i]);
        }

        for (var sweep = 0; sweep < Sweeps; sweep++)
        {
            foreach (var layer in sweep % 2 == 0 ? _layers : _layers.Reverse())
            {
                var wanted = layer.ToDictionary(node => node, node => Wanted(node, _ => true));
                Settle(layer, node => wanted[node]);
            }
        }
    }

    /// <summary>Where a node's lines would be straight: on the average.</summary>
    private double Wanted(LayerNode node, Func<(LineEnd Own, LineEnd Other), bool> counts) =>
        _links[node].Where(counts).Select(link => link.Other.Y - link.Own.Offset).DefaultIfEmpty(node.Y).Average();

    /// <summary>
    /// Puts the nodes of a layer, in their order, as near to where they want to be as the gaps between them allow: those that would
    /// overlap make a block that stands at their average (the pool of adjacent violators, the least squares under that order).
    /// </summary>
    private static void Settle(List<LayerNode> layer, Func<LayerNode, double> wanted)
    {
        var blocks = new Stack<(double Sum, int Count, List<(LayerNode Node, double Offset)> Members)>();
        var offset = 0.0;
        for (var i = 0; i < layer.Count; i++)
        {
            offset += i == 0 ? 0 : layer[i - 1].Height + (layer[i - 1].Box is null || layer[i].Box is null ? BendGap : BoxGap);
            var (sum, count, members) = (wanted(layer[i]) - offset, 1, new List<(LayerNode, double)> { (layer[i], offset) });
            while (blocks.TryPeek(out var above) && above.Sum / above.Count > sum / count)
            {
                blocks.Pop();
                (sum, count, members) = (sum + above.Sum, count + above.Count, [.. above.Members, .. members]);
            }

            blocks.Push((sum, count, members));
        }

        foreach (var (sum, count, members) in blocks)
        {
            members.ForEach(member => member.Node.Y = (sum / count) + member.Offset);
        }
    }

    private int Crossings()
    {
        var crossings = 0;
        for (var i = 0; i + 1 < _layers.Length; i++)
        {
            var lines = _layers[i].SelectMany(node => _links[node]).Where(link => link.Other.Node.Layer == i + 1).ToList();
            for (var a = 0; a < lines.Count; a++)
            {
                for (var b = a + 1; b < lines.Count; b++)
                {
                    crossings += (lines[a].Own.Y - lines[b].Own.Y) * (lines[a].Other.Y - lines[b].Other.Y) < 0 ? 1 : 0;
                }
            }
        }

        return crossings;
    }

    private PlacedDiagram Place(Func<DiagramBox, double> widthOf)
    {
        var widths = _layers.Select(layer => layer.Select(node => node.Box is { } box ? widthOf(box) : 0).Max()).ToList();
        var channels = Enumerable.Range(0, _layers.Length).Select(number => new Channel(number, _trunks)).ToList();
        var lefts = new List<double> { 0 };
        for (var i = 0; i < widths.Count; i++)
        {
            lefts.Add(lefts[i] + widths[i] + channels[i].Width);
        }

        var boxes = _nodes.Values.Select(node => new PlacedBox(node.Box!, lefts[node.Layer], node.Y, widths[node.Layer])).ToImmutableArray();
        var relations = _trunks.SelectMany(trunk => trunk.Branches.Select(branch => new PlacedRelation(branch.Relation, PointsOf(trunk, branch.Start)))).ToImmutableArray();
        var corners = relations.SelectMany(relation => relation.Points);
        var right = corners.Select(point => point.X).Concat(boxes.Select(box => box.X + box.Width)).Max();
        var top = corners.Select(point => point.Y).Concat(boxes.Select(box => box.Y)).Min();
        var bottom = corners.Select(point => point.Y).Concat(boxes.Select(box => box.Y + box.Box.Height)).Max();
        return new PlacedDiagram(boxes, relations, right, bottom - top).MovedBy(0, -top);

        ImmutableArray<Point> PointsOf(Trunk trunk, LineEnd start)
        {
            var points = new List<Point>();
            foreach (var (channel, from, to) in trunk.Legs(start))
            {
                var track = lefts[channel] + widths[channel] + channels[channel].TrackOf(trunk);
                points.AddRange([SideOf(from, channel), new(track, from.Y), new(track, to.Y), SideOf(to, channel)]);
            }

            return [.. points];
        }

        Point SideOf(LineEnd end, int channel) => new(end.Node.Layer == channel ? lefts[channel] + widths[channel] : lefts[end.Node.Layer], end.Y);
    }
}
