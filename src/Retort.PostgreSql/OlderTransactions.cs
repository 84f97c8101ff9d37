using System.Collections.Immutable;
using System.Globalization;
using Retort.Dialects;
using Retort.Planning;
using Retort.Statements;

namespace Retort.PostgreSql;

/// <summary>
/// Whom a CONCURRENTLY statement would wait for, without a limit: whoever holds a snapshot in the same database, and whoever holds a lock on the table, prepared transactions
/// among them. Those that are there when it is to begin are waited for first, for as long as a statement waits for a lock; then it is told who they are, and nothing is begun.
/// </summary>
/// <param name="session">The session that will run it.</param>
/// <param name="patience">For how long they are waited for; zero for ever.</param>
internal sealed class OlderTransactions(PostgreSqlSession session, TimeSpan patience)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(250);

    // Those of the first attempt: others come and go all the time, and each for itself is waited for by the server.
    private (string Statement, HashSet<string> Transactions)? _awaited;

    /// <exception cref="StatementException">They did not end in time; trying again can help.</exception>
    public async Task OutlastAsync(SqlStatement statement, CancellationToken cancellationToken)
    {
        var query = FindQuery(statement);
        var found = await FindAsync(query, cancellationToken).ConfigureAwait(false);
        if (_awaited?.Statement != statement.Sql)
        {
            _awaited = (statement.Sql, [.. found.Select(one => one.Id)]);
        }

        var (start, pause) = (TimeProvider.System.GetTimestamp(), FirstPause);
        while (found.Where(one => _awaited.Value.Transactions.Contains(one.Id)).ToList() is { Count: > 0 } left)
        {
            if (patience > TimeSpan.Zero && TimeProvider.System.GetElapsedTime(start) >= patience)
            {
                throw Refusal(statement, left);
            }

            await Task.Delay(pause, cancellationToken).ConfigureAwait(false);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            found = await FindAsync(query, cancellationToken).ConfigureAwait(false);
        }

        _awaited = null;
    }

    private static StatementException Refusal(SqlStatement statement, List<Transaction> left) => new(
        statement,
        StatementFailure.Contention,
        $"It would wait for {left[0].Description}{(left.Count > 1 ? $" and {left.Count - 1} more" : "")}.",
        null,
        string.Join('\n', left.Select(one => one.Description)),
        $"Let {(left.Count > 1 ? "them" : "it")} end, or end {(left.Count > 1 ? "them" : "it")}: {string.Join("; ", left.Select(one => one.Ending).Distinct())}. Then run the same command again; --lock-timeout 5m waits for longer.",
        null,
        new TimeoutException());

    private async Task<ImmutableArray<Transaction>> FindAsync(string query, CancellationToken cancellationToken) =>
        [.. (await session.QueryAsync(query, cancellationToken).ConfigureAwait(false)).Select(row => new Transaction((string)row[0]!, (string)row[1]!, (string)row[2]!))];

    /// <summary>
    /// A query for them. Building an index waits for snapshots of its own database only, and not for those of a vacuum, nor since PostgreSQL 14 for those of others that build an index;
    /// for locks that exclude writing a table's index, in the other cases for any lock.
    /// </summary>
    private string FindQuery(SqlStatement statement)
    {
        var sql = new StatementReader(statement.Sql, SqlSyntax.PostgreSql);
        var builds = sql.Is("CREATE");
        var waitsForSnapshots = builds || sql.Is("REINDEX") || sql.HasAhead("FINALIZE");
        var relations = PostgreSqlDialect.Instance.Predict(statement, schema: null, session.ServerVersion).Locks.Select(held => PostgreSqlIdentifier.Quote(held.Relation)).ToArray();
        var notCounted = session.ServerVersion.Major >= 14 ? "pg_stat_progress_vacuum UNION ALL SELECT pid FROM pg_catalog.pg_stat_progress_create_index" : "pg_stat_progress_vacuum";
        return string.Create(CultureInfo.InvariantCulture, $"""
            WITH held AS (
                SELECT l.pid, l.virtualtransaction FROM unnest({PostgreSqlLiteral.Of(relations)}::text[]) AS given(name)
                LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = to_regclass(given.name)
                JOIN pg_catalog.pg_locks l ON l.locktype = 'relation' AND l.granted AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
                    AND l.relation IN (to_regclass(given.name), i.indrelid){(builds ? " AND l.mode NOT IN ('AccessShareLock', 'RowShareLock', 'ShareLock')" : "")})
            SELECT a.pid || ' ' || a.backend_start::text || ' ' || a.xact_start::text,
                format('session %s of %s (%s), %s, in a transaction since %s', a.pid, a.usename, coalesce(nullif(a.application_name, ''), 'without a name'), a.state, to_char(a.xact_start, 'YYYY-MM-DD HH24:MI:SS')),
                format('SELECT pg_terminate_backend(%s)', a.pid)
            FROM pg_catalog.pg_stat_activity a
            WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.xact_start IS NOT NULL AND a.backend_type <> 'autovacuum worker'
                AND a.pid NOT IN (SELECT pid FROM pg_catalog.{notCounted})
                AND ({(waitsForSnapshots ? "a.backend_xmin IS NOT NULL OR " : "")}a.pid IN (SELECT held.pid FROM held WHERE held.pid IS NOT NULL))
            UNION ALL
            SELECT 'prepared ' || p.gid, format('the prepared transaction %L of %s, since %s', p.gid, p.owner, to_char(p.prepared, 'YYYY-MM-DD HH24:MI:SS')), format('ROLLBACK PREPARED %L', p.gid)
            FROM pg_catalog.pg_prepared_xacts p
            WHERE p.database = current_database() AND EXISTS (
                SELECT FROM held JOIN pg_catalog.pg_locks own ON own.virtualtransaction = held.virtualtransaction AND own.pid IS NULL AND own.transactionid = p.transaction
                WHERE held.pid IS NULL)
            """);
    }

    /// <summary>A transaction that would be waited for.</summary>
    /// <param name="Id">What tells it from all others.</param>
    /// <param name="Description">Who it is, for a person.</param>
    /// <param name="Ending">The statement that ends it.</param>
    private sealed record Transaction(string Id, string Description, string Ending);
}
