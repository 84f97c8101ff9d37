using Retort.Revisions;

namespace Retort.Tests.Revisions;

/// <summary>
/// Graphs in a line of text: <c>"a; b&lt;-a; c&lt;-a @label; d&lt;-b,c +x"</c>. After <c>&lt;-</c> the parents, after <c>+</c> the
/// dependencies, after <c>@</c> the labels.
/// </summary>
internal static class GraphText
{
    public static RevisionGraph Graph(string text) => RevisionGraph.Build(Revisions(text));

    public static IEnumerable<Revision> Revisions(string text) => text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse);

    public static string Ids(IEnumerable<Revision> revisions) => string.Join(' ', revisions.Select(revision => revision.Id.Value).Order(StringComparer.Ordinal));

    /// <summary>The ids of steps, each with the rows after it: <c>"a[a] b[b]"</c>.</summary>
    public static string Describe(RevisionPath path)
    {
        var rows = new SortedSet<string>(path.RowsBefore.Select(row => row.Value), StringComparer.Ordinal);
        var text = new List<string>();
        foreach (var step in path.Steps)
        {
            Assert.All(step.Rows.Delete, row => Assert.True(rows.Remove(row.Value), $"{row} is not a row before {step.Revision.Id}"));
            Assert.All(step.Rows.Insert, row => Assert.True(rows.Add(row.Value), $"{row} is a row before {step.Revision.Id} already"));
            text.Add($"{step.Revision.Id}[{string.Join(',', rows)}]");
        }

        Assert.Equal(rows, path.RowsAfter.Select(row => row.Value).Order(StringComparer.Ordinal));
        return string.Join(' ', text);
    }

    private static Revision Parse(string text)
    {
        var words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var head = words[0].Split("<-");
        return new Revision
        {
            Id = RevisionId.Parse(head[0]),
            Revises = [.. head.Skip(1).SelectMany(parents => parents.Split(',')).Select(RevisionId.Parse)],
            DependsOn = [.. words.Where(word => word[0] == '+').SelectMany(word => word[1..].Split(','))],
            Labels = [.. words.Where(word => word[0] == '@').SelectMany(word => word[1..].Split(','))],
            Source = new SourceLocation($"{head[0]}.cs", 1),
        };
    }
}
