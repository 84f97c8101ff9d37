using System.Collections.Immutable;
using Retort.Revisions;

namespace Retort.Reporting;

/// <summary>A revision in a drawing of the graph, newest first, where a lane runs from a revision down to its parent.</summary>
/// <param name="Revision">The revision.</param>
/// <param name="Lane">Its lane, from the left.</param>
/// <param name="ParentLanes">The lane that leads down to each of its parents, in their order.</param>
/// <param name="Joining">The lanes of other children that end here.</param>
/// <param name="Above">Which lanes are in use above it.</param>
/// <param name="Below">Which lanes are in use below it.</param>
internal sealed record RevisionLane(
    Revision Revision, int Lane, ImmutableArray<int> ParentLanes, ImmutableArray<int> Joining, ImmutableArray<bool> Above, ImmutableArray<bool> Below);

/// <summary>Gives each revision of a drawing its lane, as <c>git log --graph</c> does.</summary>
internal static class RevisionLanes
{
    /// <summary>The revisions with their lanes.</summary>
    /// <param name="revisions">The revisions, each before its parents.</param>
    public static IEnumerable<RevisionLane> Of(IEnumerable<Revision> revisions)
    {
        var lanes = new List<RevisionId?>();
        foreach (var revision in revisions)
        {
            var lane = lanes.IndexOf(revision.Id);
            if (lane < 0)
            {
                lane = Take(lanes, revision.Id);
            }

            var joining = Enumerable.Range(0, lanes.Count).Where(other => other != lane && lanes[other] == revision.Id).ToImmutableArray();
            var above = InUse(lanes);
            foreach (var other in joining)
            {
                lanes[other] = null;
            }

            Trim(lanes);
            lanes[lane] = revision.Revises.IsEmpty ? null : revision.Revises[0];
            ImmutableArray<int> parents = revision.Revises.IsEmpty ? [] : [lane, .. revision.Revises.Skip(1).Select(parent => Take(lanes, parent))];
            yield return new(revision, lane, parents, joining, above, InUse(lanes));
            Trim(lanes);
        }
    }

    private static int Take(List<RevisionId?> lanes, RevisionId revision)
    {
        var free = lanes.IndexOf(null);
        if (free < 0)
        {
            lanes.Add(revision);
            return lanes.Count - 1;
        }

        lanes[free] = revision;
        return free;
    }

    private static ImmutableArray<bool> InUse(List<RevisionId?> lanes) => [.. lanes.Select(lane => lane is not null)];

    private static void Trim(List<RevisionId?> lanes)
    {
        while (lanes.Count > 0 && lanes[^1] is null)
        {
            lanes.RemoveAt(lanes.Count - 1);
        }
    }
}
