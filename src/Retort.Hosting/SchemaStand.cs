using System.Collections.Immutable;
using Retort.Revisions;

namespace Retort.Hosting;

/// <summary>Where a database is among the revisions of the application.</summary>
/// <param name="Current">The rows of the version table.</param>
/// <param name="Heads">The heads of the application's revisions.</param>
/// <param name="Pending">The revisions that are not applied. Nobody can say as long as there are rows that are unknown.</param>
/// <param name="Unknown">Rows that are no revision of the application: a newer one has migrated the database.</param>
internal sealed record SchemaStand(ImmutableArray<string> Current, ImmutableArray<string> Heads, ImmutableArray<string> Pending, ImmutableArray<string> Unknown)
{
    public bool IsNewer => !Unknown.IsEmpty;

    /// <summary>The stand for a person to read.</summary>
    public override string ToString()
    {
        var place = $"It is at {Name(Current, "the base")}; the heads are {Name(Heads, "none")}";
        return IsNewer ? $"{place}." : Pending.IsEmpty ? $"{place}; nothing is pending." : $"{place}; {Pending.Length} pending: {Name(Pending, "none")}.";
    }

    public static SchemaStand Of(RevisionGraph graph, IReadOnlyList<string> rows)
    {
        ImmutableArray<string> unknown = [.. rows.Where(row => !RevisionId.TryParse(row, out var id) || !graph.TryGet(id, out _))];
        return new SchemaStand(
            [.. rows],
            HeadsOf(graph),
            unknown.IsEmpty && !graph.Heads.IsEmpty ? [.. graph.PlanUpgrade(rows, ["heads"]).Steps.Select(step => step.Revision.Id.Value)] : [],
            unknown);
    }

    public static ImmutableArray<string> HeadsOf(RevisionGraph graph) => [.. graph.Heads.Select(head => head.Id.Value)];

    private static string Name(ImmutableArray<string> ids, string none)
    {
        const int Most = 10;
        return ids.IsEmpty ? none : $"{string.Join(", ", ids.Take(Most))}{(ids.Length > Most ? $" and {ids.Length - Most} more" : "")}";
    }
}
