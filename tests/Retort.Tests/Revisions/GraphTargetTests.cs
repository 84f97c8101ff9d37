using Retort.Revisions;
using static Retort.Tests.Revisions.GraphText;

namespace Retort.Tests.Revisions;

public class GraphTargetTests
{
    private const string Chain = "aa1; aa2<-aa1; bb1<-aa2; bb2<-bb1";
    private const string Fork = "r; a1<-r @left; a2<-a1; b1<-r @right; b2<-b1";

    [Theory]
    [InlineData(Chain, "head", "bb2")]
    [InlineData(Chain, "heads", "bb2")]
    [InlineData(Chain, "base", "")]
    [InlineData(Chain, "bb1", "bb1")]
    [InlineData(Chain, "aa1+2", "bb1")]
    [InlineData(Chain, "bb2-3", "aa1")]
    [InlineData(Chain, "bb2-4", "")]
    [InlineData(Chain, "head-1", "bb1")]
    [InlineData(Chain, "base+2", "aa2")]
    [InlineData(Chain, "aa1@head", "bb2")]
    [InlineData(Chain, "bb2@aa2", "aa2")]
    [InlineData(Fork, "heads", "a2 b2")]
    [InlineData(Fork, "left@head", "a2")]
    [InlineData(Fork, "b1@head", "b2")]
    [InlineData(Fork, "left", "a1")]
    [InlineData(Fork, "left+1", "a2")]
    [InlineData(Fork, "left@r+1", "a1")]
    [InlineData(Fork, "right@base+2", "b1")]
    [InlineData(Fork, "right@head-1", "b1")]
    [InlineData("abcdef; abd<-abcdef", "abc", "abcdef")]
    [InlineData("abc; abcdef<-abc", "abc", "abc")]
    [InlineData("2026-01-03; x<-2026-01-03", "2026-01-03", "2026-01-03")]
    [InlineData("2026-01-03; x<-2026-01-03", "2026-01-03+1", "x")]
    [InlineData("a; b +a", "heads", "b")]
    [InlineData("", "head", "")]
    public void A_target_means_these_revisions(string text, string target, string ids) => Assert.Equal(ids, Ids(Graph(text).Resolve(target)));

    [Theory]
    [InlineData(Chain, "zz", RevisionProblem.NotFound)]
    [InlineData(Chain, "aa", RevisionProblem.Ambiguous)]
    [InlineData(Fork, "head", RevisionProblem.MultipleHeads)]
    [InlineData(Fork, "r@head", RevisionProblem.MultipleHeads)]
    [InlineData(Fork, "left@b1", RevisionProblem.NotFound)]
    [InlineData(Fork, "r+1", RevisionProblem.AmbiguousWalk)]
    [InlineData("a; b<-a; c<-a; d<-b,c", "d-1", RevisionProblem.AmbiguousWalk)]
    [InlineData("a; b", "base+1", RevisionProblem.AmbiguousWalk)]
    [InlineData(Chain, "aa1+9", RevisionProblem.OutOfRange)]
    [InlineData(Chain, "bb2-5", RevisionProblem.OutOfRange)]
    [InlineData(Chain, "+1", RevisionProblem.InvalidTarget)]
    [InlineData(Chain, "@head", RevisionProblem.InvalidTarget)]
    [InlineData(Chain, "a@b@c", RevisionProblem.InvalidTarget)]
    [InlineData(Chain, "aa1@", RevisionProblem.InvalidTarget)]
    [InlineData(Chain, "aa1+99999999999", RevisionProblem.NotFound)]
    public void A_target_that_means_none_or_several_is_refused(string text, string target, RevisionProblem problem)
    {
        var error = Assert.Throws<RevisionGraphException>(() => Graph(text).Resolve(target));

        Assert.Equal(problem, error.Problem);
        Assert.NotEmpty(error.Hint!);
    }

    [Fact]
    public void What_was_probably_meant_is_named()
    {
        var error = Assert.Throws<RevisionGraphException>(() => Graph("6a00ea433c25; 12e8b371598f<-6a00ea433c25").Resolve("12e8b371589f"));

        Assert.Contains("12e8b371598f.cs:1", error.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Chain, ":", null, "bb2 bb1 aa2 aa1")]
    [InlineData(Chain, "aa2:bb1", null, "bb1 aa2")]
    [InlineData(Chain, "aa2:", null, "bb2 bb1 aa2")]
    [InlineData(Chain, ":aa2", null, "aa2 aa1")]
    [InlineData(Chain, "aa2", null, "aa2 aa1")]
    [InlineData(Chain, "-2:", null, "bb2 bb1 aa2")]
    [InlineData(Chain, "aa1:+1", null, "aa2 aa1")]
    [InlineData(Chain, "current:", "aa2", "bb2 bb1 aa2")]
    [InlineData(Chain, ":current", "aa2", "aa2 aa1")]
    [InlineData(Chain, "current-1:current+1", "aa2", "bb1 aa2 aa1")]
    [InlineData(Chain, "-1:current", "bb1", "bb1 aa2")]
    [InlineData(Chain, "current:", "", "bb2 bb1 aa2 aa1")]
    [InlineData(Fork, "left:heads", null, "a2 a1")]
    [InlineData(Fork, "r:left@head", null, "a2 a1 r")]
    [InlineData("a; b; c<-b +a", "base:c", null, "c b a")]
    public void A_range_holds_these_revisions(string text, string range, string? rows, string ids) =>
        Assert.Equal(ids, string.Join(' ', Graph(text).Range(RevisionRange.Parse(range), rows?.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Select(revision => revision.Id)));

    [Theory]
    [InlineData("bb1:aa1", RevisionProblem.NotRelated)]
    [InlineData("a:b:c", RevisionProblem.InvalidTarget)]
    [InlineData("current:", RevisionProblem.InvalidTarget)]
    [InlineData("-1:+1", RevisionProblem.InvalidTarget)]
    [InlineData("-9:", RevisionProblem.OutOfRange)]
    public void A_range_whose_ends_do_not_fit_is_refused(string range, RevisionProblem problem) =>
        Assert.Equal(problem, Assert.Throws<RevisionGraphException>(() => Graph(Chain).Range(RevisionRange.Parse(range))).Problem);
}
