using System.Collections.Concurrent;
using System.Net.Sockets;
using Npgsql;
using Retort.Dialects;

namespace Retort.PostgreSql;

/// <summary>A PostgreSQL database, version 13 to 18.</summary>
public sealed partial class PostgreSqlDatabase : IDatabase
{
    private const int OldestVersion = 13;

    private readonly Lazy<NpgsqlDataSource> _dataSource;

    // Knows the types that every server has, and does not ask for others.
    private readonly Lazy<NpgsqlDataSource> _sqlDataSource;
    private readonly NpgsqlConnectionStringBuilder _connectionString;
    private readonly PostgreSqlOptions _options;
    private readonly PostgreSqlUrl? _url;
    private readonly ConcurrentDictionary<PostgreSqlSession, int> _sessions = new();

    private bool _toldUnguarded;

    // What a scratch database goes back to when it is disposed.
    private IAsyncDisposable? _owner;

    private PostgreSqlDatabase(NpgsqlDataSource dataSource, PostgreSqlOptions options)
    {
        _dataSource = _sqlDataSource = new(dataSource);
        _connectionString = new NpgsqlConnectionStringBuilder(dataSource.ConnectionString);
        _options = options;
    }

    private PostgreSqlDatabase(PostgreSqlUrl url, PostgreSqlOptions options, IAsyncDisposable? owner)
    {
        _dataSource = new(() => Build(url));
        _sqlDataSource = new(() => BuildForSql(url));
        _connectionString = url.ConnectionString;
        _options = options;
        _url = url;
        _owner = owner;
        IsScratch = owner is not null;
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
            : new PostgreSqlDatabase(dataSource, options ?? new PostgreSqlOptions());
    }

    /// <inheritdoc/>
    public async Task<IDatabaseSession> OpenAsync(CancellationToken cancellationToken = default) =>
        await OpenSessionAsync(_dataSource, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IDatabaseSession> OpenForSqlAsync(CancellationToken cancellationToken = default) =>
        await OpenSessionAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public async Task<IDatabaseSession> OpenReadingAsync(CancellationToken cancellationToken = default)
    {
        var session = await OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await session.BeginReadingAsync(cancellationToken).ConfigureAwait(false);
            return session;
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_url is not null)
        {
            foreach (var source in ((Lazy<NpgsqlDataSource>[])[_dataSource, _sqlDataSource]).Where(source => source.IsValueCreated))
            {
                await source.Value.DisposeAsync().ConfigureAwait(false);
            }
        }

        if (Interlocked.Exchange(ref _owner, null) is { } owner)
        {
            await owner.DisposeAsync().ConfigureAwait(false);
        }
    }

    internal PostgreSqlOptions Options => _options;

    /// <summary>How long a session may wait for an answer while there is no sign that one will come.</summary>
    internal TimeSpan SilenceTimeout => _url?.SilenceTimeout ?? PostgreSqlUrl.DefaultSilenceTimeout;

    /// <summary>Whether it is thrown away when it is disposed: nobody else is in it, and no rows worth a thought.</summary>
    internal bool IsScratch { get; }

    internal string Name => _connectionString.Database!;

    internal string UserName => _connectionString.Username ?? "postgres";

    /// <summary>The version of the server; <see langword="null"/> as long as no session was opened.</summary>
    internal Version? ServerVersion { get; private set; }

    /// <summary>Says, once, that what code does unseen cannot be stopped.</summary>
    internal void TellUnguarded()
    {
        if (!Interlocked.Exchange(ref _toldUnguarded, true))
        {
            Log.RewritesUnguarded(_options.Logger);
        }
    }

    internal void Closed(PostgreSqlSession session) => _sessions.TryRemove(session, out _);

    /// <summary>Makes what a connection is opened with, of an address that nobody connects to, so that the code for it is there when it is needed.</summary>
    internal static void BringUpDriver() => BuildForSql(PostgreSqlUrl.Parse("postgresql://localhost/postgres")).Dispose();

    internal static PostgreSqlDatabase Connect(PostgreSqlUrl url, PostgreSqlOptions options, IAsyncDisposable? owner = null)
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

        // Left to itself the system asks after two hours whether the other side is still there; firewalls forget a quiet connection within minutes. A local socket
        // has no such options, and the driver would fail to set them.
        var isLocal = connection.Host!.Split(',').Any(host => host.StartsWith('/'));
        connection.TcpKeepAlive = true;
        connection.TcpKeepAliveInterval = isLocal ? 0 : connection.TcpKeepAliveTime == 0 ? 5 : connection.TcpKeepAliveInterval;
        connection.TcpKeepAliveTime = isLocal ? 0 : connection.TcpKeepAliveTime == 0 ? 20 : connection.TcpKeepAliveTime;

        return new PostgreSqlDatabase(url, options, owner);
    }

    /// <summary>Opens a connection for SQL only.</summary>
    internal Task<NpgsqlConnection> OpenConnectionAsync(CancellationToken cancellationToken) => OpenConnectionAsync(_sqlDataSource, cancellationToken);

    private async Task<NpgsqlConnection> OpenConnectionAsync(Lazy<NpgsqlDataSource> source, CancellationToken cancellationToken)
    {
        try
        {
            return await source.Value.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is NpgsqlException or SocketException or IOException or TimeoutException)
        {
            throw PostgreSqlErrors.OfConnection(e, DisplayName);
        }
    }

    /// <summary>Opens a session for SQL only.</summary>
    internal Task<PostgreSqlSession> OpenSessionAsync(CancellationToken cancellationToken) => OpenSessionAsync(_sqlDataSource, cancellationToken);

    private async Task<PostgreSqlSession> OpenSessionAsync(Lazy<NpgsqlDataSource> source, CancellationToken cancellationToken)
    {
        var connection = await OpenConnectionAsync(source, cancellationToken).ConfigureAwait(false);
        if (connection.PostgreSqlVersion.Major < OldestVersion)
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw new DatabaseConnectionException(
                "RT0616", $"The server is PostgreSQL {connection.PostgreSqlVersion}; Retort needs {OldestVersion} or later.", $"Database {DisplayName}.", "Upgrade the server.");
        }

        ServerVersion = connection.PostgreSqlVersion;
        var session = new PostgreSqlSession(connection, this, _options);
        _sessions[session] = connection.ProcessID;
        if (connection.PostgresParameters.GetValueOrDefault("standard_conforming_strings") == "off")
        {
            await session.ExecuteAsync([new("SET standard_conforming_strings = on")], cancellationToken).ConfigureAwait(false);
        }

        if (IsScratch)
        {
            await session.PinSettingsAsync(cancellationToken).ConfigureAwait(false);
        }

        return session;
    }

    /// <summary>The address of another database on the same server.</summary>
    internal PostgreSqlUrl AddressOf(string database)
    {
        if (_url is not null)
        {
            return _url.WithDatabase(database);
        }

        // The password is known only to connections of the data source.
        using var connection = _dataSource.Value.CreateConnection();
        using var clone = connection.CloneWith(new NpgsqlConnectionStringBuilder(_dataSource.Value.ConnectionString) { Database = database, PersistSecurityInfo = true }.ConnectionString);
        return PostgreSqlUrl.Of(new NpgsqlConnectionStringBuilder(clone.ConnectionString) { Multiplexing = false });
    }

    private static NpgsqlDataSource Build(PostgreSqlUrl url)
    {
        var builder = new NpgsqlDataSourceBuilder(url.ConnectionString.ConnectionString);
        return url.Target is { } target ? builder.BuildMultiHost().WithTargetSession(target) : builder.Build();
    }

    private static NpgsqlDataSource BuildForSql(PostgreSqlUrl url)
    {
        var builder = new NpgsqlSlimDataSourceBuilder(url.ConnectionString.ConnectionString);
        builder.EnableTransportSecurity().EnableIntegratedSecurity().EnableArrays().ConfigureTypeLoading(types => types.EnableTypeLoading(false));
        return url.Target is { } target ? builder.BuildMultiHost().WithTargetSession(target) : builder.Build();
    }

    private static string ApplicationName() =>
        $"retort {typeof(IDatabase).Assembly.GetName().Version?.ToString(3)} {Environment.UserName}@{Environment.MachineName}";
}
