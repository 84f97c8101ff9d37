using System.Collections.Immutable;

namespace Retort.Revisions;

public sealed partial class RevisionGraph
{
    /// <summary>Finds the revisions of a range that are to become one, both ends included, along parents: a dependency stays one.</summary>
    /// <param name="range">The range; without a lower end, or with <c>base</c> as it, it begins at the base.</param>
    /// <exception cref="RevisionGraphException">The range is not closed: something grows from within it, depends on a part of it, or joins it from outside.</exception>
    internal SquashRange PlanSquash(RevisionRange range)
    {
        var last = ResolveOne(range.To ?? RevisionTarget.Head, Parse(range.To ?? RevisionTarget.Head));
        var first = range.From is null or RevisionTarget.Base ? (int?)null : ResolveOne(range.From, Parse(range.From));
        var members = Reach([last], _parents);
        if (first is { } lower)
        {
            var above = Reach([lower], _children);
            members = members[lower]
                ? [.. members.Zip(above, (below, beyond) => below && beyond)]
                : throw new RevisionGraphException(
                    RevisionProblem.NotRelated, $"\"{_revisions[lower].Id}\" is not below \"{_revisions[last].Id}\".", hint: "The first end of a range is the older one. See `retort history --graph`.");
        }

        RequireClosed(members, first, last);
        var below = Below([last]);
        return new SquashRange(Where(index => members[index]), _revisions[last])
        {
            Revises = first is { } start ? Ids(_parents[start]) : [],
            DependsOn = [.. Where(index => members[index]).SelectMany(member => member.DependsOn).Distinct(StringComparer.Ordinal).Where(name => !members[FindOne(name)])],
            Below = Ids(Enumerable.Range(0, below.Length).Where(index => below[index] && !members[index])),
        };
    }

    private void RequireClosed(bool[] members, int? first, int last)
    {
        int[] indexes = [.. Enumerable.Range(0, members.Length).Where(index => members[index])];
        if (indexes.Length < 2)
        {
            throw new RevisionGraphException(RevisionProblem.NotSquashable, $"There is nothing to put together: \"{_revisions[last].Id}\" is alone in the range.", hint: "A range is FROM:TO, both ends included, such as base:head.");
        }

        int[] growing = [.. indexes.Where(index => index != last).SelectMany(index => _children[index]).Where(child => !members[child]).Distinct()];
        if (growing.Length > 0)
        {
            throw NotClosed(
                growing,
                $"{(growing.Length == 1 ? "A revision that stays grows" : "Revisions that stay grow")} from the middle of the range.",
                $"Squash up to the fork, or merge first: `retort merge`, then a range that ends at the merge or after it.");
        }

        int[] joining = [.. indexes.Where(index => index != first).SelectMany(index => _parents[index]).Where(parent => !members[parent]).Distinct()];
        if (joining.Length > 0)
        {
            throw NotClosed(joining, "A branch that began before the range is merged within it.", "Begin the range where the branches begin, or at base.");
        }

        // A row of the version table that such a revision covers now would stand beside it afterwards.
        int[] depending = [.. indexes.Where(index => index != last).SelectMany(index => _above[index]).Where(above => !members[above]).Distinct()];
        if (depending.Length > 0)
        {
            throw NotClosed(depending, $"{(depending.Length == 1 ? "A revision that stays depends" : "Revisions that stay depend")} on the middle of the range.", "Squash up to what is depended on, and from after it.");
        }
    }

    private RevisionGraphException NotClosed(int[] revisions, string message, string hint) => new(RevisionProblem.NotSquashable, message, Describe(revisions), hint);
}
