using Retort.Dialects;
using Retort.Execution;

namespace Retort.PostgreSql.Tests;

/// <summary>A CONCURRENTLY statement waits for older transactions without a limit; it is not begun before it is known whom it would wait for.</summary>
public sealed class OlderTransactionTests
{
    private const string Table = "CREATE TABLE t (id int PRIMARY KEY, n int)";
    private const string Index = "CREATE INDEX CONCURRENTLY ix ON t (n)";

    private static readonly MigratorOptions Patient = new() { LockTimeout = TimeSpan.FromSeconds(30) };
    private static readonly MigratorOptions Impatient = new() { LockTimeout = TimeSpan.FromMilliseconds(200) };
    private static readonly PostgreSqlOptions Short = new() { LockTimeout = TimeSpan.FromMilliseconds(100) };

    [Theory]
    [InlineData(13, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1", Index)]
    [InlineData(18, "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1", Index)]
    [InlineData(15, "BEGIN; INSERT INTO t VALUES (1, 1)", Index)]
    [InlineData(15, "BEGIN; SELECT * FROM t", "DROP INDEX CONCURRENTLY old")]
    [InlineData(15, "BEGIN; SELECT * FROM t", "REINDEX INDEX CONCURRENTLY old")]
    public async Task Whoever_it_would_wait_for_is_named_and_nothing_is_left_behind(int major, string older, string statement)
    {
        await using var database = await TestDatabase.CreateAsync(major);
        using var history = SqlHistory.Of($"{Table}; CREATE INDEX old ON t (n)", statement);
        await history.UpgradeToFirstAsync(database);
        await using var other = await database.ConnectAsync(older);

        var error = await Assert.ThrowsAsync<MigrationFailedException>(() => history.UpgradeAsync(database, Impatient, Short));

        Assert.Contains($"It would wait for session {other.ProcessID} of postgres (a report), idle in transaction, in a transaction since ", error.Message, StringComparison.Ordinal);
        Assert.Contains($"SELECT pg_terminate_backend({other.ProcessID})", error.Hint, StringComparison.Ordinal);
        Assert.Equal(0L, await database.ScalarAsync("SELECT count(*) FROM pg_index WHERE NOT indisvalid"));
        await other.CloseAsync();
        await history.UpgradeAsync(database, Impatient, Short);
        Assert.Equal("r2", await database.ScalarAsync("SELECT version_num FROM retort_version"));
    }

    [Theory]
    [InlineData("SELECT 1")]
    [InlineData("BEGIN; SELECT 1; SAVEPOINT s")]
    [InlineData("BEGIN; SELECT * FROM t; SAVEPOINT s")]
    public async Task A_session_that_holds_nothing_it_would_wait_for_is_not_waited_for(string harmless)
    {
        await using var database = await TestDatabase.CreateAsync();
        using var history = SqlHistory.Of(Table, Index);
        await history.UpgradeToFirstAsync(database);
        await using var other = await database.ConnectAsync(harmless);

        await history.UpgradeAsync(database, Impatient, Short);

        Assert.Equal("ix", await database.ScalarAsync("SELECT to_regclass('ix')::text"));
    }

    [Fact]
    public async Task A_snapshot_in_another_database_does_not_count()
    {
        await using var elsewhere = await TestDatabase.CreateAsync();
        await using var database = await TestDatabase.CreateAsync();
        using var history = SqlHistory.Of(Table, Index);
        await using var other = await elsewhere.ConnectAsync("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1");

        await history.UpgradeAsync(database, Impatient, Short);

        Assert.Equal("ix", await database.ScalarAsync("SELECT to_regclass('ix')::text"));
    }

    [Fact]
    public async Task It_begins_as_soon_as_the_older_transaction_ends_whoever_came_meanwhile()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var history = SqlHistory.Of(Table, Index);
        await history.UpgradeToFirstAsync(database);
        var older = await database.ConnectAsync("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1");

        var told = new TaskCompletionSource();
        var run = history.UpgradeAsync(database, Patient with { Observer = new RunWatch { Retrying = told.SetResult } }, Short);
        await told.Task;
        var younger = await database.ConnectAsync("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1");
        await older.DisposeAsync();

        // The server itself waits for the younger one, which shows that the statement was begun.
        while ((long)(await database.ScalarAsync("SELECT count(*) FROM pg_stat_progress_create_index"))! == 0 && !run.IsCompleted)
        {
            await Task.Delay(10);
        }

        await younger.DisposeAsync();
        await run;
        Assert.Equal("ix", await database.ScalarAsync("SELECT to_regclass('ix')::text"));
    }

    [Fact]
    public async Task A_prepared_transaction_that_has_written_to_the_table_is_named()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var history = SqlHistory.Of(Table, Index);
        await history.UpgradeToFirstAsync(database);
        await using (await database.ConnectAsync("BEGIN; INSERT INTO t VALUES (1, 1); PREPARE TRANSACTION 'it''s'"))
        {
        }

        var error = await Assert.ThrowsAsync<MigrationFailedException>(() => history.UpgradeAsync(database, Impatient, Short));
        await database.SqlAsync("SELECT 1");
        await using var rollback = await database.ConnectAsync("ROLLBACK PREPARED 'it''s'");
        await history.UpgradeAsync(database, Impatient, Short);

        Assert.Contains("the prepared transaction 'it''s' of postgres", error.Message, StringComparison.Ordinal);
        Assert.Contains("ROLLBACK PREPARED 'it''s'", error.Hint, StringComparison.Ordinal);
    }
}
