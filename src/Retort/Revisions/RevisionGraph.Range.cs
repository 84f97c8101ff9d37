using System.Collections.Immutable;

namespace Retort.Revisions;

public sealed partial class RevisionGraph
{
    /// <summary>The revisions of a range, newest first, both ends included.</summary>
    /// <param name="range">The range. An end that is left out is the base or the heads; a bare <c>-N</c> counts down from the upper end, a bare <c>+N</c> up from the lower one.</param>
    /// <param name="rows">The version rows, which <c>current</c> stands for; <see langword="null"/> when no database was asked.</param>
    /// <exception cref="RevisionGraphException">An end cannot be resolved, or the ends are not on one line.</exception>
    public ImmutableArray<Revision> Range(RevisionRange range, IReadOnlyList<string>? rows = null)
    {
        var from = range.From is null ? null : (RevisionTarget?)Parse(range.From);
        var to = range.To is null ? null : (RevisionTarget?)Parse(range.To);
        if (from is { Symbol: "" } && to is { Symbol: "" })
        {
            throw NeedsDatabase(range.From!);
        }

        IReadOnlyList<int>? lower = from is null or { Symbol: "" } ? null : ResolveEnd(range.From!, from.Value, rows);
        IReadOnlyList<int> upper = to switch
        {
            null => HeadsOf(null),
            { Symbol: "" } => RelativeEnd(range.To!, to.Value, lower ?? []),
            _ => ResolveEnd(range.To!, to.Value, rows),
        };
        if (from is { Symbol: "" })
        {
            lower = RelativeEnd(range.From!, from.Value, upper);
        }

        var within = Below(upper);
        if (lower is { Count: > 0 })
        {
            if (lower.FirstOrDefault(index => !within[index], -1) is var unrelated && unrelated >= 0)
            {
                throw new RevisionGraphException(
                    RevisionProblem.NotRelated,
                    $"\"{_revisions[unrelated].Id}\" is not below {Name([.. upper])}.",
                    hint: "The first end of a range is the older one. See `retort history --graph`.");
            }

            var above = Above(lower);
            for (var index = 0; index < within.Length; index++)
            {
                within[index] &= above[index];
            }
        }

        return [.. Enumerable.Range(0, within.Length).Where(index => within[index]).Reverse().Select(index => _revisions[index])];
    }

    private IReadOnlyList<int> ResolveEnd(string text, RevisionTarget end, IReadOnlyList<string>? rows)
    {
        if (end.Symbol != RevisionTarget.Current)
        {
            return Resolve(text, end);
        }

        var current = RequireRows(rows ?? throw NeedsDatabase(text));
        return end.Offset is null ? current : RelativeEnd(text, end, current);
    }

    private IReadOnlyList<int> RelativeEnd(string text, RevisionTarget end, IReadOnlyList<int> start)
    {
        int? from = start switch
        {
            [] => null,
            [var one] => one,
            _ => throw AmbiguousWalk(text, "it counts from several revisions", start),
        };
        return Walk(text, from, end.Offset!.Value, LineageOf(end)) is { } reached ? [reached] : [];
    }
}
