using System.Globalization;
using Retort.Dialects;
using Retort.Planning;

namespace Retort.PostgreSql.Scratch;

/// <summary>
/// A database made by CREATE DATABASE. Its maker holds an advisory lock of its name from before it is made until it is dropped, on a
/// session of its own, so that every process on every host can see whether it is still wanted.
/// </summary>
internal sealed class CreatedDatabase : IAsyncDisposable
{
    private static readonly TimeSpan PatienceToDrop = TimeSpan.FromSeconds(30);

    private readonly PostgreSqlDatabase _server;
    private readonly bool _ownsServer;
    private readonly PostgreSqlSession _keeper;
    private readonly string _name = ScratchName.New();

    private CreatedDatabase(PostgreSqlDatabase server, bool ownsServer, PostgreSqlSession keeper)
    {
        _server = server;
        _ownsServer = ownsServer;
        _keeper = keeper;
    }

    /// <summary>Makes a database on the server of another, encoding and sorting as that one does, after clearing away what dead processes left there.</summary>
    /// <param name="server">A database on the server.</param>
    /// <param name="ownsServer">Whether it is disposed together with the new one.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="StatementException">The server refuses.</exception>
    /// <exception cref="DatabaseConnectionException">The server cannot be reached, or does not let anybody into the new database.</exception>
    public static async Task<PostgreSqlDatabase> CreateAsync(PostgreSqlDatabase server, bool ownsServer, CancellationToken cancellationToken)
    {
        var keeper = await server.OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        var created = new CreatedDatabase(server, ownsServer, keeper);
        try
        {
            await created.HoldAsync(cancellationToken).ConfigureAwait(false);
            await Leftovers.SweepAsync(keeper, server, cancellationToken).ConfigureAwait(false);
            return await created.CreateAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await created.DropAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>How a database encodes and sorts, as CREATE DATABASE takes it.</summary>
    public static async Task<string> ReadSettingsAsync(PostgreSqlSession session, CancellationToken cancellationToken)
    {
        // The column of the ICU locale has had two names, and none before 15.
        var icuLocale = session.ServerVersion.Major >= 17 ? "datlocale" : session.ServerVersion.Major >= 15 ? "daticulocale" : "NULL";
        var provider = session.ServerVersion.Major >= 15 ? "datlocprovider" : "'c'";
        var rows = await session.QueryAsync(
            $"""
            SELECT format('ENCODING %L LC_COLLATE %L LC_CTYPE %L', pg_encoding_to_char(encoding), datcollate, datctype)
                || CASE {provider}::text WHEN 'i' THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L', {icuLocale}) WHEN 'b' THEN format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', {icuLocale}) ELSE '' END
            FROM pg_catalog.pg_database WHERE datname = current_database()
            """,
            cancellationToken).ConfigureAwait(false);
        return (string)rows[0][0]!;
    }

    public static Task CreateEmptyAsync(PostgreSqlSession session, string name, string settings, CancellationToken cancellationToken) =>
        session.ExecuteAsync([new SqlStatement($"CREATE DATABASE {PostgreSqlIdentifier.Quote(name)} TEMPLATE template0 {settings}") { Transactional = false }], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await DropAsync().ConfigureAwait(false);
        if (_ownsServer)
        {
            await _server.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Takes the lock, before there is a database; a server that ends idle sessions is asked to spare this one.</summary>
    private async Task HoldAsync(CancellationToken cancellationToken)
    {
        await _keeper.QueryAsync("SELECT set_config(name, '0', false) FROM pg_catalog.pg_settings WHERE name = 'idle_session_timeout'", cancellationToken).ConfigureAwait(false);
        var rows = await _keeper.QueryAsync(string.Create(CultureInfo.InvariantCulture, $"SELECT pg_backend_pid() = {_keeper.ProcessId}"), cancellationToken).ConfigureAwait(false);
        if (rows[0][0] is false)
        {
            await PoolerDetection.RefuseTransactionPoolerAsync(_keeper, _server, cancellationToken).ConfigureAwait(false);
        }

        await _keeper.QueryAsync($"SELECT pg_try_advisory_lock({ScratchName.LockKey(PostgreSqlLiteral.Text(_name))})", cancellationToken).ConfigureAwait(false);
    }

    private async Task<PostgreSqlDatabase> CreateAsync(CancellationToken cancellationToken)
    {
        await CreateEmptyAsync(_keeper, _name, await ReadSettingsAsync(_keeper, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        await ScratchName.MarkAsync(_keeper, _name, cancellationToken).ConfigureAwait(false);
        var scratch = PostgreSqlDatabase.Connect(_server.AddressOf(_name), _server.Options, this);

        // A server may let nobody into databases that it was not told of.
        await (await scratch.OpenSessionAsync(cancellationToken).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        return scratch;
    }

    private async Task DropAsync()
    {
        using var patience = new CancellationTokenSource(PatienceToDrop);
        try
        {
            await DropAsync(_keeper, patience.Token).ConfigureAwait(false);
        }
        catch (StatementException e) when (e.Failure == StatementFailure.ConnectionLost)
        {
            await DropOnNewSessionAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RetortException or OperationCanceledException)
        {
            Log.ScratchNotDropped(_server.Options.Logger, _name, e);
        }

        await _keeper.DisposeAsync().ConfigureAwait(false);
    }

    private async Task DropOnNewSessionAsync(CancellationToken cancellationToken)
    {
        try
        {
            var session = await _server.OpenSessionAsync(cancellationToken).ConfigureAwait(false);
            await using var closing = session.ConfigureAwait(false);
            await DropAsync(session, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is RetortException or OperationCanceledException or ObjectDisposedException)
        {
            Log.ScratchNotDropped(_server.Options.Logger, _name, e);
        }
    }

    private async Task DropAsync(PostgreSqlSession session, CancellationToken cancellationToken) =>
        await session.ExecuteAsync([new SqlStatement($"DROP DATABASE IF EXISTS {PostgreSqlIdentifier.Quote(_name)} WITH (FORCE)") { Transactional = false }], cancellationToken).ConfigureAwait(false);
}
