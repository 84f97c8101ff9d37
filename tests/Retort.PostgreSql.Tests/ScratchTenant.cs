using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Retort.Testing;

namespace Retort.PostgreSql.Tests;

/// <summary>A role and a database of its own for a test: what the role owns on the server tells what was left behind.</summary>
internal sealed class ScratchTenant : IAsyncDisposable
{
    private readonly PostgresDatabase _database;

    private ScratchTenant(PostgresDatabase database, string role)
    {
        _database = database;
        Role = role;
    }

    public string Role { get; }

    public string Name => _database.Name;

    public PostgresServer Server => _database.Server;

    /// <summary>The address of the database for the role.</summary>
    public string Url => UrlOf(Name);

    public Log Told { get; } = new();

    public static async Task<ScratchTenant> CreateAsync(string rights, int major = 15)
    {
        var database = await PostgresDatabase.CreateAsync(major);
        var tenant = new ScratchTenant(database, $"O'dd \"{database.Name}\" Rölé");
        await database.ExecuteAsync($"CREATE ROLE {PostgreSqlIdentifier.Quote(tenant.Role)} LOGIN {rights}");
        return tenant;
    }

    public string UrlOf(string database) => $"postgresql://{Uri.EscapeDataString(Role)}@/{Uri.EscapeDataString(database)}?host={Uri.EscapeDataString(Server.Folder)}&port=5432";

    public PostgreSqlDatabase Connect(PostgreSqlOptions? options = null) => PostgreSqlDatabase.Connect(Url, (options ?? new PostgreSqlOptions()) with { Logger = Told });

    public Task ExecuteAsync(string sql, string? database = null) => Server.ExecuteAsync(database ?? Name, sql);

    public Task<IReadOnlyList<string?>> QueryAsync(string sql) => _database.QueryAsync(sql);

    /// <summary>The names of the databases that the role owns.</summary>
    public Task<IReadOnlyList<string?>> DatabasesAsync() =>
        _database.QueryAsync($"SELECT datname FROM pg_database WHERE pg_get_userbyid(datdba) = {PostgreSqlLiteral.Text(Role)} ORDER BY datname");

    /// <summary>Makes a database that is the role's, with an odd name.</summary>
    public async Task<string> CreateOwnedAsync()
    {
        var name = $"Scratch \"{Name}\" für's";
        await ExecuteAsync($"CREATE DATABASE {PostgreSqlIdentifier.Quote(name)} OWNER {PostgreSqlIdentifier.Quote(Role)}");
        return name;
    }

    /// <summary>Starts another process that makes scratch databases and keeps the last one.</summary>
    public async Task<(Process Process, string Scratch)> StartAsync(int count = 1, string scratchUrl = "-", string programs = "-")
    {
        var process = CommandRun.Start(Runner, ["scratch", Url, $"{count}", scratchUrl, programs]);
        var scratch = await process.StandardOutput.ReadLineAsync();
        return (process, scratch ?? throw new InvalidOperationException(await process.StandardError.ReadToEndAsync()));
    }

    public Task<CommandRun> RunAsync(int count) => CommandRun.RunAsync(Runner, ["scratch", Url, $"{count}", "-", "-"]);

    /// <summary>The name of a database, from its address.</summary>
    public static string NameOf(string displayName) => PostgreSqlUrl.Parse(displayName).ConnectionString.Database!;

    /// <summary>The folder of the socket, from an address.</summary>
    public static string HostOf(string displayName) => PostgreSqlUrl.Parse(displayName).ConnectionString.Host!;

    public async ValueTask DisposeAsync()
    {
        foreach (var name in await DatabasesAsync())
        {
            await ExecuteAsync($"DROP DATABASE {PostgreSqlIdentifier.Quote(name!)} WITH (FORCE)");
        }

        await _database.DisposeAsync();
    }

    private static string Runner => Path.Combine(AppContext.BaseDirectory, "Retort.CrashRunner");

    /// <summary>What was logged.</summary>
    public sealed class Log : ILogger
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add($"{eventId.Id} {formatter(state, exception)}");
    }
}
