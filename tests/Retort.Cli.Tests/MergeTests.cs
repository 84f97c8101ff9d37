namespace Retort.Cli.Tests;

/// <summary><c>merge --check-commute</c>: heads are merged only when their order does not matter.</summary>
public sealed class MergeTests
{
    private const string Users = "-- revision: aa1\n-- message: Users\n-- upgrade\nCREATE TABLE users (id integer PRIMARY KEY, name text);\n-- downgrade\nDROP TABLE users;\n";

    [Fact]
    public async Task Heads_that_commute_are_merged()
    {
        using var project = Project.OfSql(Users, Head("bb1", "ALTER TABLE users ADD COLUMN age integer;"), Head("bb2", "ALTER TABLE users ADD COLUMN city text;"));

        await project.DoAsync("merge --check-commute --rev-id cc1");

        Assert.Equal("cc1 (head) (mergepoint)\n", (await project.DoAsync("heads")).Output);
    }

    [Fact]
    public async Task Heads_that_do_not_are_named_with_what_differs()
    {
        using var project = Project.OfSql(Users, Head("bb1", "DROP VIEW IF EXISTS named; CREATE VIEW named AS SELECT name FROM users;"), Head("bb2", "DROP VIEW IF EXISTS named; CREATE VIEW named AS SELECT id, name FROM users;"));

        var run = await project.RunAsync("merge --check-commute");
        var json = await project.RunAsync("merge --check-commute --json");

        Assert.Equal((3, 3), (run.ExitCode, json.ExitCode));
        Assert.StartsWith("bb1 and bb2 do not commute; the second order would still need:\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"named\"", run.Output, StringComparison.Ordinal);
        Assert.Equal(["bb1", "bb2"], [(string)json.Json["conflicts"]![0]!["first"]!, (string)json.Json["conflicts"]![0]!["second"]!]);
        Assert.Equal(2, (await project.DoAsync("heads")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task An_order_that_fails_is_told()
    {
        using var project = Project.OfSql(Users, Head("bb1", "ALTER TABLE users RENAME COLUMN name TO full_name;"), Head("bb2", "CREATE INDEX ix ON users (name);"));

        var run = await project.RunAsync("merge --check-commute");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("bb1 and bb2 do not commute: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("no such column: name", run.Output, StringComparison.Ordinal);
    }

    private static string Head(string id, string upgrade) => $"-- revision: {id}\n-- revises: aa1\n-- upgrade\n{upgrade}\n";
}
