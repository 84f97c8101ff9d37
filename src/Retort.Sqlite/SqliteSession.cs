using System.Data.Common;
using Microsoft.Data.Sqlite;
using Retort.Dialects;
using Retort.Monitoring;
using Retort.Planning;
using Retort.Schema;
using SQLitePCL;

namespace Retort.Sqlite;

/// <summary>A session on a SQLite database. A file that does not exist reads as an empty database until something is written.</summary>
internal sealed partial class SqliteSession : IDatabaseSession
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly SqliteConnection _connection;
    private readonly string? _file;
    private readonly TimeSpan _patience;
    private bool _inTransaction;

    public SqliteSession(SqliteConnectionStringBuilder settings, string? file)
    {
        _file = file;
        _patience = TimeSpan.FromSeconds(settings.DefaultTimeout);

        // The driver blocks its thread for so long, in seconds, while the database is busy; after that the migrator, or a query, tries again.
        _connection = new SqliteConnection(settings.ConnectionString) { DefaultTimeout = 1 };
    }

    public DbConnection Connection => _connection;

    public Version ServerVersion => Version.Parse(raw.sqlite3_libversion().utf8_to_string());

    public bool LockSpansTransactions => false;

    /// <summary>Whether a query waits while another process keeps readers out, for as long as the address says.</summary>
    public bool IsPatient { get; init; } = true;

    private bool IsOpen => _connection.State == System.Data.ConnectionState.Open;

    /// <summary>Opens the connection unless that would create the file.</summary>
    public Task OpenIfThereAsync(CancellationToken cancellationToken) =>
        IsOpen || (_file is not null && !Path.Exists(_file)) ? Task.CompletedTask : OpenAsync(cancellationToken);

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
        return IsOpen ? await PatientlyAsync(() => Run(new SqlStatement(sql), ReadAll, cancellationToken), cancellationToken).ConfigureAwait(false) : [];
    }

    /// <inheritdoc/>
    public async Task<DatabaseSchema> ReadSchemaAsync(SchemaScope scope, CancellationToken cancellationToken) =>
        SchemaReader.Read(await ReadStoredAsync(cancellationToken).ConfigureAwait(false), scope);

    /// <inheritdoc/>
    public async Task<DatabaseFigures> ReadFiguresAsync(SchemaScope scope, CancellationToken cancellationToken)
    {
        var size = await QueryAsync("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()", cancellationToken).ConfigureAwait(false);
        return new DatabaseFigures(
            _file is null ? "memory" : Path.GetFileName(_file),
            size is [[long bytes]] ? bytes : 0,
            SchemaReader.CountTables(await ReadStoredAsync(cancellationToken).ConfigureAwait(false), scope));
    }

    public async Task<IReadOnlyList<IReadOnlyList<string?[]>>> ReadRowsAsync(IReadOnlyList<(ObjectName Table, IReadOnlyList<string> Columns)> tables, CancellationToken cancellationToken)
    {
        var read = new List<IReadOnlyList<string?[]>>();
        foreach (var (table, columns) in tables)
        {
            var rows = await QueryAsync(
                $"SELECT {string.Join(", ", columns.Select(column => $"CAST({SqliteIdentifier.Quote(column)} AS TEXT)"))} FROM {SqliteIdentifier.Quote(table)} ORDER BY {string.Join(", ", Enumerable.Range(1, columns.Count))}",
                cancellationToken).ConfigureAwait(false);
            read.Add([.. rows.Select(row => Array.ConvertAll(row, value => (string?)value))]);
        }

        return read;
    }

    /// <inheritdoc/>
    /// <remarks>The rows are those of the last ANALYZE; the bytes of a single table are known only to builds with <c>dbstat</c>, and are not asked for.</remarks>
    public async Task<IReadOnlyDictionary<ObjectName, RelationSize>> ReadSizesAsync(IReadOnlyCollection<ObjectName> relations, CancellationToken cancellationToken)
    {
        if (await FindTableAsync("sqlite_stat1", cancellationToken).ConfigureAwait(false) is null)
        {
            return new Dictionary<ObjectName, RelationSize>();
        }

        var names = relations.Select(relation => relation.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var rows = await QueryAsync("SELECT tbl, max(CAST(stat AS INTEGER)) FROM sqlite_stat1 GROUP BY tbl", cancellationToken).ConfigureAwait(false);
        return rows.Where(row => names.Contains((string)row[0]!)).ToDictionary(row => (ObjectName)(string)row[0]!, row => new RelationSize((long)row[1]!, null));
    }

    public async Task<IReadOnlyList<int>> ExecuteAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellationToken)
    {
        await OpenAsync(cancellationToken).ConfigureAwait(false);
        var affected = new int[statements.Count];
        for (var i = 0; i < affected.Length; i++)
        {
            affected[i] = Run(statements[i], command => command.ExecuteNonQuery(), cancellationToken);
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
        // Virtual tables first: they make tables of their own, which the original lists too.
        var texts = await original.QueryAsync(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
            + "ORDER BY CASE type WHEN 'table' THEN sql NOT LIKE 'CREATE VIRTUAL%' WHEN 'index' THEN 2 WHEN 'view' THEN 3 ELSE 4 END, rowid",
            cancellationToken).ConfigureAwait(false);
        foreach (var row in texts)
        {
            var (type, name, sql) = ((string)row[0]!, (string)row[1]!, (string)row[2]!);
            if (type != "table" || await FindTableAsync(name, cancellationToken).ConfigureAwait(false) is null)
            {
                await ExecuteAsync([new SqlStatement(sql)], cancellationToken).ConfigureAwait(false);
            }
        }
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
            await _connection.CloseAsync().ConfigureAwait(false);
            throw new DatabaseConnectionException("RT0621", $"The SQLite database {_file} cannot be opened.", e.Message, HintForOpening(), e);
        }
    }

    private async Task<IReadOnlyList<StoredObject>> ReadStoredAsync(CancellationToken cancellationToken) =>
        [.. (await QueryAsync("SELECT type, name, tbl_name, sql FROM main.sqlite_master WHERE sql IS NOT NULL ORDER BY rowid", cancellationToken).ConfigureAwait(false))
            .Select(row => new StoredObject((string)row[0]!, (string)row[1]!, (string)row[2]!, (string)row[3]!))];

    private string HintForOpening() =>
        Directory.Exists(_file) ? "It is a folder: name a file in it."
        : Directory.Exists(Path.GetDirectoryName(_file)) ? "Check that the file is a SQLite database, and the permissions of it and its folder."
        : "The folder does not exist: make it first.";

    /// <summary>A writer that has much to write keeps readers out for a while; a reader has nobody else to try again for it.</summary>
    private async Task<T> PatientlyAsync<T>(Func<T> read, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                return read();
            }
            catch (StatementException e) when (e.Failure == StatementFailure.Contention && IsPatient && !_inTransaction && TimeProvider.System.GetElapsedTime(start) < _patience)
            {
                await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private void Execute(string sql, CancellationToken cancellationToken) => Run(new SqlStatement(sql), command => command.ExecuteNonQuery(), cancellationToken);

    /// <summary>SQLite runs in the process and its driver is synchronous; cancellation reaches it by an interrupt.</summary>
    private T Run<T>(SqlStatement statement, Func<SqliteCommand, T> run, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var interrupt = cancellationToken.Register(() => raw.sqlite3_interrupt(_connection.Handle));
        using var command = _connection.CreateCommand();
        command.CommandText = statement.Sql;
        try
        {
            return run(command);
        }
        catch (SqliteException e)
        {
            throw Failed(statement, e);
        }
    }

    private RetortException Failed(SqlStatement statement, SqliteException e)
    {
        // The driver wraps the library's message: SQLite Error 1: 'no such table: t'.
        var start = e.Message.IndexOf('\'', StringComparison.Ordinal);
        var message = start >= 0 && e.Message.EndsWith("'.", StringComparison.Ordinal) ? e.Message[(start + 1)..^2] : e.Message;
        StatementException Because(StatementFailure failure, string? hint) =>
            new(statement, failure, message, e.SqliteExtendedErrorCode.ToString(System.Globalization.CultureInfo.InvariantCulture), null, hint, null, e)
            {
                NamesMissingObject = message.StartsWith("no such ", StringComparison.Ordinal),
            };
        return e.SqliteErrorCode switch
        {
            raw.SQLITE_BUSY or raw.SQLITE_LOCKED => Because(StatementFailure.Contention, "Another process is writing to the database. Run the same command again when it is done, or allow more time with --lock-timeout 5m."),
            raw.SQLITE_FULL => Because(StatementFailure.Refused, "Make room on the disk, then run the same command again."),
            raw.SQLITE_INTERRUPT => Because(StatementFailure.Cancelled, null),
            raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_PERM => new DatabaseConnectionException(
                "RT0622", $"The SQLite database {_file} cannot be written.", message, "SQLite writes to the file and makes another beside it: check the permissions of the file and its folder, and mode=ro in the address.", e),
            _ => Because(StatementFailure.Refused, null),
        };
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
}
