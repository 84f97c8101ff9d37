using System.Data.Common;
using System.Globalization;
using Retort.Monitoring;
using Retort.Planning;
using Retort.Schema;

namespace Retort.Dialects;

/// <summary>One open connection, on which one run happens. Not for use by several threads.</summary>
public interface IDatabaseSession : IAsyncDisposable
{
    /// <summary>The connection, for the code of revisions.</summary>
    DbConnection Connection { get; }

    /// <summary>Makes the connection ready for code of a revision: its driver learns of the types that the statements before may have made.</summary>
    /// <exception cref="StatementException">The server does not tell.</exception>
    Task PrepareForCodeAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>The version of the server or library.</summary>
    Version ServerVersion { get; }

    /// <summary>Reads the version table; <see langword="null"/> when there is none. Creates nothing.</summary>
    Task<IReadOnlyList<string>?> ReadVersionRowsAsync(ObjectName versionTable, CancellationToken cancellationToken);

    /// <summary>Finds a table, and the schema it is in, so that it stays the same one when the search path changes; <see langword="null"/> when there is none. Creates nothing.</summary>
    Task<ObjectName?> FindTableAsync(ObjectName table, CancellationToken cancellationToken);

    /// <summary>Runs a query and returns its rows. Creates nothing.</summary>
    Task<IReadOnlyList<object?[]>> QueryAsync(string sql, CancellationToken cancellationToken);

    /// <summary>
    /// Reads the schema by a number of queries that does not depend on its size. Needs no right but to read the catalogue; creates nothing.
    /// </summary>
    Task<DatabaseSchema> ReadSchemaAsync(SchemaScope scope, CancellationToken cancellationToken);

    /// <summary>Reads all rows of tables, for those that have few, in a number of trips that does not depend on how many tables there are.</summary>
    /// <param name="tables">The tables, and which columns to read; a partitioned one has the rows of its partitions, but none has those of the tables that inherit from it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>For each table the values as texts, row by row, sorted.</returns>
    Task<IReadOnlyList<IReadOnlyList<string?[]>>> ReadRowsAsync(IReadOnlyList<(ObjectName Table, IReadOnlyList<string> Columns)> tables, CancellationToken cancellationToken);

    /// <summary>Tells how large tables and indexes are, as far as that is known without reading them.</summary>
    /// <param name="relations">Their names; those that are not there are left out of the answer.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<IReadOnlyDictionary<ObjectName, RelationSize>> ReadSizesAsync(IReadOnlyCollection<ObjectName> relations, CancellationToken cancellationToken);

    /// <summary>Tells the name of the database, how large it is and how many tables it has. Waits for nobody.</summary>
    /// <param name="scope">What of it counts.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<DatabaseFigures> ReadFiguresAsync(SchemaScope scope, CancellationToken cancellationToken);

    /// <summary>Begins a revision: what the ones before have set for the session, even unseen, is as it was before them.</summary>
    /// <param name="statements">What will run.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task BeginRevisionAsync(IReadOnlyList<Statement> statements, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Opens the transaction of a step. A dialect does here what must be done before one, as SQLite's <c>foreign_keys</c> pragma.
    /// </summary>
    /// <param name="statements">What will run in it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task BeginAsync(IReadOnlyList<Statement> statements, CancellationToken cancellationToken);

    /// <summary>Commits the transaction.</summary>
    Task CommitAsync(CancellationToken cancellationToken);

    /// <summary>Rolls the transaction back; does nothing when there is none, or when the connection is gone.</summary>
    Task RollbackAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Runs statements in order, in as few round trips as the driver allows, inside the open transaction or each on its own.
    /// </summary>
    /// <returns>For each statement, the number of rows it affected, or -1.</returns>
    /// <exception cref="StatementException">The database refused one; those after it did not run.</exception>
    Task<IReadOnlyList<int>> ExecuteAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellationToken);

    /// <summary>
    /// Waits, for as long as a statement may wait for a lock, until the transactions have ended that a statement would wait for without a limit. Others do not wait behind it
    /// meanwhile, and it has not left anything half done when they do not end.
    /// </summary>
    /// <param name="statement">A statement that cannot be in a transaction.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="StatementException">They did not end; it tells who they are.</exception>
    Task OutlastOlderTransactionsAsync(SqlStatement statement, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>
    /// Whether the lock keeps other runners out from when it is taken until it is given back. Where there is no such lock (SQLite),
    /// each transaction is one, and must look again at what it found before.
    /// </summary>
    bool LockSpansTransactions { get; }

    /// <summary>
    /// Tries once, without waiting in a queue, to become the only runner. The lock is held by the session and goes with it.
    /// </summary>
    /// <param name="versionTable">The version table that the runner will write; runners of different tables do not meet.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<bool> TryLockAsync(ObjectName versionTable, CancellationToken cancellationToken);

    /// <summary>Gives the lock back.</summary>
    Task UnlockAsync(CancellationToken cancellationToken);

    /// <summary>Tells who holds the lock; <see langword="null"/> when nobody does or it cannot be seen.</summary>
    Task<LockHolder?> FindLockHolderAsync(ObjectName versionTable, CancellationToken cancellationToken);
}

/// <summary>Who holds the lock of a database.</summary>
/// <param name="Session">The session, such as the process id of a PostgreSQL backend.</param>
/// <param name="Application">The name the session gave itself.</param>
/// <param name="Client">The address it came from; <see langword="null"/> for a local socket.</param>
/// <param name="Since">When the session began.</param>
/// <param name="Ending">The SQL that ends the session, for when its client is gone and the server has not noticed; <see langword="null"/> where there is none.</param>
public sealed record LockHolder(string Session, string? Application, string? Client, DateTimeOffset? Since, string? Ending = null)
{
    /// <summary>The holder in a few words.</summary>
    internal string Describe() =>
        $"session {Session} (\"{Application}\"{(Client is null ? "" : $" from {Client}")}{(Since is null ? "" : string.Create(CultureInfo.InvariantCulture, $", connected since {Since:u}"))})";
}
