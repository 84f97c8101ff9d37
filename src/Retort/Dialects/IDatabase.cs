using Retort.Diagnosis;

namespace Retort.Dialects;

/// <summary>A database that can be migrated: how to reach it and which SQL it speaks.</summary>
public interface IDatabase : IAsyncDisposable
{
    /// <summary>The SQL it speaks.</summary>
    IDialect Dialect { get; }

    /// <summary>The address for a person to read. Never holds a password.</summary>
    string DisplayName { get; }

    /// <summary>Opens a session.</summary>
    /// <exception cref="DatabaseConnectionException">The database cannot be reached.</exception>
    Task<IDatabaseSession> OpenAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Opens a session for SQL only, that of Retort and that of revisions. No code is given its connection, so that the driver need not ask the server which types there are.
    /// </summary>
    /// <exception cref="DatabaseConnectionException">The database cannot be reached.</exception>
    Task<IDatabaseSession> OpenForSqlAsync(CancellationToken cancellationToken = default) => OpenAsync(cancellationToken);

    /// <summary>
    /// Opens a session with a transaction that only reads and sees one moment. Where another session keeps everybody from reading, opening it, or what is asked in it, fails
    /// rather than wait.
    /// </summary>
    /// <exception cref="DatabaseConnectionException">The database cannot be reached.</exception>
    Task<IDatabaseSession> OpenReadingAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Makes a private database of the same engine, which is thrown away when it is disposed. It does not need this one to stay
    /// open, and any number of sessions can be opened on it.
    /// </summary>
    /// <param name="copySchema">Whether it starts with the schema of this database, without its rows; else empty.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ScratchDatabaseException">None can be had.</exception>
    Task<IDatabase> CreateScratchAsync(bool copySchema, CancellationToken cancellationToken = default);

    /// <summary>Looks at what a change of the schema depends on here and now. Changes nothing, takes no lock that others could feel.</summary>
    /// <returns>At least one symptom for each thing that was looked at.</returns>
    /// <exception cref="DatabaseConnectionException">The database cannot be reached.</exception>
    Task<IReadOnlyList<Symptom>> DiagnoseAsync(CancellationToken cancellationToken = default);

    /// <summary>Opens a session that tells of each statement what it does. For a scratch database: the statements run.</summary>
    Task<IStatementObserver> OpenObserverAsync(CancellationToken cancellationToken = default);
}
