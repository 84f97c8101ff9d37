using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;

namespace Retort.PostgreSql.Tests;

public class StatementKindTests
{
    [Theory]
    [InlineData("CREATE INDEX CONCURRENTLY ix ON t (a)")]
    [InlineData("create /* now */ unique index\nconcurrently IF NOT EXISTS ix on only t (a)")]
    [InlineData("DROP INDEX CONCURRENTLY IF EXISTS ix")]
    [InlineData("REINDEX INDEX CONCURRENTLY ix")]
    [InlineData("REINDEX (VERBOSE, CONCURRENTLY) TABLE t")]
    [InlineData("REINDEX DATABASE postgres")]
    [InlineData("REINDEX (VERBOSE) SYSTEM postgres")]
    [InlineData("REINDEX SCHEMA s")]
    [InlineData("VACUUM (ANALYZE) t")]
    [InlineData("CREATE DATABASE d")]
    [InlineData("DROP DATABASE IF EXISTS d")]
    [InlineData("CREATE TABLESPACE s LOCATION '/tmp'")]
    [InlineData("DROP TABLESPACE s")]
    [InlineData("ALTER SYSTEM SET work_mem = '1MB'")]
    [InlineData("ALTER DATABASE d SET TABLESPACE s")]
    [InlineData("ALTER TABLE ONLY p DETACH PARTITION c CONCURRENTLY")]
    [InlineData("CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p")]
    [InlineData("DROP SUBSCRIPTION IF EXISTS s")]
    [InlineData("ALTER SUBSCRIPTION s REFRESH PUBLICATION")]
    [InlineData("CLUSTER VERBOSE")]
    [InlineData("DISCARD ALL")]
    public void What_no_transaction_can_hold_is_found(string sql) => Assert.False(Assert.IsType<SqlStatement>(Written(sql)[0]).Transactional);

    [Theory]
    [InlineData("CREATE INDEX ix ON t (a)")]
    [InlineData("CREATE INDEX \"concurrently\" ON t (a)")]
    [InlineData("SELECT 'CREATE INDEX CONCURRENTLY ix ON t (a)'")]
    [InlineData("COMMENT ON TABLE t IS 'VACUUM'")]
    [InlineData("REINDEX TABLE t")]
    [InlineData("CLUSTER t USING ix")]
    [InlineData("REFRESH MATERIALIZED VIEW CONCURRENTLY v")]
    [InlineData("ALTER TABLE p DETACH PARTITION c")]
    [InlineData("ALTER TABLE p DETACH PARTITION c FINALIZE")]
    [InlineData("ALTER DATABASE d SET work_mem = '1MB'")]
    [InlineData("ALTER TYPE t RENAME VALUE 'a' TO 'b'")]
    [InlineData("DO $$ BEGIN COMMIT; END $$")]
    [InlineData("CALL p()")]
    [InlineData("DROP TABLE vacuum")]
    public void What_a_transaction_can_hold_stays_in_it(string sql) => Assert.True(Assert.Single(Written(sql)) is { Transactional: true, CommitAlone: false });

    [Fact]
    public void A_new_enum_value_is_committed_before_it_is_used() =>
        Assert.True(Assert.Single(Written("ALTER TYPE \"My\".mood ADD VALUE 'happy'")) is { Transactional: true, CommitAlone: true });

    [Fact]
    public async Task What_only_the_catalogue_knows_runs_bare_when_the_revision_puts_it_outside()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE TABLE p (a int) PARTITION BY LIST (a); CREATE TABLE c PARTITION OF p FOR VALUES IN (1); CREATE INDEX ON p (a); "
            + "CREATE PROCEDURE committing() LANGUAGE plpgsql AS $$ BEGIN INSERT INTO p VALUES (1); COMMIT; END $$");

        await Assert.ThrowsAsync<StatementException>(() => database.RunAsync(new ExecuteSql("REINDEX TABLE p")));
        await Assert.ThrowsAsync<StatementException>(() => database.RunAsync(new ExecuteSql("CALL committing()")));
        await database.RunAsync(new OutsideTransaction([new ExecuteSql("REINDEX TABLE p; CALL committing(); DO $$ BEGIN COMMIT; END $$; SELECT 1")]));

        Assert.Equal(1L, await database.ScalarAsync("SELECT count(*) FROM p"));
    }

    [Theory]
    [InlineData("CREATE INDEX CONCURRENTLY ON t (a)")]
    [InlineData("CREATE UNIQUE INDEX CONCURRENTLY ON t (a)")]
    public void A_concurrent_index_without_a_name_is_refused(string sql) =>
        Assert.Contains("Name the index", Assert.Throws<UnsupportedOperationException>(() => Written(sql)).Hint, StringComparison.Ordinal);

    [Fact]
    public void Transaction_control_in_a_revision_is_refused_with_its_line()
    {
        var error = Assert.Throws<SqlScriptException>(() => PostgreSqlDialect.Instance.Write(
            [new ExecuteSql("SELECT 1;\nCOMMIT;") { Origin = new SourceLocation("a.sql", 10, 1) }], null));

        Assert.Equal(new SourceLocation("a.sql", 11, 1), error.Location);
    }

    [Fact]
    public async Task An_index_build_is_pending_then_broken_then_done()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE SCHEMA \"My\"; CREATE TABLE \"My\".t (a int); INSERT INTO \"My\".t VALUES (1), (1)");
        var build = (SqlStatement)Written("CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS \"I x\" ON \"My\".t (a)")[0];
        Assert.Equal(("pending", null), await AskAsync(database, build));

        await Assert.ThrowsAsync<StatementException>(() => database.Session.ExecuteAsync([build], default));
        Assert.Equal(("broken", "DROP INDEX CONCURRENTLY \"My\".\"I x\""), await AskAsync(database, build));

        await database.Session.ExecuteAsync([build], default);
        var (state, remedy) = await AskAsync(database, build);
        Assert.Equal("broken", state);
        await database.Session.ExecuteAsync([new(remedy!) { Transactional = false }], default);
        await database.SqlAsync("DELETE FROM \"My\".t");
        await database.Session.ExecuteAsync([build], default);
        Assert.Equal(("done", null), await AskAsync(database, build));
    }

    [Fact]
    public async Task The_removal_of_an_index_is_pending_then_done()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE TABLE t (a int); CREATE INDEX ix ON t (a)");
        var drop = (SqlStatement)Written("DROP INDEX CONCURRENTLY IX")[0];

        Assert.Equal(("pending", null), await AskAsync(database, drop));
        await database.Session.ExecuteAsync([drop], default);
        Assert.Equal(("done", null), await AskAsync(database, drop));
    }

    [Fact]
    public async Task An_index_that_was_dropped_half_way_is_dropped_by_its_remedy()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE TABLE t (a int); CREATE INDEX ix ON t (a); UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'ix'::regclass");
        var drop = (SqlStatement)Written("DROP INDEX CONCURRENTLY ix")[0];

        Assert.Equal(("broken", "DROP INDEX CONCURRENTLY ix"), await AskAsync(database, drop));
        Assert.True(drop.Probe!.RemedyCompletes);
    }

    [Fact]
    public async Task An_interrupted_detach_is_finished_by_its_remedy()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync(
            "CREATE TABLE \"P\" (a int) PARTITION BY LIST (a); CREATE TABLE c PARTITION OF \"P\" FOR VALUES IN (1); CREATE TABLE d PARTITION OF \"P\" FOR VALUES IN (2)");
        var detach = (SqlStatement)Written("ALTER TABLE \"P\" DETACH PARTITION c CONCURRENTLY")[0];
        await using var reader = await database.Database.OpenAsync();
        await reader.BeginAsync([], default);
        await reader.QueryAsync("SELECT * FROM \"P\"", default);
        Assert.Equal(("pending", null), await AskAsync(database, detach));

        await CancelAsync(database, detach, "SELECT EXISTS (SELECT FROM pg_inherits WHERE inhdetachpending)");
        await reader.RollbackAsync(default);
        var (state, remedy) = await AskAsync(database, detach);

        Assert.Equal(("broken", "ALTER TABLE \"P\" DETACH PARTITION c FINALIZE"), (state, remedy));
        Assert.True(detach.Probe!.RemedyCompletes);
        await database.Session.ExecuteAsync([new(remedy!) { Transactional = false }], default);
        Assert.Equal(("done", null), await AskAsync(database, detach));
    }

    [Fact]
    public async Task Databases_are_pending_then_done()
    {
        await using var database = await TestDatabase.CreateAsync();
        var name = $"\"Made {Guid.NewGuid():N}\"";
        var create = (SqlStatement)Written($"CREATE DATABASE {name}")[0];
        var drop = (SqlStatement)Written($"DROP DATABASE {name}")[0];

        Assert.Equal(("pending", null), await AskAsync(database, create));
        await database.Session.ExecuteAsync([create], default);
        Assert.Equal(("done", null), await AskAsync(database, create));
        Assert.Equal(("pending", null), await AskAsync(database, drop));
        await database.Session.ExecuteAsync([drop], default);
        Assert.Equal(("done", null), await AskAsync(database, drop));
    }

    [Theory]
    [InlineData("CREATE TABLESPACE nowhere LOCATION '/nowhere'", "pending")]
    [InlineData("CREATE TABLESPACE pg_default LOCATION '/nowhere'", "done")]
    [InlineData("DROP TABLESPACE nowhere", "done")]
    [InlineData("CREATE SUBSCRIPTION s CONNECTION '' PUBLICATION p", "pending")]
    [InlineData("DROP SUBSCRIPTION IF EXISTS s", "done")]
    [InlineData("ALTER DATABASE postgres SET TABLESPACE pg_default", "done")]
    [InlineData("ALTER DATABASE postgres SET TABLESPACE nowhere", "pending")]
    public async Task Other_statements_are_asked_for_by_name(string sql, string state)
    {
        await using var database = await TestDatabase.CreateAsync();

        Assert.Equal((state, null), await AskAsync(database, (SqlStatement)Written(sql)[0]));
    }

    [Fact]
    public async Task Remnants_of_an_interrupted_reindex_are_cleared_by_the_next()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE TABLE t (a int); CREATE INDEX ix ON t (a)");
        await using var writer = await database.Database.OpenAsync();
        await writer.BeginAsync([], default);
        await writer.ExecuteAsync([new("INSERT INTO t VALUES (1)")], default);
        var reindex = Written("REINDEX (VERBOSE) INDEX CONCURRENTLY ix");
        await CancelAsync(database, (SqlStatement)reindex[0], "SELECT to_regclass('ix_ccnew') IS NOT NULL");
        await writer.RollbackAsync(default);
        Assert.Equal("ix_ccnew", await database.ScalarAsync("SELECT relname::text FROM pg_class JOIN pg_index ON indexrelid = oid WHERE NOT indisvalid"));

        await database.SqlAsync("REINDEX (VERBOSE) INDEX CONCURRENTLY ix");

        Assert.Equal(1L, await database.ScalarAsync("SELECT count(*) FROM pg_index WHERE indrelid = 't'::regclass"));
    }

    /// <summary>Cancels a statement once a query says that it has come so far.</summary>
    private static async Task CancelAsync(TestDatabase database, SqlStatement statement, string query)
    {
        using var cancellation = new CancellationTokenSource();
        var run = database.Session.ExecuteAsync([statement], cancellation.Token);
        await database.AwaitAsync(query);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    private static IReadOnlyList<Statement> Written(string sql) => PostgreSqlDialect.Instance.Write([new ExecuteSql(sql)], null);

    private static async Task<(string State, string? Remedy)> AskAsync(TestDatabase database, SqlStatement statement)
    {
        var row = Assert.Single(await database.Session.QueryAsync(statement.Probe!.Query, default));
        return ((string)row[0]!, (string?)row[1]);
    }
}
