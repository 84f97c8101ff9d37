using System.Collections.Immutable;
using Retort.Backups;

namespace Retort.PostgreSql.Backups;

/// <summary>What is in the way of the rows of tables, or depends on them.</summary>
/// <param name="Keys">The foreign keys that refer to the tables, and are not checked while all rows are away.</param>
/// <param name="Triggers">The triggers that would fire.</param>
/// <param name="Sequences">For each sequence that numbers rows, the query that sets it past the highest number there is.</param>
internal sealed record TableSurroundings(ImmutableArray<ReferringKey> Keys, ImmutableArray<EnabledTrigger> Triggers, ImmutableArray<string> Sequences)
{
    /// <summary>Reads them.</summary>
    public static async Task<TableSurroundings> ReadAsync(PostgreSqlSession session, IEnumerable<TableContents> tables, CancellationToken cancellationToken)
    {
        var targets = $"SELECT unnest({PostgreSqlLiteral.Of(tables.Select(PostgreSqlContents.Quote).ToArray())}::regclass[])::oid AS oid";

        // The key of a partition belongs to that of the partitioned table, be it on the one side or on the other.
        var keys = await session.QueryAsync(
            $"""
            WITH RECURSIVE target AS ({targets}),
            key AS (
                SELECT oid, conparentid FROM pg_catalog.pg_constraint WHERE contype = 'f' AND confrelid IN (SELECT oid FROM target)
                UNION SELECT parent.oid, parent.conparentid FROM key JOIN pg_catalog.pg_constraint parent ON parent.oid = key.conparentid)
            SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(k.oid), quote_literal(obj_description(k.oid, 'pg_constraint')), convalidated, pg_has_role(relowner, 'USAGE')
            FROM key JOIN pg_catalog.pg_constraint k ON k.oid = key.oid JOIN pg_catalog.pg_class r ON r.oid = conrelid WHERE k.conparentid = 0 ORDER BY 1, 2
            """,
            cancellationToken).ConfigureAwait(false);
        var triggers = await session.QueryAsync(
            $"""
            WITH target AS ({targets})
            SELECT tgrelid::regclass::text, quote_ident(tgname), CASE tgenabled WHEN 'R' THEN 'ENABLE REPLICA' WHEN 'A' THEN 'ENABLE ALWAYS' ELSE 'ENABLE' END, tgname::text
            FROM pg_catalog.pg_trigger WHERE tgrelid IN (SELECT oid FROM target) AND NOT tgisinternal AND tgenabled <> 'D' ORDER BY 1, 2
            """,
            cancellationToken).ConfigureAwait(false);

        // The sequence of an identity column belongs to the topmost of partitioned tables; that of a default to nobody, unless somebody says so.
        var sequences = await session.QueryAsync(
            $"""
            WITH target AS ({targets}),
            numbered AS (
                SELECT objid AS sequence, refobjid AS relation, refobjsubid AS number FROM pg_catalog.pg_depend
                WHERE classid = 'pg_catalog.pg_class'::regclass AND refclassid = 'pg_catalog.pg_class'::regclass AND deptype IN ('a', 'i')
                UNION SELECT d.refobjid, ad.adrelid, ad.adnum FROM pg_catalog.pg_attrdef ad
                    JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_attrdef'::regclass AND d.objid = ad.oid AND d.refclassid = 'pg_catalog.pg_class'::regclass)
            SELECT DISTINCT format(
                'SELECT setval(%1$L, number) FROM (SELECT %2$s(%3$I)::bigint AS number FROM ONLY %4$s) AS last WHERE number BETWEEN %5$s AND %6$s AND number %7$s coalesce(pg_catalog.pg_sequence_last_value(%1$L), %8$s)',
                seqrelid::regclass, CASE WHEN seqincrement > 0 THEN 'max' ELSE 'min' END, attname, target.oid::regclass, seqmin, seqmax, CASE WHEN seqincrement > 0 THEN '>' ELSE '<' END, seqstart::numeric - seqincrement)
            FROM target
                JOIN numbered ON relation = target.oid OR relation IN (SELECT relid FROM pg_catalog.pg_partition_ancestors(target.oid) AS ancestor(relid))
                JOIN pg_catalog.pg_sequence ON seqrelid = sequence
                JOIN pg_catalog.pg_attribute ON attrelid = relation AND attnum = number
            WHERE atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype, 'numeric'::regtype)
            """,
            cancellationToken).ConfigureAwait(false);
        return new TableSurroundings(
            [.. keys.Select(row => new ReferringKey((string)row[0]!, (string)row[1]!, (string)row[2]!, (string?)row[3], (bool)row[4]!, (bool)row[5]!))],
            [.. triggers.Select(row => new EnabledTrigger((string)row[0]!, (string)row[1]!, (string)row[2]!, (string)row[3]!))],
            [.. sequences.Select(row => (string)row[0]!)]);
    }
}

/// <summary>A foreign key that refers to a table. All but the last two are as SQL has them.</summary>
internal sealed record ReferringKey(string Table, string Name, string Definition, string? Comment, bool IsValidated, bool IsOwned)
{
    public string Drop => $"ALTER TABLE {Table} DROP CONSTRAINT {Name}";

    /// <summary>What makes it again, and lets the server check every row.</summary>
    public IEnumerable<string> Add =>
        [$"ALTER TABLE {Table} ADD CONSTRAINT {Name} {Definition}", .. Comment is null ? Array.Empty<string>() : [$"COMMENT ON CONSTRAINT {Name} ON {Table} IS {Comment}"]];
}

/// <summary>A trigger that is on, and how it is turned on again. Its title is for a person to read.</summary>
internal sealed record EnabledTrigger(string Table, string Name, string Enabling, string Title)
{
    public string Off => $"ALTER TABLE ONLY {Table} DISABLE TRIGGER {Name}";

    public string On => $"ALTER TABLE ONLY {Table} {Enabling} TRIGGER {Name}";
}
