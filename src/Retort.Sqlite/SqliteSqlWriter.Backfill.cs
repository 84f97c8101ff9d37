using Retort.Operations;
using Retort.Planning;
using static Retort.Sqlite.SqliteIdentifier;

namespace Retort.Sqlite;

internal sealed partial class SqliteSqlWriter
{
    /// <summary>A backfill. A script of sqlite3 has no loops, so that it updates all rows at once.</summary>
    /// <param name="op">What is updated.</param>
    /// <param name="sql">The UPDATE as it was written; <see langword="null"/> when it was not.</param>
    /// <param name="origin">Where it was written.</param>
    private BackfillStatement ToStatement(Backfill op, string? sql, SourceLocation? origin) =>
        new(op, Quote(op.Table), sql) { KeyQuery = op.Key.IsEmpty ? PrimaryKeyOf(op) : ColumnsOf(op), Operation = _operation, Origin = origin };

    // Only a table without rowid has an index of its primary key that does not lead to rowids; elsewhere a primary key may be null, and the rowid is the key.
    private static string PrimaryKeyOf(Backfill op)
    {
        var name = SqliteLiteral.Text(op.Table.Name);
        var withoutRowId = $"EXISTS (SELECT 1 FROM pragma_index_list({name}) i WHERE i.origin = 'pk' AND NOT EXISTS (SELECT 1 FROM pragma_index_xinfo(i.name) x WHERE x.cid = -1))";
        return $"""
            SELECT name, literal, 1 FROM (
                SELECT {NameOf("c.name")} AS name, {LiteralOf(NameOf("c.name"))} AS literal, c.pk AS place FROM pragma_table_info({name}) c WHERE c.pk > 0 AND {withoutRowId}
                UNION ALL SELECT '_rowid_', {LiteralOf("'_rowid_'")}, 1 WHERE NOT {withoutRowId})
            ORDER BY place
            """;
    }

    private static string ColumnsOf(Backfill op)
    {
        var columns = string.Join(", ", op.Key.Select((column, place) => $"({SqliteLiteral.Text(column)}, {place})"));
        return $"""
            WITH wanted(name, place) AS (VALUES {columns})
            SELECT {NameOf("c.name")}, {LiteralOf(NameOf("c.name"))}, c."notnull" = 1 OR c.pk > 0 AND upper(c.type) = 'INTEGER'
            FROM wanted JOIN pragma_table_info({SqliteLiteral.Text(op.Table.Name)}) c ON c.name = wanted.name COLLATE NOCASE ORDER BY place
            """;
    }

    // A number is its own literal to quote(), and no text.
    private static string LiteralOf(string name) => $"'CAST(quote(' || {name} || ') AS TEXT)'";

    private static string NameOf(string column) => $"'\"' || replace({column}, '\"', '\"\"') || '\"'";
}
