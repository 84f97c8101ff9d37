namespace Retort.PostgreSql.Tests;

/// <summary>A run finds the same session in every revision, whatever is set for the role or the database, and whatever an earlier revision did to it.</summary>
public sealed class PinnedSettingsTests
{
    [Theory]
    [InlineData(13)]
    [InlineData(15)]
    [InlineData(18)]
    public async Task What_is_set_for_the_database_does_not_end_a_run(int major)
    {
        await using var database = await TestDatabase.CreateAsync(major);
        string[] limits = ["statement_timeout", "idle_in_transaction_session_timeout", .. major >= 14 ? (string[])["idle_session_timeout"] : [], .. major >= 17 ? (string[])["transaction_timeout"] : []];
        foreach (var setting in limits.Select(limit => $"{limit} = ''500ms''").Append("default_transaction_isolation = ''serializable''"))
        {
            await database.SqlAsync($"DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET {setting}', current_database()); END $$");
        }

        using var history = SqlHistory.Of(
            "CREATE TABLE seen AS SELECT name, setting FROM pg_settings; INSERT INTO seen SELECT 'slept', pg_sleep(0.7)::text",
            "SELECT pg_sleep(0.7)",
            "CREATE INDEX CONCURRENTLY ix ON seen (name)");

        var report = await history.UpgradeAsync(database);

        Assert.Equal(3, report.Steps.Length);
        Assert.Equal((long)limits.Length, await database.ScalarAsync($"SELECT count(*) FROM seen WHERE name = ANY ('{{{string.Join(',', limits)}}}') AND setting = '0'"));
        Assert.Equal("read committed", await database.ScalarAsync("SELECT setting FROM seen WHERE name = 'transaction_isolation'"));
    }

    [Theory]
    [InlineData("DO $$ BEGIN PERFORM set_config('search_path', 'pg_catalog', false), set_config('statement_timeout', '1h', false), set_config('work_mem', '12345', false); END $$")]
    [InlineData("SET search_path = pg_catalog; SET statement_timeout = '1h'; SET work_mem = '12345'")]
    [InlineData("SET statement_timeout = '1h'; RESET ALL")]
    [InlineData("CREATE FUNCTION change() RETURNS void LANGUAGE plpgsql SET work_mem = '1MB' AS $$ BEGIN PERFORM set_config('search_path', '', false), set_config('idle_in_transaction_session_timeout', '1h', false); END $$; SELECT change()")]
    [InlineData("DO $$ BEGIN EXECUTE 'SET ROLE pg_monitor'; END $$; RESET ROLE; DO $$ BEGIN PERFORM set_config('DateStyle', 'German', false); END $$")]
    public async Task What_a_revision_sets_unseen_is_as_it_was_for_the_next_one(string change)
    {
        await using var database = await TestDatabase.CreateAsync();
        using var history = SqlHistory.Of(Read("before"), change, Read("after"), "SELECT 1", Read("later"));

        await history.UpgradeAsync(database);

        Assert.Null(await database.ScalarAsync("SELECT string_agg(name, ', ') FROM before JOIN after USING (name) JOIN later USING (name) WHERE before.setting IS DISTINCT FROM after.setting OR before.setting IS DISTINCT FROM later.setting"));
        Assert.Equal("0", await database.ScalarAsync("SELECT setting FROM after WHERE name = 'statement_timeout'"));

        static string Read(string table) => $"CREATE TABLE {table} AS SELECT name, setting FROM pg_settings UNION ALL SELECT 'role', current_user";
    }

    [Fact]
    public async Task What_one_statement_sets_holds_for_the_next_one_of_the_same_revision()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE SCHEMA app; CREATE TABLE app.t (n int)");
        using var history = SqlHistory.Of(
            "DO $$ BEGIN PERFORM set_config('search_path', 'app', false); END $$; CREATE INDEX CONCURRENTLY ix ON t (n); CREATE TABLE u (n int)",
            "CREATE TABLE v (n int)");

        await history.UpgradeAsync(database);

        Assert.Equal("app.ix app.u v", await database.ScalarAsync("SELECT string_agg(oid::regclass::text, ' ' ORDER BY relname) FROM pg_class WHERE relname IN ('ix', 'u', 'v')"));
    }
}
