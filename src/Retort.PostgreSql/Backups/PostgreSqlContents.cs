using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Retort.Backups;
using Retort.PostgreSql.Introspection;
using Retort.Schema;

namespace Retort.PostgreSql.Backups;

/// <summary>
/// Reads what is in a database. Rows have no order there, so that the hash of a table is the sum of the hashes of its rows, twice with different seeds:
/// against accidents, not against forgery, which the SHA-256 of the file is for. The server computes it, with parallel workers where it can.
/// </summary>
internal static class PostgreSqlContents
{
    /// <summary>Opens a transaction that sees one moment, and in which values have the same text on every server.</summary>
    public static async Task OpenSnapshotAsync(PostgreSqlSession session, CancellationToken cancellationToken)
    {
        await session.BeginAsync([], cancellationToken).ConfigureAwait(false);
        await session.ExecuteAsync([new("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")], cancellationToken).ConfigureAwait(false);
        await session.QueryAsync(
            """
            SELECT set_config(s.name, v.value, true)
            FROM pg_catalog.pg_settings s JOIN (VALUES
                ('statement_timeout', '0'), ('idle_in_transaction_session_timeout', '0'), ('transaction_timeout', '0'), ('row_security', 'off'),
                ('DateStyle', 'ISO, YMD'), ('IntervalStyle', 'postgres'), ('TimeZone', 'UTC'), ('extra_float_digits', '3'), ('bytea_output', 'hex'),
                ('xmlbinary', 'base64'), ('lc_monetary', 'C')) v(name, value) ON v.name = s.name
            """,
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Reads it in the open transaction.</summary>
    /// <param name="session">The session.</param>
    /// <param name="request">Of which tables the rows count.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<(BackupContents Contents, DatabaseSchema Schema)> ReadAsync(PostgreSqlSession session, BackupRequest request, CancellationToken cancellationToken)
    {
        var schemas = await ReadSchemasAsync(session, cancellationToken).ConfigureAwait(false);
        var schema = await session.ReadSchemaAsync(ScopeOf(schemas) with { NamesOwners = request.Kind == BackupKind.Full }, cancellationToken).ConfigureAwait(false);
        var revisions = await session.FindTableAsync(request.VersionTable, cancellationToken).ConfigureAwait(false) is { } table
            ? await session.ReadVersionRowsAsync(table, cancellationToken).ConfigureAwait(false) ?? []
            : [];

        // Types that print names of objects must print the same ones whatever the role's own search path is; an empty one would keep functions of indexes from
        // finding theirs, which the planner calls.
        var path = string.Join(", ", ScopeOf(schemas).Schemas.Select(PostgreSqlIdentifier.Quote));
        await session.QueryAsync($"SELECT set_config('search_path', {PostgreSqlLiteral.Text(path)}, true)", cancellationToken).ConfigureAwait(false);
        var contents = new BackupContents(
            session.ServerVersion.ToString(),
            [.. revisions.Order(StringComparer.Ordinal)],
            schemas,
            SchemaFingerprint.Of(schema).Hex,
            await ReadTablesAsync(session, request, cancellationToken).ConfigureAwait(false));
        return (contents, schema);
    }

    /// <summary>What is read of a database with these schemas. Which one is the default must not depend on the role or the database.</summary>
    public static SchemaScope ScopeOf(ImmutableArray<string> schemas) => new() { Schemas = [.. schemas.OrderByDescending(name => name == "public")] };

    private static async Task<ImmutableArray<string>> ReadSchemasAsync(PostgreSqlSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            $"""
            SELECT nspname::text FROM pg_catalog.pg_namespace n
            WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND {CatalogueScope.Free(CatalogueClass.Namespace, "n.oid")} ORDER BY nspname
            """,
            cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => (string)row[0]!)];
    }

    private static async Task<ImmutableArray<TableContents>> ReadTablesAsync(PostgreSqlSession session, BackupRequest request, CancellationToken cancellationToken)
    {
        var contents = ImmutableArray.CreateBuilder<TableContents>();
        foreach (var name in await ListTablesAsync(session, cancellationToken).ConfigureAwait(false))
        {
            if (request.Kind == BackupKind.Full || request.Tables.Any(wanted => new TableContents(name.Schema, name.Name, 0, "").IsNamed(wanted)))
            {
                contents.Add(await ReadTableAsync(session, name.Schema!, name.Name, $"SELECT retort_row::text AS value FROM ONLY {PostgreSqlIdentifier.Quote(name)} AS retort_row", cancellationToken).ConfigureAwait(false));
            }
        }

        if (request.Kind == BackupKind.Full && await ReadLargeObjectsAsync(session, cancellationToken).ConfigureAwait(false) is { Rows: > 0 } largeObjects)
        {
            contents.Add(largeObjects);
        }

        return contents.ToImmutable();
    }

    // What an extension keeps for itself is not in a dump.
    private static async Task<IEnumerable<ObjectName>> ListTablesAsync(PostgreSqlSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            $"""
            SELECT n.nspname::text, c.relname::text FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND {CatalogueScope.Free(CatalogueClass.Relation, "c.oid")}
            ORDER BY n.nspname, c.relname
            """,
            cancellationToken).ConfigureAwait(false);
        return rows.Select(row => new ObjectName((string)row[0]!, (string)row[1]!));
    }

    // In pieces, because a large object can be larger than any value.
    private static Task<TableContents> ReadLargeObjectsAsync(PostgreSqlSession session, CancellationToken cancellationToken) => ReadTableAsync(
        session,
        "pg_catalog",
        "pg_largeobject",
        """
        SELECT * FROM (
            WITH RECURSIVE piece(loid, number, data) AS (
                SELECT oid, 0, lo_get(oid, 0, 1048576) FROM pg_catalog.pg_largeobject_metadata
                UNION ALL
                SELECT loid, number + 1, lo_get(loid, (number + 1)::bigint * 1048576, 1048576) FROM piece WHERE length(data) = 1048576)
            SELECT concat_ws(':', loid, number, encode(data, 'base64')) AS value FROM piece) pieces
        """,
        cancellationToken);

    private static async Task<TableContents> ReadTableAsync(PostgreSqlSession session, string schema, string name, string values, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            $"""
            SELECT count(*), concat_ws(':', count(*), sum(hashtextextended(value COLLATE "C", 0)), sum(hashtextextended(value COLLATE "C", 1)))
            FROM ({values}) AS rows
            """,
            cancellationToken).ConfigureAwait(false);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Convert.ToString(rows[0][1], CultureInfo.InvariantCulture)!));
        return new TableContents(schema, name, (long)rows[0][0]!, Convert.ToHexStringLower(hash));
    }
}
