using Retort.Revisions;
using static Retort.Tests.Revisions.GraphText;

namespace Retort.Tests.Revisions;

public class GraphAuthoringTests
{
    private const string Fork = "r; a1<-r @left; a2<-a1; b1<-r";

    [Theory]
    [InlineData("a; b<-a", "head", false, "b")]
    [InlineData("", "head", false, "")]
    [InlineData("a; b<-a", "base", false, "")]
    [InlineData("a; b<-a", "a", true, "a")]
    [InlineData(Fork, "left@head", false, "a2")]
    [InlineData(Fork, "heads", false, "a2 b1")]
    public void A_new_revision_grows_from(string text, string head, bool splice, string parents) => Assert.Equal(parents, Ids(Graph(text).ParentsOfNew(head, splice)));

    [Theory]
    [InlineData("a; b<-a", "a", RevisionProblem.NeedsSplice, "\"b\" grows from it")]
    [InlineData(Fork, "head", RevisionProblem.MultipleHeads, "there are 2")]
    public void A_new_revision_cannot_grow_from(string text, string head, RevisionProblem problem, string message)
    {
        var error = Assert.Throws<RevisionGraphException>(() => Graph(text).ParentsOfNew(head));

        Assert.Equal(problem, error.Problem);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Fork, "", false, "a2 b1")]
    [InlineData(Fork, "b1 left@head", false, "a2 b1")]
    [InlineData(Fork, "heads", false, "a2 b1")]
    [InlineData(Fork, "a1 b1", true, "a1 b1")]
    [InlineData("a; b +a", "", false, "a b")]
    public void A_merge_joins(string text, string targets, bool splice, string parents) =>
        Assert.Equal(parents, Ids(Graph(text).ParentsOfMerge(targets.Split(' ', StringSplitOptions.RemoveEmptyEntries), splice)));

    [Theory]
    [InlineData("a; b<-a", "", RevisionProblem.InvalidTarget)]
    [InlineData("", "", RevisionProblem.InvalidTarget)]
    [InlineData(Fork, "a2", RevisionProblem.InvalidTarget)]
    [InlineData(Fork, "a2 a2", RevisionProblem.Duplicate)]
    [InlineData(Fork, "a2 r", RevisionProblem.Overlap)]
    [InlineData(Fork, "a1 b1", RevisionProblem.NeedsSplice)]
    [InlineData(Fork, "a2 zz", RevisionProblem.NotFound)]
    public void A_merge_cannot_join(string text, string targets, RevisionProblem problem) =>
        Assert.Equal(problem, Assert.Throws<RevisionGraphException>(() => Graph(text).ParentsOfMerge(targets.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Problem);

    [Fact]
    public void A_merge_becomes_the_only_head()
    {
        var merged = Graph($"{Fork}; m<-{string.Join(',', Graph(Fork).ParentsOfMerge([]).Select(parent => parent.Id))}");

        Assert.Equal("m", Ids(merged.Heads));
        Assert.Equal("m[m]", Describe(merged.PlanUpgrade(["a2", "b1"], ["head"])));
    }

    [Theory]
    [InlineData("left", RevisionProblem.Duplicate)]
    [InlineData("a1", RevisionProblem.Duplicate)]
    [InlineData("base", RevisionProblem.InvalidLabel)]
    [InlineData("a b", RevisionProblem.InvalidLabel)]
    [InlineData("", RevisionProblem.InvalidLabel)]
    public void A_label_that_is_taken_or_none_is_refused(string label, RevisionProblem problem) =>
        Assert.Equal(problem, Assert.Throws<RevisionGraphException>(() => Graph(Fork).RequireFreeLabel(label)).Problem);
}
