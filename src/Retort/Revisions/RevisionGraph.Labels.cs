using System.Collections.Immutable;

namespace Retort.Revisions;

public sealed partial class RevisionGraph
{
    private Dictionary<string, bool[]>? _members;

    /// <summary>
    /// The labels of the branches a revision is on. A label covers the revision that declares it, everything that descends from it
    /// (through merges too), and its ancestors up to the branch point before it.
    /// </summary>
    public ImmutableArray<string> LabelsOf(Revision revision)
    {
        if (_labels.Count == 0)
        {
            return [];
        }

        var index = IndexOf(revision);
        _members ??= _labels.ToDictionary(pair => pair.Key, pair => MembersOf(pair.Value), StringComparer.Ordinal);
        return [.. _members.Where(pair => pair.Value[index]).Select(pair => pair.Key).Order(StringComparer.Ordinal)];
    }

    private bool[] MembersOf(int labelled)
    {
        var members = Reach([labelled], _children);
        var current = labelled;
        while (_parents[current] is [var parent] && _children[parent].Length == 1)
        {
            members[parent] = true;
            current = parent;
        }

        return members;
    }

    /// <summary>Everything that is on one line with a revision: its ancestors and descendants by parents, with itself.</summary>
    private bool[] LineageOf(int index)
    {
        var lineage = Reach([index], _children);
        foreach (var (ancestor, reached) in Reach([index], _parents).Index())
        {
            lineage[ancestor] |= reached;
        }

        return lineage;
    }

    private static void RequireLabel(string label, SourceLocation? source)
    {
        if (!RevisionId.TryParse(label, out _))
        {
            throw new RevisionGraphException(
                RevisionProblem.InvalidLabel,
                $"\"{label}\" cannot be a branch label{(source is null ? "" : $" ({source})")}.",
                hint: RevisionId.Rule);
        }
    }
}
