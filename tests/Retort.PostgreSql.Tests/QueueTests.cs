using System.Diagnostics;
using Npgsql;
using Retort.Dialects;
using Retort.Planning;

namespace Retort.PostgreSql.Tests;

/// <summary>A change that waits for a lock does not make others wait for it.</summary>
public class QueueTests
{
    [Fact]
    public async Task A_statement_gives_way_when_too_many_wait_behind_it()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE TABLE t (a integer)");
        await using var patient = PostgreSqlDatabase.Connect(database.Url, new PostgreSqlOptions { LockTimeout = TimeSpan.FromSeconds(30), QueueLimit = 2 });
        await using var session = await patient.OpenAsync();
        await using var source = NpgsqlDataSource.Create(PostgreSqlUrl.Parse(database.Url).ConnectionString);
        await using var reader = await source.OpenConnectionAsync();
        await using var open = await reader.BeginTransactionAsync();
        await CountAsync(reader);

        await session.BeginAsync([], default);
        var change = session.ExecuteAsync([new SqlStatement("ALTER TABLE t ADD COLUMN b integer")], default);
        await WaitUntilItWaitsAsync(database);
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 3).Select(async _ =>
        {
            await using var other = await source.OpenConnectionAsync();
            await CountAsync(other);
        }));

        var failure = await Assert.ThrowsAsync<StatementException>(() => change);
        Assert.Equal((StatementFailure.Contention, "It waited for a lock, and 3 sessions waited behind it, so that it gave way."), (failure.Failure, failure.Message));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_few_may_wait()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE TABLE t (a integer)");
        await using var patient = PostgreSqlDatabase.Connect(database.Url, new PostgreSqlOptions { LockTimeout = TimeSpan.FromSeconds(1), QueueLimit = 2 });
        await using var session = await patient.OpenAsync();
        await using var source = NpgsqlDataSource.Create(PostgreSqlUrl.Parse(database.Url).ConnectionString);
        await using var reader = await source.OpenConnectionAsync();
        await using var open = await reader.BeginTransactionAsync();
        await CountAsync(reader);

        await session.BeginAsync([], default);
        var change = session.ExecuteAsync([new SqlStatement("ALTER TABLE t ADD COLUMN b integer")], default);
        await WaitUntilItWaitsAsync(database);
        await using var other = await source.OpenConnectionAsync();
        await CountAsync(other);

        var failure = await Assert.ThrowsAsync<StatementException>(() => change);
        Assert.Equal("55P03", failure.SqlState);
    }

    private static async Task WaitUntilItWaitsAsync(TestDatabase database)
    {
        while ((long)(await database.ScalarAsync("SELECT count(*) FROM pg_locks WHERE relation = 't'::regclass AND NOT granted"))! == 0)
        {
            await Task.Delay(5);
        }
    }

    private static async Task CountAsync(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("SELECT count(*) FROM t", connection);
        await command.ExecuteScalarAsync();
    }
}
