using Retort.Revisions;
using static Retort.Tests.Revisions.GraphText;

namespace Retort.Tests.Revisions;

/// <summary>What Alembic does wrong, each with the smallest graph that shows it. docs/decisions/0001-revision-graph.md tells what it does.</summary>
public class AlembicFaultTests
{
    [Theory]
    [InlineData("a; b<-a; c<-a,b", "a[a] b[b] c[c]")]
    [InlineData("a; b<-a; c<-b +a", "a[a] b[b] c[c]")]
    [InlineData("a; b; c<-b +a; d<-c +a,b", "a[a] b[a,b] c[c] d[d]")]
    public void Edges_that_others_imply_do_not_confuse_the_rows(string text, string steps)
    {
        var graph = Graph(text);
        var up = graph.PlanUpgrade([], ["heads"]);
        var down = graph.PlanDowngrade([.. up.RowsAfter.Select(row => row.Value)], "base");

        Assert.Equal(steps, Describe(up));
        Assert.EndsWith("[]", Describe(down), StringComparison.Ordinal);
    }

    [Fact]
    public void A_head_that_is_only_depended_on_counts_as_reached()
    {
        var graph = Graph("a1; a2<-a1; b1; b2<-b1 +a2");
        var rows = graph.PlanUpgrade([], ["heads"]).RowsAfter;

        Assert.Equal("b2", string.Join(' ', rows));
        Assert.True(graph.IsAtHeads(rows));
        Assert.Equal("b2", Ids(graph.Current(["b2"])));
    }

    [Theory]
    [InlineData("bbbb dddd", "dddd")]
    [InlineData("dddd bbbb", "dddd")]
    [InlineData("cccc aaaa", "cccc")]
    [InlineData("aaaa cccc", "cccc")]
    public void A_stamp_of_several_leaves_their_tips_in_any_order(string targets, string rows) =>
        Assert.Equal(rows, string.Join(' ', Graph("aaaa; bbbb<-aaaa; cccc<-bbbb; dddd +bbbb").PlanStamp([], targets.Split(' '))));

    [Theory]
    [InlineData("a2,b1", "left@base", "a2[a1,b1] a1[b1]")]
    [InlineData("b1", "left@base", "")]
    public void Downgrading_a_branch_to_its_base_leaves_the_trunk_and_other_branches(string rows, string target, string steps) =>
        Assert.Equal(steps, Describe(Graph("r; a1<-r @left; a2<-a1; b1<-r").PlanDowngrade(rows.Split(','), target)));

    [Theory]
    [InlineData("+4", "there are 3 revisions")]
    [InlineData("a+3", "there are 2 revisions")]
    [InlineData("c+1", "there are 0 revisions")]
    public void A_relative_target_past_an_end_is_refused_with_what_there_is(string target, string message)
    {
        var error = Assert.Throws<RevisionGraphException>(() => Graph("a; b<-a; c<-b").PlanUpgrade([], [target]));

        Assert.Equal(RevisionProblem.OutOfRange, error.Problem);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_ambiguous_beginning_lists_what_it_could_mean()
    {
        var error = Assert.Throws<RevisionGraphException>(() => Graph("ab1; ab2<-ab1").Resolve("ab"));

        Assert.Contains("\"ab1\"", error.Detail, StringComparison.Ordinal);
        Assert.Contains("\"ab2\"", error.Detail, StringComparison.Ordinal);
    }
}
