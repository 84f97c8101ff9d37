using Retort.Monitoring;
using Retort.Planning;
using Retort.PostgreSql.Introspection;
using Retort.Schema;

namespace Retort.PostgreSql;

/// <content>What is read of tables themselves.</content>
internal sealed partial class PostgreSqlSession
{
    public async Task<IReadOnlyList<IReadOnlyList<string?[]>>> ReadRowsAsync(IReadOnlyList<(ObjectName Table, IReadOnlyList<string> Columns)> tables, CancellationToken cancellationToken)
    {
        if (tables.Count == 0)
        {
            return [];
        }

        var only = await QueryAsync(
            $"""
            SELECT relkind <> 'p' FROM unnest({PostgreSqlLiteral.Of(tables.Select(read => PostgreSqlIdentifier.Quote(read.Table)).ToArray())}::text[]) WITH ORDINALITY AS given(name, number)
            JOIN pg_catalog.pg_class ON oid = name::regclass ORDER BY number
            """,
            cancellationToken).ConfigureAwait(false);
        var results = await QueryAllAsync(
            [
                .. tables.Select((read, i) =>
                    $"SELECT {string.Join(", ", read.Columns.Select(column => $"{PostgreSqlIdentifier.Quote(column)}::text"))} FROM {(only[i][0] is true ? "ONLY " : "")}{PostgreSqlIdentifier.Quote(read.Table)} ORDER BY {string.Join(", ", Enumerable.Range(1, read.Columns.Count))}"),
            ],
            cancellationToken,
            keepsPlans: MayKeepPlans && tables.Count >= FewestForPlans).ConfigureAwait(false);
        return [.. results.Select(rows => rows.ConvertAll(row => Array.ConvertAll(row, value => (string?)value)))];
    }

    /// <inheritdoc/>
    /// <remarks>The rows are those of the last VACUUM or ANALYZE (<c>pg_class.reltuples</c>); a partitioned table has those of its partitions.</remarks>
    public async Task<IReadOnlyDictionary<ObjectName, RelationSize>> ReadSizesAsync(IReadOnlyCollection<ObjectName> relations, CancellationToken cancellationToken)
    {
        var names = relations.Distinct().ToArray();
        var rows = await QueryAsync(
            $"""
            WITH RECURSIVE part AS (
                SELECT number, to_regclass(name)::oid AS oid FROM unnest({PostgreSqlLiteral.Of(names.Select(PostgreSqlIdentifier.Quote).ToArray())}::text[]) WITH ORDINALITY AS given(name, number)
                UNION ALL SELECT number, inhrelid FROM part JOIN pg_catalog.pg_inherits ON inhparent = oid JOIN pg_catalog.pg_class c ON c.oid = inhparent AND c.relkind IN ('p', 'I'))
            SELECT number, sum(reltuples) FILTER (WHERE reltuples >= 0 AND relkind NOT IN ('p', 'I'))::bigint, sum(pg_table_size(c.oid)) FILTER (WHERE relkind NOT IN ('p', 'I'))::bigint
            FROM part JOIN pg_catalog.pg_class c ON c.oid = part.oid GROUP BY number
            """,
            cancellationToken).ConfigureAwait(false);
        return rows.ToDictionary(row => names[(long)row[0]! - 1], row => new RelationSize(row[1] as long?, row[2] as long?));
    }

    /// <inheritdoc/>
    /// <remarks>The catalogue and the disk are asked, and no table is: one that is being altered is locked.</remarks>
    public async Task<DatabaseFigures> ReadFiguresAsync(SchemaScope scope, CancellationToken cancellationToken)
    {
        var hidden = string.Join(", ", scope.Hidden.Select(name => $"to_regclass({PostgreSqlLiteral.Text(PostgreSqlIdentifier.Quote(name))})").Prepend("NULL"));
        var row = (await QueryAsync(
            $"""
            SELECT current_database()::text, pg_catalog.pg_database_size(current_database()), (
                SELECT count(*) FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition AND {new CatalogueScope(scope, ServerVersion).Contains("n")}
                    AND {CatalogueScope.Free(CatalogueClass.Relation, "c.oid")} AND c.oid <> ALL (array_remove(ARRAY[{hidden}]::oid[], NULL)))
            """,
            cancellationToken).ConfigureAwait(false))[0];
        return new DatabaseFigures((string)row[0]!, (long)row[1]!, (int)(long)row[2]!);
    }
}
