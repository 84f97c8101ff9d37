using System.Globalization;
using Npgsql;
using Retort.Dialects;
using Retort.Schema;

namespace Retort.PostgreSql;

internal sealed partial class PostgreSqlSession
{
    // A lock belongs to a session, and a session that lost its client lives until the server finds out: of itself after two hours, or when a statement ends that
    // nobody waits for. These come with the lock, as all that is set for a run; servers before 14 and those on Windows do not have the last one.
    private const string NoticeLostClient =
        "('tcp_keepalives_idle', '20'), ('tcp_keepalives_interval', '5'), ('tcp_keepalives_count', '4'), ('tcp_user_timeout', '40000'), ('client_connection_check_interval', '2000')";

    private long? _lockKey;
    private bool _isPooled;

    /// <inheritdoc/>
    public bool LockSpansTransactions => true;

    /// <summary>
    /// Tries to take a session advisory lock. Behind a pooler that hands a server connection to another client after each
    /// transaction the lock would belong to nobody, so such a pooler is refused, before anything is locked.
    /// </summary>
    public async Task<bool> TryLockAsync(ObjectName versionTable, CancellationToken cancellationToken)
    {
        var row = await LockAsync(versionTable, viaPooler: false, cancellationToken).ConfigureAwait(false);
        if (row[0] is null)
        {
            await PoolerDetection.RefuseTransactionPoolerAsync(this, _database, cancellationToken).ConfigureAwait(false);
            _isPooled = true;
            row = await LockAsync(versionTable, viaPooler: true, cancellationToken).ConfigureAwait(false);
        }

        var isLocked = (bool)row[0]!;
        _lockKey = isLocked ? (long)row[1]! : null;
        return isLocked;
    }

    public async Task UnlockAsync(CancellationToken cancellationToken)
    {
        if (_lockKey is { } key)
        {
            _lockKey = null;
            await SendAsync(string.Create(CultureInfo.InvariantCulture, $"SELECT pg_advisory_unlock({key})"), cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task<LockHolder?> FindLockHolderAsync(ObjectName versionTable, CancellationToken cancellationToken)
    {
        var rows = await QueryAsync(
            $"""
            WITH lock(key) AS ({KeyOf(versionTable)})
            SELECT l.pid, a.application_name, host(a.client_addr), a.backend_start
            FROM lock
            JOIN pg_catalog.pg_locks l ON {AdvisoryLock.IsHeld("l", "key")}
                AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
            LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
            """,
            cancellationToken).ConfigureAwait(false);
        return rows is [var row, ..]
            ? new LockHolder(
                Convert.ToString(row[0], CultureInfo.InvariantCulture)!,
                row[1] as string is { Length: > 0 } application ? application : null,
                row[2] as string,
                row[3] is DateTime start ? new DateTimeOffset(start) : null,
                string.Create(CultureInfo.InvariantCulture, $"SELECT pg_terminate_backend({row[0]})"))
            : null;
    }

    // The first column is NULL, and nothing is locked, when the backend is not the one this connection was opened to.
    private async Task<object?[]> LockAsync(ObjectName versionTable, bool viaPooler, CancellationToken cancellationToken)
    {
        var condition = viaPooler ? "true" : string.Create(CultureInfo.InvariantCulture, $"pg_backend_pid() = {ProcessId}");
        var settings = $"{SessionSettings.Set($"{SessionSettings.Pins}, {NoticeLostClient}")} AND (name NOT LIKE 'client%' OR version() !~* 'windows|visual|mingw')";
        var rows = await QueryAsync(
            $"WITH lock(key) AS ({KeyOf(versionTable)}) SELECT CASE WHEN {condition} THEN pg_try_advisory_lock(key) END, key, CASE WHEN {condition} THEN ({settings}) END FROM lock", cancellationToken).ConfigureAwait(false);
        return rows[0];
    }

    // Of "retort schema.table": the same from every client, whether it names the schema or not.
    private static string KeyOf(ObjectName table)
    {
        var found = $"(SELECT relnamespace::regnamespace::text FROM pg_catalog.pg_class WHERE oid = to_regclass({PostgreSqlLiteral.Text(PostgreSqlIdentifier.Quote(table))}))";
        var schema = table.Schema is null
            ? $"coalesce({found}, quote_ident(current_schema()), '')"
            : PostgreSqlLiteral.Text(PostgreSqlIdentifier.Quote(table.Schema));
        var name = $"'retort ' || {schema} || {PostgreSqlLiteral.Text("." + PostgreSqlIdentifier.Quote(table.Name))}";
        return $"SELECT {AdvisoryLock.KeyOf(name)}";
    }
}
