using Retort.RevisionFiles;
using Retort.Revisions;
using static Retort.Tests.Revisions.GraphText;

namespace Retort.Tests.Revisions;

/// <summary>Revisions that a squash replaced, in a set with the one that replaced them.</summary>
public class GraphSquashTests
{
    [Fact]
    public void What_is_replaced_stands_apart_wherever_it_was_read()
    {
        var squash = Squash("c", "", "a b");

        var whole = RevisionGraph.Build([.. GraphText.Revisions("a; b<-a; c<-b; d<-c"), squash]);
        var moved = RevisionGraph.Build([.. GraphText.Revisions("d<-c"), squash]);

        Assert.Equal(("c d", "c"), (Ids(whole.Revisions), Ids(whole.Bases)));
        Assert.Equal(("c d", "c"), (Ids(moved.Revisions), Ids(moved.Bases)));
        Assert.Same(squash, whole[RevisionId.Parse("c")]);
        Assert.Equal("c[c] d[d]", Describe(whole.PlanUpgrade([], ["head"])));
    }

    [Fact]
    public void Of_two_squashes_with_one_id_the_one_that_replaces_more_is_in_force()
    {
        var (small, large) = (Squash("c", "a", "b"), Squash("c", "", "a b"));

        var graph = RevisionGraph.Build([small, large, .. GraphText.Revisions("a; b<-a; c<-b")]);

        Assert.Same(large, Assert.Single(graph.Revisions));
        Assert.True(graph.TryFindReplacement(RevisionId.Parse("b"), out var replacement));
        Assert.Same(large, replacement);
        Assert.False(graph.TryFindReplacement(RevisionId.Parse("c"), out _));
    }

    [Fact]
    public void Two_revisions_with_one_id_are_still_refused_when_neither_replaces_the_other()
    {
        var error = Assert.Throws<RevisionGraphException>(() => RevisionGraph.Build([Squash("c", "", "a b"), Squash("c", "", "a x")]));

        Assert.Equal(RevisionProblem.Duplicate, error.Problem);
    }

    [Fact]
    public void A_name_that_was_replaced_is_told_with_what_replaced_it()
    {
        var graph = RevisionGraph.Build([Squash("c", "", "a b")]);

        Assert.Contains("A squash has put it into \"c\"", Assert.Throws<RevisionGraphException>(() => graph.Resolve("b")).Detail, StringComparison.Ordinal);
        var late = Assert.Throws<RevisionGraphException>(() => RevisionGraph.Build([Squash("c", "", "a b"), .. GraphText.Revisions("late<-b")]));
        Assert.Equal(RevisionProblem.MissingParent, late.Problem);
        Assert.Contains("which a squash has put into \"c\"", late.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_lists_what_it_replaces_in_SQL_on_several_lines_and_in_CSharp_in_one_string()
    {
        var checksum = new string('a', 64);
        var sql = SqlRevisionFile.Parse("a.sql", $"-- revision: c\n-- replaces: a, b\n-- replaces: x\n-- formerly: {checksum}\n\n-- upgrade\nSELECT 1;\n").Revision;
        var code = CSharpRevisionFile.Parse("a.cs", $"using Retort;\n[Revision(\"c\",\n    Replaces = \"\"\"\n        a, b,\n        x\n        \"\"\",\n    Formerly = \"{checksum}\")]\nclass C : Migration {{ }}").Revisions.Single();
        var plain = CSharpRevisionFile.Parse("a.cs", "using Retort;\n[Revision(\"c\")]\nclass C : Migration { }").Revisions.Single();

        Assert.All([sql, code], revision => Assert.Equal(("a b x", checksum), (string.Join(' ', revision.Replaces), string.Concat(revision.Formerly))));
        Assert.Equal(plain.Checksum, code.Checksum);
    }

    [Theory]
    [InlineData("-- formerly: 12", "RT0325")]
    [InlineData("-- replaces: a b", "RT0306")]
    public void A_header_that_is_not_as_a_squash_writes_it_is_refused(string line, string code) =>
        Assert.Equal(code, Assert.Throws<RevisionFileException>(() => SqlRevisionFile.Parse("a.sql", $"-- revision: c\n{line}\n\n-- upgrade\nSELECT 1;\n")).Code);

    private static Revision Squash(string id, string parent, string replaces) => GraphText.Revisions(parent.Length == 0 ? id : $"{id}<-{parent}").Single() with
    {
        Replaces = [.. replaces.Split(' ').Select(RevisionId.Parse)],
    };
}
