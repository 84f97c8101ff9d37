using Microsoft.Data.Sqlite;
using Retort.Dialects;

namespace Retort.Sqlite;

/// <summary>A SQLite database: a file, or one in memory that lives as long as this object.</summary>
public sealed partial class SqliteDatabase : IDatabase
{
    private readonly SqliteConnectionStringBuilder _settings;
    private readonly string? _file;
    private readonly SqliteConnection? _keepsMemory;

    private SqliteDatabase(SqliteConnectionStringBuilder settings)
    {
        SQLitePCL.Batteries_V2.Init();
        _settings = settings;
        _settings.Pooling = false;
        if (settings.Mode == SqliteOpenMode.Memory)
        {
            _settings.DataSource = $"retort-{Guid.NewGuid():N}";
            _settings.Cache = SqliteCacheMode.Shared;
            _keepsMemory = new SqliteConnection(_settings.ConnectionString);
            _keepsMemory.Open();
        }
        else
        {
            _file = settings.DataSource;
        }
    }

    /// <inheritdoc/>
    public IDialect Dialect => SqliteDialect.Instance;

    /// <inheritdoc/>
    public string DisplayName => _file ?? "a SQLite database in memory";

    /// <summary>Whether it is a file that is not there; it is made when something is written.</summary>
    public bool IsMissing => _file is not null && !File.Exists(_file);

    /// <summary>Whether an address is written like one of a SQLite database.</summary>
    public static bool IsAddress(string url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return url.StartsWith("sqlite", StringComparison.OrdinalIgnoreCase)
            || url.StartsWith("Data Source=", StringComparison.OrdinalIgnoreCase)
            || url.StartsWith("Filename=", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Uses the database at an address. Nothing is opened yet, and a missing file is not created before something is to be written.</summary>
    /// <param name="url">
    /// <c>sqlite:///relative.db</c>, <c>sqlite:////absolute.db</c>, <c>sqlite://</c> for one in memory, or <c>Data Source=...</c>. A URL can end in
    /// <c>?mode=ro</c> and <c>?timeout=SECONDS</c>.
    /// </param>
    /// <param name="folder">Where a relative path starts; the current folder unless given.</param>
    /// <exception cref="DatabaseAddressException">It is no address.</exception>
    public static SqliteDatabase Connect(string url, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        return new SqliteDatabase(SqliteUrl.Parse(url, folder ?? Environment.CurrentDirectory));
    }

    /// <inheritdoc/>
    public async Task<IDatabaseSession> OpenAsync(CancellationToken cancellationToken = default) => await OpenSessionAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    /// <remarks>One who writes much, or is about to commit, keeps readers out; the driver tries for a second before it says so.</remarks>
    public async Task<IDatabaseSession> OpenReadingAsync(CancellationToken cancellationToken = default)
    {
        var session = new SqliteSession(_settings, _file) { IsPatient = false };
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
    /// <remarks>It is a database in memory.</remarks>
    public async Task<IDatabase> CreateScratchAsync(bool copySchema, CancellationToken cancellationToken = default)
    {
        var scratch = Connect("sqlite://");
        try
        {
            if (copySchema)
            {
                await CopySchemaAsync(scratch, cancellationToken).ConfigureAwait(false);
            }

            return scratch;
        }
        catch
        {
            await scratch.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<IStatementObserver> OpenObserverAsync(CancellationToken cancellationToken = default) => new StatementObserver(await OpenSessionAsync(cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _keepsMemory?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<SqliteSession> OpenSessionAsync(CancellationToken cancellationToken)
    {
        var session = new SqliteSession(_settings, _file);
        await session.OpenIfThereAsync(cancellationToken).ConfigureAwait(false);
        return session;
    }

    private async Task CopySchemaAsync(SqliteDatabase copy, CancellationToken cancellationToken)
    {
        var from = await OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closingFrom = from.ConfigureAwait(false);
        var to = await copy.OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closingTo = to.ConfigureAwait(false);
        await to.CopySchemaAsync(from, cancellationToken).ConfigureAwait(false);
    }
}
