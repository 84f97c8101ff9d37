using Retort.Revisions;
using static Retort.Tests.Revisions.GraphText;

namespace Retort.Tests.Revisions;

public class GraphBuildTests
{
    [Theory]
    [InlineData("a; b<-a; c<-b", "c", "a", "", "")]
    [InlineData("a; b<-a; c<-a", "b c", "a", "a", "")]
    [InlineData("a; b<-a; c<-a; d<-b,c", "d", "a", "a", "d")]
    [InlineData("a; b; c<-b +a", "a c", "a b", "", "")]
    [InlineData("", "", "", "", "")]
    public void Heads_bases_and_points_follow_the_parents(string text, string heads, string bases, string branchPoints, string mergePoints)
    {
        var graph = Graph(text);

        Assert.Equal(heads, Ids(graph.Heads));
        Assert.Equal(bases, Ids(graph.Bases));
        Assert.Equal(branchPoints, Ids(graph.Revisions.Where(graph.IsBranchPoint)));
        Assert.Equal(mergePoints, Ids(graph.Revisions.Where(graph.IsMergePoint)));
    }

    [Theory]
    [InlineData("a; b<-a; c<-b @x; d<-c", "x: a b c d")]
    [InlineData("a; b<-a @x; c<-a @y; d<-b", "x: b d|y: c")]
    [InlineData("a; b<-a; c<-b @x; d<-b; e<-c,d; f<-e", "x: c e f")]
    [InlineData("a @x; b +a", "x: a")]
    public void A_label_covers_the_descendants_and_the_ancestors_up_to_the_branch_point(string text, string members)
    {
        var graph = Graph(text);

        foreach (var parts in members.Split('|').Select(member => member.Split(": ")))
        {
            Assert.Equal(parts[1], Ids(graph.Revisions.Where(revision => graph.LabelsOf(revision).Contains(parts[0]))));
        }
    }

    [Fact]
    public void The_order_is_parents_then_date_then_id()
    {
        var graph = RevisionGraph.Build(GraphText.Revisions("d; b; c<-b; a").Select(revision =>
            revision with { Created = revision.Id.Value == "a" ? DateTimeOffset.UnixEpoch.AddDays(2) : DateTimeOffset.UnixEpoch.AddDays(1) }));

        Assert.Equal("b c d a", string.Join(' ', graph.Revisions.Select(revision => revision.Id)));
    }

    [Theory]
    [InlineData("a; a", RevisionProblem.Duplicate, "\"a\" is there 2 times", "a.cs:1, a.cs:1")]
    [InlineData("a; b<-x", RevisionProblem.MissingParent, "\"b\" (b.cs:1) revises \"x\"", "")]
    [InlineData("a @one; b<-a +ones", RevisionProblem.MissingParent, "\"b\" (b.cs:1) depends on \"ones\"", "")]
    [InlineData("abcd1; b<-abcd2", RevisionProblem.MissingParent, "the nearest is \"abcd1\" (abcd1.cs:1)", "")]
    [InlineData("a<-a", RevisionProblem.Cycle, "\"a\" stands on itself", "a.cs:1")]
    [InlineData("a +a", RevisionProblem.Cycle, "\"a\" stands on itself", "a.cs:1")]
    [InlineData("r; a<-r,c; b<-a; c<-b", RevisionProblem.Cycle, "circle: ", "a.cs:1, b.cs:1, c.cs:1")]
    [InlineData("a +b; b<-a", RevisionProblem.Cycle, "circle: ", "a.cs:1, b.cs:1")]
    [InlineData("a @x; b<-a @x", RevisionProblem.Duplicate, "\"x\" is the label of revision \"b\" and of revision \"a\"", "a.cs:1, b.cs:1")]
    [InlineData("a; b<-a @a", RevisionProblem.Duplicate, "\"a\" is the label of revision \"b\" and the id of revision \"a\"", "a.cs:1, b.cs:1")]
    [InlineData("a @head", RevisionProblem.InvalidLabel, "\"head\" cannot be a branch label (a.cs:1)", "")]
    [InlineData("a @x+1", RevisionProblem.InvalidLabel, "\"x+1\" cannot be a branch label", "")]
    public void What_is_no_graph_is_refused_with_the_files_named(string text, RevisionProblem problem, string message, string files)
    {
        var error = Assert.Throws<RevisionGraphException>(() => Graph(text));

        Assert.Equal(problem, error.Problem);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(files, error.Detail ?? "", StringComparison.Ordinal);
        Assert.NotEmpty(error.Hint!);
    }

    [Fact]
    public void All_missing_parents_are_told_at_once()
    {
        var error = Assert.Throws<RevisionGraphException>(() => Graph("a<-x; b<-y"));

        Assert.StartsWith("2 parents or dependencies are missing", error.Message, StringComparison.Ordinal);
        Assert.Contains("\"x\"", error.Detail, StringComparison.Ordinal);
        Assert.Contains("\"y\"", error.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dependency_may_be_a_label()
    {
        var graph = Graph("a @billing; b; c<-b +billing");

        Assert.Equal("a", Ids(graph.DependenciesOf(graph[RevisionId.Parse("c")])));
    }

    [Fact]
    public void A_hundred_thousand_revisions_neither_overflow_a_stack_nor_take_long()
    {
        // Every tenth revision forks and every twentieth joins the fork again.
        const int Count = 100_001;
        var text = Enumerable.Range(0, Count).Select(i => new Revision
        {
            Id = RevisionId.Parse($"r{i}"),
            Revises = (i % 20) switch
            {
                0 when i == 0 => [],
                0 => [RevisionId.Parse($"r{i - 1}"), RevisionId.Parse($"r{i - 10}")],
                11 => [RevisionId.Parse($"r{i - 2}")],
                _ => [RevisionId.Parse($"r{i - 1}")],
            },
            Source = new SourceLocation($"r{i}.cs"),
        });

        var graph = RevisionGraph.Build(text);
        var up = graph.PlanUpgrade([], ["head"]);
        var down = graph.PlanDowngrade([$"r{Count - 1}"], "base");

        Assert.Equal($"r{Count - 1}", Ids(graph.Resolve("head")));
        Assert.Equal(Count, up.Steps.Length);
        Assert.Equal(Count, down.Steps.Length);
        Assert.Empty(down.RowsAfter);
    }
}
