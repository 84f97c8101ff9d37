using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Retort.Revisions;

/// <content>
/// What squashes replaced. A graph is made of the revisions in force; those that one of them replaces stand apart, wherever they were read. For a database
/// that is at one of those the graph is opened again: the squashed revision gives its place back to them.
/// </content>
public sealed partial class RevisionGraph
{
    private ImmutableArray<Revision> SetApart { get; init; } = [];

    private Dictionary<RevisionId, Revision> Replacements { get; init; } = [];

    /// <summary>Whether a revision was made of older ones by a squash.</summary>
    internal bool HasReplacements => Replacements.Count > 0;

    /// <summary>The files that were read with the others though a squash replaced what they hold: one that was interrupted leaves them.</summary>
    internal ImmutableArray<Revision> LeftInPlace => SetApart;

    /// <summary>Finds the revision that replaced another one by a squash.</summary>
    public bool TryFindReplacement(RevisionId id, [NotNullWhen(true)] out Revision? replacement) => Replacements.TryGetValue(id, out replacement);

    /// <summary>The replaced revisions that targets, ranges or rows name by their whole id.</summary>
    internal ImmutableArray<RevisionId> ReplacedAmong(IEnumerable<string> names) =>
    [
        .. names.SelectMany(name => name.Split(':', ',', '@'))
            .SelectMany(name => RevisionTarget.TrySplitOffset(name, out var symbol, out _) ? [name, symbol] : new[] { name })
            .Select(name => RevisionId.TryParse(name, out var id) ? id : default)
            .Where(id => Replacements.ContainsKey(id) && !_indexes.ContainsKey(id))
            .Distinct(),
    ];

    /// <summary>The graph in which some replaced revisions are in force again, with the others of their squash.</summary>
    /// <param name="archive">The replaced revisions there are.</param>
    /// <param name="ids">Those that are needed.</param>
    /// <exception cref="RevisionGraphException">A file is missing.</exception>
    internal RevisionGraph Reopen(IReadOnlyList<Revision> archive, IReadOnlyList<RevisionId> ids)
    {
        var graph = this;
        while (ids.FirstOrDefault(id => !graph._indexes.ContainsKey(id)) is { Value.Length: > 0 } id && graph.Replacements.TryGetValue(id, out var squash))
        {
            graph = graph.Reopen(archive, squash);
        }

        return graph;
    }

    /// <summary>
    /// The graph for a database that stood below a squashed revision before: what is in its tables by now, a comparison of schemas knows nothing of, so it goes through the
    /// files that did.
    /// </summary>
    /// <param name="archive">The replaced revisions there are.</param>
    /// <param name="rows">The version rows; those that no revision has are passed over.</param>
    /// <exception cref="RevisionGraphException">A file is missing.</exception>
    internal RevisionGraph ReopenAbove(IReadOnlyList<Revision> archive, IReadOnlyList<string> rows)
    {
        var graph = this;
        while (graph.FindAbove(rows) is { } squash)
        {
            graph = graph.Reopen(archive, squash);
        }

        return graph;
    }

    /// <summary>A squashed revision that is not applied while something it stands on is.</summary>
    internal Revision? FindAbove(IReadOnlyList<string> rows)
    {
        var applied = Below(rows.Select(row => RevisionId.TryParse(row, out var id) && _indexes.TryGetValue(id, out var index) ? index : -1).Where(index => index >= 0));
        return _revisions.Where((revision, index) => !revision.Replaces.IsEmpty && !applied[index] && _below[index].Any(below => applied[below])).FirstOrDefault();
    }

    private RevisionGraph Reopen(IReadOnlyList<Revision> archive, Revision squash)
    {
        var replaced = squash.Replaces.Append(squash.Id).ToHashSet();

        // A file may be read twice: an interrupted squash leaves it where it was, and its copy in the archive.
        Revision[] candidates = [.. archive.Concat(SetApart).Where(revision => replaced.Contains(revision.Id) && Supersedes(squash, revision)).DistinctBy(revision => (revision.Id, revision.Replaces.Length))];
        var (members, _) = Part(candidates);
        var found = members.SelectMany(member => member.Replaces.Append(member.Id)).ToHashSet();
        var missing = replaced.Where(id => !found.Contains(id)).ToList();
        if (missing.Count > 0)
        {
            throw new RevisionGraphException(
                RevisionProblem.ArchiveMissing,
                $"The database has to go through what \"{squash.Id}\" replaced, and {(missing.Count == 1 ? "a file of that is" : $"{missing.Count} files of that are")} missing.",
                string.Join(", ", missing.Take(5).Select(id => $"\"{id}\"")) + (missing.Count > 5 ? ", ..." : ""),
                $"Bring the archive folder beside {System.IO.Path.GetFileName(squash.Source.File)} back, from version control or another copy of the project.");
        }

        // A squash may have put an older one away with the rest.
        var replacements = new Dictionary<RevisionId, Revision>(Replacements);
        Note(replacements, members);
        return Build([.. _revisions.Where(revision => revision != squash), .. members], SetApart, replacements);
    }

    private static void Note(Dictionary<RevisionId, Revision> replacements, IEnumerable<Revision> revisions)
    {
        foreach (var squash in revisions)
        {
            foreach (var id in squash.Replaces)
            {
                replacements[id] = squash;
            }
        }
    }

    /// <summary>Takes the revisions apart that others of the same set replace.</summary>
    private static (Revision[] InForce, Revision[] Replaced) Part(Revision[] all)
    {
        var squashes = Array.FindAll(all, revision => !revision.Replaces.IsEmpty);
        if (squashes.Length == 0)
        {
            return (all, []);
        }

        var members = Array.ConvertAll(squashes, squash => squash.Replaces.Append(squash.Id).ToHashSet());
        var replaced = all.Where(revision => squashes.Where((squash, index) => members[index].Contains(revision.Id) && Supersedes(squash, revision)).Any()).ToHashSet();
        return replaced.Count == 0 ? (all, []) : ([.. all.Where(revision => !replaced.Contains(revision))], [.. replaced]);
    }

    // A squash keeps the id of the last revision, so of two with one id it is the one that replaces more.
    private static bool Supersedes(Revision squash, Revision revision) => squash.Id != revision.Id || squash.Replaces.Length > revision.Replaces.Length;
}
