using System.Collections.Immutable;

namespace Retort.Revisions;

public sealed partial class RevisionGraph
{
    /// <summary>Makes a graph of revisions. Those that a squash replaced, and that are still among them, stand apart.</summary>
    /// <exception cref="RevisionGraphException">
    /// An id or a label is there twice, a parent or dependency is missing, or revisions come after themselves. All that is wrong of one kind is told at once.
    /// </exception>
    public static RevisionGraph Build(IEnumerable<Revision> revisions)
    {
        ArgumentNullException.ThrowIfNull(revisions);
        var (inForce, replaced) = Part([.. revisions]);
        var replacements = new Dictionary<RevisionId, Revision>();
        Note(replacements, inForce);
        return Build(inForce, [.. replaced], replacements);
    }

    private static RevisionGraph Build(Revision[] all, ImmutableArray<Revision> setApart, Dictionary<RevisionId, Revision> replacements)
    {
        var byId = new Dictionary<RevisionId, int>(all.Length);
        for (var i = 0; i < all.Length; i++)
        {
            if (!byId.TryAdd(all[i].Id, i))
            {
                throw Duplicates(all);
            }
        }

        var byLabel = CollectLabels(all, byId);
        var missing = new List<string>();
        var parents = Resolve(all, revision => revision.Revises, id => byId.TryGetValue(id, out var index) ? index : -1, "revises", replacements, missing);
        var dependencies = Resolve(
            all,
            revision => revision.DependsOn,
            name => RevisionId.TryParse(name, out var id) && byId.TryGetValue(id, out var index) || byLabel.TryGetValue(name, out index) ? index : -1,
            "depends on",
            replacements,
            missing);
        if (missing.Count > 0)
        {
            throw new RevisionGraphException(
                RevisionProblem.MissingParent,
                missing.Count == 1 ? missing[0] : $"{missing.Count} parents or dependencies are missing.",
                missing.Count == 1 ? null : string.Join('\n', missing),
                "Bring the missing file back (it may be on a branch that was not merged), or correct the header.");
        }

        var order = Sort(all, parents, dependencies);
        var place = new int[all.Length];
        for (var i = 0; i < order.Length; i++)
        {
            place[order[i]] = i;
            byId[all[order[i]].Id] = i;
        }

        var labels = new Dictionary<string, int>(byLabel.Count, StringComparer.Ordinal);
        foreach (var (label, i) in byLabel)
        {
            labels.Add(label, place[i]);
        }

        return new RevisionGraph(
            [.. Array.ConvertAll(order, i => all[i])],
            byId,
            labels,
            Moved(parents),
            Moved(dependencies))
        {
            SetApart = setApart,
            Replacements = replacements,
        };

        int[][] Moved(int[][] edges) => Array.ConvertAll(order, i => edges[i].Length == 0 ? edges[i] : Array.ConvertAll(edges[i], edge => place[edge]));
    }

    private static RevisionGraphException Duplicates(Revision[] all)
    {
        var duplicates = all.GroupBy(revision => revision.Id).Where(group => group.Skip(1).Any()).OrderBy(group => group.Key).ToList();
        return new RevisionGraphException(
            RevisionProblem.Duplicate,
            $"Revision \"{duplicates[0].Key}\" is there {duplicates[0].Count()} times.",
            string.Join('\n', duplicates.Select(group => $"\"{group.Key}\": {string.Join(", ", group.Select(revision => revision.Source).Order(SourceOrder))}")),
            "Remove one of the files, or give it an id of its own.");
    }

    private static readonly Comparer<SourceLocation> SourceOrder =
        Comparer<SourceLocation>.Create((a, b) => (string.CompareOrdinal(a.File, b.File), a.Line - b.Line) switch { (0, var line) => line, var (file, _) => file });

    private static Dictionary<string, int> CollectLabels(Revision[] all, Dictionary<RevisionId, int> byId)
    {
        var labels = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < all.Length; i++)
        {
            foreach (var label in all[i].Labels.IsEmpty ? [] : all[i].Labels.Distinct(StringComparer.Ordinal))
            {
                RequireLabel(label, all[i].Source);
                var other = labels.TryGetValue(label, out var labelled) ? labelled : RevisionId.TryParse(label, out var id) && byId.TryGetValue(id, out var named) ? named : -1;
                if (other >= 0)
                {
                    throw new RevisionGraphException(
                        RevisionProblem.Duplicate,
                        $"\"{label}\" is the label of revision \"{all[i].Id}\" and {(labels.ContainsKey(label) ? "of" : "the id of")} revision \"{all[other].Id}\".",
                        string.Join(", ", new[] { all[i].Source, all[other].Source }.Order(SourceOrder)),
                        "A label names one branch: rename one of them.");
                }

                labels.Add(label, i);
            }
        }

        return labels;
    }

    private static int[][] Resolve<T>(
        Revision[] all, Func<Revision, ImmutableArray<T>> namesOf, Func<T, int> find, string verb, Dictionary<RevisionId, Revision> replacements, List<string> missing)
        where T : notnull
    {
        var edges = new int[all.Length][];
        var found = new List<int>();
        for (var i = 0; i < all.Length; i++)
        {
            foreach (var name in namesOf(all[i]))
            {
                if (find(name) is >= 0 and var index)
                {
                    if (!found.Contains(index))
                    {
                        found.Add(index);
                    }
                }
                else
                {
                    missing.Add($"Revision \"{all[i].Id}\" ({all[i].Source}) {verb} {WhatIsMissing(name.ToString()!, all, replacements)}.");
                }
            }

            edges[i] = [.. found];
            found.Clear();
        }

        return edges;
    }

    private static string WhatIsMissing(string name, Revision[] all, Dictionary<RevisionId, Revision> replacements)
    {
        if (RevisionId.TryParse(name, out var id) && replacements.TryGetValue(id, out var replacement))
        {
            return $"\"{name}\", which a squash has put into \"{replacement.Id}\" ({replacement.Source}): name that one, or what follows it";
        }

        var near = Nearest(name, all);
        return $"\"{name}\", which no file has{(near is null ? "" : $"; the nearest is \"{near.Id}\" ({near.Source})")}";
    }

    /// <summary>Kahn's algorithm, with a queue ordered by date and id so that the result is always the same.</summary>
    private static int[] Sort(Revision[] all, int[][] parents, int[][] dependencies)
    {
        var below = Joined(parents, dependencies);
        var above = Inverse(below);
        var waiting = Array.ConvertAll(below, edges => edges.Length);
        var ready = new PriorityQueue<int, (DateTimeOffset, RevisionId)>();
        for (var i = 0; i < all.Length; i++)
        {
            if (waiting[i] == 0)
            {
                ready.Enqueue(i, Rank(all[i]));
            }
        }

        var order = new List<int>(all.Length);
        while (ready.TryDequeue(out var next, out _))
        {
            order.Add(next);
            foreach (var i in above[next])
            {
                if (--waiting[i] == 0)
                {
                    ready.Enqueue(i, Rank(all[i]));
                }
            }
        }

        return order.Count == all.Length ? [.. order] : throw Cycle(all, parents, dependencies, waiting);

        static (DateTimeOffset, RevisionId) Rank(Revision revision) => (revision.Created ?? DateTimeOffset.MinValue, revision.Id);
    }

    /// <summary>Walks down from a revision that never became ready until one comes again: what lies between is a cycle.</summary>
    private static RevisionGraphException Cycle(Revision[] all, int[][] parents, int[][] dependencies, int[] waiting)
    {
        var seen = new Dictionary<int, int>();
        var walk = new List<int>();
        var current = Array.FindIndex(waiting, count => count > 0);
        while (seen.TryAdd(current, walk.Count))
        {
            walk.Add(current);
            current = parents[current].Concat(dependencies[current]).First(edge => waiting[edge] > 0);
        }

        var cycle = walk[seen[current]..];
        return new RevisionGraphException(
            RevisionProblem.Cycle,
            cycle.Count == 1
                ? $"Revision \"{all[current].Id}\" stands on itself."
                : $"Revisions stand on one another in a circle: {string.Join(" -> ", cycle.Append(current).Select(i => $"\"{all[i].Id}\""))}.",
            string.Join(", ", cycle.Select(i => all[i].Source).Order(SourceOrder)),
            "Correct what one of them revises or depends on.");
    }

    private static Revision? Nearest(string name, IEnumerable<Revision> revisions) => Likeness.Nearest(name, revisions, revision => revision.Id.Value);
}
