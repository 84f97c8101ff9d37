using Npgsql;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>What a revision waits for that says <c>SELECT pg_advisory_xact_lock(42)</c>, as long as a test wants.</summary>
internal sealed class Gate : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;

    private Gate(NpgsqlConnection connection) => _connection = connection;

    public static async Task<Gate> CloseAsync(PostgresDatabase database)
    {
        var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT pg_advisory_lock(42)", connection);
        await command.ExecuteNonQueryAsync();
        return new Gate(connection);
    }

    public Task OpenAsync() => _connection.CloseAsync();

    public ValueTask DisposeAsync() => _connection.DisposeAsync();
}
