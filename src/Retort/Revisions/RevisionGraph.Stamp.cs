using System.Collections.Immutable;

namespace Retort.Revisions;

public sealed partial class RevisionGraph
{
    /// <summary>The version rows after a stamp: the targets, and the rows found that are on no line with any of them. The order of the targets does not matter.</summary>
    /// <param name="rows">The rows found.</param>
    /// <param name="targets">The targets; <c>base</c> takes all rows away, <c>LABEL@base</c> those of the branch.</param>
    /// <param name="purge">Whether the rows found are thrown away first; they need not be known then.</param>
    /// <exception cref="RevisionGraphException">A row is unknown, or a target cannot be resolved.</exception>
    public ImmutableArray<RevisionId> PlanStamp(IReadOnlyList<string> rows, IReadOnlyList<string> targets, bool purge = false)
    {
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(targets);
        var start = purge ? [] : RequireRows(rows);
        var kept = new HashSet<int>(start);
        var named = new HashSet<int>();
        foreach (var target in targets)
        {
            var parsed = Parse(target);
            if (parsed is { Symbol: RevisionTarget.Base, Offset: null })
            {
                kept = parsed.Branch is null ? [] : [.. BranchDowngradePath([.. kept], FindOne(parsed.Branch)).RowsAfter.Select(row => _indexes[row])];
                continue;
            }

            foreach (var index in parsed.Symbol.Length > 0 ? Resolve(target, parsed) : WalkFromRows(target, parsed, start))
            {
                kept.ExceptWith(Enumerable.Range(0, _revisions.Length).Where(Related(index)));
                named.Add(index);
            }
        }

        return Ids(TipsOf(Below(kept.Union(named))));
    }

    private Func<int, bool> Related(int index)
    {
        var (below, above) = (Below([index]), Above([index]));
        return other => below[other] || above[other];
    }
}
