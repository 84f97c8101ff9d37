using System.Data;
using System.Data.Common;
using System.Globalization;
using Npgsql;
using Retort.Dialects;
using Retort.Planning;
using Retort.Schema;

namespace Retort.PostgreSql;

/// <summary>A connection to a server. Statements are sent as they are, one command each, many in one round trip.</summary>
internal sealed partial class PostgreSqlSession : IDatabaseSession
{
    private readonly NpgsqlConnection _connection;
    private readonly PostgreSqlDatabase _database;
    private readonly string _lockTimeout;
    private readonly OlderTransactions _olderTransactions;
    private string? _lockTimeoutOfSession;
    private Transaction _transaction;

    // Why no answer is waited for any more. The driver still waits for one, so that the connection can neither be used nor closed.
    private string? _silence;

    public PostgreSqlSession(NpgsqlConnection connection, PostgreSqlDatabase database, PostgreSqlOptions options)
    {
        _connection = connection;
        _database = database;
        _lockTimeout = Milliseconds(options.LockTimeout);
        ServerVersion = connection.PostgreSqlVersion;
        ProcessId = connection.ProcessID;
        _olderTransactions = new OlderTransactions(this, options.LockTimeout);
    }

    private enum Transaction
    {
        None,

        // BEGIN rides with the first statements.
        Wanted,
        Open,
    }

    public DbConnection Connection => _connection;

    public Version ServerVersion { get; }

    /// <summary>The process id of the backend, as the server or a pooler told it.</summary>
    public int ProcessId { get; }

    public async Task<IReadOnlyList<string>?> ReadVersionRowsAsync(ObjectName versionTable, CancellationToken cancellationToken)
    {
        try
        {
            var rows = await QueryAsync($"SELECT version_num::text FROM {PostgreSqlIdentifier.Quote(versionTable)}", cancellationToken).ConfigureAwait(false);
            return [.. rows.Select(row => (string)row[0]!)];
        }
        catch (StatementException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName)
        {
            return null;
        }
    }

    public async Task<ObjectName?> FindTableAsync(ObjectName table, CancellationToken cancellationToken)
    {
        var rows = await QueryAsync(
            "SELECT n.nspname::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
            + $"WHERE c.oid = to_regclass({PostgreSqlLiteral.Text(PostgreSqlIdentifier.Quote(table))})",
            cancellationToken).ConfigureAwait(false);
        return rows is [[string schema]] ? new ObjectName(schema, table.Name) : default(ObjectName?);
    }

    public async Task<IReadOnlyList<object?[]>> QueryAsync(string sql, CancellationToken cancellationToken) => (await QueryAllAsync([sql], cancellationToken).ConfigureAwait(false))[0];

    /// <summary>Runs queries in one round trip, or in two when the server is to keep plans of theirs that it does not have yet.</summary>
    private async Task<List<List<object?[]>>> QueryAllAsync(IReadOnlyList<string> queries, CancellationToken cancellationToken, bool keepsPlans = false)
    {
        var batch = NewBatch();
        var first = AddBegin(batch);
        foreach (var sql in queries)
        {
            Add(batch, sql);
        }

        return await GuardedAsync(
            [.. queries.Select(sql => new SqlStatement(sql))],
            first,
            async () =>
            {
                if (keepsPlans)
                {
                    await batch.PrepareAsync(cancellationToken).ConfigureAwait(false);
                }

                Opened();
                var results = new List<List<object?[]>>(queries.Count);
                var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
                await using (reader.ConfigureAwait(false))
                {
                    // BEGIN and SET give no rows, so the reader stands at the first query. What is no query in the end gives none either.
                    do
                    {
                        var rows = new List<object?[]>();
                        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                        {
                            var row = new object?[reader.FieldCount];
                            for (var i = 0; i < row.Length; i++)
                            {
                                row[i] = reader.GetValue(i) is var value and not DBNull ? value : null;
                            }

                            rows.Add(row);
                        }

                        results.Add(rows);
                    }
                    while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false));
                }

                return results;
            }).ConfigureAwait(false);
    }

    public async Task BeginAsync(IReadOnlyList<Statement> statements, CancellationToken cancellationToken)
    {
        _guard = await GuardAsync(statements, cancellationToken).ConfigureAwait(false);
        _transaction = Transaction.Wanted;

        // Code of a revision finds the connection in the transaction even when it comes first.
        if (statements.Any(statement => statement is not SqlStatement))
        {
            await ExecuteAsync([], cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Opens a transaction that only reads, sees one moment, and waits for nobody.</summary>
    public async Task BeginReadingAsync(CancellationToken cancellationToken)
    {
        await BeginAsync([], cancellationToken).ConfigureAwait(false);
        await ExecuteAsync([new("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"), new("SET LOCAL lock_timeout = 1")], cancellationToken).ConfigureAwait(false);
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (_transaction == Transaction.Open)
        {
            await SendAsync([.. _guard?.Removal ?? [], "COMMIT"], cancellationToken).ConfigureAwait(false);
        }

        _transaction = Transaction.None;
    }

    public async Task RollbackAsync(CancellationToken cancellationToken)
    {
        var wasOpen = _transaction == Transaction.Open;
        _transaction = Transaction.None;
        if (!wasOpen || _silence is not null || _connection.State != ConnectionState.Open)
        {
            return;
        }

        try
        {
            await SendAsync("ROLLBACK", cancellationToken).ConfigureAwait(false);
        }
        catch (StatementException e) when (e.Failure == StatementFailure.ConnectionLost)
        {
            // The server rolls back by itself when the connection goes.
        }
    }

    public async Task<IReadOnlyList<int>> ExecuteAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellationToken)
    {
        if (_transaction != Transaction.None)
        {
            return await ExecuteBatchAsync(statements, cancellationToken).ConfigureAwait(false);
        }

        // A pipeline is one transaction to the server unless each statement is sent alone.
        var affected = new List<int>(statements.Count);
        foreach (var statement in statements)
        {
            await SetLockTimeoutAsync(PostgreSqlStatementKind.WaitsForOthers(statement) ? "0" : _lockTimeout, cancellationToken).ConfigureAwait(false);
            affected.AddRange(await ExecuteBatchAsync([statement], cancellationToken).ConfigureAwait(false));
            _lockTimeoutOfSession = statement.SessionOnly ? null : _lockTimeoutOfSession;
        }

        return affected;
    }

    public Task OutlastOlderTransactionsAsync(SqlStatement statement, CancellationToken cancellationToken) =>
        PostgreSqlStatementKind.WaitsForOthers(statement) ? _olderTransactions.OutlastAsync(statement, cancellationToken) : Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _database.Closed(this);
        if (_silence is null)
        {
            await _connection.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            _ = Task.Run(_connection.Dispose);
        }
    }

    private async Task<List<int>> ExecuteBatchAsync(IReadOnlyList<SqlStatement> statements, CancellationToken cancellationToken)
    {
        var batch = NewBatch();
        var first = AddBegin(batch);
        foreach (var statement in statements)
        {
            Add(batch, statement.Sql);
        }

        if (batch.BatchCommands.Count == 0)
        {
            return [];
        }

        return await GuardedAsync(
            statements,
            first,
            async () =>
            {
                // The first statements may have run when a later one fails, BEGIN among them.
                Opened();
                await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
                var affected = new List<int>(statements.Count);
                for (var i = first; i < first + statements.Count; i++)
                {
                    affected.Add(batch.BatchCommands[i].RecordsAffected);
                }

                return affected;
            }).ConfigureAwait(false);
    }

    private async Task SetLockTimeoutAsync(string value, CancellationToken cancellationToken)
    {
        if (_lockTimeoutOfSession != value)
        {
            await SendAsync($"SET lock_timeout = {value}", cancellationToken).ConfigureAwait(false);
            _lockTimeoutOfSession = value;
        }
    }

    private Task<int> SendAsync(string sql, CancellationToken cancellationToken) => SendAsync([sql], cancellationToken);

    private Task<int> SendAsync(IReadOnlyList<string> statements, CancellationToken cancellationToken)
    {
        var batch = NewBatch();
        foreach (var sql in statements)
        {
            Add(batch, sql);
        }

        return GuardedAsync([], 0, () => batch.ExecuteNonQueryAsync(cancellationToken));
    }

    // DDL takes as long as it takes.
    private NpgsqlBatch NewBatch() => new(_connection) { Timeout = 0 };

    private int AddBegin(NpgsqlBatch batch)
    {
        if (_transaction == Transaction.Wanted)
        {
            AddTransactionStart(batch, _guard);
        }

        return batch.BatchCommands.Count;
    }

    private void AddTransactionStart(NpgsqlBatch batch, RewriteGuard? guard)
    {
        Add(batch, "BEGIN");
        Add(batch, $"SET LOCAL lock_timeout = {_lockTimeout}");
        foreach (var sql in guard?.Installation ?? [])
        {
            Add(batch, sql);
        }
    }

    private static NpgsqlBatchCommand Add(NpgsqlBatch batch, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return command;
    }

    private void Opened() => _transaction = _transaction == Transaction.Wanted ? Transaction.Open : _transaction;

    /// <summary>Runs a batch and says of a failure which statement it was.</summary>
    /// <param name="statements">The statements of the batch.</param>
    /// <param name="first">The index of the first of them in the batch.</param>
    /// <param name="run">Runs it.</param>
    private async Task<T> GuardedAsync<T>(IReadOnlyList<SqlStatement> statements, int first, Func<Task<T>> run)
    {
        var watch = SessionWatch.Begin(_database, ProcessId, _isPooled);
        await using var ending = watch.ConfigureAwait(false);
        try
        {
            return await AnswerAsync(run, watch).ConfigureAwait(false);
        }
        catch (Exception e) when (PostgreSqlErrors.IsOfServer(e, _connection))
        {
            throw watch.Explain(PostgreSqlErrors.OfStatement(e, FailedOf(e, statements, first)));
        }
    }

    /// <summary>Waits for an answer as long as there is one to be expected.</summary>
    /// <exception cref="IOException">There is none.</exception>
    private async Task<T> AnswerAsync<T>(Func<Task<T>> ask, SessionWatch watch)
    {
        if (_silence is null)
        {
            var answer = ask();
            if (await Task.WhenAny(answer, watch.Silence).ConfigureAwait(false) == answer)
            {
                return await answer.ConfigureAwait(false);
            }

            _silence = await watch.Silence.ConfigureAwait(false);
        }

        throw new IOException(_silence);
    }

    private static SqlStatement? FailedOf(Exception exception, IReadOnlyList<SqlStatement> statements, int first)
    {
        if (statements.Count == 1)
        {
            return statements[0];
        }

        var command = (exception as NpgsqlException)?.BatchCommand as NpgsqlBatchCommand;
        return command is null ? null : statements.FirstOrDefault(statement => ReferenceEquals(statement.Sql, command.CommandText));
    }

    private static string Milliseconds(TimeSpan span) => ((long)span.TotalMilliseconds).ToString(CultureInfo.InvariantCulture);
}
