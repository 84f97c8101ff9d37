using Retort.Revisions;

namespace Retort.Tests.Revisions;

/// <summary>Random graphs, database states and targets, the same for the same seed.</summary>
internal sealed class RandomGraph
{
    private readonly Random _random;

    public RandomGraph(int seed, bool redundantEdges = false)
    {
        _random = new Random(seed);
        var revisions = new List<Revision>();
        for (var i = 0; i < _random.Next(1, 15); i++)
        {
            revisions.Add(Next(revisions, i, redundantEdges));
        }

        Revisions = revisions;
        Graph = RevisionGraph.Build(revisions.OrderBy(_ => _random.Next()));
    }

    public IReadOnlyList<Revision> Revisions { get; }

    public RevisionGraph Graph { get; }

    /// <summary>Everything a revision stands on, with itself: the definition, without any cleverness.</summary>
    public HashSet<string> Below(string id)
    {
        var revision = Revisions.Single(candidate => candidate.Id.Value == id);
        var below = new HashSet<string> { id };
        foreach (var edge in revision.Revises.Select(parent => parent.Value).Concat(revision.DependsOn))
        {
            below.UnionWith(Below(edge));
        }

        return below;
    }

    /// <summary>The tips of everything below a few random revisions.</summary>
    public IReadOnlyList<string> Rows()
    {
        var applied = new HashSet<string>();
        for (var i = _random.Next(0, 4); i > 0; i--)
        {
            applied.UnionWith(Below(AnyId()));
        }

        return Tips(applied);
    }

    /// <summary>The members of a set that no other member stands on.</summary>
    public IReadOnlyList<string> Tips(IReadOnlySet<string> applied) =>
        [.. applied.Where(id => !applied.Any(other => other != id && Below(other).Contains(id))).Order(StringComparer.Ordinal)];

    /// <summary>Fails unless every step of a path may be taken when it is, and leaves the rows that the definition says.</summary>
    public void RequireValid(RevisionPath path)
    {
        GraphText.Describe(path);
        var applied = path.RowsBefore.SelectMany(row => Below(row.Value)).ToHashSet();
        var rows = path.RowsBefore.Select(row => row.Value).ToHashSet();
        foreach (var step in path.Steps)
        {
            var id = step.Revision.Id.Value;
            if (path.Direction == Direction.Upgrade)
            {
                Assert.Superset(Below(id).Where(below => below != id).ToHashSet(), applied);
                Assert.True(applied.Add(id));
            }
            else
            {
                Assert.DoesNotContain(applied, other => other != id && Below(other).Contains(id));
                Assert.True(applied.Remove(id));
            }

            rows.ExceptWith(step.Rows.Delete.Select(row => row.Value));
            rows.UnionWith(step.Rows.Insert.Select(row => row.Value));
            Assert.Equal(Tips(applied), rows.Order(StringComparer.Ordinal));
        }

        Assert.Equal(Tips(applied), path.RowsAfter.Select(row => row.Value).Order(StringComparer.Ordinal));
    }

    public string AnyId() => Revisions[_random.Next(Revisions.Count)].Id.Value;

    public string Target()
    {
        var labels = Revisions.SelectMany(revision => revision.Labels).ToList();
        var branch = labels.Count > 0 && _random.Next(3) > 0 ? labels[_random.Next(labels.Count)] : AnyId();
        string[] forms =
        [
            "head", "heads", "base", "+1", "+2", "-1", "-2", AnyId(), AnyId(), AnyId()[..5], $"{AnyId()}+1", $"{AnyId()}-1", "head-1", $"{AnyId()}@head", $"{AnyId()}@base",
            $"{branch}@head", $"{branch}@heads", $"{branch}@base", $"{branch}@+1", $"{branch}@-1", $"{branch}@head-1",
        ];
        return forms[_random.Next(forms.Length)];
    }

    private Revision Next(List<Revision> before, int number, bool redundantEdges)
    {
        var id = RevisionId.Parse($"{number:x2}{_random.Next(0x10000000):x8}");
        var kind = before.Count == 0 ? 0 : _random.Next(100);
        var parents = kind switch
        {
            < 12 => [],
            < 80 => [before[^_random.Next(1, Math.Min(4, before.Count) + 1)].Id.Value],
            _ => Pick(before, _random.Next(2, 4)),
        };
        var dependencies = before.Count > 0 && _random.Next(100) < 20 ? Pick(before, _random.Next(1, 3)) : [];
        if (!redundantEdges)
        {
            parents = WithoutRedundant(before, parents);
            dependencies = WithoutRedundant(before, [.. parents, .. dependencies]).Except(parents).ToList();
            parents = WithoutRedundant(before, [.. parents, .. dependencies]).Intersect(parents).ToList();
        }

        return new Revision
        {
            Id = id,
            Revises = [.. parents.Select(RevisionId.Parse)],
            DependsOn = [.. dependencies],
            Labels = _random.Next(100) < 12 ? [$"label{number}"] : [],
            Source = new SourceLocation($"{id}.cs"),
        };
    }

    private List<string> Pick(List<Revision> from, int count) => [.. Enumerable.Range(0, count).Select(_ => from[_random.Next(from.Count)].Id.Value).Distinct()];

    private static List<string> WithoutRedundant(List<Revision> before, IReadOnlyList<string> edges)
    {
        HashSet<string> BelowOf(string id)
        {
            var revision = before.Single(candidate => candidate.Id.Value == id);
            var below = new HashSet<string>();
            foreach (var edge in revision.Revises.Select(parent => parent.Value).Concat(revision.DependsOn))
            {
                below.Add(edge);
                below.UnionWith(BelowOf(edge));
            }

            return below;
        }

        return [.. edges.Where(edge => !edges.Any(other => other != edge && BelowOf(other).Contains(edge)))];
    }
}
