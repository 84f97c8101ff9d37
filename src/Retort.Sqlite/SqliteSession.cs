using System.Data.Common;
using Microsoft.Data.Sqlite;
using Retort.Dialects;
using Retort.Planning;
using Retort.Schema;
using SQLitePCL;

namespace Retort.Sqlite;

/// <summary>A session on a SQLite database. A file that does not exist reads as an empty database until something is written.</summary>
internal sealed class SqliteSession : IDatabaseSession
{
    private const int Busy = raw.SQLITE_BUSY;
    private const int Locked = raw.SQLITE_LOCKED;

    private readonly SqliteConnection _connection;
    private readonly string? _file;
    private bool _inTransaction;
    private bool _restoresForeignKeys;
    private HashSet<string>? _violations;

    public SqliteSession(string connectionString, string? file)
    {
        _file = file;

        // The driver waits this long, in seconds, while the database is busy; the migrator tries again after that.
        _connection = new SqliteConnection(connectionString) { DefaultTimeout = 1 };
    }

    public DbConnection Connection => _connection;

    public Version ServerVersion => Version.Parse(raw.sqlite3_libversion().utf8_to_string());

    public bool LockSpansTransactions => false;

    private bool IsOpen => _connection.State == System.Data.ConnectionState.Open;

    /// <summary>Opens the connection unless that would create the file.</summary>
    public Task OpenIfThereAsync(CancellationToken cancellationToken) =>
        IsOpen || (_file is not null && !File.Exists(_file)) ? Task.CompletedTask : OpenAsync(cancellationToken);

    public async Task<IReadOnlyList<string>?> ReadVersionRowsAsync(ObjectName versionTable, CancellationToken cancellationToken) =>
        await FindTableAsync(versionTable, cancellationToken).ConfigureAwait(false) is not null
            ? [.. (await QueryAsync($"SELECT version_num FROM {SqliteIdentifier.Quote(versionTable)}", cancellationToken).ConfigureAwait(false)).Select(row => (string)row[0]!)]
            : null;

    public async Task<ObjectName?> FindTableAsync(ObjectName table, CancellationToken cancellationToken)
    {
        var schema = table.Schema is null ? "" : $"{SqliteIdentifier.Quote(table.Schema)}.";
        return (await QueryAsync($"SELECT 1 FROM {schema}sqlite_master WHERE type = 'table' AND name = {SqliteLiteral.Text(table.Name)} COLLATE NOCASE", cancellationToken).ConfigureAwait(false)).Count > 0
            ? table
            : default(ObjectName?);
    }

    public async Task<IReadOnlyList<object?[]>> QueryAsync(string sql, CancellationToken cancellationToken)
    {
        await OpenIfThereAsync(cancellationToken).ConfigureAwait(false);
        return IsOpen ? await RunAsync(new SqlStatement(sql), ReadAll, cancellationToken).ConfigureAwait(false) : [];
    }

    public async Task BeginAsync(IReadOnlyList<Statement> statements, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);

        // The pragma is ignored inside a transaction, so it must come before.
        if (statements.Any(statement => statement is CatalogStatement))
        {
            _restoresForeignKeys = (await QueryAsync("PRAGMA foreign_keys", cancellationToken).ConfigureAwait(false))[0][0] is 1L;
            await ExecuteAsync("PRAGMA foreign_keys = OFF", cancellationToken).ConfigureAwait(false);
        }

        await ExecuteAsync("BEGIN IMMEDIATE", cancellationToken).ConfigureAwait(false);
        _inTransaction = true;
        _violations = statements.Any(statement => statement is CatalogStatement) ? await ViolationsAsync(cancellationToken).ConfigureAwait(false) : null;
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_violations is { } before)
        {
            var added = (await ViolationsAsync(cancellationToken).ConfigureAwait(false)).Except(before, StringComparer.Ordinal).ToList();
            if (added.Count > 0)
            {
                throw new StatementException(
                    null, StatementFailure.Refused, $"{added.Count} {(added.Count == 1 ? "row refers" : "rows refer")} to rows that are not there.", "787", string.Join('\n', added.Take(10)), null, null, new InvalidOperationException("foreign_key_check"));
            }
        }

        await ExecuteAsync("COMMIT", cancellationToken).ConfigureAwait(false);
        await EndAsync().ConfigureAwait(false);
    }

    public async Task RollbackAsync(CancellationToken cancellationToken)
    {
        if (_inTransaction && IsOpen && raw.sqlite3_get_autocommit(_connection.Handle) == 0)
        {
            await ExecuteAsync("ROLLBACK", cancellationToken).ConfigureAwait(false);
        }

        await EndAsync().ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<int>> ExecuteAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        var affected = new int[statements.Count];
        for (var i = 0; i < affected.Length; i++)
        {
            affected[i] = await RunAsync(statements[i], command => command.ExecuteNonQuery(), cancellationToken).ConfigureAwait(false);
        }

        return affected;
    }

    // SQLite's lock is its write transaction. Each step takes it, and the migrator looks at the version rows again inside.
    public Task<bool> TryLockAsync(ObjectName versionTable, CancellationToken cancellationToken) => Task.FromResult(true);

    public Task UnlockAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<LockHolder?> FindLockHolderAsync(ObjectName versionTable, CancellationToken cancellationToken) => Task.FromResult<LockHolder?>(null);

    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    /// <summary>Makes the tables, indexes, views and triggers of another database here, without rows.</summary>
    public async Task CopySchemaAsync(IDatabaseSession original, CancellationToken cancellationToken)
    {
        var texts = await original.QueryAsync(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 WHEN 'view' THEN 2 ELSE 3 END, rowid",
            cancellationToken).ConfigureAwait(false);
        await ExecuteAsync([.. texts.Select(row => new SqlStatement((string)row[0]!))], cancellationToken).ConfigureAwait(false);
    }

    private async Task OpenAsync(CancellationToken cancellationToken)
    {
        if (IsOpen)
        {
            return;
        }

        try
        {
            await _connection.OpenAsync(cancellationToken).ConfigureAwait(false);
            await QueryAsync("SELECT count(*) FROM sqlite_master", cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SqliteException or StatementException { Failure: StatementFailure.Refused })
        {
            throw new DatabaseConnectionException(
                "RT0621",
                $"The SQLite database {_file} cannot be opened.",
                e.Message,
                Directory.Exists(Path.GetDirectoryName(_file)) ? "Check that the file is a SQLite database, and the permissions of it and its folder." : "The folder does not exist: make it first.",
                e);
        }
    }

    private Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken) => RunAsync(new SqlStatement(sql), command => command.ExecuteNonQuery(), cancellationToken);

    /// <summary>SQLite runs in the process and its driver is synchronous; cancellation reaches it by an interrupt.</summary>
    private Task<T> RunAsync<T>(SqlStatement statement, Func<SqliteCommand, T> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var interrupt = cancellationToken.Register(() => raw.sqlite3_interrupt(_connection.Handle));
        using var command = _connection.CreateCommand();
        command.CommandText = statement.Sql;
        try
        {
            return Task.FromResult(run(command));
        }
        catch (SqliteException e)
        {
            throw Failed(statement, e);
        }
    }

    private static StatementException Failed(SqlStatement statement, SqliteException e)
    {
        var failure = e.SqliteErrorCode switch
        {
            Busy or Locked => StatementFailure.Contention,
            raw.SQLITE_INTERRUPT => StatementFailure.Cancelled,
            _ => StatementFailure.Refused,
        };

        // The driver wraps the library's message: SQLite Error 1: 'no such table: t'.
        var start = e.Message.IndexOf('\'', StringComparison.Ordinal);
        var message = start >= 0 ? e.Message[(start + 1)..].TrimEnd('.', '\'') : e.Message;
        return new StatementException(statement, failure, message, e.SqliteExtendedErrorCode.ToString(System.Globalization.CultureInfo.InvariantCulture), null, null, null, e);
    }

    private static List<object?[]> ReadAll(SqliteCommand command)
    {
        var rows = new List<object?[]>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            var row = new object?[reader.FieldCount];
            for (var i = 0; i < row.Length; i++)
            {
                row[i] = reader.IsDBNull(i) ? null : reader.GetValue(i);
            }

            rows.Add(row);
        }

        return rows;
    }

    private async Task EndAsync()
    {
        _inTransaction = false;
        _violations = null;
        if (_restoresForeignKeys && IsOpen)
        {
            _restoresForeignKeys = false;
            await ExecuteAsync("PRAGMA foreign_keys = ON", CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<HashSet<string>> ViolationsAsync(CancellationToken cancellationToken) =>
        [.. (await QueryAsync("PRAGMA foreign_key_check", cancellationToken).ConfigureAwait(false)).Select(row => $"row {row[1] ?? "without rowid"} of \"{row[0]}\" refers to \"{row[2]}\"")];
}
