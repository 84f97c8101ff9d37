using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using Retort.Revisions;

namespace Retort.Benchmarks;

/// <summary>What is asked of a graph of 100,000 revisions.</summary>
public class RevisionGraphs
{
    private Revision[] _revisions = [];
    private RevisionGraph _graph = null!;

    [GlobalSetup]
    public void Build()
    {
        _revisions = LargeHistory.Build();
        _graph = RevisionGraph.Build(_revisions);
    }

    [Benchmark]
    public RevisionGraph BuildGraph() => RevisionGraph.Build(_revisions);

    [Benchmark]
    public ImmutableArray<Revision> ResolveHead() => _graph.Resolve("head");

    [Benchmark]
    public RevisionPath PlanUpgrade() => _graph.PlanUpgrade([], ["head"]);

    [Benchmark]
    public RevisionPath PlanDowngrade() => _graph.PlanDowngrade([LargeHistory.Head.Value], "base");

    [Benchmark]
    public RevisionPath PlanNothing() => _graph.PlanUpgrade([LargeHistory.Head.Value], ["head"]);

    [Benchmark]
    public ImmutableArray<Revision> ListHistory() => _graph.Range(RevisionRange.Parse(":"));
}
