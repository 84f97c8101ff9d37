using Retort.Schema;

namespace Retort.PostgreSql.Introspection;

/// <summary>The indexes that are not those of constraints. What a partition has only because its parent has it is left to the parent.</summary>
internal sealed class IndexSection(Catalogue catalogue) : CatalogueSection(catalogue)
{
    public override string Sql =>
        $"""
        SELECT i.oid, x.indrelid AS relation, i.relname AS name, NULLIF(m.amname, 'btree') AS method, x.indisunique AS is_unique, NOT x.indisvalid AS is_invalid,
            {Scope.Since(15, "x.indnullsnotdistinct", "false")} AS is_nulls_not_distinct, i.reloptions AS options, s.spcname AS tablespace,
            pg_get_indexdef(i.oid) AS definition, h.inhparent AS parent,
            CASE WHEN h.inhparent IS NOT NULL THEN ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.oid ORDER BY a.attnum) END AS attributes,
            ARRAY(SELECT a.attname::text FROM pg_catalog.pg_attribute a WHERE a.attrelid = i.oid AND NULLIF(a.attstattarget, -1) IS NOT NULL ORDER BY a.attnum) AS targets
        FROM pg_catalog.pg_index x
        JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
        JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_catalog.pg_am m ON m.oid = i.relam
        LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = i.reltablespace
        LEFT JOIN pg_catalog.pg_inherits h ON h.inhrelid = i.oid
        LEFT JOIN pg_catalog.pg_constraint k ON k.conindid = i.oid AND k.contype IN ('p', 'u', 'x')
        WHERE c.relkind IN ('r', 'p', 'm') AND k.oid IS NULL AND {Scope.Contains("n")}
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

            return;
        }

        foreach (var column in row.Texts("targets"))
        {
            Catalogue.Unmanage("statistics target of an index column", $"{column} of {relation.Name.WithName(name)}");
        }

        var definition = IndexDefinition.Parse(row.Text("definition"));
        Catalogue.Add(address, null, new TableIndex(name, relation.Name, [.. definition.Keys.Select(IndexDefinition.ParseKey)])
        {
            Unique = row.Is("is_unique"),
            Where = definition.Where,
            Include = definition.Include,
            Method = row.TextOrNull("method"),
            With = StorageParameters.Normalize(row.Texts("options")),
            NullsNotDistinct = row.Is("is_nulls_not_distinct"),
            Tablespace = row.TextOrNull("tablespace"),
            IsInvalid = row.Is("is_invalid"),
        });
    }
}
