using System.Collections.Immutable;
using Retort.Reporting;
using Retort.Revisions;

namespace Retort.Cli.Output;

/// <summary>Draws revisions as a tree of lanes in characters, newest first, as <c>git log --graph</c> does.</summary>
internal static class GraphText
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
            yield return $"{lanes} {revision.Id}{RevisionText.Marks(graph, revision, current)}{(revision.Message.Length > 0 ? ", " : "")}{revision.Message}";
            if (row.ParentLanes.Length > 1)
            {
                yield return Row(row.Below, lane => row.ParentLanes.Skip(1).Contains(lane) ? '\\' : '|');
            }
        }
    }

    private static string Row(ImmutableArray<bool> lanes, Func<int, char> mark) => string.Join(' ', lanes.Select((used, lane) => used ? mark(lane) : ' ')).TrimEnd();
}
