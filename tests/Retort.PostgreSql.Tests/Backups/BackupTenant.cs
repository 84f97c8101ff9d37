using Npgsql;
using Retort.Backups;
using Retort.Testing;

namespace Retort.PostgreSql.Tests.Backups;

/// <summary>A database with a folder for its backups. Nobody is connected to it but who is asked to.</summary>
internal sealed class BackupTenant : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    private BackupTenant(PostgresDatabase server, PostgreSqlOptions options)
    {
        Server = server;
        Database = PostgreSqlDatabase.Connect(server.Url, options);
    }

    public PostgresDatabase Server { get; }

    public PostgreSqlDatabase Database { get; }

    public string Backups => _folder["backups"];

    public Restoration Restoration => new(Database, "retort_version", TimeProvider.System, new Progress<BackupProgress>());

    public static async Task<BackupTenant> CreateAsync(string script = "", PostgreSqlOptions? options = null)
    {
        var tenant = new BackupTenant(await PostgresDatabase.CreateAsync(), options ?? new PostgreSqlOptions());
        await tenant.Server.LoadAsync(script);
        return tenant;
    }

    public Task<Backup> BackUpAsync() =>
        new BackupWriter(Backups, TimeProvider.System, new Progress<BackupProgress>()).CreateAsync(Database, BackupRequest.Full("retort_version", "test"), default);

    public Task<Backup> ProveAsync(Backup backup) => BackupProof.RunAsync(backup, Database, "retort_version", TimeProvider.System, new Progress<BackupProgress>(), default);

    /// <summary>The databases of the server that were made for this one.</summary>
    public async Task<IReadOnlyList<string>> RelativesAsync()
    {
        await using var connection = new NpgsqlConnection(Server.Server.ConnectionStringOf("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"SELECT array_agg(datname::text ORDER BY datname) FROM pg_database WHERE starts_with(datname, '{Server.Name}_')", connection);
        return await command.ExecuteScalarAsync() as string[] ?? [];
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        foreach (var relative in await RelativesAsync())
        {
            await Server.Server.ExecuteAsync("postgres", $"DROP DATABASE {relative} WITH (FORCE)");
        }

        await Server.DisposeAsync();
        _folder.Dispose();
    }
}
