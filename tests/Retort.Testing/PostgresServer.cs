using System.Collections.Concurrent;
using System.Diagnostics;
using Npgsql;

namespace Retort.Testing;

/// <summary>
/// A real, throw-away PostgreSQL server, started by <c>tests/postgres.sh</c> at its first use and shared by all tests of the
/// process. It ends when this process does, however it ends: the script watches its standard input.
/// </summary>
public sealed class PostgresServer
{
    private static readonly ConcurrentDictionary<int, Lazy<Task<PostgresServer>>> Servers = new();

    // A process that nobody refers to is collected, its standard input with it, and the server would stop.
    private static readonly ConcurrentBag<Process> Scripts = [];

    private static int _databases;

    private PostgresServer(int major, string folder) => (Major, Folder) = (major, folder);

    /// <summary>The major version.</summary>
    public int Major { get; }

    /// <summary>The folder of its socket, which serves as its host name.</summary>
    public string Folder { get; }

    /// <summary>The folder of the repository.</summary>
    public static string Repository { get; } = FindRepository(AppContext.BaseDirectory);

    /// <summary>The server of a major version.</summary>
    public static Task<PostgresServer> GetAsync(int major) =>
        Servers.GetOrAdd(major, version => new Lazy<Task<PostgresServer>>(() => StartAsync(version))).Value;

    /// <summary>The address of a database, as a person would type it.</summary>
    public string UrlOf(string database) => $"postgresql://postgres@/{database}?host={Uri.EscapeDataString(Folder)}&port=5432";

    /// <summary>The address of a database, for the driver.</summary>
    public string ConnectionStringOf(string database) => $"Host={Folder};Port=5432;Username=postgres;Database={database};Pooling=false;Include Error Detail=true";

    /// <summary>Makes a new, empty database.</summary>
    public async Task<PostgresDatabase> CreateDatabaseAsync(string? template = null)
    {
        var name = $"test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
        await ExecuteAsync("postgres", $"CREATE DATABASE {name}{(template is null ? "" : $" TEMPLATE {template}")}");
        return new PostgresDatabase(this, name);
    }

    /// <summary>Runs SQL.</summary>
    public async Task ExecuteAsync(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionStringOf(database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<PostgresServer> StartAsync(int major)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository, "tests/postgres.sh"), ["run", $"{major}"])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var script = Process.Start(start)!;
        Scripts.Add(script);
        var line = await script.StandardOutput.ReadLineAsync();
        return line?.Split(' ', 2) is ["READY", var folder]
            ? new PostgresServer(major, folder)
            : throw new InvalidOperationException($"No PostgreSQL {major}: {await script.StandardError.ReadToEndAsync()} (./test.sh installs it)");
    }

    private static string FindRepository(string folder) =>
        File.Exists(Path.Combine(folder, "Retort.slnx")) ? folder : FindRepository(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests do not run inside the repository."));
}
