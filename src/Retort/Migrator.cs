using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Execution;
using Retort.Planning;
using Retort.Revisions;

namespace Retort;

/// <summary>
/// Brings a database from the revisions it is at to others: plans the way, and runs the plan alone, atomically and with a journal.
/// <code>
/// await using var migrator = Migrator.Create(PostgreSqlDatabase.Connect(url), RevisionSource.InAssembly(typeof(Program).Assembly));
/// MigrationPlan plan = await migrator.PlanUpgradeAsync("head");
/// MigrationReport report = await migrator.RunAsync(plan);
/// </code>
/// </summary>
/// <remarks>A migrator holds one connection from its first use until it is disposed. It is not for use by several threads.</remarks>
public sealed partial class Migrator : IAsyncDisposable
{
    private readonly IDatabase _database;
    private readonly IRevisionSource _revisions;
    private readonly MigratorOptions _options;
    private readonly bool _leaveOpen;
    private readonly Dictionary<SourceLocation, Migration> _loaded = [];
    private RevisionGraph? _graph;
    private IDatabaseSession? _session;
    private bool _sessionServesCode;

    // Once they are found in a scratch database, no revision can take them away and be recorded.
    private VersionTables? _scratchTables;

    private Migrator(IDatabase database, IRevisionSource revisions, MigratorOptions options, bool leaveOpen)
    {
        _database = database;
        _revisions = revisions;
        _options = options;
        _leaveOpen = leaveOpen;
    }

    /// <summary>Makes a migrator of a database and its revisions. Nothing is read or opened yet.</summary>
    /// <param name="database">The database; disposed with the migrator, unless told otherwise.</param>
    /// <param name="revisions">Where the revisions come from.</param>
    /// <param name="options">How it runs; <see langword="null"/> for the defaults.</param>
    /// <param name="leaveOpen">Whether the database stays the caller's, to be used after the migrator.</param>
    public static Migrator Create(IDatabase database, IRevisionSource revisions, MigratorOptions? options = null, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(revisions);
        return new Migrator(database, revisions, options ?? new MigratorOptions(), leaveOpen);
    }

    /// <summary>The graph of all revisions in force: what a squash replaced is not in it. Read once.</summary>
    /// <exception cref="RetortException">A revision cannot be read, or the revisions do not make a graph.</exception>
    public async Task<RevisionGraph> LoadGraphAsync(CancellationToken cancellationToken = default) =>
        _graph ??= RevisionGraph.Build(await _revisions.ReadAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>The rows of the version table; none when there is no such table. Takes no lock and creates nothing.</summary>
    /// <exception cref="DatabaseConnectionException">The database cannot be reached.</exception>
    public async Task<ImmutableArray<string>> ReadVersionRowsAsync(CancellationToken cancellationToken = default) =>
        [.. await OnSessionAsync(session => ReadVersionRowsAsync(session, cancellationToken), cancellationToken).ConfigureAwait(false)];

    /// <summary>
    /// Loads the graph and reads the version rows, side by side: one keeps the processor busy, the other the network. The graph is that of this database: where it is
    /// at a revision that a squash replaced, the replaced revisions are in it.
    /// </summary>
    /// <exception cref="RetortException">The revisions cannot be read, or else the database cannot be reached.</exception>
    public Task<(RevisionGraph Graph, ImmutableArray<string> Rows)> LoadGraphAndVersionRowsAsync(CancellationToken cancellationToken = default) =>
        LoadGraphAndVersionRowsAsync([], cancellationToken);

    /// <summary>Creates the version table and the history table where they are missing.</summary>
    public Task EnsureVersionTablesAsync(CancellationToken cancellationToken = default) =>
        AloneAsync(
            async session =>
            {
                await EnsureVersionTablesAsync(session, cancellationToken).ConfigureAwait(false);
                return true;
            },
            cancellationToken);

    /// <summary>Tells who holds the lock of the database; <see langword="null"/> when nobody does. Does not wait for it.</summary>
    public Task<LockHolder?> FindLockHolderAsync(CancellationToken cancellationToken = default) =>
        OnSessionAsync(session => session.FindLockHolderAsync(_options.Tables.Version, cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await CloseSessionAsync().ConfigureAwait(false);
        if (!_leaveOpen)
        {
            await _database.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Does work on the session of the migrator, which is closed when the work fails.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="runsCode">Whether code of revisions is given the connection.</param>
    internal async Task<T> OnSessionAsync<T>(Func<IDatabaseSession, Task<T>> work, CancellationToken cancellationToken, bool runsCode = false)
    {
        if (runsCode && !_sessionServesCode)
        {
            await CloseSessionAsync().ConfigureAwait(false);
        }

        var session = _session ?? await OpenSessionAsync(runsCode, cancellationToken).ConfigureAwait(false);
        try
        {
            return await work(session).ConfigureAwait(false);
        }
        catch
        {
            // The connection may be gone, or hold a lock that could not be given back. The next use opens another.
            await CloseSessionAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task<IDatabaseSession> OpenSessionAsync(bool runsCode, CancellationToken cancellationToken)
    {
        // A proof reads rows of any type.
        _sessionServesCode = runsCode || _options.IsScratch;
        return _session = await (_sessionServesCode ? _database.OpenAsync(cancellationToken) : _database.OpenForSqlAsync(cancellationToken)).ConfigureAwait(false);
    }

    private async ValueTask CloseSessionAsync()
    {
        if (_session is { } session)
        {
            _session = null;
            await session.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Runs work on a session that holds the lock.</summary>
    private Task<T> AloneAsync<T>(Func<IDatabaseSession, Task<T>> work, CancellationToken cancellationToken, bool runsCode = false) =>
        OnSessionAsync(
            async session =>
            {
                // A scratch database has one user, and settings that nobody but its revisions changes.
                if (!_options.IsScratch)
                {
                    await RunLock.AcquireAsync(session, _database.DisplayName, _options, cancellationToken).ConfigureAwait(false);
                }

                T result;
                try
                {
                    result = await work(session).ConfigureAwait(false);
                }
                catch
                {
                    await TryReleaseAsync(session).ConfigureAwait(false);
                    throw;
                }

                if (!await TryReleaseAsync(session).ConfigureAwait(false))
                {
                    await CloseSessionAsync().ConfigureAwait(false);
                }

                return result;
            },
            cancellationToken,
            runsCode);

    // The lock goes back even when the run was cancelled.
    private async Task ReleaseAsync(IDatabaseSession session)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), _options.TimeProvider);
        await session.RollbackAsync(patience.Token).ConfigureAwait(false);
        await session.UnlockAsync(patience.Token).ConfigureAwait(false);
    }

    /// <summary>Gives the lock back. Where that fails, what was done before is what there is to tell: the lock goes with the session.</summary>
    private async Task<bool> TryReleaseAsync(IDatabaseSession session)
    {
        try
        {
            await ReleaseAsync(session).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is StatementException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<IReadOnlyList<string>> ReadVersionRowsAsync(IDatabaseSession session, CancellationToken cancellationToken) =>
        await session.ReadVersionRowsAsync(_options.Tables.Version, cancellationToken).ConfigureAwait(false) ?? [];

    /// <summary>Creates the two tables where they are missing, and tells where they are.</summary>
    private async Task<VersionTables> EnsureVersionTablesAsync(IDatabaseSession session, CancellationToken cancellationToken)
    {
        // Asked first, because a role without the right to create tables may run revisions on tables that are there.
        if (_scratchTables is { } known)
        {
            return known;
        }

        if (await FindVersionTablesAsync(session, cancellationToken).ConfigureAwait(false) is { } found)
        {
            _scratchTables = _options.IsScratch ? found : null;
            return found;
        }

        var statements = _database.Dialect.Write(_options.Tables.Create(), session.ServerVersion);
        try
        {
            await InTransactionAsync(session, statements, () => session.ExecuteAsync([.. statements.Cast<SqlStatement>()], cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        catch (StatementException e) when (e.Failure == StatementFailure.Refused)
        {
            throw new VersionTablesNotCreatedException(_options.Tables, e);
        }

        return await FindVersionTablesAsync(session, cancellationToken).ConfigureAwait(false) ?? _options.Tables;
    }

    private Task InTransactionAsync(IDatabaseSession session, IReadOnlyList<Statement> statements, Func<Task> work, CancellationToken cancellationToken) =>
        Contention.OutlastInTransactionAsync(session, statements, work, _options, retrying: null, cancellationToken);

    private async Task<VersionTables?> FindVersionTablesAsync(IDatabaseSession session, CancellationToken cancellationToken) =>
        await session.FindTableAsync(_options.Tables.Version, cancellationToken).ConfigureAwait(false) is { } version
        && await session.FindTableAsync(_options.Tables.History, cancellationToken).ConfigureAwait(false) is { } history
            ? new VersionTables(version, history)
            : null;
}
