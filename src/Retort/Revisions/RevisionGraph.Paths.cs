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

    /// <summary>Plans an upgrade from version rows to revisions that are known by id.</summary>
    public RevisionPath PlanUpgradeTo(IReadOnlyList<string> rows, IReadOnlyList<RevisionId> targets) =>
        UpgradePath(RequireRows(rows), [.. targets.Select(target => _indexes[target])]);

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

        int[] resolved = parsed switch
        {
            { Symbol: "", Offset: > 0 } => throw WrongDirection(target, "upgrade"),
            { Symbol: "" } => WalkFromRows(target, parsed, start),
            _ => [.. Resolve(target, parsed)],
        };
        return DowngradePath(start, resolved);
    }

    /// <summary>Plans a downgrade from version rows to revisions that are known by id; to the base when there are none.</summary>
    /// <remarks>Targets that are not applied, because another runner went further down meanwhile, leave nothing to do.</remarks>
    public RevisionPath PlanDowngradeTo(IReadOnlyList<string> rows, IReadOnlyList<RevisionId> targets)
    {
        var start = RequireRows(rows);
        int[] resolved = [.. targets.Select(target => _indexes[target])];
        var applied = Below(start);
        return resolved.All(index => applied[index]) ? DowngradePath(start, resolved) : Path(Direction.Downgrade, start, resolved, []);
    }

    /// <summary>The revisions that version rows name.</summary>
    /// <exception cref="RevisionGraphException">A row is unknown or below another.</exception>
    public ImmutableArray<Revision> Current(IReadOnlyList<string> rows) => At(RequireRows(rows));

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
        if (candidates.Length == 0 && lineage is not null && parsed.Offset > 0)
        {
            var applied = Below(rows);
            candidates = [.. Enumerable.Range(0, applied.Length).Where(index => applied[index] && lineage[index] && !_children[index].Any(child => applied[child] && lineage[child]))];
            if (candidates.Length == 0)
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

    private RevisionPath DowngradePath(int[] rows, int[] targets)
    {
        var applied = Below(rows);
        var notApplied = targets.Where(target => !applied[target]).ToList();
        if (notApplied.Count > 0)
        {
            throw new RevisionGraphException(
                RevisionProblem.NotRelated,
                $"\"{_revisions[notApplied[0]].Id}\" is not applied, so there is no downgrade to it.",
                $"The database is at {Name(rows)}.",
                "See `retort current` and `retort history --indicate-current`.");
        }

        var goes = targets.Length == 0 ? applied : Above(targets.SelectMany(target => _children[target]));
        int[] steps = [.. Enumerable.Range(0, applied.Length).Where(index => goes[index] && applied[index])];
        if (steps.Length == 0 && targets.Length > 0 && !targets.All(rows.Contains))
        {
            throw new RevisionGraphException(
                RevisionProblem.NotRelated,
                $"Only dependents of \"{_revisions[targets[0]].Id}\" are applied above it, so a downgrade to it would revert nothing.",
                $"The database is at {Name(rows)}.",
                "Name what is to be reverted by the revision below it.");
        }

        return Path(Direction.Downgrade, rows, targets, steps.Reverse());
    }

    /// <summary>Reverts what is on one branch, and what stands on that, but not the trunk it grew from.</summary>
    private RevisionPath BranchDowngradePath(int[] rows, int branch)
    {
        var applied = Below(rows);
        var members = MembersOf(branch);
        var goes = Above(Enumerable.Range(0, members.Length).Where(index => members[index]));
        int[] steps = [.. Enumerable.Range(0, applied.Length).Where(index => goes[index] && applied[index]).Reverse()];
        int[] targets = [.. TipsOf(Enumerable.Range(0, applied.Length).Select(index => applied[index] && !goes[index]).ToArray())];
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
            standing[index] = applied[index] ? _above[index].Count(above => applied[above]) : 0;
        }

        var tips = new SortedSet<int>(rows);
        var steps = ImmutableArray.CreateBuilder<RevisionStep>();
        foreach (var index in order)
        {
            var change = direction == Direction.Upgrade
                ? new VersionRowChange(Ids(_below[index].Where(below => standing[below]++ == 0)), [_revisions[index].Id])
                : new VersionRowChange([_revisions[index].Id], Ids(_below[index].Where(below => --standing[below] == 0)));
            tips.ExceptWith(change.Delete.Select(row => _indexes[row]));
            tips.UnionWith(change.Insert.Select(row => _indexes[row]));
            steps.Add(new RevisionStep(_revisions[index], direction, change));
        }

        return new RevisionPath(direction, Ids(targets), steps.ToImmutable(), Ids(rows), Ids(tips));
    }

    /// <summary>The members of a closed set that no other member stands on.</summary>
    private IEnumerable<int> TipsOf(bool[] set) =>
        Enumerable.Range(0, set.Length).Where(index => set[index] && !Array.Exists(_above[index], above => set[above]));

    private string Name(int[] rows) => rows.Length == 0 ? "the base" : string.Join(", ", rows.Select(row => $"\"{_revisions[row].Id}\""));

    private static RevisionGraphException WrongDirection(string target, string other) => new(
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
