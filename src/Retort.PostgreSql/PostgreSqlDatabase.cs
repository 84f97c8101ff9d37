using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using Npgsql;
using Retort.Dialects;

namespace Retort.PostgreSql;

/// <summary>A PostgreSQL database, version 13 to 18.</summary>
public sealed partial class PostgreSqlDatabase : IDatabase
{
    private const int OldestVersion = 13;

    private readonly NpgsqlDataSource _dataSource;
    private readonly NpgsqlConnectionStringBuilder _connectionString;
    private readonly PostgreSqlOptions _options;
    private readonly PostgreSqlUrl? _url;
    private readonly ConcurrentDictionary<PostgreSqlSession, int> _sessions = new();

    private PostgreSqlDatabase(NpgsqlDataSource dataSource, PostgreSqlUrl? url, PostgreSqlOptions options)
    {
        _dataSource = dataSource;
        _connectionString = url?.ConnectionString ?? new NpgsqlConnectionStringBuilder(dataSource.ConnectionString);
        _options = options;
        _url = url;
    }

    /// <inheritdoc/>
    public IDialect Dialect => PostgreSqlDialect.Instance;

    /// <inheritdoc/>
    public string DisplayName => PostgreSqlUrl.DisplayNameOf(_connectionString);

    /// <summary>Uses the database at an address; nothing is opened yet.</summary>
    /// <param name="url">A URL, keywords of libpq, or an ADO.NET connection string; see <see cref="PostgreSqlUrl"/>.</param>
    /// <param name="options">How to behave there.</param>
    /// <exception cref="DatabaseAddressException">It is no address, or it has a parameter that is not known.</exception>
    public static PostgreSqlDatabase Connect(string url, PostgreSqlOptions? options = null) =>
        Connect(PostgreSqlUrl.Parse(url), options ?? new PostgreSqlOptions());

    /// <summary>Uses the database of a data source of the application, which goes on owning it.</summary>
    /// <exception cref="ArgumentException">The data source shares connections between commands (Multiplexing), so that no session could hold a lock.</exception>
    public static PostgreSqlDatabase Connect(NpgsqlDataSource dataSource, PostgreSqlOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return new NpgsqlConnectionStringBuilder(dataSource.ConnectionString).Multiplexing
            ? throw new ArgumentException("A data source with Multiplexing has no sessions. Give one without it.", nameof(dataSource))
            : new PostgreSqlDatabase(dataSource, null, options ?? new PostgreSqlOptions());
    }

    /// <inheritdoc/>
    public async Task<IDatabaseSession> OpenAsync(CancellationToken cancellationToken = default) =>
        await OpenSessionAsync(null, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <remarks>
    /// The database is made by CREATE DATABASE on the same server and dropped when the session is closed. It cannot start
    /// with a copy of the schema: CREATE DATABASE copies only a database that nobody is connected to.
    /// </remarks>
    public async Task<IDatabaseSession> OpenScratchAsync(bool copySchema, CancellationToken cancellationToken = default)
    {
        if (copySchema)
        {
            throw new UnsupportedOperationException("copy the schema of a database in use into a scratch database", "PostgreSQL", "Open an empty scratch database and run the revisions in it.");
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"retort_scratch_{Environment.ProcessId}_{Guid.NewGuid():N}")[..40];
        var main = await OpenSessionAsync(null, cancellationToken).ConfigureAwait(false);
        await using (main.ConfigureAwait(false))
        {
            await main.CreateDatabaseAsync(name, cancellationToken).ConfigureAwait(false);
        }

        var scratch = Connect(AddressOf(name), _options);
        try
        {
            return await scratch.OpenSessionAsync(() => DropAsync(scratch, name), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await DropAsync(scratch, name).ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _url is null ? ValueTask.CompletedTask : _dataSource.DisposeAsync();

    internal void Closed(PostgreSqlSession session) => _sessions.TryRemove(session, out _);

    private static PostgreSqlDatabase Connect(PostgreSqlUrl url, PostgreSqlOptions options)
    {
        var connection = url.ConnectionString;
        connection.ApplicationName ??= ApplicationName();

        // One run is one session: a pool would only keep it open. It waits for its answer to a cancellation rather than
        // hang up on a server that is rolling back.
        connection.Pooling = false;
        connection.CommandTimeout = 0;
        connection.CancellationTimeout = (int)TimeSpan.FromSeconds(10).TotalMilliseconds;
        connection.IncludeFailedBatchedCommand = true;
        connection.IncludeErrorDetail = true;
        connection.TcpKeepAlive = true;

        var builder = new NpgsqlSlimDataSourceBuilder(connection.ConnectionString);
        builder.EnableTransportSecurity().EnableIntegratedSecurity().EnableArrays().EnableRanges().EnableMultiranges().EnableJsonTypes().EnableNetworkTypes().EnableExtraConversions();
        NpgsqlDataSource source = url.Target is { } target ? builder.BuildMultiHost().WithTargetSession(target) : builder.Build();
        return new PostgreSqlDatabase(source, url, options);
    }

    private async Task<PostgreSqlSession> OpenSessionAsync(Func<ValueTask>? afterClose, CancellationToken cancellationToken)
    {
        NpgsqlConnection connection;
        try
        {
            connection = await _dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or IOException or TimeoutException)
        {
            throw PostgreSqlErrors.OfConnection(e, DisplayName);
        }

        if (connection.PostgreSqlVersion.Major < OldestVersion)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw new DatabaseConnectionException(
                "RT0616", $"The server is PostgreSQL {connection.PostgreSqlVersion}; Retort needs {OldestVersion} or later.", $"Database {DisplayName}.", "Upgrade the server.");
        }

        var session = new PostgreSqlSession(connection, this, _options, afterClose);
        _sessions[session] = connection.ProcessID;
        if (connection.PostgresParameters.GetValueOrDefault("standard_conforming_strings") == "off")
        {
            await session.ExecuteAsync([new("SET standard_conforming_strings = on")], cancellationToken).ConfigureAwait(false);
        }

        return session;
    }

    private PostgreSqlUrl AddressOf(string database)
    {
        if (_url is not null)
        {
            return _url.WithDatabase(database);
        }

        // The password is known only to connections of the data source.
        using var connection = _dataSource.CreateConnection();
        using var clone = connection.CloneWith(new NpgsqlConnectionStringBuilder(_dataSource.ConnectionString) { Database = database, PersistSecurityInfo = true }.ConnectionString);
        return PostgreSqlUrl.Of(new NpgsqlConnectionStringBuilder(clone.ConnectionString) { Multiplexing = false });
    }

    private async ValueTask DropAsync(PostgreSqlDatabase scratch, string name)
    {
        await scratch.DisposeAsync().ConfigureAwait(false);
        var main = await OpenSessionAsync(null, CancellationToken.None).ConfigureAwait(false);
        await using (main.ConfigureAwait(false))
        {
            await main.DropDatabaseAsync(name, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static string ApplicationName() =>
        $"retort {typeof(IDatabase).Assembly.GetName().Version?.ToString(3)} {Environment.UserName}@{Environment.MachineName}";
}
