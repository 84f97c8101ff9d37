using System.Collections.Immutable;

namespace Retort.Revisions;

public sealed partial class RevisionGraph
{
    /// <summary>Plans an upgrade from version rows to targets.</summary>
    /// <param name="rows">The rows of the version table.</param>
    /// <param name="targets">The targets, in any form; <c>+N</c> counts from the only row.</param>
    /// <exception cref="RevisionGraphException">A row is unknown or below another, or a target cannot be resolved.</exception>
    public RevisionPath PlanUpgrade(IReadOnlyList<string> rows, IReadOnlyList<string> targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        var start = RequireRows(rows);
        return UpgradePath(start, [.. targets.SelectMany(target => ResolveUpgrade(target, start)).Distinct()]);
    }

    /// <summary>
    /// Plans what is left of a path from where a database is by now: the revisions of the path that are still to be run, with
    /// whatever must go with them.
    /// </summary>
    /// <param name="rows">The rows of the version table.</param>
    /// <param name="direction">The direction of the path.</param>
    /// <param name="revisions">The revisions of the path.</param>
    public RevisionPath PlanRemaining(IReadOnlyList<string> rows, Direction direction, IEnumerable<RevisionId> revisions)
    {
        var start = RequireRows(rows);
        var named = revisions.Select(id => _indexes[id]);
        return direction == Direction.Upgrade ? UpgradePath(start, [.. named]) : RevertingPath(start, Above(named));
    }

    /// <summary>Plans a downgrade from version rows to a target.</summary>
    /// <param name="rows">The rows of the version table.</param>
    /// <param name="target">The target, in any form; <c>-N</c> counts from the only row.</param>
    /// <exception cref="RevisionGraphException">A row is unknown or below another, the target cannot be resolved, or it is not applied.</exception>
    public RevisionPath PlanDowngrade(IReadOnlyList<string> rows, string target)
    {
        var start = RequireRows(rows);
        var parsed = Parse(target);
        if (parsed is { Symbol: RevisionTarget.Base, Offset: null, Branch: { } branch })
        {
            return BranchDowngradePath(start, FindOne(branch));
        }

        if (parsed is { Symbol: "", Offset: > 0 })
        {
            throw WrongDirection(target, "upgrade");
        }

        var lineage = LineageOf(parsed);
        if (parsed is { Symbol: "", Offset: { } steps })
        {
            return WalkedDowngradePath(target, start, OnlyRow(target, parsed, start)!.Value, steps, lineage);
        }

        var resolved = Resolve(target, parsed);
        return resolved switch
        {
            { Length: > 1 } => throw MultipleHeads(target, resolved),
            [] when parsed.Offset is { } offset && parsed.Symbol != RevisionTarget.Base =>
                WalkedDowngradePath(target, start, ResolveOne(target, parsed with { Offset = null }), offset, lineage),
            _ => DowngradePath(start, resolved, lineage),
        };
    }

    /// <summary>The revisions that version rows name.</summary>
    /// <exception cref="RevisionGraphException">A row is unknown or below another.</exception>
    public ImmutableArray<Revision> Current(IReadOnlyList<string> rows) => At(RequireRows(rows));

    /// <summary>The revisions that are applied in a database with these version rows: those they name, and everything below.</summary>
    /// <exception cref="RevisionGraphException">A row is unknown or below another.</exception>
    public ImmutableArray<Revision> Applied(IReadOnlyList<string> rows)
    {
        var applied = Below(RequireRows(rows));
        return Where(index => applied[index]);
    }

    /// <summary>The same for rows that may be anything: those that are no revision say nothing.</summary>
    internal HashSet<RevisionId> AppliedBy(IEnumerable<string> rows)
    {
        var named = rows.ToHashSet(StringComparer.Ordinal);
        var applied = Below(Enumerable.Range(0, _revisions.Length).Where(index => named.Contains(_revisions[index].Id.Value)));
        return [.. _revisions.Where((_, index) => applied[index]).Select(revision => revision.Id)];
    }

    /// <summary>The indexes of version rows, which must be known, and tips.</summary>
    private int[] RequireRows(IReadOnlyList<string> rows)
    {
        var start = new int[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            start[i] = RevisionId.TryParse(rows[i], out var id) && _indexes.TryGetValue(id, out var index) ? index : throw UnknownRow(rows[i]);
        }

        foreach (var row in start)
        {
            var below = Below(_below[row]);
            if (start.FirstOrDefault(other => below[other], -1) is var covered && covered >= 0)
            {
                throw new RevisionGraphException(
                    RevisionProblem.Overlap,
                    $"The version table holds \"{_revisions[covered].Id}\" beside \"{_revisions[row].Id}\", which stands on it.",
                    "A row means everything below it is applied, so the first row says nothing; a history that was rewritten, or a table that was edited, leaves such rows.",
                    $"If \"{_revisions[row].Id}\" is really applied: retort stamp --purge {string.Join(' ', Ids(TipsOf(Below(start))))}");
            }
        }

        return start;
    }

    private int[] ResolveUpgrade(string target, int[] rows)
    {
        var parsed = Parse(target);
        if (parsed.Symbol.Length > 0)
        {
            return parsed.Symbol == RevisionTarget.Current ? throw NeedsDatabase(target) : Resolve(target, parsed);
        }

        return parsed.Offset < 0
            ? throw WrongDirection(target, "downgrade")
            : WalkFromRows(target, parsed, rows);
    }

    private int[] WalkFromRows(string target, RevisionTarget parsed, int[] rows)
    {
        var start = rows.Length == 0 && parsed.Offset > 0 ? null : OnlyRow(target, parsed, rows);
        return Walk(target, start, parsed.Offset!.Value, LineageOf(parsed)) is { } end ? [end] : [];
    }

    /// <summary>Where a relative target starts: the only row, or the only one on its branch, or else the highest applied revision on it.</summary>
    private int? OnlyRow(string target, RevisionTarget parsed, int[] rows)
    {
        var lineage = LineageOf(parsed);
        int[] candidates = [.. rows.Where(row => lineage is null || lineage[row])];
        if (candidates.Length == 0 && lineage is not null)
        {
            var applied = Below(rows);
            candidates = [.. Enumerable.Range(0, applied.Length).Where(index => applied[index] && lineage[index] && !_children[index].Any(child => applied[child] && lineage[child]))];
            if (candidates.Length == 0 && parsed.Offset > 0)
            {
                return null;
            }
        }

        return candidates switch
        {
            [var one] => one,
            [] => throw new RevisionGraphException(
                RevisionProblem.OutOfRange, $"\"{target}\" has nothing to count from: no revision{(parsed.Branch is null ? "" : $" of branch \"{parsed.Branch}\"")} is applied.", hint: "See `retort current`."),
            _ => throw new RevisionGraphException(
                RevisionProblem.AmbiguousWalk,
                $"\"{target}\" could count from any of {candidates.Length} current revisions.",
                Describe(candidates),
                "Say which with a branch, `LABEL@` before the number, or name the revision."),
        };
    }

    private bool[]? LineageOf(RevisionTarget target) => target.Branch is null ? null : LineageOf(FindOne(target.Branch));

    private RevisionPath UpgradePath(int[] rows, int[] targets)
    {
        var applied = Below(rows);
        var wanted = Below(targets);
        return Path(Direction.Upgrade, rows, targets, Enumerable.Range(0, wanted.Length).Where(index => wanted[index] && !applied[index]));
    }

    private RevisionPath DowngradePath(int[] rows, int[] targets, bool[]? lineage)
    {
        var applied = Below(rows);
        if (targets.FirstOrDefault(target => !applied[target], -1) is var missing && missing >= 0)
        {
            throw NotApplied(missing, rows);
        }

        // Where a branch was named, its siblings stay.
        var path = RevertingPath(rows, targets.Length == 0 ? applied : Above(targets.SelectMany(target => _children[target]).Where(child => lineage is null || lineage[child])));
        if (path.Steps.IsEmpty && targets.Length > 0 && !targets.All(rows.Contains))
        {
            throw new RevisionGraphException(
                RevisionProblem.NotRelated,
                $"Nothing that follows \"{_revisions[targets[0]].Id}\" is applied, only what depends on it, so a downgrade to it would revert nothing.",
                $"The database is at {Name(rows)}.",
                "Name what is to be reverted by the revision below it.");
        }

        return path;
    }

    /// <summary>Reverts the revisions a relative target walks over, and what stands on them, but nothing beside them.</summary>
    private RevisionPath WalkedDowngradePath(string target, int[] rows, int from, int offset, bool[]? lineage)
    {
        Walk(target, from, offset, lineage);
        var last = Walk(target, from, offset + 1, lineage)!.Value;
        return Below(rows)[last] ? RevertingPath(rows, Above([last])) : throw NotApplied(last, rows);
    }

    private RevisionGraphException NotApplied(int index, int[] rows) => new(
        RevisionProblem.NotRelated,
        $"\"{_revisions[index].Id}\" is not applied, so there is no downgrade to it or below it.",
        $"The database is at {Name(rows)}.",
        "See `retort current` and `retort history --indicate-current`.");

    /// <summary>Reverts what is on one branch, and what stands on that, but not the trunk it grew from.</summary>
    private RevisionPath BranchDowngradePath(int[] rows, int branch)
    {
        var members = MembersOf(branch);
        return RevertingPath(rows, Above(Enumerable.Range(0, members.Length).Where(index => members[index])));
    }

    /// <summary>Reverts what is both applied and in a set that is closed upwards.</summary>
    private RevisionPath RevertingPath(int[] rows, bool[] goes)
    {
        var applied = Below(rows);
        int[] steps = [.. Enumerable.Range(0, applied.Length).Where(index => goes[index] && applied[index]).Reverse()];
        int[] targets = [.. TipsOf([.. applied.Select((isApplied, index) => isApplied && !goes[index])])];
        return Path(Direction.Downgrade, rows, targets, steps);
    }

    /// <summary>Follows the version rows through the steps.</summary>
    private RevisionPath Path(Direction direction, int[] rows, int[] targets, IEnumerable<int> order)
    {
        // How many applied revisions stand directly on each one; a tip has none.
        var applied = Below(rows);
        var standing = new int[_revisions.Length];
        for (var index = 0; index < applied.Length; index++)
        {
            foreach (var below in applied[index] ? _below[index] : [])
            {
                standing[below]++;
            }
        }

        var tips = new HashSet<int>(rows);
        var steps = ImmutableArray.CreateBuilder<RevisionStep>();
        var others = new List<int>();
        foreach (var index in order)
        {
            others.Clear();
            foreach (var below in _below[index])
            {
                if (direction == Direction.Upgrade ? standing[below]++ == 0 : --standing[below] == 0)
                {
                    others.Add(below);
                }
            }

            ImmutableArray<RevisionId> own = [_revisions[index].Id];
            if (direction == Direction.Upgrade)
            {
                tips.ExceptWith(others);
                tips.Add(index);
                steps.Add(new RevisionStep(_revisions[index], direction, new(Ids(others), own)));
            }
            else
            {
                tips.Remove(index);
                tips.UnionWith(others);
                steps.Add(new RevisionStep(_revisions[index], direction, new(own, Ids(others))));
            }
        }

        return new RevisionPath(direction, Ids(targets), steps.DrainToImmutable(), Ids(rows), Ids(tips));
    }

    /// <summary>The members of a closed set that no other member stands on.</summary>
    private IEnumerable<int> TipsOf(bool[] set) =>
        Enumerable.Range(0, set.Length).Where(index => set[index] && !Array.Exists(_above[index], above => set[above]));

    private string Name(int[] rows) => rows.Length == 0 ? "the base" : string.Join(", ", rows.Select(row => $"\"{_revisions[row].Id}\""));

    internal static RevisionGraphException WrongDirection(string target, string other) => new(
        RevisionProblem.InvalidTarget, $"\"{target}\" goes the other way.", hint: $"Use `retort {other} {target}`.");

    private RevisionGraphException UnknownRow(string row)
    {
        var near = Nearest(row, _revisions);
        return new RevisionGraphException(
            RevisionProblem.UnknownRow,
            $"The database is at revision \"{row}\", which no file has.",
            near is null ? null : $"The nearest is \"{near.Id}\" ({near.Source}).",
            "Bring the missing file back (it may be on a branch that was not merged here); or, if the schema is known to be that of another revision: retort stamp --purge REVISION");
    }
}
