using System.Diagnostics;
using Retort.Dialects;
using Retort.Planning;

namespace Retort.PostgreSql.Tests;

public class SessionTests
{
    [Theory]
    [InlineData("SELECT 1 AS \"😀\" FROM missing", "42P01", 22)]
    [InlineData("SELECT '😀',\n  nope", "42703", 15)]
    [InlineData("SELECT 1/0", "22012", null)]
    [InlineData("SELECT 1; SELECT 2", "42601", null)]
    public async Task A_refused_statement_is_told_with_state_and_position(string sql, string state, int? position)
    {
        await using var database = await TestDatabase.CreateAsync();
        SqlStatement[] statements = [new("SELECT 1"), new(sql), new("CREATE TABLE after_error (a int)")];

        await database.Session.BeginAsync(statements, default);
        var error = await Assert.ThrowsAsync<StatementException>(() => database.Session.ExecuteAsync(statements, default));
        await database.Session.RollbackAsync(default);

        Assert.Same(statements[1], error.Statement);
        Assert.Equal((StatementFailure.Refused, state, position), (error.Failure, error.SqlState, error.Position));
        Assert.Equal(1, await database.ScalarAsync("SELECT 1"));
    }

    [Fact]
    public async Task Detail_hint_and_context_of_the_server_are_kept()
    {
        await using var database = await TestDatabase.CreateAsync();

        var error = await Assert.ThrowsAsync<StatementException>(() => database.SqlAsync(
            "DO $$ BEGIN RAISE EXCEPTION 'broken' USING DETAIL = 'some detail', HINT = 'some hint', ERRCODE = 'RT001'; END $$"));

        Assert.Equal("broken", error.Message);
        Assert.StartsWith("some detail\nPL/pgSQL function inline_code_block line 1", error.Detail, StringComparison.Ordinal);
        Assert.Equal(("some hint", "RT001"), (error.Hint, error.SqlState));
    }

    [Fact]
    public async Task Statements_of_a_transaction_go_in_one_batch_and_tell_their_rows()
    {
        await using var database = await TestDatabase.CreateAsync();
        SqlStatement[] statements = [new("CREATE TABLE t (a int)"), new("INSERT INTO t VALUES (1), (2), (3)"), new("UPDATE t SET a = 4 WHERE a > 1"), new("DELETE FROM t")];

        await database.Session.BeginAsync(statements, default);
        var affected = await database.Session.ExecuteAsync(statements, default);
        await database.Session.RollbackAsync(default);

        Assert.Equal([3, 2, 3], affected.Skip(1));
        Assert.Null(await database.Session.FindTableAsync("t", default));
    }

    [Fact]
    public async Task Without_a_transaction_each_statement_stands_alone()
    {
        await using var database = await TestDatabase.CreateAsync();

        var error = await Assert.ThrowsAsync<StatementException>(() => database.Session.ExecuteAsync(
            [new("CREATE TABLE t (a int)"), new("SELECT nope"), new("CREATE TABLE u (a int)")], default));

        Assert.Equal("SELECT nope", error.Statement!.Sql);
        Assert.NotNull(await database.Session.FindTableAsync("t", default));
        Assert.Null(await database.Session.FindTableAsync("u", default));
    }

    [Fact]
    public async Task Version_rows_are_read_without_creating_anything()
    {
        await using var database = await TestDatabase.CreateAsync();

        Assert.Null(await database.Session.ReadVersionRowsAsync("retort_version", default));
        Assert.Null(await database.Session.ReadVersionRowsAsync(("missing", "retort_version"), default));
        await database.SqlAsync("CREATE TABLE alembic_version (version_num varchar(32)); INSERT INTO alembic_version VALUES ('a'), ('b')");
        Assert.Equal(["a", "b"], (await database.Session.ReadVersionRowsAsync("alembic_version", default))!.Order());
    }

    [Fact]
    public async Task A_version_table_that_may_not_be_read_is_an_error()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE TABLE retort_version (version_num text); CREATE ROLE nobody_at_all");
        await database.Session.ExecuteAsync([new SqlStatement("SET ROLE nobody_at_all")], default);

        var error = await Assert.ThrowsAsync<StatementException>(() => database.Session.ReadVersionRowsAsync("retort_version", default));

        Assert.Equal("42501", error.SqlState);
        await database.SqlAsync("RESET ROLE; DROP ROLE nobody_at_all");
    }

    [Fact]
    public async Task Waiting_for_a_lock_ends_as_contention_and_a_transaction_can_begin_again()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE TABLE t (a int)");
        await using var impatient = PostgreSqlDatabase.Connect(database.Url, new PostgreSqlOptions { LockTimeout = TimeSpan.FromMilliseconds(100) });
        await using var session = await impatient.OpenAsync();
        await database.Session.BeginAsync([], default);
        await database.Session.ExecuteAsync([new("LOCK TABLE t")], default);
        SqlStatement[] alter = [new("ALTER TABLE t ADD b int")];

        await session.BeginAsync(alter, default);
        var error = await Assert.ThrowsAsync<StatementException>(() => session.ExecuteAsync(alter, default));
        await session.RollbackAsync(default);
        var alone = await Assert.ThrowsAsync<StatementException>(() => session.ExecuteAsync(alter, default));

        Assert.Equal(StatementFailure.Contention, error.Failure);
        Assert.Equal(StatementFailure.Contention, alone.Failure);
        await database.Session.RollbackAsync(default);
        await session.BeginAsync(alter, default);
        await session.ExecuteAsync(alter, default);
        await session.CommitAsync(default);
    }

    [Fact]
    public async Task Concurrent_builds_wait_without_a_limit_and_leave_no_invalid_index()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE TABLE t (a int)");
        await using var impatient = PostgreSqlDatabase.Connect(database.Url, new PostgreSqlOptions { LockTimeout = TimeSpan.FromMilliseconds(100) });
        await using var session = await impatient.OpenAsync();
        await database.Session.BeginAsync([], default);
        await database.Session.ExecuteAsync([new("INSERT INTO t VALUES (1)")], default);

        var build = TestDatabase.RunAsync(session, [new Operations.ExecuteSql("CREATE INDEX CONCURRENTLY ix ON t (a)")]);
        await Task.Delay(400);
        Assert.False(build.IsCompleted);
        await database.Session.CommitAsync(default);
        await build;

        Assert.Equal(true, await database.ScalarAsync("SELECT indisvalid FROM pg_index WHERE indexrelid = 'ix'::regclass"));
        Assert.Equal("0", (await session.QueryAsync("SHOW lock_timeout", default))[0][0]);
        await session.ExecuteAsync([new("SELECT 1")], default);
        Assert.Equal("100ms", (await session.QueryAsync("SHOW lock_timeout", default))[0][0]);
    }

    [Fact]
    public async Task A_cancelled_statement_stops_and_the_session_goes_on()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        var clock = Stopwatch.StartNew();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => database.Session.ExecuteAsync([new("SELECT pg_sleep(30)")], cancellation.Token));

        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10));
        Assert.Equal(1, await database.ScalarAsync("SELECT 1"));
    }

    [Fact]
    public async Task A_statement_cancelled_by_the_server_is_told_so()
    {
        await using var database = await TestDatabase.CreateAsync();

        await database.Session.ExecuteAsync([new("SET statement_timeout = 100")], default);
        var error = await Assert.ThrowsAsync<StatementException>(() => database.Session.ExecuteAsync([new("SELECT pg_sleep(30)")], default));

        Assert.Equal(StatementFailure.Cancelled, error.Failure);
    }

    [Fact]
    public async Task A_killed_backend_is_a_lost_connection_and_rollback_stays_quiet()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var victim = await database.Database.OpenAsync();
        await victim.BeginAsync([], default);
        var pid = (await victim.QueryAsync("SELECT pg_backend_pid()", default))[0][0];
        var sleep = victim.ExecuteAsync([new("SELECT pg_sleep(30)")], default);

        await database.ScalarAsync($"SELECT pg_terminate_backend({pid})");
        var first = await Assert.ThrowsAsync<StatementException>(() => sleep);
        await victim.RollbackAsync(default);
        var second = await Assert.ThrowsAsync<StatementException>(() => victim.QueryAsync("SELECT 1", default));

        Assert.Equal(StatementFailure.ConnectionLost, first.Failure);
        Assert.Equal(StatementFailure.ConnectionLost, second.Failure);
    }

    [Fact]
    public async Task Code_of_a_revision_runs_inside_the_transaction()
    {
        await using var database = await TestDatabase.CreateAsync();
        Statement[] statements =
        [
            new CodeStatement(async (connection, token) =>
            {
                await using var command = connection.CreateCommand();
                command.CommandText = "CREATE TABLE coded (a int)";
                await command.ExecuteNonQueryAsync(token);
            }),
        ];

        await database.Session.BeginAsync(statements, default);
        await ((CodeStatement)statements[0]).Code(database.Session.Connection, default);
        Assert.NotNull(await database.Session.FindTableAsync("coded", default));
        await database.Session.RollbackAsync(default);

        Assert.Null(await database.Session.FindTableAsync("coded", default));
    }

    [Fact]
    public async Task The_session_names_itself()
    {
        await using var database = await TestDatabase.CreateAsync();

        var name = (string)(await database.ScalarAsync("SHOW application_name"))!;

        Assert.Equal($"retort 0.1.0 {Environment.UserName}@{Environment.MachineName}", name);
    }

    [Fact]
    public async Task The_progress_of_an_index_build_can_be_watched()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE TABLE t AS SELECT i AS a FROM generate_series(1, 10) i");
        await using var blocker = await database.Database.OpenAsync();
        await blocker.BeginAsync([], default);
        await blocker.ExecuteAsync([new("INSERT INTO t VALUES (0)")], default);
        var build = database.SqlAsync("CREATE INDEX CONCURRENTLY ix ON t (a)");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));

        StatementProgress? seen = null;
        await foreach (var progress in database.Database.WatchAsync(TimeSpan.FromMilliseconds(20), patience.Token))
        {
            // It may be seen before it has come so far.
            seen = progress;
            if (seen.Phase != "initializing")
            {
                break;
            }
        }

        await blocker.RollbackAsync(default);
        await build;
        Assert.Equal("waiting for writers before build", seen!.Phase);
        Assert.InRange(seen.Percent!.Value, 0, 100);
    }
}
