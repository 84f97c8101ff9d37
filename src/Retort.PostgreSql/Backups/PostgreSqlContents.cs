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
    private const string Ancestors =
        "pg_catalog.pg_partition_ancestors(c.oid) WITH ORDINALITY AS ancestor(relation, number) JOIN pg_catalog.pg_class a ON a.oid = relation WHERE a.oid <> c.oid";

    /// <summary>Opens a transaction that sees one moment, and in which values have the same text on every server.</summary>
    public static async Task OpenSnapshotAsync(PostgreSqlSession session, CancellationToken cancellationToken)
    {
        await session.BeginAsync([], cancellationToken).ConfigureAwait(false);
        await session.ExecuteAsync([new("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")], cancellationToken).ConfigureAwait(false);
        await SetFormatsAsync(session, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Lets values have the same text on every server, up to the end of the transaction, and queries take as long as they take.</summary>
    public static Task SetFormatsAsync(PostgreSqlSession session, CancellationToken cancellationToken) =>
        session.QueryAsync(
            """
            SELECT set_config(s.name, v.value, true)
            FROM pg_catalog.pg_settings s JOIN (VALUES
                ('statement_timeout', '0'), ('idle_in_transaction_session_timeout', '0'), ('transaction_timeout', '0'), ('row_security', 'off'),
                ('DateStyle', 'ISO, YMD'), ('IntervalStyle', 'postgres'), ('TimeZone', 'UTC'), ('extra_float_digits', '3'), ('bytea_output', 'hex'),
                ('xmlbinary', 'base64'), ('xmloption', 'content'), ('lc_monetary', 'C')) v(name, value) ON v.name = s.name
            """,
            cancellationToken);

    /// <summary>Lets types that print names of objects print the same ones whatever the role's own search path is, up to the end of the transaction.</summary>
    /// <remarks>An empty path would keep functions of indexes from finding theirs, which the planner calls.</remarks>
    public static Task SetPathAsync(PostgreSqlSession session, ImmutableArray<string> schemas, CancellationToken cancellationToken)
    {
        var path = string.Join(", ", ScopeOf(schemas).Schemas.Select(PostgreSqlIdentifier.Quote));
        return session.QueryAsync($"SELECT set_config('search_path', {PostgreSqlLiteral.Text(path)}, true)", cancellationToken);
    }

    /// <summary>Reads it in the open transaction.</summary>
    /// <param name="session">The session.</param>
    /// <param name="request">Of which tables the rows count.</param>
    /// <param name="spares">Whether others need the processors meanwhile, so that less work counts for more than parallel work.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public static async Task<(BackupContents Contents, DatabaseSchema Schema)> ReadAsync(PostgreSqlSession session, BackupRequest request, bool spares, CancellationToken cancellationToken)
    {
        var schemas = await ReadSchemasAsync(session, cancellationToken).ConfigureAwait(false);
        var schema = await session.ReadSchemaAsync(ScopeOf(schemas) with { NamesOwners = request.Kind == BackupKind.Full }, cancellationToken).ConfigureAwait(false);
        var revisions = await session.FindTableAsync(request.VersionTable, cancellationToken).ConfigureAwait(false) is { } table
            ? await session.ReadVersionRowsAsync(table, cancellationToken).ConfigureAwait(false) ?? []
            : [];

        await SetPathAsync(session, schemas, cancellationToken).ConfigureAwait(false);
        var contents = new BackupContents(
            session.ServerVersion.ToString(),
            [.. revisions.Order(StringComparer.Ordinal)],
            schemas,
            SchemaFingerprint.Of(schema).Hex,
            await ReadTablesAsync(session, request, spares, cancellationToken).ConfigureAwait(false));
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

    private static async Task<ImmutableArray<TableContents>> ReadTablesAsync(PostgreSqlSession session, BackupRequest request, bool spares, CancellationToken cancellationToken)
    {
        var contents = ImmutableArray.CreateBuilder<TableContents>();
        foreach (var table in await ListTablesAsync(session, cancellationToken).ConfigureAwait(false))
        {
            if (request.Kind == BackupKind.Full || request.Tables.Any(table.IsNamed))
            {
                contents.Add(await ReadTableAsync(session, table, ValuesOf(table), spares, cancellationToken).ConfigureAwait(false));
            }
        }

        if (request.Kind == BackupKind.Full && await ReadLargeObjectsAsync(session, spares, cancellationToken).ConfigureAwait(false) is { Rows: > 0 } largeObjects)
        {
            contents.Add(largeObjects);
        }

        return contents.ToImmutable();
    }

    /// <summary>Reads how many rows a table has now, and a hash of them.</summary>
    public static Task<TableContents> ReadTableAsync(PostgreSqlSession session, TableContents table, CancellationToken cancellationToken) =>
        ReadTableAsync(session, table, ValuesOf(table), spares: false, cancellationToken);

    private static string ValuesOf(TableContents table) => $"SELECT retort_row::text AS value FROM ONLY {Quote(table)} AS retort_row";

    /// <summary>Writes the name of a table.</summary>
    public static string Quote(TableContents table) => PostgreSqlIdentifier.Quote(new ObjectName(table.Schema, table.Name));

    /// <summary>Lists the tables there are, without their rows. What an extension keeps for itself is not in a dump.</summary>
    public static async Task<IReadOnlyList<TableContents>> ListTablesAsync(PostgreSqlSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            $"""
            SELECT n.nspname::text, c.relname::text,
                ARRAY(SELECT concat(attname, ' ', format_type(atttypid, atttypmod), CASE WHEN attgenerated <> '' THEN ' generated' END)
                    FROM pg_catalog.pg_attribute WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum),
                ARRAY(SELECT (SELECT nspname::text FROM pg_catalog.pg_namespace WHERE oid = a.relnamespace) FROM {Ancestors} ORDER BY number), ARRAY(SELECT a.relname::text FROM {Ancestors} ORDER BY number)
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND {CatalogueScope.Free(CatalogueClass.Relation, "c.oid")}
            ORDER BY n.nspname, c.relname
            """,
            cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => new TableContents((string)row[0]!, (string)row[1]!, 0, "")
        {
            Columns = (string[])row[2]!,
            PartitionOf = row is [.., string[] { Length: > 0 } schemas, string[] names] ? [.. schemas.Zip(names, (schema, name) => new PartitionedTable(schema, name))] : null,
        })];
    }

    // In pieces, because a large object can be larger than any value.
    private static Task<TableContents> ReadLargeObjectsAsync(PostgreSqlSession session, bool spares, CancellationToken cancellationToken) => ReadTableAsync(
        session,
        new TableContents("pg_catalog", "pg_largeobject", 0, ""),
        """
        SELECT * FROM (
            WITH RECURSIVE piece(loid, number, data) AS (
                SELECT oid, 0, lo_get(oid, 0, 1048576) FROM pg_catalog.pg_largeobject_metadata
                UNION ALL
                SELECT loid, number + 1, lo_get(loid, (number + 1)::bigint * 1048576, 1048576) FROM piece WHERE length(data) = 1048576)
            SELECT concat_ws(':', loid, number, encode(data, 'base64')) AS value FROM piece) pieces
        """,
        spares,
        cancellationToken);

    private static async Task<TableContents> ReadTableAsync(PostgreSqlSession session, TableContents table, string values, bool spares, CancellationToken cancellationToken)
    {
        // With OFFSET the planner writes the text of a row once and not for each of the two hashes, and uses no workers.
        var rows = await session.QueryAsync(
            $"""
            SELECT count(*), concat_ws(':', count(*), sum(hashtextextended(value COLLATE "C", 0)), sum(hashtextextended(value COLLATE "C", 1)))
            FROM ({values}{(spares ? " OFFSET 0" : "")}) AS rows
            """,
            cancellationToken).ConfigureAwait(false);
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(Convert.ToString(rows[0][1], CultureInfo.InvariantCulture)!));
        return table with { Rows = (long)rows[0][0]!, Hash = Convert.ToHexStringLower(hash) };
    }
}
