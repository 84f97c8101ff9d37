using Retort.Revisions;

namespace Retort.Cli.Output;

/// <summary>
/// Draws revisions as a tree of lanes, newest first, as <c>git log --graph</c> does: a lane runs from a revision down to its parent.
/// </summary>
internal static class GraphText
{
    public static IEnumerable<string> Draw(RevisionGraph graph, IEnumerable<Revision> revisions, ISet<string>? current)
    {
        var lanes = new List<RevisionId?>();
        foreach (var revision in revisions)
        {
            var at = lanes.IndexOf(revision.Id);
            if (at < 0)
            {
                at = FreeLane(lanes);
                lanes[at] = revision.Id;
            }

            // Other children had lanes to the same parent: they end here.
            var joining = Enumerable.Range(0, lanes.Count).Where(lane => lane != at && lanes[lane] == revision.Id).ToList();
            if (joining.Count > 0)
            {
                yield return Row(lanes, lane => joining.Contains(lane) ? '/' : '|');
                joining.ForEach(lane => lanes[lane] = null);
                Trim(lanes);
            }

            var mark = current?.Contains(revision.Id.Value) == true ? '@' : graph.IsHead(revision) ? 'o' : '*';
            yield return $"{Row(lanes, lane => lane == at ? mark : '|')} {revision.Id}{RevisionText.Marks(graph, revision, current)}{(revision.Message.Length > 0 ? ", " : "")}{revision.Message}";
            lanes[at] = revision.Revises.IsEmpty ? null : revision.Revises[0];
            var added = new List<int>();
            foreach (var parent in revision.Revises.Skip(1))
            {
                added.Add(FreeLane(lanes));
                lanes[added[^1]] = parent;
            }

            if (added.Count > 0)
            {
                yield return Row(lanes, lane => added.Contains(lane) ? '\\' : '|');
            }

            Trim(lanes);
        }
    }

    private static int FreeLane(List<RevisionId?> lanes)
    {
        var free = lanes.IndexOf(null);
        if (free >= 0)
        {
            return free;
        }

        lanes.Add(null);
        return lanes.Count - 1;
    }

    private static void Trim(List<RevisionId?> lanes)
    {
        while (lanes.Count > 0 && lanes[^1] is null)
        {
            lanes.RemoveAt(lanes.Count - 1);
        }
    }

    private static string Row(List<RevisionId?> lanes, Func<int, char> mark) =>
        string.Join(' ', lanes.Select((revision, lane) => revision is null ? ' ' : mark(lane))).TrimEnd();
}
