using Retort.Diagnosis;
using Retort.Dialects;

namespace Retort.Testing;

/// <summary>A database whose scratch databases are looked at before they are thrown away.</summary>
/// <param name="database">The database.</param>
/// <param name="query">What to ask a scratch database for: rows of one column.</param>
public sealed class WatchedScratch(IDatabase database, string query) : IDatabase
{
    private readonly WatchedScratch? _parent;

    private WatchedScratch(IDatabase scratch, WatchedScratch parent)
        : this(scratch, "") => _parent = parent;

    /// <summary>What the last scratch database held.</summary>
    public IReadOnlyList<string> Seen { get; private set; } = [];

    /// <inheritdoc/>
    public IDialect Dialect => database.Dialect;

    /// <inheritdoc/>
    public string DisplayName => database.DisplayName;

    /// <inheritdoc/>
    public Task<IDatabaseSession> OpenReadingAsync(CancellationToken cancellationToken = default) => database.OpenReadingAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IDatabaseSession> OpenAsync(CancellationToken cancellationToken = default) => database.OpenAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<Symptom>> DiagnoseAsync(CancellationToken cancellationToken = default) => database.DiagnoseAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<IStatementObserver> OpenObserverAsync(CancellationToken cancellationToken = default) => database.OpenObserverAsync(cancellationToken);

    /// <inheritdoc/>
    public async Task<IDatabase> CreateScratchAsync(bool copySchema, CancellationToken cancellationToken = default) =>
        new WatchedScratch(await database.CreateScratchAsync(copySchema, cancellationToken), this);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_parent is not null)
        {
            await _parent.LookAsync(database);
        }

        await database.DisposeAsync();
    }

    private async Task LookAsync(IDatabase scratch)
    {
        await using var session = await scratch.OpenAsync();
        Seen = [.. (await session.QueryAsync(query, default)).Select(row => (string)row[0]!)];
    }
}
