using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Retort.Dialects;
using Retort.Planning;

namespace Retort.PostgreSql.Tests;

public class PoolerTests
{
    [Theory]
    [InlineData("transaction", 1, 0)]
    [InlineData("transaction", 5, 0)]
    [InlineData("transaction", 5, 1)]
    [InlineData("statement", 5, 0)]
    public async Task A_pooler_that_gives_connections_away_is_refused_before_anything_is_locked(string mode, int poolSize, int roundRobin)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var pooler = await PgBouncer.StartAsync(database.Url, mode, poolSize, roundRobin);
        await using var pooled = PostgreSqlDatabase.Connect(pooler.Url);
        await using var session = await pooled.OpenAsync();

        var error = await Assert.ThrowsAsync<DatabaseConnectionException>(() => session.TryLockAsync("retort_version", default));

        Assert.Equal("RT0617", error.Code);
        Assert.Contains("PgBouncer", error.Message, StringComparison.Ordinal);
        Assert.Contains($"port {await database.ScalarAsync("SHOW port")}", error.Hint, StringComparison.Ordinal);
        Assert.Equal(0L, await database.ScalarAsync("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    public async Task A_pooler_in_session_mode_is_fine(int poolSize)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var pooler = await PgBouncer.StartAsync(database.Url, "session", poolSize, roundRobin: 0);
        await using var pooled = PostgreSqlDatabase.Connect(pooler.Url);
        await using var session = await pooled.OpenAsync();

        Assert.True(await session.TryLockAsync("retort_version", default));
        Assert.False(await database.Session.TryLockAsync("retort_version", default));
    }

    [Fact]
    public async Task What_a_trip_that_failed_leaves_on_a_connection_of_the_pooler_is_in_nobodys_way()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE TABLE t (a text, plans int); INSERT INTO t VALUES ('0')");
        await using var pooler = await PgBouncer.StartAsync(database.Url, "session", poolSize: 5, roundRobin: 0, resetQuery: "");

        var first = await TravelAsync(pooler.Url, [.. Enumerable.Range(1, 10).Select(i => PipelineTests.MoveRow(i == 4 ? 7 : i))]);
        var second = await TravelAsync(pooler.Url, [.. Enumerable.Range(4, 10).Select(PipelineTests.MoveRow)]);

        Assert.Equal((new PipelineOutcome(3, null), new PipelineOutcome(10, null)), (first, second));
    }

    private static async Task<PipelineOutcome> TravelAsync(string url, IReadOnlyList<IReadOnlyList<SqlStatement>> transactions)
    {
        await using var pooled = PostgreSqlDatabase.Connect(url);
        await using var session = await pooled.OpenAsync();
        Assert.True(await session.TryLockAsync("retort_version", default));
        var outcome = await ((IPipelinedSession)session).ExecuteTransactionsAsync(transactions, default);
        await session.RollbackAsync(default);
        await session.UnlockAsync(default);
        return outcome;
    }

    [Fact]
    public async Task Reading_works_through_any_pooler()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE TABLE retort_version (version_num text); INSERT INTO retort_version VALUES ('a')");
        await using var pooler = await PgBouncer.StartAsync(database.Url, "transaction", poolSize: 5, roundRobin: 0);
        await using var pooled = PostgreSqlDatabase.Connect(pooler.Url);
        await using var session = await pooled.OpenAsync();

        Assert.Equal(["a"], await session.ReadVersionRowsAsync("retort_version", default));
    }

    private sealed class PgBouncer : IAsyncDisposable
    {
        private readonly Process _process;
        private readonly string _folder;

        private PgBouncer(Process process, string folder, string url) => (_process, _folder, Url) = (process, folder, url);

        public string Url { get; }

        public static async Task<PgBouncer> StartAsync(string url, string mode, int poolSize, int roundRobin, string resetQuery = "DISCARD ALL")
        {
            var target = PostgreSqlUrl.Parse(url).ConnectionString;
            var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"retort-pooler-{Guid.NewGuid():N}")).FullName;
            var port = FreePort();
            var configuration = Path.Combine(folder, "pgbouncer.ini");
            await File.WriteAllTextAsync(configuration, string.Create(CultureInfo.InvariantCulture, $"""
                [databases]
                {target.Database} = host={target.Host} port={target.Port} dbname={target.Database} user={target.Username} {(target.Password is null ? "" : $"password={target.Password}")}
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = {port}
                unix_socket_dir =
                auth_type = any
                pool_mode = {mode}
                default_pool_size = {poolSize}
                server_round_robin = {roundRobin}
                server_reset_query = {resetQuery}
                ignore_startup_parameters = extra_float_digits
                """));

            // It refuses to run as root; the socket belongs to the user that the server runs as.
            string[] command = Environment.UserName == "root" ? ["setpriv", "--reuid=postgres", "--clear-groups", "pgbouncer", "-q", configuration] : ["pgbouncer", "-q", configuration];
            var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true, UseShellExecute = false })!;
            var pooler = new PgBouncer(process, folder, $"postgresql://postgres@127.0.0.1:{port}/{target.Database}");
            for (var attempt = 0; ; attempt++)
            {
                using var client = new TcpClient();
                try
                {
                    await client.ConnectAsync(IPAddress.Loopback, port);
                    return pooler;
                }
                catch (SocketException) when (attempt < 200 && !process.HasExited)
                {
                    await Task.Delay(20);
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
            Directory.Delete(_folder, recursive: true);
        }

        private static int FreePort()
        {
            using var listener = new TcpListener(IPAddress.Loopback, 0);
            listener.Start();
            return ((IPEndPoint)listener.LocalEndpoint).Port;
        }
    }
}
