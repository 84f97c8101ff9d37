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
        await using var queue = await Queue.BehindReaderAsync(TimeSpan.FromSeconds(30));
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => queue.ReadAsync()));

        var failure = await Assert.ThrowsAsync<StatementException>(() => queue.Change);
        Assert.Equal((StatementFailure.Contention, "It waited for a lock, and 3 sessions waited behind it, so that it gave way."), (failure.Failure, failure.Message));
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_few_may_wait()
    {
        await using var queue = await Queue.BehindReaderAsync(TimeSpan.FromSeconds(1));

        await queue.ReadAsync();

        var failure = await Assert.ThrowsAsync<StatementException>(() => queue.Change);
        Assert.Equal("55P03", failure.SqlState);
    }

    /// <summary>A change of a table that waits for a reader who stays.</summary>
    private sealed class Queue(TestDatabase database, PostgreSqlDatabase patient, IDatabaseSession session, NpgsqlDataSource source, NpgsqlConnection reader) : IAsyncDisposable
    {
        public required Task Change { get; init; }

        public static async Task<Queue> BehindReaderAsync(TimeSpan patience)
        {
            var database = await TestDatabase.CreateAsync();
            await database.SqlAsync("CREATE TABLE t (a integer)");
            var patient = PostgreSqlDatabase.Connect(database.Url, new PostgreSqlOptions { LockTimeout = patience, QueueLimit = 2 });
            var session = await patient.OpenAsync();
            var source = NpgsqlDataSource.Create(PostgreSqlUrl.Parse(database.Url).ConnectionString);
            var reader = await source.OpenConnectionAsync();
            await reader.BeginTransactionAsync();
            await CountAsync(reader);
            await session.BeginAsync([], default);
            var queue = new Queue(database, patient, session, source, reader) { Change = session.ExecuteAsync([new SqlStatement("ALTER TABLE t ADD COLUMN b integer")], default) };
            while ((long)(await database.ScalarAsync("SELECT count(*) FROM pg_locks WHERE relation = 't'::regclass AND NOT granted"))! == 0)
            {
                await Task.Delay(5);
            }

            return queue;
        }

        /// <summary>Reads the table, behind the change that waits.</summary>
        public async Task ReadAsync()
        {
            await using var other = await source.OpenConnectionAsync();
            await CountAsync(other);
        }

        public async ValueTask DisposeAsync()
        {
            await reader.DisposeAsync();
            await session.DisposeAsync();
            await source.DisposeAsync();
            await patient.DisposeAsync();
            await database.DisposeAsync();
        }

        private static async Task CountAsync(NpgsqlConnection connection)
        {
            await using var command = new NpgsqlCommand("SELECT count(*) FROM t", connection);
            await command.ExecuteScalarAsync();
        }
    }
}
