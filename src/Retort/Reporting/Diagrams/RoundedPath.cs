using System.Text;

namespace Retort.Reporting.Diagrams;

/// <summary>The data of an SVG path that goes through corners and rounds them.</summary>
internal static class RoundedPath
{
    private const double Radius = 6;

    public static string Of(IEnumerable<Point> points)
    {
        var corners = Corners(points);
        var path = new StringBuilder($"M{Text(corners[0])}");
        for (var i = 1; i + 1 < corners.Count; i++)
        {
            path.Append($"L{Text(Toward(corners[i], corners[i - 1]))}Q{Text(corners[i])} {Text(Toward(corners[i], corners[i + 1]))}");
        }

        return path.Append($"L{Text(corners[^1])}").ToString();
    }

    /// <summary>The points at which the direction changes, with the first and the last.</summary>
    private static List<Point> Corners(IEnumerable<Point> points)
    {
        var corners = new List<Point>();
        foreach (var point in points)
        {
            while (corners is [.., var before, var last] && IsStraight(before, last, point))
            {
                corners.RemoveAt(corners.Count - 1);
            }

            if (corners.Count < 2 || corners[^1] != point)
            {
                corners.Add(point);
            }
        }

        return corners;
    }

    private static bool IsStraight(Point before, Point at, Point after) =>
        Math.Abs(((at.X - before.X) * (after.Y - at.Y)) - ((at.Y - before.Y) * (after.X - at.X))) < 0.01
        && ((at.X - before.X) * (after.X - at.X)) + ((at.Y - before.Y) * (after.Y - at.Y)) >= 0;

    /// <summary>The place on the way to a neighbour where the round begins.</summary>
    private static Point Toward(Point corner, Point neighbour)
    {
        var (dx, dy) = (neighbour.X - corner.X, neighbour.Y - corner.Y);
        var length = Math.Sqrt((dx * dx) + (dy * dy));
        var part = Math.Min(Radius, length / 2) / length;
        return new(corner.X + (dx * part), corner.Y + (dy * part));
    }

    private static string Text(Point point) => $"{Markup.Number(point.X)} {Markup.Number(point.Y)}";
}
