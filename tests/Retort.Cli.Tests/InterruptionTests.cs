using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>A revision that is not one transaction, stopped half-way: no command passes over it in silence.</summary>
public sealed class InterruptionTests
{
    private const string First = "-- revision: a\n-- upgrade\nCREATE TABLE t (id int, n int);\nINSERT INTO t VALUES (1, 1), (1, 1);\n-- downgrade\nDROP TABLE t;\n";
    private const string Second =
        "-- revision: b\n-- revises: a\n-- upgrade\nALTER TABLE t ADD COLUMN c int;\nCREATE UNIQUE INDEX CONCURRENTLY ix ON t (n);\n"
        + "-- downgrade\nDROP INDEX CONCURRENTLY ix;\nSELECT 1 / (count(*) - 1) FROM t;\nALTER TABLE t DROP COLUMN c;\n";

    [Fact]
    public async Task An_upgrade_stopped_half_way_is_told_and_refused_until_it_is_finished()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql(First, Second);
        project.Environment["RETORT_URL"] = database.Url;

        Assert.Equal(1, (await project.RunAsync("upgrade")).ExitCode);
        var current = await project.RunAsync("current");
        var json = await project.RunAsync("current --json");
        var nothing = await project.RunAsync("upgrade a");
        var down = await project.RunAsync("downgrade a --yes");
        await database.QueryAsync("UPDATE t SET n = 2 WHERE ctid = (SELECT max(ctid) FROM t)");
        await project.DoAsync("upgrade");

        Assert.Equal("a\n", current.Output);
        Assert.Contains("b is applied in part", current.Error, StringComparison.Ordinal);
        Assert.Contains("`retort upgrade b` finishes it", current.Error, StringComparison.Ordinal);
        Assert.Equal("""["b"]""", json.Json["interrupted"]!.ToJsonString());
        Assert.All([nothing, down], run => Assert.Equal((1, true), (run.ExitCode, run.Error.Contains("RT0509", StringComparison.Ordinal))));
        Assert.Equal("", (await project.RunAsync("current")).Error);
    }

    [Fact]
    public async Task A_downgrade_stopped_half_way_does_not_count_as_being_at_the_head()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql(First.Replace(", (1, 1);", ";", StringComparison.Ordinal), Second);
        project.Environment["RETORT_URL"] = database.Url;
        await project.DoAsync("upgrade");

        Assert.Equal(1, (await project.RunAsync("downgrade -1 --yes")).ExitCode);
        var up = await project.RunAsync("upgrade");
        var check = await project.RunAsync("current --check-heads");
        await database.QueryAsync("INSERT INTO t VALUES (2, 2)");
        await project.DoAsync("downgrade -1 --yes");

        Assert.Equal(1, up.ExitCode);
        Assert.Contains("RT0509", up.Error, StringComparison.Ordinal);
        Assert.Equal(3, check.ExitCode);
        Assert.Equal("a\n", (await project.RunAsync("current")).Output);
    }

    [Fact]
    public async Task An_index_that_could_not_be_unique_is_built_after_a_statement_put_before_it_has_made_it_so()
    {
        const string Index = "CREATE UNIQUE INDEX CONCURRENTLY ix ON t (n);\n";
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql(First, $"-- revision: b\n-- revises: a\n-- upgrade\n{Index}");
        project.Environment["RETORT_URL"] = database.Url;

        var failed = await project.RunAsync("upgrade");
        var current = await project.RunAsync("current");
        project.Write("versions/01.sql", $"-- revision: b\n-- revises: a\n-- upgrade\nDELETE FROM t WHERE ctid <> (SELECT min(ctid) FROM t);\n{Index}");
        await project.DoAsync("upgrade");

        Assert.Contains("A part of the revision is applied.", failed.Error, StringComparison.Ordinal);
        Assert.Contains("b is applied in part", current.Error, StringComparison.Ordinal);
        Assert.Equal(["true"], await database.QueryAsync("SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'ix'::regclass"));
        Assert.Equal("", (await project.RunAsync("current")).Error);
    }

    [Fact]
    public async Task A_statement_that_was_refused_before_it_did_anything_leaves_nothing_half_done()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql(First, "-- revision: b\n-- revises: a\n-- upgrade\nCREATE INDEX CONCURRENTLY ix ON t (nope);\n");
        project.Environment["RETORT_URL"] = database.Url;

        var failed = await project.RunAsync("upgrade");

        Assert.Contains("Nothing of the revision is applied.", failed.Error, StringComparison.Ordinal);
        Assert.Equal("", (await project.RunAsync("current")).Error);
    }

    [Theory]
    [InlineData("upgrade", "CREATE INDEX ix ON t (id)", "CREATE INDEX CONCURRENTLY ix ON t (n)", "42P07")]
    [InlineData("upgrade", "SELECT 1", "DROP INDEX CONCURRENTLY ix", "42704")]
    [InlineData("downgrade -1 --yes", "SELECT 1", "DROP INDEX CONCURRENTLY ix", "42704")]
    public async Task What_was_there_before_a_statement_is_not_taken_for_its_effect(string command, string before, string statement, string sqlState)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var (up, down) = command == "upgrade" ? (statement, "SELECT 1") : ("SELECT 1", statement);
        using var project = Project.OfSql(First, $"-- revision: b\n-- revises: a\n-- upgrade\n{up};\n-- downgrade\n{down};\n");
        project.Environment["RETORT_URL"] = database.Url;
        await project.DoAsync(command == "upgrade" ? "upgrade a" : "upgrade");
        await database.QueryAsync(before);

        foreach (var attempt in Enumerable.Range(1, 2))
        {
            var failed = await project.RunAsync(command);

            Assert.True(failed.ExitCode == 1, $"attempt {attempt}: {failed.Output}");
            Assert.Contains(sqlState, failed.Error, StringComparison.Ordinal);
            Assert.Contains("Nothing of the revision", failed.Error, StringComparison.Ordinal);
        }

        Assert.Equal("", (await project.RunAsync("current")).Error);
    }

    [Fact]
    public async Task An_invalid_index_that_somebody_left_is_built_again()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql(First, "-- revision: b\n-- revises: a\n-- upgrade\nCREATE UNIQUE INDEX CONCURRENTLY ix ON t (n);\n");
        project.Environment["RETORT_URL"] = database.Url;
        await project.DoAsync("upgrade a");
        await Assert.ThrowsAnyAsync<Exception>(() => database.QueryAsync("CREATE UNIQUE INDEX CONCURRENTLY ix ON t (n)"));
        await database.QueryAsync("DELETE FROM t WHERE ctid <> (SELECT min(ctid) FROM t)");

        await project.DoAsync("upgrade");

        Assert.Equal(["true"], await database.QueryAsync("SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'ix'::regclass"));
    }
}
