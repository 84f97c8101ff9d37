using Retort.Operations;
using Retort.Planning;
using static Retort.PostgreSql.PostgreSqlIdentifier;

namespace Retort.PostgreSql;

internal sealed partial class PostgreSqlSqlWriter
{
    // A standby that has caught up bears the lag it had until it reports again, which without new changes it does every ten seconds.
    private const string LagQuery = "SELECT extract(epoch FROM max(replay_lag))::float8 FROM pg_catalog.pg_stat_replication WHERE replay_lsn < pg_catalog.pg_current_wal_lsn()";

    // As many rows as are updated in about half a second on a small server.
    private const int RowsPerBatchOfScript = 10_000;

    /// <summary>A backfill.</summary>
    /// <param name="op">What is updated.</param>
    /// <param name="sql">The UPDATE as it was written; <see langword="null"/> when it was not.</param>
    /// <param name="origin">Where it was written.</param>
    private BackfillStatement ToStatement(Backfill op, string? sql, SourceLocation? origin) => new(op, Quote(op.Table), sql)
    {
        KeyQuery = $"""
            SELECT quote_ident(a.attname), format('quote_literal(%I::text)', a.attname), a.attnotnull, NOT (SELECT relhasrules FROM pg_catalog.pg_class WHERE oid = a.attrelid)
            FROM {KeyOf(op)} ORDER BY k.place
            """,
        // The server refuses this of a table with rules, which may make several statements of the UPDATE.
        CountOf = "WITH updated(unfilled) AS ({0}) SELECT count(*), coalesce(sum(unfilled), 0) FROM updated",
        LagQuery = LagQuery,
        ForScript = Loop(op),
        Operation = _operation,
        Origin = origin,
    };

    /// <summary>The columns of the key, as what follows FROM.</summary>
    private static string KeyOf(Backfill op)
    {
        var table = $"{PostgreSqlLiteral.Text(Quote(op.Table))}::regclass";
        return op.Key.IsEmpty
            ? $"""
                pg_catalog.pg_index i CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(number, place)
                JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
                WHERE i.indrelid = {table} AND i.indisprimary AND k.place <= i.indnkeyatts
                """
            : $"""
                unnest({PostgreSqlLiteral.Of(op.Key.ToArray())}::text[]) WITH ORDINALITY AS k(name, place)
                JOIN pg_catalog.pg_attribute a ON a.attrelid = {table} AND a.attname = k.name AND NOT a.attisdropped
                """;
    }

    /// <summary>
    /// The batches in the words of psql: a block that commits, which it can outside a transaction. Stopped in the middle it begins anew, so that a script is for a condition that an
    /// updated row no longer satisfies.
    /// </summary>
    private static string Loop(Backfill op)
    {
        var table = Quote(op.Table);
        var body = $"""
            DECLARE
                columns text;
                literals text;
                after text := 'true';
                bound text;
            BEGIN
                SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.place), string_agg(format('quote_literal(%I::text)', a.attname), ' || '', '' || ' ORDER BY k.place)
                INTO columns, literals FROM {KeyOf(op)};
                IF columns IS NULL THEN
                    RAISE EXCEPTION USING MESSAGE = {PostgreSqlLiteral.Text($"Table {table} cannot be filled in batches: it has no such key.")};
                END IF;
                LOOP
                    bound := NULL;
                    EXECUTE format('SELECT %s FROM %s WHERE %s ORDER BY %s LIMIT 1 OFFSET {RowsPerBatchOfScript - 1}', literals, {PostgreSqlLiteral.Text(table)}, after, columns) INTO bound;
                    EXECUTE concat({PostgreSqlLiteral.Text($"UPDATE {table} SET {op.Set} WHERE ")}, after, CASE WHEN bound IS NOT NULL THEN format(' AND (%s) <= (%s)', columns, bound) END{(op.Where is null ? "" : $", {PostgreSqlLiteral.Text($" AND ({op.Where})")}")});
                    COMMIT;
                    EXIT WHEN bound IS NULL;
                    after := format('(%s) > (%s)', columns, bound);
                END LOOP;
            END
            """;
        return $"-- in batches by key, each committed\nDO {PostgreSqlLiteral.DollarQuoted(body)}";
    }
}
