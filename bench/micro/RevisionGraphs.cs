using System.Collections.Immutable;
using System.Globalization;
using BenchmarkDotNet.Attributes;
using Retort.Revisions;

namespace Retort.Benchmarks;

/// <summary>The graph of 100,000 revisions of which every tenth forks off and every twentieth joins the fork again.</summary>
public class RevisionGraphs
{
    private const int Count = 100_001;

    private Revision[] _revisions = [];
    private RevisionGraph _graph = null!;

    [GlobalSetup]
    public void Build()
    {
        _revisions = [.. Enumerable.Range(0, Count).Select(Revision)];
        _graph = RevisionGraph.Build(_revisions);
    }

    [Benchmark]
    public RevisionGraph BuildGraph() => RevisionGraph.Build(_revisions);

    [Benchmark]
    public ImmutableArray<Revision> ResolveHead() => _graph.Resolve("head");

    [Benchmark]
    public RevisionPath PlanUpgrade() => _graph.PlanUpgrade([], ["head"]);

    [Benchmark]
    public RevisionPath PlanDowngrade() => _graph.PlanDowngrade([Id(Count - 1).Value], "base");

    [Benchmark]
    public RevisionPath PlanNothing() => _graph.PlanUpgrade([Id(Count - 1).Value], ["head"]);

    [Benchmark]
    public ImmutableArray<Revision> ListHistory() => _graph.Range(RevisionRange.Parse(":"));

    private static Revision Revision(int i) => new()
    {
        Id = Id(i),
        Revises = (i % 20) switch
        {
            0 when i == 0 => [],
            0 => [Id(i - 1), Id(i - 10)],
            11 => [Id(i - 2)],
            _ => [Id(i - 1)],
        },
        Source = new SourceLocation(string.Create(CultureInfo.InvariantCulture, $"{i}.sql")),
    };

    private static RevisionId Id(int i) => RevisionId.Parse(string.Create(CultureInfo.InvariantCulture, $"r{i}"));
}
