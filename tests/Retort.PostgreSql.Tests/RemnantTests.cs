using Npgsql;
using Retort.Dialects;
using Retort.Execution;

namespace Retort.PostgreSql.Tests;

/// <summary>An index that another session builds, or has built, is neither cleared away nor taken for the run's own.</summary>
public sealed class RemnantTests
{
    private const string Table = "CREATE TABLE t (id int PRIMARY KEY, n int)";
    private const string Index = "CREATE INDEX CONCURRENTLY ix ON t (n)";
    private const string IndexNow = "SELECT format('%s valid %s', indexrelid, indisvalid) FROM pg_index WHERE indexrelid = 'ix'::regclass";
    private const string OpenLines = "SELECT count(*) FROM retort_history WHERE status = 'started' AND statement IS NOT NULL";

    private static readonly PostgreSqlOptions Short = new() { LockTimeout = TimeSpan.FromMilliseconds(100) };

    [Theory]
    [InlineData(13)]
    [InlineData(15)]
    [InlineData(18)]
    public async Task An_index_that_another_session_is_building_is_left_to_it(int major)
    {
        await using var database = await TestDatabase.CreateAsync(major);
        using var history = SqlHistory.Of(Table, Index);
        await history.UpgradeToFirstAsync(database);
        await using var builder = await database.ConnectAsync("SELECT 1");
        await using var writer = await database.ConnectAsync("BEGIN; INSERT INTO t VALUES (1, 1)");
        await using var build = new NpgsqlCommand(Index, builder) { CommandTimeout = 0 };
        var building = build.ExecuteNonQueryAsync();
        await database.AwaitAsync("SELECT count(*) = 1 FROM pg_stat_progress_create_index WHERE index_relid = to_regclass('ix')");
        var before = (string)(await database.ScalarAsync(IndexNow))!;

        var failure = await Assert.ThrowsAsync<MigrationFailedException>(
            () => history.UpgradeAsync(database, new MigratorOptions { LockTimeout = TimeSpan.FromMilliseconds(200) }, Short).WaitAsync(TimeSpan.FromMinutes(1)));

        Assert.Contains("It would wait for session", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("valid f", before, StringComparison.Ordinal);
        Assert.Equal(before, await database.ScalarAsync(IndexNow));
        Assert.Equal(0L, await database.ScalarAsync(OpenLines));

        await writer.CloseAsync();
        await building;
        failure = await Assert.ThrowsAsync<MigrationFailedException>(() => history.UpgradeAsync(database));
        Assert.Equal("42P07", failure.SqlState);
        Assert.Equal(before.Replace("valid f", "valid t", StringComparison.Ordinal), await database.ScalarAsync(IndexNow));
    }

    [Theory]
    [InlineData(null, "42P07")]
    [InlineData("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT 1", null)]
    public async Task A_statement_that_failed_because_another_session_was_faster_is_not_taken_for_begun(string? older, string? sqlState)
    {
        await using var database = await TestDatabase.CreateAsync();
        using var history = SqlHistory.Of(Table, Index);
        await history.UpgradeToFirstAsync(database);
        await using var reader = await database.ConnectAsync(older ?? "SELECT 1");

        // Behind the look at the catalogue, and before the statement, its line is written.
        await database.SqlAsync(
            """
            CREATE FUNCTION be_faster() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN CREATE INDEX ix ON t (n); RETURN NULL; END $$;
            CREATE TRIGGER faster AFTER INSERT ON retort_history FOR EACH ROW WHEN (NEW.statement IS NOT NULL) EXECUTE FUNCTION be_faster()
            """);

        var failure = await Assert.ThrowsAsync<MigrationFailedException>(() => history.UpgradeAsync(database, new MigratorOptions { LockTimeout = TimeSpan.Zero }, Short));

        Assert.Equal(sqlState, failure.SqlState);
        Assert.Equal(0L, await database.ScalarAsync(OpenLines));
        await reader.CloseAsync();
        failure = await Assert.ThrowsAsync<MigrationFailedException>(() => history.UpgradeAsync(database));
        Assert.Equal("42P07", failure.SqlState);
        Assert.Equal("r1", await database.ScalarAsync("SELECT version_num FROM retort_version"));
    }
}
