using System.Diagnostics;
using System.Globalization;
using Npgsql;
using Retort.Execution;

namespace Retort.PostgreSql.Tests;

/// <summary>An upgrade of a table that is read and written all the time, and that an idle transaction holds a lock on.</summary>
public sealed class UnderLoadTests
{
    private const int Workers = 8;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task No_query_waits_for_long_and_none_fails_and_the_upgrade_ends()
    {
        await using var database = await TestDatabase.CreateAsync();
        using var history = SqlHistory.Of(
            "CREATE TABLE users (id int PRIMARY KEY, email text NOT NULL, seen int NOT NULL DEFAULT 0); INSERT INTO users SELECT i, 'User' || i || '@example.org' FROM generate_series(1, 20000) i",
            """
            ALTER TABLE users ADD COLUMN email_lower text;
            -- retort: backfill
            UPDATE users SET email_lower = lower(email) WHERE email_lower IS NULL;
            CREATE UNIQUE INDEX CONCURRENTLY uq_users_email_lower ON users (email_lower);
            ALTER TABLE users ADD CONSTRAINT ck_users_email_lower CHECK (email_lower IS NOT NULL) NOT VALID;
            """.TrimEnd(';', '\n'),
            "ALTER TABLE users VALIDATE CONSTRAINT ck_users_email_lower; ALTER TABLE users ALTER COLUMN email_lower SET NOT NULL; ALTER TABLE users DROP CONSTRAINT ck_users_email_lower");
        await history.UpgradeToFirstAsync(database);
        using var end = new CancellationTokenSource();
        var workers = Enumerable.Range(0, Workers).Select(worker => Task.Run(() => WorkAsync(database.Url, worker, end.Token))).ToList();
        var idle = HoldAsync(database.Url, TimeSpan.FromSeconds(3));
        await Task.Delay(200);

        var watch = Stopwatch.StartNew();
        await history.UpgradeAsync(database, new MigratorOptions { Backfill = new BackfillOptions { BatchSize = 2_000, LargestBatch = 2_000, Pause = TimeSpan.FromMilliseconds(5) } });
        var took = watch.Elapsed;
        await end.CancelAsync();
        var longest = (await Task.WhenAll(workers)).Max();
        await idle;

        Assert.True(took > TimeSpan.FromSeconds(2), "nothing was in the way of the upgrade");
        Assert.True(longest < Budget, $"a query waited for {longest.TotalSeconds:0.0} s");
        Assert.Equal("20000 true true", await database.ScalarAsync(
            "SELECT concat_ws(' ', count(*), (SELECT indisvalid::text FROM pg_index WHERE indexrelid = 'uq_users_email_lower'::regclass), bool_and(email_lower = lower(email))::text) FROM users"));
    }

    /// <summary>Reads and writes rows one after the other, and tells how long the slowest query took.</summary>
    private static async Task<TimeSpan> WorkAsync(string url, int worker, CancellationToken end)
    {
        await using var connection = await OpenAsync(url);
        var (longest, number) = (TimeSpan.Zero, worker);
        while (!end.IsCancellationRequested)
        {
            number = (number * 31 + 7) % 20_000;
            var start = Stopwatch.GetTimestamp();
            await ExecuteAsync(connection, string.Create(CultureInfo.InvariantCulture, $"{(worker % 2 == 0 ? "SELECT email FROM users" : "UPDATE users SET seen = seen + 1")} WHERE id = {number + 1}"));
            longest = Stopwatch.GetElapsedTime(start) is var took && took > longest ? took : longest;
        }

        return longest;
    }

    private static async Task HoldAsync(string url, TimeSpan time)
    {
        await using var connection = await OpenAsync(url);
        await ExecuteAsync(connection, "BEGIN");
        await ExecuteAsync(connection, "SELECT count(*) FROM users");
        await Task.Delay(time);
        await ExecuteAsync(connection, "COMMIT");
    }

    private static async Task<NpgsqlConnection> OpenAsync(string url)
    {
        var connection = new NpgsqlConnection(PostgreSqlUrl.Parse(url).ConnectionString.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
