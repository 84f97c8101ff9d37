namespace Retort.Reporting.Diagrams;

/// <summary>
/// Puts the boxes of a picture into layers from left to right, so that a table stands right of the tables it refers to and no layer is much higher
/// than wanted. Of the foreign keys that go in a circle some point the other way.
/// </summary>
internal sealed class LayerAssignment
{
    private const double Gap = LayeredLayout.BoxGap;

    private readonly Dictionary<DiagramBox, int> _layers = [];
    private readonly HashSet<DiagramRelation> _reversed = new(ReferenceEqualityComparer.Instance);
    private readonly List<double> _heights = [];
    private readonly ILookup<DiagramBox, DiagramBox> _left;
    private readonly ILookup<DiagramBox, DiagramBox> _right;

    public LayerAssignment(IReadOnlyList<DiagramBox> boxes, IReadOnlyList<DiagramRelation> relations, double wantedHeight)
    {
        var between = relations.Where(relation => relation.From != relation.To).ToList();
        var order = OrderOf(boxes, between);
        var pairs = between.Select(relation => IsReversed(relation) ? (Left: relation.From, Right: relation.To) : (Left: relation.To, Right: relation.From)).Distinct().ToList();
        _left = pairs.ToLookup(pair => pair.Right, pair => pair.Left);
        _right = pairs.ToLookup(pair => pair.Left, pair => pair.Right);
        foreach (var box in order)
        {
            Put(box, FirstWithRoom(box, _left[box].Select(left => _layers[left] + 1).DefaultIfEmpty(0).Max(), wantedHeight));
        }

        foreach (var box in order.AsEnumerable().Reverse())
        {
            MoveRight(box, wantedHeight);
        }

        CloseRanks();
    }

    /// <summary>How many layers there are.</summary>
    public int Count => _layers.Values.Max() + 1;

    /// <summary>The layer of a box, from the left.</summary>
    public int this[DiagramBox box] => _layers[box];

    /// <summary>Whether the referenced table of a foreign key stands right of the referencing one.</summary>
    public bool IsReversed(DiagramRelation relation) => _reversed.Contains(relation);

    /// <summary>The boxes in an order in which what a box refers to comes before it; found depth first, which also finds the circles.</summary>
    private List<DiagramBox> OrderOf(IReadOnlyList<DiagramBox> boxes, List<DiagramRelation> relations)
    {
        var order = new List<DiagramBox>();
        var relationsOf = relations.ToLookup(relation => relation.From);
        var states = new Dictionary<DiagramBox, bool>();
        var open = new Stack<(DiagramBox Box, IEnumerator<DiagramRelation> Relations)>();
        foreach (var start in boxes)
        {
            Enter(start);
            while (open.TryPeek(out var top))
            {
                if (!top.Relations.MoveNext())
                {
                    states[open.Pop().Box] = true;
                    order.Add(top.Box);
                }
                else if (!states.TryGetValue(top.Relations.Current.To, out var isDone))
                {
                    Enter(top.Relations.Current.To);
                }
                else if (!isDone)
                {
                    _reversed.Add(top.Relations.Current);
                }
            }
        }

        return order;

        void Enter(DiagramBox box)
        {
            if (states.TryAdd(box, false))
            {
                open.Push((box, relationsOf[box].GetEnumerator()));
            }
        }
    }

    private int FirstWithRoom(DiagramBox box, int layer, double wantedHeight)
    {
        while (layer < _heights.Count && _heights[layer] > 0 && _heights[layer] + box.Height > wantedHeight)
        {
            layer++;
        }

        return layer;
    }

    /// <summary>Brings a box nearer to those that refer to it, when more of them do than it refers to.</summary>
    private void MoveRight(DiagramBox box, double wantedHeight)
    {
        if (_right[box].Count() <= _left[box].Count())
        {
            return;
        }

        for (var layer = _right[box].Min(right => _layers[right]) - 1; layer > _layers[box]; layer--)
        {
            if (_heights[layer] + box.Height <= wantedHeight)
            {
                _heights[_layers[box]] -= box.Height + Gap;
                Put(box, layer);
                return;
            }
        }
    }

    private void CloseRanks()
    {
        var used = _layers.Values.Distinct().Order().ToList();
        foreach (var box in _layers.Keys.ToList())
        {
            _layers[box] = used.IndexOf(_layers[box]);
        }
    }

    private void Put(DiagramBox box, int layer)
    {
        while (_heights.Count <= layer)
        {
            _heights.Add(0);
        }

        _layers[box] = layer;
        _heights[layer] += box.Height + Gap;
    }
}
