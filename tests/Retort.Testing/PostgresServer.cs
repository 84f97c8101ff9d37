using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace Retort.Testing;

/// <summary>
/// A real, throw-away PostgreSQL server, started by <c>tests/postgres.sh</c> at its first use and shared by all tests of the
/// process. It ends when this process does, however it ends: the script watches its standard input.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<int, Lazy<Task<PostgresServer>>> Servers = new();

    private static int _databases;

    // It would be collected if nobody referred to it, its standard input with it, and the server would stop.
    private readonly Process _script;

    private PostgresServer(int major, string folder, Process script) => (Major, Folder, _script) = (major, folder, script);

    /// <summary>The major version.</summary>
    public int Major { get; }

    /// <summary>The folder of its socket, which serves as its host name.</summary>
    public string Folder { get; }

    /// <summary>The folder of the repository.</summary>
    public static string Repository { get; } = FindRepository(AppContext.BaseDirectory);

    /// <summary>The server of a major version.</summary>
    public static Task<PostgresServer> GetAsync(int major) =>
        Servers.GetOrAdd(major, version => new Lazy<Task<PostgresServer>>(() => StartAsync(version))).Value;

    /// <summary>Starts a server for a test that harms it.</summary>
    /// <param name="major">The major version.</param>
    /// <param name="log">The folder of the write-ahead log, which must be empty; <see langword="null"/> for the server's own.</param>
    public static Task<PostgresServer> StartAsync(int major, string? log = null) =>
        StartAsync(major, log is null ? new() : new() { ["RETORT_TEST_PG_WAL"] = log }, "run", $"{major}");

    /// <summary>Starts a standby that streams from it, and waits until it does. Where there is a pg_basebackup.</summary>
    public async Task<PostgresServer> StartStandbyAsync()
    {
        var standby = await StartAsync(Major, [], "standby", $"{Major}", Folder);
        await AwaitAsync("SELECT count(*) > 0 FROM pg_stat_replication WHERE state = 'streaming' AND replay_lsn IS NOT NULL");
        return standby;
    }

    /// <summary>Waits until a query says that something is so.</summary>
    public async Task AwaitAsync(string query, string database = "postgres")
    {
        await using var connection = await OpenAsync(database);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(60); await Task.Delay(20))
        {
            await using var command = new NpgsqlCommand(query, connection);
            if (await command.ExecuteScalarAsync() is true)
            {
                return;
            }
        }

        throw new TimeoutException($"It was never so that {query}.");
    }

    private static async Task<PostgresServer> StartAsync(int major, Dictionary<string, string> environment, params string[] arguments)
    {
        var script = CommandRun.Start(Script, arguments, environment: environment);
        var line = await script.StandardOutput.ReadLineAsync();
        return line?.Split(' ', 2) is ["READY", var folder]
            ? new PostgresServer(major, folder, script)
            : throw new InvalidOperationException($"No PostgreSQL {major}: {await script.StandardError.ReadToEndAsync()} (./test.sh installs it)");
    }

    /// <summary>Restarts it.</summary>
    /// <param name="mode">How it stops: <c>fast</c> ends the sessions, <c>immediate</c> does not even write down what is in memory.</param>
    public async Task RestartAsync(string mode) => (await CommandRun.RunAsync(Script, ["restart", $"{Major}", Folder, mode])).RequireSuccess();

    /// <summary>Waits until it lets somebody in.</summary>
    public async Task WaitAsync()
    {
        while (true)
        {
            try
            {
                await ExecuteAsync("postgres", "SELECT 1");
                return;
            }
            catch (NpgsqlException)
            {
                await Task.Delay(20);
            }
        }
    }

    /// <summary>The address of a database, as a person would type it.</summary>
    public string UrlOf(string database) => $"postgresql://postgres@/{database}?host={Uri.EscapeDataString(Folder)}&port=5432";

    /// <summary>The address of a database, for the driver.</summary>
    public string ConnectionStringOf(string database) => $"Host={Folder};Port=5432;Username=postgres;Database={database};Pooling=false;Include Error Detail=true";

    /// <summary>Makes a new, empty database.</summary>
    public async Task<PostgresDatabase> CreateDatabaseAsync(string? template = null)
    {
        var name = $"test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
        // Without the disk to wait for, files are copied in half the time that their pages are logged in, which is what happens since version 15.
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}{(template is null ? "" : $" TEMPLATE {template}")}{(Major < 15 ? "" : " STRATEGY file_copy")}");
        return new PostgresDatabase(this, name);
    }

    /// <summary>Runs SQL.</summary>
    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = await OpenAsync(database);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Opens a connection that does not ask for the types of a database: for a new one, that takes longer than most of what tests ask.</summary>
    internal async Task<NpgsqlConnection> OpenAsync(string database)
    {
        var connection = new NpgsqlConnection($"{ConnectionStringOf(database)};Server Compatibility Mode=NoTypeLoading");
        await connection.OpenAsync();
        return connection;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _script.StandardInput.Close();
        await _script.WaitForExitAsync();
        _script.Dispose();
    }

    private static string Script => Path.Combine(Repository, "tests/postgres.sh");

    private static string FindRepository(string folder) =>
        File.Exists(Path.Combine(folder, "Retort.slnx")) ? folder : FindRepository(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository."));
}
