using System.Collections.Immutable;

namespace Retort.Revisions;

public sealed partial class RevisionGraph
{
    private const string WriteFirst = "Write the first one: retort revision -m \"First tables\"";

    /// <summary>Resolves a target that does not depend on a database to revisions: one, none for <c>base</c>, several for <c>heads</c>.</summary>
    /// <param name="target">The target, in any form but a bare offset.</param>
    /// <exception cref="RevisionGraphException">It names no revision, or several where one is meant.</exception>
    public ImmutableArray<Revision> Resolve(string target)
    {
        var parsed = Parse(target);
        return parsed.Symbol is "" or RevisionTarget.Current
            ? throw NeedsDatabase(target)
            : At(Resolve(target, parsed));
    }

    /// <summary>Resolves what the start of a script names: version rows, separated by commas.</summary>
    /// <exception cref="RevisionGraphException">One of them names no revision, or several where one is meant.</exception>
    public ImmutableArray<string> ResolveRows(string targets)
    {
        ArgumentNullException.ThrowIfNull(targets);
        var named = targets.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).SelectMany(target => Resolve(target)).Select(IndexOf);
        return [.. Ids(TipsOf(Below(named))).Select(id => id.Value)];
    }

    private RevisionTarget Parse(string target)
    {
        ArgumentException.ThrowIfNullOrEmpty(target);
        return RevisionTarget.Parse(target, name => TryFindExactly(name, out _), prefix => StartingWith(prefix).Any());
    }

    /// <summary>The revisions a target means, its offset included. Its symbol is not empty.</summary>
    private int[] Resolve(string text, RevisionTarget target)
    {
        var lineage = target.Branch is null ? null : LineageOf(FindOne(target.Branch));
        if (target.Offset is { } offset)
        {
            var start = target.Symbol == RevisionTarget.Base ? (int?)null : ResolveOne(text, target with { Offset = null });
            return Walk(text, start, offset, lineage) is { } end ? [end] : [];
        }

        switch (target.Symbol)
        {
            case RevisionTarget.Base:
                return [];
            case RevisionTarget.Head:
                return HeadsOf(lineage) is [var head] ? [head] : _revisions.IsEmpty ? [] : throw MultipleHeads(text, HeadsOf(lineage));
            case RevisionTarget.Heads:
                return lineage is null ? [.. TipsOf([.. _revisions.Select(_ => true)])] : HeadsOf(lineage);
            default:
                var found = FindOne(target.Symbol);
                return lineage is null || lineage[found] ? [found] : throw new RevisionGraphException(
                    RevisionProblem.NotFound,
                    $"Revision \"{_revisions[found].Id}\" is not on branch \"{target.Branch}\".",
                    _revisions[found].Source.ToString(),
                    "See `retort branches` and `retort history --graph`.");
        }
    }

    /// <summary>Resolves a target that has to mean one revision.</summary>
    /// <exception cref="RevisionGraphException">It names none, as <c>base</c> does, or several.</exception>
    internal Revision ResolveOne(string target) => _revisions[ResolveOne(target, Parse(target))];

    private int ResolveOne(string text, RevisionTarget target) => Resolve(text, target) switch
    {
        [var one] => one,
        [] => throw NamesNone(text),
        var several => throw MultipleHeads(text, several),
    };

    private int[] HeadsOf(bool[]? lineage) => [.. Heads.Select(IndexOf).Where(head => lineage is null || lineage[head])];

    /// <summary>Walks along parents. Ends at <see langword="null"/> when exactly the base is reached.</summary>
    private int? Walk(string text, int? start, int offset, bool[]? lineage)
    {
        var current = start;
        for (var step = 0; step < Math.Abs(offset); step++)
        {
            if (offset < 0 && current is null)
            {
                throw OutOfRange(text, offset, step);
            }

            IEnumerable<int> next = (offset, current) switch
            {
                ( > 0, null) => Bases.Select(IndexOf),
                ( > 0, { } from) => _children[from],
                (_, { } from) => _parents[from],
                _ => [],
            };
            int[] candidates = [.. next.Where(index => lineage is null || lineage[index])];
            current = candidates switch
            {
                [var one] => one,
                [] when offset < 0 => null,
                [] => throw OutOfRange(text, offset, step),
                _ => throw AmbiguousWalk(text, current is { } fork ? $"several revisions {(offset < 0 ? "come before" : "follow")} \"{_revisions[fork].Id}\"" : "there are several bases", candidates),
            };
        }

        return current;
    }

    /// <summary>The one revision a name means: its id, a label, or the only id that begins with it.</summary>
    private int FindOne(string name)
    {
        if (TryFindExactly(name, out var exact))
        {
            return exact;
        }

        return StartingWith(name).Take(6).ToList() switch
        {
            [var one] => one,
            [] => throw NotFound(name),
            var several => throw new RevisionGraphException(
                RevisionProblem.Ambiguous,
                $"\"{name}\" is the beginning of several revision ids.",
                Describe(several),
                "Type more of the id."),
        };
    }

    private bool TryFindExactly(string name, out int index)
    {
        index = -1;
        return RevisionId.TryParse(name, out var id) && _indexes.TryGetValue(id, out index) || _labels.TryGetValue(name, out index);
    }

    private IEnumerable<int> StartingWith(string prefix) =>
        Enumerable.Range(0, _revisions.Length).Where(index => _revisions[index].Id.Value.StartsWith(prefix, StringComparison.Ordinal));

    private string Describe(IEnumerable<int> indexes) =>
        string.Join('\n', indexes.Select(index => _revisions[index]).Select(revision => $"\"{revision.Id}\" {revision.Message} ({revision.Source})"));

    private RevisionGraphException NotFound(string name)
    {
        if (name.Contains(':', StringComparison.Ordinal))
        {
            return new RevisionGraphException(RevisionProblem.InvalidTarget, $"\"{name}\" is a range, and a revision is meant here.", hint: $"Name its end alone: {EndOf(name)}. Ranges are for --sql, `history -r` and `squash`.");
        }

        if (_revisions.IsEmpty)
        {
            return new RevisionGraphException(RevisionProblem.NotFound, $"There is no revision \"{name}\": there are none yet.", hint: WriteFirst);
        }

        var word = Likeness.Nearest(name, _labels.Keys.Append(RevisionTarget.Head).Append(RevisionTarget.Heads).Append(RevisionTarget.Base), candidate => candidate);
        var near = Nearest(name, _revisions);
        return new RevisionGraphException(
            RevisionProblem.NotFound,
            $"There is no revision \"{name}\".",
            RevisionId.TryParse(name, out var id) && TryFindReplacement(id, out var squash) ? $"A squash has put it into \"{squash.Id}\" ({squash.Source})."
            : near is not null ? $"Did you mean \"{near.Id}\" ({near.Source})?" : word is not null ? $"Did you mean \"{word}\"?" : null,
            "See `retort history`.");

        static string EndOf(string range) => range[(range.LastIndexOf(':') + 1)..] is { Length: > 0 } end ? end : RevisionTarget.Head;
    }

    /// <summary>The error for a word that stands for no revision where one is needed: <c>base</c> never does, and <c>head</c> only when there are revisions.</summary>
    internal RevisionGraphException NamesNone(string target) => _revisions.IsEmpty
        ? new RevisionGraphException(RevisionProblem.NotFound, $"\"{target}\" means no revision: there are none yet.", hint: WriteFirst)
        : new RevisionGraphException(RevisionProblem.NotFound, $"\"{target}\" means no revision: that is before the first one.", hint: $"The first is {string.Join(" or ", Bases.Select(first => first.Id))}; all are in `retort history`.");

    private RevisionGraphException MultipleHeads(string target, int[] heads) => new(
        RevisionProblem.MultipleHeads,
        $"\"{target}\" means one head, and there are {heads.Length}.",
        Describe(heads),
        "Name one of them, or `LABEL@head`, or `heads` for all; or join them with `retort merge`.");

    private RevisionGraphException AmbiguousWalk(string target, string reason, IEnumerable<int> candidates) => new(
        RevisionProblem.AmbiguousWalk,
        $"\"{target}\" has no single way: {reason}.",
        Describe(candidates),
        "Name the revision, or the branch with `LABEL@` before the number.");

    private RevisionGraphException OutOfRange(string target, int offset, int walked) => _revisions.IsEmpty ? NamesNone(target) : new(
        RevisionProblem.OutOfRange,
        $"\"{target}\" goes too far: there {(walked == 1 ? "is 1 revision" : $"are {walked} revisions")} in that direction, not {Math.Abs(offset)}.",
        hint: offset > 0 ? "Use `heads` for the end." : "Use `base` for the beginning.");

    private static RevisionGraphException NeedsDatabase(string target) => new(
        RevisionProblem.InvalidTarget,
        $"\"{target}\" counts from where a database is, and none is asked here.",
        hint: "Name a revision to count from: `head-2`, `ID+1`.");
}
