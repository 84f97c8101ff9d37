using Retort.Schema;

namespace Retort.PostgreSql.Introspection;

/// <summary>The indexes that are not those of constraints. What a partition has only because its parent has it is left to the parent.</summary>
internal sealed class IndexSection(Catalogue catalogue) : CatalogueSection(catalogue)
{
    // Only the whole definition tells what is more than the default, and it takes the server long to write. Most indexes have nothing to tell:
    // they are on one column in the order of its type, which is that of text for character varying unless somebody gave it one.
    public override string Sql =>
        $"""
        SELECT i.oid, x.indrelid AS relation, i.relname AS name, NULLIF(m.amname, 'btree') AS method, x.indisunique AS is_unique, NOT x.indisvalid AS is_invalid,
            {Scope.Since(15, "x.indnullsnotdistinct", "false")} AS is_nulls_not_distinct, i.reloptions::text AS options, s.spcname AS tablespace, a.attname AS "column",
            CASE WHEN a.attname IS NULL THEN pg_get_indexdef(i.oid) END AS definition, h.inhparent AS parent,
            CASE WHEN h.inhparent IS NOT NULL THEN ARRAY(SELECT ia.attname::text FROM pg_catalog.pg_attribute ia WHERE ia.attrelid = i.oid ORDER BY ia.attnum)::text END AS attributes,
            CASE WHEN x.indexprs IS NOT NULL THEN ARRAY(
                SELECT ia.attname::text FROM pg_catalog.pg_attribute ia WHERE ia.attrelid = i.oid AND NULLIF(ia.attstattarget, -1) IS NOT NULL ORDER BY ia.attnum)::text END AS targets
        FROM pg_catalog.pg_index x
        JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
        JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_am m ON m.oid = i.relam
        LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = i.reltablespace
        LEFT JOIN pg_catalog.pg_inherits h ON h.inhrelid = i.oid
        LEFT JOIN pg_catalog.pg_opclass o ON o.oid = x.indclass[0] AND o.opcdefault AND o.oid < {CatalogueScope.FirstUserOid}
        LEFT JOIN pg_catalog.pg_attribute a ON a.attrelid = x.indrelid AND {CatalogueScope.OfUsers("a.attrelid")} AND a.attnum > 0 AND a.attnum = x.indkey[0] AND a.attcollation = x.indcollation[0]
            AND m.amname = 'btree' AND x.indnatts = 1 AND x.indoption[0] = 0 AND x.indpred IS NULL AND o.opcintype = CASE
                WHEN a.atttypid = 'varchar'::regtype AND NOT EXISTS (SELECT FROM pg_catalog.pg_opclass WHERE opcintype = 'varchar'::regtype AND opcdefault) THEN 'text'::regtype
                ELSE a.atttypid END
        LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = i.oid AND {CatalogueScope.OfUsers("k.conrelid")} AND k.contype IN ('p', 'u', 'x')
        WHERE c.relkind IN ('r', 'p', 'm') AND k.oid IS NULL AND {CatalogueScope.OfUsers("x.indexrelid")} AND {CatalogueScope.OfUsers("i.oid")} AND {CatalogueScope.OfUsers("c.oid")} AND {Scope.Contains("n")}
        """;

    public override void Read(CatalogueRow row)
    {
        if (!Catalogue.Relations.TryGetValue(row.Oid("relation"), out var relation))
        {
            return;
        }

        var (address, name) = (new CatalogueAddress(CatalogueClass.Relation, row.Oid("oid")), row.Text("name"));
        if (row.OidOrNull("parent") is { } parent)
        {
            Catalogue.Copies(address, new CatalogueAddress(CatalogueClass.Relation, parent));
            if (!GeneratedName.Is(name, relation.Name.Name, row.Texts("attributes"), "idx"))
            {
                Catalogue.Unmanage("name of an index of a partition", $"{name} on {relation.Name}");
            }

            relation.CopiedIndexes.Add(Index(row, relation, name));
            return;
        }

        foreach (var column in row.Texts("targets"))
        {
            Catalogue.Unmanage("statistics target of an index column", $"{column} of {relation.Name.WithName(name)}");
        }

        Catalogue.Add(address, null, Index(row, relation, name));
    }

    private static TableIndex Index(CatalogueRow row, Relation relation, string name)
    {
        var definition = row.SqlOrNull("definition") is { } text ? IndexDefinition.Parse(text) : new IndexDefinition([], [], null);
        return new TableIndex(name, relation.Name, row.TextOrNull("column") is { } key ? [key] : [.. definition.Keys.Select(IndexDefinition.ParseKey)])
        {
            Unique = row.Is("is_unique"),
            Where = definition.Where,
            Include = definition.Include,
            Method = row.TextOrNull("method"),
            With = StorageParameters.Normalize(row.Texts("options")),
            NullsNotDistinct = row.Is("is_nulls_not_distinct"),
            Tablespace = row.TextOrNull("tablespace"),
            IsInvalid = row.Is("is_invalid"),
        };
    }
}
