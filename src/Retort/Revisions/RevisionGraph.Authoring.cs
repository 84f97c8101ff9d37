using System.Collections.Immutable;

namespace Retort.Revisions;

public sealed partial class RevisionGraph
{
    /// <summary>The parents of a new revision.</summary>
    /// <param name="head">The revision it grows from; <c>base</c> for a new root.</param>
    /// <param name="splice">Whether it may grow from a revision that has a child already, which makes a branch.</param>
    /// <exception cref="RevisionGraphException">There are several heads, or the revision has a child and <paramref name="splice"/> was not said.</exception>
    public ImmutableArray<Revision> ParentsOfNew(string head = RevisionTarget.Head, bool splice = false) => RequireSplice(Resolve(head), splice);

    /// <summary>The parents of a merge revision.</summary>
    /// <param name="targets">The revisions to join; none for all heads.</param>
    /// <param name="splice">Whether revisions that have a child already may be joined.</param>
    /// <exception cref="RevisionGraphException">There are fewer than two, one is named twice, one stands on another, or one is not a head.</exception>
    public ImmutableArray<Revision> ParentsOfMerge(IReadOnlyList<string> targets, bool splice = false)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ImmutableArray<Revision> named = targets.Count == 0 ? Heads : [.. targets.SelectMany(target => Resolve(target))];
        if (named.GroupBy(revision => revision.Id).FirstOrDefault(group => group.Skip(1).Any()) is { } twice)
        {
            throw new RevisionGraphException(RevisionProblem.Duplicate, $"\"{twice.Key}\" is named twice.", hint: "Name each revision to be joined once.");
        }

        if (named.Length < 2)
        {
            throw new RevisionGraphException(
                RevisionProblem.InvalidTarget, "A merge joins two revisions or more.", $"There {(named.Length == 1 ? $"is only \"{named[0].Id}\"" : "are none")}.", "See `retort heads`.");
        }

        foreach (var revision in named)
        {
            // Heads that one depends on another of are joined like any: only then there is one head again.
            var below = Reach(_parents[IndexOf(revision)], _parents);
            if (named.FirstOrDefault(other => below[IndexOf(other)]) is { } covered)
            {
                throw new RevisionGraphException(
                    RevisionProblem.Overlap, $"\"{revision.Id}\" comes after \"{covered.Id}\", so there is nothing to join.", hint: "Name revisions of different branches.");
            }
        }

        return RequireSplice(named, splice);
    }

    /// <summary>Refuses a label that cannot be one, or that is taken.</summary>
    /// <exception cref="RevisionGraphException">The label is not a name, or names something already.</exception>
    public void RequireFreeLabel(string label)
    {
        ArgumentNullException.ThrowIfNull(label);
        RequireLabel(label, null);
        if (TryFindExactly(label, out var taken))
        {
            throw new RevisionGraphException(
                RevisionProblem.Duplicate, $"\"{label}\" names revision \"{_revisions[taken].Id}\" already.", _revisions[taken].Source.ToString(), "Choose another label.");
        }
    }

    private ImmutableArray<Revision> RequireSplice(ImmutableArray<Revision> parents, bool splice) =>
        splice || parents.FirstOrDefault(parent => !IsHead(parent)) is not { } inner
            ? parents
            : throw new RevisionGraphException(
                RevisionProblem.NeedsSplice,
                $"\"{inner.Id}\" is not a head: {string.Join(", ", ChildrenOf(inner).Select(child => $"\"{child.Id}\""))} grows from it already.",
                inner.Source.ToString(),
                "To make a branch there on purpose, say --splice.");
}
