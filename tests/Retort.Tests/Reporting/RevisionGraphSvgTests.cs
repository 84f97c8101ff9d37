using System.Xml.Linq;
using FsCheck;
using FsCheck.Fluent;
using Retort.Reporting;
using Retort.Revisions;
using Retort.Tests.Revisions;

namespace Retort.Tests.Reporting;

public sealed class RevisionGraphSvgTests
{
    private static readonly Config Runs = Config.QuickThrowOnFailure.WithMaxTest(150);

    [Fact]
    public void Every_line_goes_from_a_revision_to_its_parent() => Prop.ForAll<int>(seed =>
    {
        var graph = new RandomGraph(seed).Graph;
        var revisions = graph.Revisions.Reverse().ToList();

        var svg = XDocument.Parse(RevisionGraphSvg.Write(graph, revisions));

        var dots = Of(svg, "dot").Select((dot, row) => (Place: $"{dot.Attribute("cx")!.Value} {dot.Attribute("cy")!.Value}", revisions[row].Id)).ToDictionary(pair => pair.Place, pair => pair.Id);
        var lines = Of(svg, "lane").Select(line => line.Attribute("d")!.Value.Split(['M', 'L', 'C'], StringSplitOptions.RemoveEmptyEntries)).Select(places => (dots[places[0]], dots[string.Join(' ', places[^1].Split(' ')[^2..])]));
        Assert.Equal(revisions.Count, dots.Count);
        Assert.Equal(revisions.SelectMany(revision => revision.Revises.Select(parent => (revision.Id, parent))).Order(), lines.Order());
    }).Check(Runs);

    [Fact]
    public void What_a_database_has_and_has_not_is_marked()
    {
        var graph = GraphText.Graph("a; b<-a; c<-a @billing; d<-b,c; e<-d +b");

        var svg = XDocument.Parse(RevisionGraphSvg.Write(graph, [.. graph.Revisions.Reverse()], ["b"]));

        Assert.Equal(["pending", "head", "needs b"], TagsAt(svg, 0));
        Assert.Equal(["pending", "merge"], TagsAt(svg, 1));
        Assert.Equal(["pending", "billing"], TagsAt(svg, 2));
        Assert.Equal(["current"], TagsAt(svg, 3));
        Assert.Empty(TagsAt(svg, 4));
    }

    [Fact]
    public void Nothing_is_pending_when_no_database_was_asked()
    {
        var graph = GraphText.Graph("a; b<-a");

        var svg = XDocument.Parse(RevisionGraphSvg.Write(graph, [.. graph.Revisions.Reverse()]));

        Assert.Equal(["head"], Of(svg, "tagtext").Select(tag => tag.Value));
    }

    [Fact]
    public void A_part_of_a_graph_has_lines_to_its_border()
    {
        var graph = GraphText.Graph("a; b<-a; c<-b");

        var svg = XDocument.Parse(RevisionGraphSvg.Write(graph, [.. graph.Revisions.Reverse().Take(2)]));

        Assert.Equal(2, Of(svg, "lane").Count());
    }

    [Fact]
    public void A_hostile_message_is_text()
    {
        const string Message = "</text><script>alert(1)</script>&";
        var graph = RevisionGraph.Build([new Revision { Id = RevisionId.Parse("a"), Message = Message, Source = new SourceLocation("a.cs", 1) }]);

        var svg = XDocument.Parse(RevisionGraphSvg.Write(graph, graph.Revisions));

        Assert.Equal(Message, Of(svg, "message").Single().Value);
    }

    private static IEnumerable<string> TagsAt(XDocument svg, int row)
    {
        var top = double.Parse(Of(svg, "dot").ElementAt(row).Attribute("cy")!.Value, System.Globalization.CultureInfo.InvariantCulture);
        return Of(svg, "tagtext").Where(tag => Math.Abs(double.Parse(tag.Attribute("y")!.Value, System.Globalization.CultureInfo.InvariantCulture) - top) < 10).Select(tag => tag.Value);
    }

    private static IEnumerable<XElement> Of(XDocument svg, string kind) =>
        svg.Descendants().Where(element => ((string?)element.Attribute("class"))?.Split(' ').Contains(kind) == true);
}
