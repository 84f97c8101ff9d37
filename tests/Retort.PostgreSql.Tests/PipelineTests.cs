using Npgsql;
using Retort.Dialects;
using Retort.Execution;
using Retort.Planning;
using Retort.RevisionFiles;
using Retort.Testing;

namespace Retort.PostgreSql.Tests;

/// <summary>Transactions that travel together must leave what they would have left one by one.</summary>
public class PipelineTests
{
    [Theory]
    [InlineData(13)]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Transactions_sent_together_are_committed_one_by_one(int major)
    {
        await using var database = await TestDatabase.CreateAsync(major);
        await database.SqlAsync("CREATE TABLE t (a int)");

        var outcome = await SendAsync(database, ["INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (2)"], [], ["INSERT INTO t VALUES (3)"]);

        Assert.Equal(new PipelineOutcome(3, null), outcome);
        Assert.Equal(3L, await database.ScalarAsync("SELECT count(*) FROM t"));
        Assert.Equal(2L, await database.ScalarAsync("SELECT count(DISTINCT xmin::text) FROM t"));
    }

    [Theory]
    [InlineData(13)]
    [InlineData(15)]
    [InlineData(18)]
    public async Task The_first_failure_ends_the_trip_and_is_told_with_statement_and_position(int major)
    {
        await using var database = await TestDatabase.CreateAsync(major);

        var outcome = await SendAsync(database, ["CREATE TABLE a ()"], ["CREATE TABLE b ()", "SELECT nope"], ["CREATE TABLE c ()"]);
        await database.Session.RollbackAsync(default);

        var failure = Assert.IsType<StatementException>(outcome.Failure);
        Assert.Equal((1, "SELECT nope", 7, "42703"), (outcome.Committed, failure.Statement!.Sql, failure.Position, failure.SqlState));
        Assert.Equal("{a}", await database.ScalarAsync("SELECT array_agg(relname)::text FROM pg_class WHERE relname IN ('a', 'b', 'c')"));
    }

    [Fact]
    public async Task A_commit_that_fails_is_not_counted()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE TABLE p (id int PRIMARY KEY); CREATE TABLE c (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED)");

        var outcome = await SendAsync(database, ["INSERT INTO p VALUES (1)"], ["INSERT INTO c VALUES (2)"], ["INSERT INTO p VALUES (3)"]);
        await database.Session.RollbackAsync(default);

        Assert.Equal((1, "23503"), (outcome.Committed, Assert.IsType<StatementException>(outcome.Failure).SqlState));
        Assert.Equal("{1}", await database.ScalarAsync("SELECT array_agg(id)::text FROM p"));
    }

    [Theory]
    [InlineData("UPDATE t SET a = 5 WHERE a = 9")]
    [InlineData("UPDATE t SET a = 5")]
    [InlineData("DELETE FROM t WHERE a = 9")]
    [InlineData("INSERT INTO t SELECT a FROM t")]
    public async Task A_statement_that_affects_other_rows_than_expected_is_not_committed(string sql)
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE TABLE t (a int); INSERT INTO t VALUES (1), (2)");

        var outcome = await ((IPipelinedSession)database.Session).ExecuteTransactionsAsync(
            [[new("UPDATE t SET a = 3 WHERE a = 1") { ExpectedRows = 1 }], [new(sql) { ExpectedRows = 1 }], [new("DELETE FROM t")]], default);
        await database.Session.RollbackAsync(default);

        Assert.Equal(new PipelineOutcome(1, null), outcome);
        Assert.Equal("{2,3}", await database.ScalarAsync("SELECT array_agg(a ORDER BY a)::text FROM t"));
    }

    [Theory]
    [InlineData(13)]
    [InlineData(15)]
    [InlineData(18)]
    public async Task What_comes_with_every_transaction_is_planned_once_and_leaves_no_plan_behind(int major)
    {
        await using var database = await TestDatabase.CreateAsync(major);
        await database.SqlAsync("CREATE TABLE t (a text, plans int); INSERT INTO t VALUES ('0')");

        var outcome = await ((IPipelinedSession)database.Session).ExecuteTransactionsAsync([.. Enumerable.Range(1, 10).Select(MoveRow)], default);

        Assert.Equal(new PipelineOutcome(10, null), outcome);
        Assert.Equal("{10}", await database.ScalarAsync("SELECT array_agg(a)::text FROM t"));
        Assert.Equal(1, await database.ScalarAsync("SELECT plans FROM t"));
        Assert.Empty(await database.Session.QueryAsync("SELECT FROM pg_prepared_statements WHERE name LIKE 'retort%'", default));
    }

    [Fact]
    public async Task A_transaction_that_throws_plans_away_takes_none_from_those_beside_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE TABLE t (a text, plans int); INSERT INTO t VALUES ('0')");

        var outcome = await ((IPipelinedSession)database.Session).ExecuteTransactionsAsync(
            [.. Enumerable.Range(1, 10).Select(i => i == 5 ? [.. MoveRow(i), new SqlStatement("DEALLOCATE ALL")] : MoveRow(i))], default);

        Assert.Equal(new PipelineOutcome(10, null), outcome);
        Assert.Equal("{10}", await database.ScalarAsync("SELECT array_agg(a)::text FROM t"));
    }

    [Fact]
    public async Task A_row_that_is_not_there_ends_a_trip_with_plans_too_and_the_next_trip_makes_its_own()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE TABLE t (a text, plans int); INSERT INTO t VALUES ('0')");
        var session = (IPipelinedSession)database.Session;

        var outcome = await session.ExecuteTransactionsAsync([.. Enumerable.Range(1, 10).Select(i => MoveRow(i == 4 ? 7 : i))], default);
        await database.Session.RollbackAsync(default);

        Assert.Equal(new PipelineOutcome(3, null), outcome);
        Assert.Equal(new PipelineOutcome(8, null), await session.ExecuteTransactionsAsync([.. Enumerable.Range(4, 8).Select(MoveRow)], default));
    }

    [Fact]
    public async Task A_division_by_zero_of_a_revision_is_its_own_error()
    {
        await using var database = await TestDatabase.CreateAsync();

        var outcome = await SendAsync(database, ["SELECT 1"], ["SELECT 1 / 0"]);
        await database.Session.RollbackAsync(default);

        Assert.Equal((1, "22012"), (outcome.Committed, Assert.IsType<StatementException>(outcome.Failure).SqlState));
    }

    [Fact]
    public async Task A_lost_connection_tells_no_more_than_what_is_known_to_be_committed()
    {
        await using var database = await TestDatabase.CreateAsync();

        var outcome = await SendAsync(database, ["CREATE TABLE a ()"], ["SELECT pg_terminate_backend(pg_backend_pid())"], ["CREATE TABLE c ()"]);
        await database.Session.RollbackAsync(default);
        await using var other = await database.Database.OpenAsync();
        var made = await other.QueryAsync("SELECT relname::text FROM pg_class WHERE relname IN ('a', 'c')", default);

        // The answer to the first may be lost with the connection.
        var failure = Assert.IsType<StatementException>(outcome.Failure);
        Assert.Equal(StatementFailure.ConnectionLost, failure.Failure);
        Assert.InRange(outcome.Committed, 0, 1);
        Assert.Equal("a", Assert.Single(made)[0]);
    }

    [Fact]
    public async Task A_cancelled_trip_keeps_what_was_committed_before()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var cancellation = new CancellationTokenSource();

        var trip = ((IPipelinedSession)database.Session).ExecuteTransactionsAsync(
            [[new("CREATE TABLE a ()")], [new("CREATE TABLE b ()"), new("SELECT pg_sleep(60)")], [new("CREATE TABLE c ()")]], cancellation.Token);
        await database.AwaitAsync("SELECT EXISTS (SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep')");
        await cancellation.CancelAsync();
        var outcome = await trip;
        await database.Session.RollbackAsync(default);

        Assert.Equal(1, outcome.Committed);
        Assert.IsType<OperationCanceledException>(outcome.Failure, exactMatch: false);
        Assert.Equal("{a}", await database.ScalarAsync("SELECT array_agg(relname)::text FROM pg_class WHERE relname IN ('a', 'b', 'c')"));
    }

    [Fact]
    public async Task A_revision_that_fails_among_many_is_named_and_those_before_it_stay()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var folder = History(60, i => i == 50 ? "CREATE TABLE t50 (a int);\nSELECT nope" : $"CREATE TABLE t{i} (a int)");
        await using var migrator = Migrator.Create(PostgreSqlDatabase.Connect(database.Url), new VersionsFolder([folder.Path]));

        var error = await Assert.ThrowsAsync<MigrationFailedException>(async () => await migrator.RunAsync(await migrator.PlanUpgradeAsync()));

        Assert.Equal(("r50", "42703", false), (error.Revision.Id.Value, error.SqlState, error.PartlyApplied));
        Assert.EndsWith("50.sql:5:8", error.Location.ToString(), StringComparison.Ordinal);
        Assert.Equal("r49", await database.ScalarAsync("SELECT version_num FROM retort_version"));
        Assert.Equal("49 50", await database.ScalarAsync(
            "SELECT count(*) FILTER (WHERE status = 'done') || ' ' || max(substr(revision, 2)) FILTER (WHERE status = 'failed') FROM retort_history"));
        Assert.Null(await database.ScalarAsync("SELECT to_regclass('t50')::text"));
    }

    [Fact]
    public async Task A_revision_in_the_way_of_another_session_is_tried_again_alone()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE TABLE busy (a int)");
        using var folder = History(60, i => i == 50 ? "ALTER TABLE busy ADD COLUMN b int" : $"CREATE TABLE t{i} (a int)");
        await using var other = new NpgsqlConnection(PostgreSqlUrl.Parse(database.Url).ConnectionString.ConnectionString);
        await other.OpenAsync();
        await using var transaction = await other.BeginTransactionAsync();
        await new NpgsqlCommand("LOCK TABLE busy IN ACCESS SHARE MODE", other).ExecuteNonQueryAsync();
        var observer = new Retries(transaction.RollbackAsync);
        await using var migrator = Migrator.Create(
            PostgreSqlDatabase.Connect(database.Url, new PostgreSqlOptions { LockTimeout = TimeSpan.FromMilliseconds(100) }),
            new VersionsFolder([folder.Path]),
            new MigratorOptions { Observer = observer });

        var report = await migrator.RunAsync(await migrator.PlanUpgradeAsync());

        Assert.Equal(["r50"], observer.Revisions.Distinct());
        Assert.Equal(60, report.Steps.Length);
        Assert.Equal("60 60", await database.ScalarAsync("SELECT count(*) || ' ' || count(DISTINCT revision) FROM retort_history"));
    }

    private static Task<PipelineOutcome> SendAsync(TestDatabase database, params IReadOnlyList<string>[] transactions) =>
        ((IPipelinedSession)database.Session).ExecuteTransactionsAsync([.. transactions.Select(sql => (SqlStatement[])[.. sql.Select(text => new SqlStatement(text))])], default);

    /// <summary>Moves the row as a version row is moved, and counts the plans that are kept.</summary>
    internal static IReadOnlyList<SqlStatement> MoveRow(int to) =>
    [
        RepeatedForm.Write(values => $"UPDATE t SET a = {values[0]} WHERE a = {values[1]}", $"'{to}'", $"'{to - 1}'") with { ExpectedRows = 1 },
        new("UPDATE t SET plans = (SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'retort%')"),
    ];

    private static TempFolder History(int count, Func<int, string> sql)
    {
        var folder = new TempFolder();
        for (var i = 1; i <= count; i++)
        {
            folder.Write($"{i:00}.sql", $"-- revision: r{i}\n{(i == 1 ? "--" : $"-- revises: r{i - 1}")}\n-- upgrade\n{sql(i)};\n");
        }

        return folder;
    }

    /// <summary>Notes who was tried again, and at the first of them makes way.</summary>
    private sealed class Retries(Func<CancellationToken, Task> makeWay) : IMigrationObserver
    {
        public List<string> Revisions { get; } = [];

        public void WaitingForLock(LockHolder? holder, TimeSpan waited)
        {
        }

        public void RevisionStarted(Retort.Revisions.RevisionStep step, int index, int count)
        {
        }

        public void StatementStarted(Retort.Revisions.RevisionStep step, Statement statement, int index, int count)
        {
        }

        public void RetryingAfterContention(Retort.Revisions.RevisionStep step, string reason, TimeSpan pause)
        {
            if (Revisions.Count == 0)
            {
                makeWay(default).GetAwaiter().GetResult();
            }

            Revisions.Add(step.Revision.Id.Value);
        }

        public void RevisionFinished(RevisionReport report)
        {
        }
    }
}
