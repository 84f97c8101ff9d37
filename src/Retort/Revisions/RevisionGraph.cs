using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Retort.Revisions;

/// <summary>
/// All revisions of a project and how they follow one another. Pure: no files, no database.
/// <para>
/// A revision stands on its <em>parents</em> and on its <em>dependencies</em>; both are edges. A set of applied revisions is
/// always closed under them: with a revision, everything it stands on is applied. The version table stores only the <em>tips</em>
/// of that set, the members that no other member stands on. So every question is one about sets:
/// </para>
/// <list type="bullet">
/// <item>applied = everything below the rows;</item>
/// <item>an upgrade to T runs what is below T (with T) and not applied, parents first;</item>
/// <item>a downgrade to X reverts what is applied and above the children of X, children first;</item>
/// <item>after every step the rows are again the tips of what is applied.</item>
/// </list>
/// </summary>
public sealed partial class RevisionGraph
{
    private readonly ImmutableArray<Revision> _revisions;
    private readonly Dictionary<RevisionId, int> _indexes;
    private readonly Dictionary<string, int> _labels;

    // All by the index of a revision in _revisions, which is a topological order: an edge goes from a higher index to a lower one.
    private readonly int[][] _parents;
    private readonly int[][] _children;
    private readonly int[][] _below;
    private readonly int[][] _above;

    private RevisionGraph(ImmutableArray<Revision> revisions, Dictionary<RevisionId, int> indexes, Dictionary<string, int> labels, int[][] parents, int[][] dependencies)
    {
        _revisions = revisions;
        _indexes = indexes;
        _labels = labels;
        _parents = parents;
        _children = Inverse(parents);
        _below = Joined(parents, dependencies);
        _above = _below == parents ? _children : Inverse(_below);
        Heads = Where(index => _children[index].Length == 0);
        Bases = Where(index => _parents[index].Length == 0);
    }

    /// <summary>
    /// All revisions in the order they can run: each after its parents and dependencies, and among those that could come next
    /// the one that was created first, then by id. The order does not depend on how the files were found.
    /// </summary>
    public ImmutableArray<Revision> Revisions => _revisions;

    /// <summary>The revisions that no other one has as a parent.</summary>
    public ImmutableArray<Revision> Heads { get; }

    /// <summary>The revisions that have no parent.</summary>
    public ImmutableArray<Revision> Bases { get; }

    /// <summary>The revision with an id.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public Revision this[RevisionId id] => _revisions[_indexes[id]];

    /// <summary>Finds the revision with an id.</summary>
    public bool TryGet(RevisionId id, [NotNullWhen(true)] out Revision? revision)
    {
        revision = _indexes.TryGetValue(id, out var index) ? _revisions[index] : null;
        return revision is not null;
    }

    /// <summary>The revisions that have this one as a parent.</summary>
    public ImmutableArray<Revision> ChildrenOf(Revision revision) => At(_children[IndexOf(revision)]);

    /// <summary>The revisions that must be applied before this one without being its parents.</summary>
    public ImmutableArray<Revision> DependenciesOf(Revision revision) => At(_below[IndexOf(revision)].Except(_parents[IndexOf(revision)]));

    /// <summary>Whether no revision has this one as a parent.</summary>
    public bool IsHead(Revision revision) => _children[IndexOf(revision)].Length == 0;

    /// <summary>Whether several revisions have this one as a parent.</summary>
    public bool IsBranchPoint(Revision revision) => _children[IndexOf(revision)].Length > 1;

    /// <summary>Whether the revision has several parents.</summary>
    public bool IsMergePoint(Revision revision) => _parents[IndexOf(revision)].Length > 1;

    /// <summary>Whether all revisions are applied in a database with these version rows.</summary>
    public bool IsAtHeads(IEnumerable<RevisionId> rows)
    {
        var applied = Below(rows.Select(row => _indexes[row]));
        return Heads.All(head => applied[IndexOf(head)]);
    }

    private int IndexOf(Revision revision) => _indexes[revision.Id];

    private ImmutableArray<Revision> At(IEnumerable<int> indexes)
    {
        int[] sorted = [.. indexes];
        Array.Sort(sorted);
        return [.. Array.ConvertAll(sorted, index => _revisions[index])];
    }

    private ImmutableArray<Revision> Where(Predicate<int> condition)
    {
        var found = new List<Revision>();
        for (var index = 0; index < _revisions.Length; index++)
        {
            if (condition(index))
            {
                found.Add(_revisions[index]);
            }
        }

        return [.. found];
    }

    private ImmutableArray<RevisionId> Ids(IEnumerable<int> indexes) => indexes switch
    {
        // As nearly all changes of the version rows are.
        List<int> { Count: 0 } => [],
        List<int> { Count: 1 } one => [_revisions[one[0]].Id],
        _ => [.. indexes.Order().Select(index => _revisions[index].Id)],
    };

    /// <summary>Everything the starting revisions stand on, with themselves.</summary>
    private bool[] Below(IEnumerable<int> start) => Reach(start, _below);

    /// <summary>Everything that stands on the starting revisions, with themselves.</summary>
    private bool[] Above(IEnumerable<int> start) => Reach(start, _above);

    private static bool[] Reach(IEnumerable<int> start, int[][] edges)
    {
        var reached = new bool[edges.Length];
        var open = new Stack<int>();
        foreach (var index in start)
        {
            Open(index);
        }

        while (open.TryPop(out var index))
        {
            foreach (var next in edges[index])
            {
                Open(next);
            }
        }

        return reached;

        void Open(int index)
        {
            if (!reached[index])
            {
                reached[index] = true;
                open.Push(index);
            }
        }
    }

    private static int[][] Joined(int[][] parents, int[][] dependencies) => Array.TrueForAll(dependencies, others => others.Length == 0)
        ? parents
        : [.. parents.Zip(dependencies, (own, others) => others.Length == 0 ? own : own.Union(others).ToArray())];

    private static int[][] Inverse(int[][] edges)
    {
        var counts = new int[edges.Length];
        foreach (var ends in edges)
        {
            foreach (var to in ends)
            {
                counts[to]++;
            }
        }

        var inverse = Array.ConvertAll(counts, count => count == 0 ? [] : new int[count]);
        for (var from = edges.Length - 1; from >= 0; from--)
        {
            foreach (var to in edges[from])
            {
                inverse[to][--counts[to]] = from;
            }
        }

        return inverse;
    }
}
