using Retort.Testing;
using static Retort.Cli.Tests.SquashedHistory;

namespace Retort.Cli.Tests;

/// <summary>A squash where the history branches: what may go into it, and what grows from or depends on what it would take away.</summary>
public sealed class SquashBranchTests
{
    [Fact]
    public async Task What_grows_from_the_middle_is_named_and_nothing_is_changed()
    {
        using var project = Project.OfSql([.. History, Revision("side", "c", "CREATE TABLE side (id integer PRIMARY KEY);", "DROP TABLE side;")]);
        var before = project.Files();

        var refused = await project.RunAsync("squash base:f -m Start");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("RT0216", refused.Error, StringComparison.Ordinal);
        Assert.Contains("\"side\" Step side", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, project.Files());
    }

    [Fact]
    public async Task A_fork_that_is_merged_within_the_range_goes_into_it_and_a_database_on_either_leg_goes_on()
    {
        using var project = Project.OfSql(
            [.. History[..3], Revision("side", "b", "CREATE TABLE side (id integer PRIMARY KEY);", "DROP TABLE side;"), Revision("m", "c, side", "CREATE TABLE m (id integer PRIMARY KEY);", "DROP TABLE m;"),
             Revision("other", "", "CREATE TABLE other (id integer PRIMARY KEY);", "DROP TABLE other;", "depends-on: m")]);
        foreach (var (name, targets) in new[] { ("leg", "side"), ("both", "side c"), ("trunk", "c") })
        {
            project.Environment["RETORT_URL"] = $"sqlite:///{name}.db";
            await project.DoAsync($"upgrade {targets}");
        }

        await project.DoAsync("squash base:m -m Start");

        foreach (var (name, run) in new[] { ("leg", "c m other"), ("both", "m other"), ("trunk", "side m other"), ("new", "m other") })
        {
            project.Environment["RETORT_URL"] = $"sqlite:///{name}.db";
            Assert.Equal(run.Split(' ').Order(), Words((await project.DoAsync("upgrade heads")).Error).Split(' ').Order());
            await project.DoAsync("check --fail-on-pending --fail-on-drift");
        }
    }

    [Fact]
    public async Task What_depends_on_the_middle_is_named()
    {
        using var project = Project.OfSql([.. History, Revision("other", "", "CREATE TABLE other (id integer PRIMARY KEY);", "DROP TABLE other;", "depends-on: c")]);

        var refused = await project.RunAsync("squash base:f -m Start");
        await project.DoAsync("squash base:c -m Start");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("\"other\" Step other", refused.Error, StringComparison.Ordinal);
        Assert.Equal("c d e f other", Words((await project.DoAsync("upgrade heads")).Error));
    }

    [Fact]
    public async Task What_a_range_depends_on_and_its_labels_stay()
    {
        using var project = Project.OfSql(
            Revision("a", "", "CREATE TABLE a (id integer PRIMARY KEY);", "DROP TABLE a;", "labels: billing"),
            Revision("b", "a", "CREATE TABLE b (id integer REFERENCES x (id));", "DROP TABLE b;", "depends-on: x"),
            Revision("c", "b", "CREATE TABLE c (id integer PRIMARY KEY);", "DROP TABLE c;"),
            Revision("x", "", "CREATE TABLE x (id integer PRIMARY KEY);", "DROP TABLE x;"),
            Revision("y", "x", "CREATE TABLE y (id integer PRIMARY KEY);", "DROP TABLE y;"));

        await project.DoAsync("squash base:billing@head -m Billing");

        Assert.Equal("x c", Words((await project.DoAsync("upgrade billing@head")).Error));
        Assert.Equal("y", Words((await project.DoAsync("upgrade heads")).Error));
        await project.DoAsync("verify");
    }

    [Fact]
    public async Task A_branch_that_comes_in_later_and_grows_from_the_middle_is_told_what_to_do()
    {
        using var project = Project.OfSql(History);
        await project.DoAsync("squash base:e -m Start");
        project.Write("versions/late.sql", Revision("late", "b", "CREATE TABLE late (id integer PRIMARY KEY);", "DROP TABLE late;"));

        var refused = await project.RunAsync("history");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("revises \"b\", which a squash has put into \"e\"", refused.Error, StringComparison.Ordinal);
    }
}
