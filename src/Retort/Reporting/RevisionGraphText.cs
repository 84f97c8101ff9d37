using System.Collections.Immutable;
using Retort.Revisions;

namespace Retort.Reporting;

/// <summary>Draws revisions as a tree of lanes in characters, newest first, as <c>git log --graph</c> does.</summary>
internal static class RevisionGraphText
{
    public static IEnumerable<string> Draw(RevisionGraph graph, IEnumerable<Revision> revisions, ISet<string>? current)
    {
        foreach (var row in RevisionLanes.Of(revisions))
        {
            var revision = row.Revision;
            if (!row.Joining.IsEmpty)
            {
                yield return Row(row.Above, lane => row.Joining.Contains(lane) ? '/' : '|');
            }

            var mark = current?.Contains(revision.Id.Value) == true ? '@' : graph.IsHead(revision) ? 'o' : '*';
            var lanes = Row(row.Above, lane => lane == row.Lane ? mark : row.Joining.Contains(lane) ? ' ' : '|');
            yield return $"{lanes} {revision.Id}{Marks(graph, revision, current)}{(revision.Message.Length > 0 ? ", " : "")}{revision.Message}";
            if (row.ParentLanes.Length > 1)
            {
                yield return Row(row.Below, lane => row.ParentLanes.Skip(1).Contains(lane) ? '\\' : '|');
            }
        }
    }

    /// <summary>What a revision is in its graph, each in brackets.</summary>
    public static string Marks(RevisionGraph graph, Revision revision, ISet<string>? current = null, bool labels = true)
    {
        IEnumerable<string> marks =
        [
            .. labels && !revision.Labels.IsEmpty ? [string.Join(", ", revision.Labels)] : Array.Empty<string>(),
            .. graph.IsHead(revision) ? ["head"] : Array.Empty<string>(),
            .. current?.Contains(revision.Id.Value) == true ? ["current"] : Array.Empty<string>(),
            .. graph.IsBranchPoint(revision) ? ["branchpoint"] : Array.Empty<string>(),
            .. graph.IsMergePoint(revision) ? ["mergepoint"] : Array.Empty<string>(),
        ];
        return string.Concat(marks.Select(mark => $" ({mark})"));
    }

    private static string Row(ImmutableArray<bool> lanes, Func<int, char> mark) => string.Join(' ', lanes.Select((used, lane) => used ? mark(lane) : ' ')).TrimEnd();
}
