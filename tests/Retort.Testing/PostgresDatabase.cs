using System.Diagnostics;
using Npgsql;

namespace Retort.Testing;

/// <summary>A database of its own for a test, dropped afterwards.</summary>
public sealed class PostgresDatabase(PostgresServer server, string name) : IAsyncDisposable
{
    /// <summary>The server.</summary>
    public PostgresServer Server { get; } = server;

    /// <summary>The name.</summary>
    public string Name { get; } = name;

    /// <summary>The address, as a person would type it.</summary>
    public string Url => Server.UrlOf(Name);

    /// <summary>The address, for the driver.</summary>
    public string ConnectionString => Server.ConnectionStringOf(Name);

    /// <summary>Makes a new, empty database.</summary>
    public static async Task<PostgresDatabase> CreateAsync(int major = 15) => await (await PostgresServer.GetAsync(major)).CreateDatabaseAsync();

    /// <summary>Makes a database with all that is in this one, which nobody may be using.</summary>
    public Task<PostgresDatabase> CopyAsync() => Server.CreateDatabaseAsync(template: Name);

    /// <summary>Runs SQL.</summary>
    public Task ExecuteAsync(string sql) => Server.ExecuteAsync(Name, sql);

    /// <summary>The first column of one or more queries, as text.</summary>
    public async Task<IReadOnlyList<string?>> QueryAsync(string sql)
    {
        await using var connection = await Server.OpenAsync(Name);
        return await QueryAsync(connection, sql);
    }

    /// <summary>The first column of one or more queries, as text, over a connection that is open.</summary>
    public static async Task<IReadOnlyList<string?>> QueryAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var values = new List<string?>();
        do
        {
            while (await reader.ReadAsync())
            {
                values.Add(reader.IsDBNull(0) ? null : Convert.ToString(reader.GetValue(0), System.Globalization.CultureInfo.InvariantCulture));
            }
        }
        while (await reader.NextResultAsync());

        return values;
    }

    /// <summary>Waits until there is a session of which a condition on <c>pg_stat_activity</c> holds, and tells its process id.</summary>
    public async Task<string> FindSessionAsync(string condition)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < TimeSpan.FromSeconds(60))
        {
            if (await QueryAsync($"SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND {condition}") is [{ } pid, ..])
            {
                return pid;
            }

            await Task.Delay(10);
        }

        throw new TimeoutException($"No session was ever seen of which it holds that {condition}.");
    }

    /// <summary>The schemas besides the default one.</summary>
    public async Task<IReadOnlyList<string>> SchemasAsync() =>
        (await QueryAsync("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', 'public') ORDER BY 1"))!;

    /// <summary>Runs a script as a person would, with psql.</summary>
    public async Task LoadAsync(string script)
    {
        var psql = await CommandRun.RunAsync("/usr/bin/psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", Server.Folder, "-U", "postgres", Name], input: script);
        psql.RequireSuccess();
    }

    /// <summary>The schema as pg_dump of PostgreSQL 15 writes it, without what differs from run to run.</summary>
    public Task<string> DumpSchemaAsync() => DumpAsync("--schema-only");

    /// <summary>Everything as pg_dump of PostgreSQL 15 writes it, without what differs from run to run.</summary>
    public async Task<string> DumpAsync(params string[] options)
    {
        var dump = await CommandRun.RunAsync("/usr/lib/postgresql/15/bin/pg_dump", [.. options, "-h", Server.Folder, "-U", "postgres", Name]);
        return string.Join('\n', dump.RequireSuccess().Output.Split('\n').Where(line => !line.StartsWith('\\')));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Server.ExecuteAsync("postgres", $"DROP DATABASE IF EXISTS {Name} WITH (FORCE)");
}
