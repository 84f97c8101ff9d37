using Retort.Reporting;
using Retort.Tests.Revisions;

namespace Retort.Tests.Reporting;

public sealed class RevisionGraphMermaidTests
{
    [Fact]
    public void Every_edge_is_drawn_and_every_revision_says_whether_the_database_has_it()
    {
        var graph = GraphText.Graph("a; b<-a; c<-a; d<-b,c; e<-d +b");

        var chart = RevisionGraphMermaid.Write(graph, ["b"]).Split('\n');

        Assert.Equal("flowchart BT", chart[0]);
        Assert.Equal(["applied", "current", "pending", "pending", "pending"], chart.Where(line => line.Contains("\"]:::", StringComparison.Ordinal)).Select(line => line.Split(":::")[1]));
        Assert.Equal(["r0 --> r1", "r0 --> r2", "r1 --> r3", "r2 --> r3", "r3 --> r4"], chart.Where(line => line.Contains("-->", StringComparison.Ordinal)).Select(line => line.Trim()));
        Assert.Contains("    r1 -. needed .-> r4", chart);
    }

    [Fact]
    public void Without_a_database_nothing_is_said_of_one() =>
        Assert.DoesNotContain(":::", RevisionGraphMermaid.Write(GraphText.Graph("a; b<-a"), null), StringComparison.Ordinal);
}
