using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Retort.CrashRunner;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>The first promise again, when not the runner dies but what serves it: its session is ended between any two calls, or in the middle of a statement that waits.</summary>
public sealed class BackendTests(Journeys journeys) : IClassFixture<Journeys>
{
    private const string Statements = "-- revision: a\n-- upgrade\nCREATE TABLE t (n int);\nINSERT INTO t VALUES (1);\nCREATE TABLE p (k int) PARTITION BY LIST (k);\nCREATE TABLE p1 PARTITION OF p FOR VALUES IN (1);\n";

    [Theory]
    [InlineData("upgrade")]
    [InlineData("downgrade")]
    public async Task Ended_at_any_call_the_same_command_finishes(string direction)
    {
        var journey = journeys[direction];
        await using var counted = await journey.DepartAsync();
        var calls = await DyingRun.RunAsync(counted.Url, journey.Project.PathOf("versions"), direction, journey.Target, null, _ => Task.CompletedTask);

        Assert.True(calls > 50, $"only {calls} calls were counted");
        await Parallel.ForEachAsync(Enumerable.Range(0, calls), new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (call, _) =>
        {
            await using var database = await journey.DepartAsync();
            try
            {
                await DyingRun.RunAsync(database.Url, journey.Project.PathOf("versions"), direction, journey.Target, call, async session =>
                    await database.QueryAsync(string.Create(CultureInfo.InvariantCulture, $"SELECT pg_terminate_backend({((NpgsqlConnection)session.Connection).ProcessID}, 10000)")));
                await journey.RequireArrivalAsync(database);
            }
            catch (RetortException e)
            {
                Assert.Contains("the same command again", e.Hint, StringComparison.OrdinalIgnoreCase);
            }

            await journey.RequireAgreementAsync(database);
            await journey.ArriveAsync(database);
        });
    }

    public static TheoryData<string, string> Interruptions => new MatrixTheoryData<string, string>(
        ["CREATE UNIQUE INDEX CONCURRENTLY ix ON t (n)", "ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY", "ALTER TABLE t ADD COLUMN c int"],
        ["pg_terminate_backend", "pg_cancel_backend", "SIGTERM", "SIGKILL"]);

    [Theory]
    [MemberData(nameof(Interruptions))]
    public async Task Stopped_in_the_middle_of_a_statement_that_waits_the_same_command_finishes(string statement, string stop)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql(Statements, $"-- revision: b\n-- revises: a\n-- upgrade\n{statement};\n");
        await project.DoAsync("upgrade --yes a --url", database.Url);
        var run = await StopAsync(database, project, statement, stop);

        var again = await project.RunAsync("upgrade --yes --url", database.Url);

        Assert.Equal(stop switch { "SIGTERM" => 143, "SIGKILL" => 137, _ => 1 }, run.ExitCode);
        Assert.True(stop == "SIGKILL" || run.Error.Contains("same command", StringComparison.Ordinal), run.Error);
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(["b"], await database.QueryAsync("SELECT version_num FROM retort_version"));
        Assert.Equal(["0"], await database.QueryAsync("SELECT count(*) FROM retort_history WHERE status = 'started'"));
        Assert.Equal(
            [statement.Contains("INDEX", StringComparison.Ordinal) ? "ix true" : null, statement.Contains("DETACH", StringComparison.Ordinal) ? null : "p1 false", statement.Contains("COLUMN", StringComparison.Ordinal) ? "c" : null],
            await database.QueryAsync(
                """
                SELECT (SELECT string_agg(indexrelid::regclass || ' ' || indisvalid, ',') FROM pg_index WHERE indrelid = 't'::regclass);
                SELECT (SELECT string_agg(inhrelid::regclass || ' ' || inhdetachpending, ',') FROM pg_inherits);
                SELECT (SELECT attname FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'c')
                """));
    }

    [Theory]
    [InlineData("CREATE UNIQUE INDEX CONCURRENTLY ix ON t (n)", "DROP TABLE p")]
    [InlineData("ALTER TABLE p DETACH PARTITION p1 CONCURRENTLY", "ALTER TABLE p ATTACH PARTITION p1 FOR VALUES IN (1)")]
    public async Task What_a_statement_left_half_done_is_told_and_nothing_passes_over_it(string statement, string back)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql(Statements + "-- downgrade\nDROP TABLE t, p;\n", $"-- revision: b\n-- revises: a\n-- upgrade\n{statement};\n-- downgrade\n{back};\n");
        await project.DoAsync("upgrade --yes a --url", database.Url);
        await StopAsync(database, project, statement, "pg_terminate_backend");

        var current = await project.DoAsync("current --url", database.Url);
        var down = await project.RunAsync("downgrade base --yes --url", database.Url);

        Assert.Contains("b is applied in part", current.Error, StringComparison.Ordinal);
        Assert.Contains("RT0509", down.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_runner_takes_over_from_one_that_was_killed()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql(
            "-- revision: a\n-- upgrade\nCREATE TABLE gate ();\nCREATE TABLE t (n int);\n",
            "-- revision: b\n-- revises: a\n-- upgrade\nINSERT INTO t VALUES (1);\nSELECT pg_sleep(60 * count(*)) FROM pg_class WHERE relname = 'gate';\n");
        project.Environment["RETORT_URL"] = database.Url;
        await project.DoAsync("upgrade --yes a");
        using var first = Start(project);
        await WaitingAsync(database, "wait_event = 'PgSleep'");
        using var second = Start(project);
        await WaitingAsync(database, "query LIKE '%pg_try_advisory_lock%' AND state = 'idle'");
        await database.ExecuteAsync("DROP TABLE gate");
        var clock = Stopwatch.StartNew();

        first.Kill();
        await second.WaitForExitAsync();

        Assert.Equal(0, second.ExitCode);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Equal(["1"], await database.QueryAsync("SELECT n FROM t"));
        Assert.Equal(["b"], await database.QueryAsync("SELECT version_num FROM retort_version"));
        Assert.Equal(["1"], await database.QueryAsync("SELECT count(*) FROM retort_history WHERE revision = 'b'"));
    }

    /// <summary>Upgrades while an open transaction keeps the statement waiting, stops it then, and ends the transaction.</summary>
    private static async Task<CommandRun> StopAsync(PostgresDatabase database, Project project, string statement, string stop)
    {
        await using var first = await HoldAsync(database);
        project.Environment["RETORT_URL"] = database.Url;
        using var process = Start(project);
        var error = process.StandardError.ReadToEndAsync();
        await using var second = statement.Contains("CONCURRENTLY", StringComparison.Ordinal) ? await TakeOverAsync(database, first) : null;
        var pid = await WaitingAsync(database, "wait_event_type = 'Lock'");
        switch (stop)
        {
            case "SIGKILL": process.Kill(); break;
            case "SIGTERM": Assert.Equal(0, Signal.Send(process.Id, Signal.Terminate)); break;
            default: await database.QueryAsync($"SELECT {stop}({pid})"); break;
        }

        await process.WaitForExitAsync();
        return new CommandRun(process.ExitCode, "", await error);
    }

    private static async Task<NpgsqlConnection> HoldAsync(PostgresDatabase database)
    {
        var holder = new NpgsqlConnection(database.ConnectionString);
        await holder.OpenAsync();
        await using var hold = new NpgsqlCommand("BEGIN; INSERT INTO t VALUES (2); SELECT count(*) FROM p", holder);
        await hold.ExecuteNonQueryAsync();
        return holder;
    }

    /// <summary>A concurrent statement does not begin while one is open that was there before it; for those that come later the server waits.</summary>
    private static async Task<NpgsqlConnection> TakeOverAsync(PostgresDatabase database, NpgsqlConnection first)
    {
        await WaitingAsync(database, "query LIKE 'WITH held AS%' AND state = 'idle'");
        var second = await HoldAsync(database);
        await using var end = new NpgsqlCommand("ROLLBACK", first);
        await end.ExecuteNonQueryAsync();
        return second;
    }

    private static Process Start(Project project) => CommandRun.Start(Path.Combine(AppContext.BaseDirectory, "retort"), ["upgrade", "--yes"], project.Path, project.Environment);

    private static Task<string> WaitingAsync(PostgresDatabase database, string condition) => database.FindSessionAsync($"application_name LIKE 'retort%' AND {condition}");
}
