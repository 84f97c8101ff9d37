using Microsoft.Extensions.Logging;
using Npgsql;
using Retort.Execution;

namespace Retort.PostgreSql.Tests;

/// <summary>A table with rows is written anew only by a statement that shows it, or that a comment allows it to.</summary>
public sealed class RewriteGuardTests
{
    private const string Table = "CREATE TABLE t (id int PRIMARY KEY, n int); INSERT INTO t SELECT i, i FROM generate_series(1, 100) i";
    private const string Hidden = "DO $$ BEGIN ALTER TABLE t ALTER COLUMN n TYPE bigint; END $$";

    [Theory]
    [InlineData(13)]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_rewrite_that_no_statement_shows_is_stopped_and_the_table_is_named(int major)
    {
        await using var database = await TestDatabase.CreateAsync(major);
        using var history = SqlHistory.Of(Table, Hidden);
        await history.UpgradeToFirstAsync(database);

        var error = await Assert.ThrowsAsync<MigrationFailedException>(() => history.UpgradeAsync(database));

        Assert.Equal(("RT0511", "RT511", false), (error.Code, error.SqlState, error.PartlyApplied));
        Assert.Contains("table t (", error.Message, StringComparison.Ordinal);
        Assert.Contains("would be written anew by a statement that does not show it: the type of a column changes.", error.Message, StringComparison.Ordinal);
        Assert.Contains("ALTER TABLE t ALTER COLUMN n TYPE bigint", error.Detail, StringComparison.Ordinal);
        Assert.Contains("-- retort: allow rewrite of t because", error.Hint, StringComparison.Ordinal);
        Assert.EndsWith("02.sql:4:1", error.Location.ToString(), StringComparison.Ordinal);
        Assert.Equal("integer 0", await database.ScalarAsync("SELECT format_type(atttypid, NULL) || ' ' || (SELECT count(*) FROM pg_event_trigger) FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'n'"));
    }

    [Theory]
    [InlineData("-- retort: allow rewrite of t because it has a hundred rows\n" + Hidden)]
    [InlineData("-- retort: allow rewrite of u, public.t because they are small\nSELECT 1;\n" + Hidden)]
    [InlineData("ALTER TABLE t ALTER COLUMN n TYPE bigint")]
    [InlineData("ALTER TABLE t RENAME TO u; ALTER TABLE u ALTER COLUMN n TYPE bigint; ALTER TABLE u RENAME TO t")]
    [InlineData("ALTER TABLE t ADD COLUMN r float8 DEFAULT random(), ALTER COLUMN n TYPE bigint")]
    [InlineData("DO $$ BEGIN ALTER TABLE t ADD COLUMN c int; ALTER TABLE t DROP COLUMN n; ALTER TABLE t ADD COLUMN n bigint; END $$")]
    public async Task What_is_shown_or_allowed_or_no_rewrite_is_let_through_and_the_guard_is_gone(string sql)
    {
        await using var database = await TestDatabase.CreateAsync();
        using var history = SqlHistory.Of(Table, sql);
        await history.UpgradeToFirstAsync(database);

        await history.UpgradeAsync(database);

        Assert.Equal("bigint 0 0", await database.ScalarAsync(
            "SELECT concat_ws(' ', format_type(atttypid, NULL), (SELECT count(*) FROM pg_event_trigger), (SELECT count(*) FROM pg_proc WHERE proname LIKE 'retort%')) FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'n'"));
    }

    [Fact]
    public async Task A_comment_without_a_reason_allows_nothing()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var history = SqlHistory.Of(Table, "-- retort: allow rewrite of t because\n" + Hidden);
        await history.UpgradeToFirstAsync(database);

        var error = await Assert.ThrowsAsync<MigrationFailedException>(() => history.UpgradeAsync(database));

        Assert.Equal("RT0511", error.Code);
    }

    [Fact]
    public async Task A_table_of_the_same_run_and_one_without_rows_may_be_rewritten()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE TABLE empty (n int)");
        using var history = SqlHistory.Of(Table, $"{Hidden}; DO $$ BEGIN ALTER TABLE empty ALTER COLUMN n TYPE bigint; END $$");

        var report = await history.UpgradeAsync(database);

        Assert.Equal(2, report.Steps.Length);
    }

    [Fact]
    public async Task What_is_shown_for_a_table_counts_for_its_partitions()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var history = SqlHistory.Of(
            "CREATE TABLE t (id int, n int) PARTITION BY RANGE (id); CREATE TABLE t1 PARTITION OF t FOR VALUES FROM (0) TO (1000); INSERT INTO t SELECT i, i FROM generate_series(1, 100) i",
            "ALTER TABLE t ALTER COLUMN n TYPE bigint");
        await history.UpgradeToFirstAsync(database);

        await history.UpgradeAsync(database);

        Assert.Equal("bigint", await database.ScalarAsync("SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = 't1'::regclass AND attname = 'n'"));
    }

    [Fact]
    public async Task It_guards_code_and_functions_and_can_be_turned_off()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var history = SqlHistory.Of($"{Table}; CREATE FUNCTION widen() RETURNS void LANGUAGE plpgsql AS $$ BEGIN ALTER TABLE t ALTER COLUMN n TYPE bigint; END $$", "SELECT widen()");
        await history.UpgradeToFirstAsync(database);

        var error = await Assert.ThrowsAsync<MigrationFailedException>(() => history.UpgradeAsync(database));
        await using var session = await database.Database.OpenAsync();
        var code = new Planning.CodeStatement(async (connection, token) =>
        {
            await using var command = new NpgsqlCommand("ALTER TABLE t ALTER COLUMN n TYPE bigint", (NpgsqlConnection)connection);
            await command.ExecuteNonQueryAsync(token);
        });
        await session.BeginAsync([code], default);
        var ofCode = await Assert.ThrowsAsync<PostgresException>(() => code.Code(session.Connection, default));
        await session.RollbackAsync(default);
        await history.UpgradeAsync(database, behaviour: new PostgreSqlOptions { GuardRewrites = false });

        Assert.Equal(("RT0511", "RT511"), (error.Code, ofCode.SqlState));
        Assert.Equal("r2", await database.ScalarAsync("SELECT version_num FROM retort_version"));
    }

    [Fact]
    public async Task A_role_that_may_not_make_the_trigger_goes_on_and_is_told_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        var role = $"app_{Guid.NewGuid():N}";
        await database.SqlAsync($"CREATE ROLE {role} LOGIN; GRANT ALL ON SCHEMA public TO {role}");
        try
        {
            var logger = new Warnings();
            var url = database.Url.Replace("postgres@", $"{role}@", StringComparison.Ordinal);
            using var history = SqlHistory.Of(Table, Hidden, Hidden.Replace("bigint", "numeric", StringComparison.Ordinal));
            await using var migrator = history.Open(PostgreSqlDatabase.Connect(url, new PostgreSqlOptions { Logger = logger }));

            await migrator.RunAsync(await migrator.PlanUpgradeAsync());

            Assert.Equal("numeric", await database.ScalarAsync("SELECT format_type(atttypid, NULL) FROM pg_attribute WHERE attrelid = 't'::regclass AND attname = 'n'"));
            Assert.Equal([RetortEventId.RewritesUnguarded], logger.Events);
        }
        finally
        {
            await database.SqlAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    private sealed class Warnings : ILogger
    {
        public List<int> Events { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Events.Add(eventId.Id);
    }
}
