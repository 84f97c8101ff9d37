using Retort.Revisions;
using static Retort.Tests.Revisions.GraphText;

namespace Retort.Tests.Revisions;

public class GraphPathTests
{
    private const string Chain = "a; b<-a; c<-b";
    private const string Fork = "r; a1<-r @left; a2<-a1; b1<-r @right; b2<-b1";
    private const string Diamond = "r; a<-r; b<-r; m<-a,b; z<-m";
    private const string Depends = "a1; a2<-a1; b1; b2<-b1 +a1";

    [Theory]
    [InlineData(Chain, "", "head", "a[a] b[b] c[c]")]
    [InlineData(Chain, "a", "head", "b[b] c[c]")]
    [InlineData(Chain, "", "b", "a[a] b[b]")]
    [InlineData(Chain, "", "+1", "a[a]")]
    [InlineData(Chain, "a", "+2", "b[b] c[c]")]
    [InlineData(Chain, "c", "head", "")]
    [InlineData(Chain, "c", "a", "")]
    [InlineData(Fork, "", "heads", "r[r] a1[a1] a2[a2] b1[a2,b1] b2[a2,b2]")]
    [InlineData(Fork, "", "left@head", "r[r] a1[a1] a2[a2]")]
    [InlineData(Fork, "r", "right@+1", "b1[b1]")]
    [InlineData(Fork, "a2", "right@+1", "b1[a2,b1]")]
    [InlineData(Fork, "a1", "a1@+1", "a2[a2]")]
    [InlineData(Diamond, "", "head", "r[r] a[a] b[a,b] m[m] z[z]")]
    [InlineData(Diamond, "b", "head", "a[a,b] m[m] z[z]")]
    [InlineData(Depends, "", "heads", "a1[a1] a2[a2] b1[a2,b1] b2[a2,b2]")]
    [InlineData(Depends, "", "b2", "a1[a1] b1[a1,b1] b2[b2]")]
    [InlineData(Depends, "b2", "a2", "a2[a2,b2]")]
    public void An_upgrade_takes_these_steps_and_leaves_these_rows(string text, string rows, string target, string steps) =>
        Assert.Equal(steps, Describe(Graph(text).PlanUpgrade(Rows(rows), [target])));

    [Theory]
    [InlineData(Chain, "c", "base", "c[b] b[a] a[]")]
    [InlineData(Chain, "c", "-1", "c[b]")]
    [InlineData(Chain, "c", "-3", "c[b] b[a] a[]")]
    [InlineData(Chain, "c", "a", "c[b] b[a]")]
    [InlineData(Chain, "b", "head-2", "b[a]")]
    [InlineData(Chain, "c", "c", "")]
    [InlineData(Fork, "a2,b2", "a1", "a2[a1,b2]")]
    [InlineData(Fork, "a2,b2", "r", "b2[a2,b1] b1[a2] a2[a1] a1[r]")]
    [InlineData(Fork, "a2,b2", "left@r", "a2[a1,b2] a1[b2]")]
    [InlineData(Fork, "a2,b2", "left@-1", "a2[a1,b2]")]
    [InlineData(Fork, "a2,b2", "left@base", "a2[a1,b2] a1[b2]")]
    [InlineData(Diamond, "z", "m", "z[m]")]
    [InlineData(Diamond, "z", "a", "z[m] m[a,b]")]
    [InlineData(Diamond, "z", "r", "z[m] m[a,b] b[a] a[r]")]
    [InlineData(Depends, "a2,b2", "a1", "a2[b2]")]
    [InlineData(Depends, "b2", "b1", "b2[a1,b1]")]
    [InlineData("a; b<-a +a; c<-a,b", "c", "base", "c[b] b[a] a[]")]
    public void A_downgrade_takes_these_steps_and_leaves_these_rows(string text, string rows, string target, string steps) =>
        Assert.Equal(steps, Describe(Graph(text).PlanDowngrade(Rows(rows), target)));

    [Theory]
    [InlineData(Chain, "b", "upgrade -1", RevisionProblem.InvalidTarget)]
    [InlineData(Chain, "b", "downgrade +1", RevisionProblem.InvalidTarget)]
    [InlineData(Chain, "b", "upgrade current", RevisionProblem.InvalidTarget)]
    [InlineData(Chain, "b", "downgrade c", RevisionProblem.NotRelated)]
    [InlineData(Chain, "b", "downgrade -3", RevisionProblem.OutOfRange)]
    [InlineData(Chain, "b", "upgrade +2", RevisionProblem.OutOfRange)]
    [InlineData(Chain, "", "downgrade -1", RevisionProblem.OutOfRange)]
    [InlineData(Fork, "a2,b2", "downgrade -1", RevisionProblem.AmbiguousWalk)]
    [InlineData(Fork, "a2,b2", "upgrade +1", RevisionProblem.AmbiguousWalk)]
    [InlineData(Fork, "r", "upgrade +1", RevisionProblem.AmbiguousWalk)]
    [InlineData(Fork, "r", "upgrade head", RevisionProblem.MultipleHeads)]
    [InlineData(Diamond, "m", "downgrade -1", RevisionProblem.AmbiguousWalk)]
    [InlineData(Depends, "b2", "downgrade a1", RevisionProblem.NotRelated)]
    [InlineData(Chain, "x", "upgrade head", RevisionProblem.UnknownRow)]
    [InlineData(Chain, "x", "downgrade base", RevisionProblem.UnknownRow)]
    [InlineData(Chain, "a,c", "upgrade head", RevisionProblem.Overlap)]
    public void What_leads_nowhere_is_refused(string text, string rows, string command, RevisionProblem problem)
    {
        var graph = Graph(text);
        var words = command.Split(' ');

        var error = Assert.Throws<RevisionGraphException>(() => words[0] == "upgrade" ? graph.PlanUpgrade(Rows(rows), [words[1]]) : graph.PlanDowngrade(Rows(rows), words[1]));

        Assert.Equal(problem, error.Problem);
        Assert.NotEmpty(error.Hint!);
    }

    [Theory]
    [InlineData(Chain, "a", "c", "c")]
    [InlineData(Chain, "c", "a", "a")]
    [InlineData(Chain, "c", "base", "")]
    [InlineData(Chain, "", "head", "c")]
    [InlineData(Fork, "a1", "b2", "a1 b2")]
    [InlineData(Fork, "a2,b2", "a1", "a1 b2")]
    [InlineData(Fork, "a2,b2", "left@base", "b2")]
    [InlineData(Fork, "", "heads", "a2 b2")]
    [InlineData(Fork, "a1", "+1", "a2")]
    [InlineData(Diamond, "a,b", "m", "m")]
    public void A_stamp_leaves_these_rows(string text, string rows, string targets, string expected) =>
        Assert.Equal(expected, string.Join(' ', Graph(text).PlanStamp(Rows(rows), targets.Split(','))));

    [Fact]
    public void A_purging_stamp_needs_no_known_rows()
    {
        var graph = Graph(Chain);

        Assert.Throws<RevisionGraphException>(() => graph.PlanStamp(["lost"], ["b"]));
        Assert.Equal("b", string.Join(' ', graph.PlanStamp(["lost"], ["b"], purge: true)));
    }

    private static string[] Rows(string rows) => rows.Split(',', StringSplitOptions.RemoveEmptyEntries);
}
