namespace Retort.Reporting.Diagrams;

/// <summary>The space between two layers, in which each trunk has a vertical track that its branches leave to both sides.</summary>
internal sealed class Channel
{
    private const double TrackWidth = 10;
    private const double Margin = 26;
    private const int OverlapCost = 20;

    private readonly Dictionary<Trunk, int> _tracks = [];
    private readonly int _count;

    /// <summary>Lays the tracks of a channel.</summary>
    /// <param name="number">The number of the layer left of it.</param>
    /// <param name="trunks">All trunks.</param>
    public Channel(int number, IEnumerable<Trunk> trunks)
    {
        var nets = Sorted([.. trunks.Select(trunk => new Net(trunk, trunk.EndsAt(number))).Where(net => net.All.Count > 0).OrderBy(net => net.Top)]);
        for (var i = 0; i < nets.Count; i++)
        {
            // Tracks that do not meet share a place; the order of those that do is kept.
            var track = nets.Take(i).Where(other => other.Meets(nets[i])).Select(other => _tracks[other.Trunk] + 1).DefaultIfEmpty(0).Max();
            _tracks[nets[i].Trunk] = track;
            _count = Math.Max(_count, track + 1);
        }
    }

    public double Width => (2 * Margin) + (Math.Max(_count - 1, 0) * TrackWidth);

    /// <summary>How far right of the channel's left side the track of a trunk runs.</summary>
    public double TrackOf(Trunk trunk) => Margin + (_tracks[trunk] * TrackWidth);

    /// <summary>Exchanges neighbours as long as lines cross less for it.</summary>
    private static List<Net> Sorted(List<Net> nets)
    {
        for (var changed = true; changed;)
        {
            changed = false;
            for (var i = 0; i + 1 < nets.Count; i++)
            {
                if (Cost(nets[i + 1], nets[i]) < Cost(nets[i], nets[i + 1]))
                {
                    (nets[i], nets[i + 1]) = (nets[i + 1], nets[i]);
                    changed = true;
                }
            }
        }

        return nets;
    }

    private static int Cost(Net left, Net right) =>
        left.Right.Count(end => right.Spans(end.Y)) + right.Left.Count(end => left.Spans(end.Y))
        + (OverlapCost * left.Right.Count(end => right.Left.Exists(other => Math.Abs(other.Y - end.Y) < 3)));

    private sealed class Net
    {
        private const double Clearance = 8;

        public Net(Trunk trunk, (List<LineEnd> Left, List<LineEnd> Right) ends)
        {
            (Trunk, (Left, Right)) = (trunk, ends);
            All = [.. Left.Concat(Right).Select(end => end.Y)];
            (Top, Bottom) = All.Count == 0 ? (0, 0) : (All.Min(), All.Max());
        }

        public Trunk Trunk { get; }

        public List<LineEnd> Left { get; }

        public List<LineEnd> Right { get; }

        public List<double> All { get; }

        public double Top { get; }

        public double Bottom { get; }

        public bool Spans(double y) => y >= Top && y <= Bottom;

        public bool Meets(Net other) => Top < other.Bottom + Clearance && other.Top < Bottom + Clearance;
    }
}
