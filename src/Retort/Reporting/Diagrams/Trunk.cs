namespace Retort.Reporting.Diagrams;

/// <summary>What stands in a layer: a box, or a bend where a line passes between boxes.</summary>
/// <param name="box">The box; <see langword="null"/> for a bend.</param>
/// <param name="layer">The layer, from the left.</param>
internal sealed class LayerNode(DiagramBox? box, int layer)
{
    public DiagramBox? Box { get; } = box;

    public int Layer { get; } = layer;

    public double Height { get; } = box?.Height ?? 0;

    /// <summary>The top, found by the layout.</summary>
    public double Y { get; set; }
}

/// <summary>Where a line meets a node.</summary>
/// <param name="Node">The node.</param>
/// <param name="Offset">How far below its top.</param>
internal readonly record struct LineEnd(LayerNode Node, double Offset)
{
    public double Y => Node.Y + Offset;
}

/// <summary>
/// The lines that end at the same row of a table, drawn as one that branches: all foreign keys to a column would else run side by side.
/// Where it passes a layer it has one bend there.
/// </summary>
/// <param name="hub">Where the lines end.</param>
internal sealed class Trunk(LineEnd hub)
{
    private readonly Dictionary<int, LayerNode> _bends = [];

    public LineEnd Hub { get; } = hub;

    /// <summary>The foreign keys and where their lines start.</summary>
    public List<(DiagramRelation Relation, LineEnd Start)> Branches { get; } = [];

    public IEnumerable<LayerNode> Bends => _bends.Values;

    /// <summary>Adds a foreign key, and bends in the layers between.</summary>
    public void Add(DiagramRelation relation, LineEnd start)
    {
        Branches.Add((relation, start));
        for (var layer = Math.Min(start.Node.Layer, Hub.Node.Layer) + 1; layer < Math.Max(start.Node.Layer, Hub.Node.Layer); layer++)
        {
            _bends.TryAdd(layer, new LayerNode(null, layer));
        }
    }

    /// <summary>The line's ends in the layer left of a channel and in the layer right of it.</summary>
    /// <param name="channel">The number of the layer left of the channel.</param>
    public (List<LineEnd> Left, List<LineEnd> Right) EndsAt(int channel)
    {
        var (left, right) = (new List<LineEnd>(), new List<LineEnd>());
        foreach (var (_, start) in Branches)
        {
            foreach (var (crossed, from, to) in Legs(start).Where(leg => leg.Channel == channel))
            {
                (from.Node.Layer == crossed ? left : right).Add(from);
                (to.Node.Layer == crossed ? left : right).Add(to);
            }
        }

        return ([.. left.Distinct()], [.. right.Distinct()]);
    }

    /// <summary>The channels a line crosses from its start to the hub, and its ends in each. A table that refers to itself uses the channel on its right.</summary>
    public IEnumerable<(int Channel, LineEnd From, LineEnd To)> Legs(LineEnd start)
    {
        var (layer, last) = (start.Node.Layer, Hub.Node.Layer);
        if (layer == last)
        {
            yield return (layer, start, Hub);
            yield break;
        }

        var step = Math.Sign(last - layer);
        for (var from = start; layer != last; layer += step)
        {
            var to = layer + step == last ? Hub : new LineEnd(_bends[layer + step], 0);
            yield return (Math.Min(layer, layer + step), from, to);
            from = to;
        }
    }
}
