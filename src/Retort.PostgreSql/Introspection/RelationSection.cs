using System.Collections.Immutable;
using System.Globalization;
using Retort.Schema;

namespace Retort.PostgreSql.Introspection;

/// <summary>Tables, views and composite types, without their columns and constraints.</summary>
internal sealed class RelationSection(Catalogue catalogue, ImmutableArray<ObjectName> hidden) : CatalogueSection(catalogue)
{
    private readonly HashSet<ObjectName> _hidden = [.. hidden];

    public override string Sql =>
        $"""
        SELECT c.oid, c.reltype AS type, c.relnamespace AS namespace, c.relname AS name, c.relkind::text AS kind, c.relowner AS owner,
            c.relpersistence = 'u' AS is_unlogged, s.spcname AS tablespace, NULLIF(m.amname, 'heap') AS method,
            (c.reloptions || ARRAY(SELECT 'toast.' || o FROM unnest(t.reloptions) o))::text AS options,
            c.relreplident::text AS replica_identity, r.name AS replica_index, i.name AS clustered_on,
            c.relrowsecurity AS row_security, c.relforcerowsecurity AS force_row_security, c.reloftype <> 0 AS is_typed,
            CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_by,
            CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS bound,
            CASE WHEN c.relkind IN ('v', 'm') THEN pg_get_viewdef(c.oid) END AS query,
            p.names::text AS parents, p.namespaces::text AS parent_namespaces
        FROM pg_catalog.pg_class c
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = c.reltablespace
        LEFT JOIN pg_catalog.pg_am m ON m.oid = c.relam
        LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid AND t.reloptions IS NOT NULL AND {CatalogueScope.OfUsers("t.oid")}
        LEFT JOIN ({IndexNames("indisreplident")}) r ON r.indrelid = c.oid
        LEFT JOIN ({IndexNames("indisclustered")}) i ON i.indrelid = c.oid
        LEFT JOIN (
            SELECT h.inhrelid, array_agg(p.relname::text ORDER BY h.inhseqno) AS names, array_agg(p.relnamespace ORDER BY h.inhseqno) AS namespaces
            FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class p ON p.oid = h.inhparent WHERE p.relkind IN ('r', 'p', 'f') GROUP BY h.inhrelid
        ) p ON p.inhrelid = c.oid
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'c', 'f') AND {CatalogueScope.OfUsers("c.oid")} AND {Scope.Contains("n")} AND {CatalogueScope.Free(CatalogueClass.Relation, "c.oid")}
            AND {CatalogueScope.Free(CatalogueClass.Type, "c.reltype")}
        """;

    public override void Read(CatalogueRow row)
    {
        var (oid, name, kind) = (row.Oid("oid"), Catalogue.NameOf(row.Oid("namespace"), row.Text("name")), row.Letter("kind"));
        if (_hidden.Contains(name))
        {
            return;
        }

        if (kind == 'f' || row.Is("is_typed"))
        {
            Catalogue.Unmanage(kind == 'f' ? "foreign table" : "typed table", name.ToString());
            return;
        }

        if (kind == 'm' && row.TextOrNull("clustered_on") is { } index)
        {
            Catalogue.Unmanage("clustering of a materialized view", $"{name} on {index}");
        }

        SchemaObject draft = kind switch
        {
            'c' => new CompositeType(name, []),
            'v' or 'm' => View(row, name, kind == 'm'),
            _ => Table(row, name),
        };
        var address = kind == 'c' ? new CatalogueAddress(CatalogueClass.Type, row.Oid("type")) : new CatalogueAddress(CatalogueClass.Relation, oid);
        Catalogue.Relations.Add(oid, new Relation(address, row.Oid("owner"), name, draft));
        Catalogue.Know(address, draft.Id);
        Catalogue.Know(new CatalogueAddress(CatalogueClass.Relation, oid), draft.Id);
    }

    private static View View(CatalogueRow row, ObjectName name, bool materialized) => new(name, row.Sql("query").Trim().TrimEnd(';'))
    {
        Materialized = materialized,
        With = StorageParameters.Normalize(row.Texts("options")),
        Tablespace = row.TextOrNull("tablespace"),
        AccessMethod = row.TextOrNull("method"),
    };

    private Table Table(CatalogueRow row, ObjectName name)
    {
        var parents = Parents(row);
        var bound = row.TextOrNull("bound");
        return new Table(name, [], [])
        {
            Unlogged = row.Is("is_unlogged"),
            PartitionBy = row.SqlOrNull("partition_by"),
            PartitionOf = bound is null ? null : new Partition(parents[0], bound),
            Inherits = bound is null ? parents : [],
            With = StorageParameters.Normalize(row.Texts("options")),
            Tablespace = row.TextOrNull("tablespace"),
            AccessMethod = row.TextOrNull("method"),
            ReplicaIdentity = row.Letter("replica_identity") switch
            {
                'f' => "FULL",
                'n' => "NOTHING",
                // Without its index it tells nothing.
                'i' => row.TextOrNull("replica_index") is { } index ? $"USING INDEX {PostgreSqlIdentifier.Quote(index)}" : "NOTHING",
                _ => null,
            },
            ClusteredOn = row.TextOrNull("clustered_on"),
            RowSecurity = row.Is("row_security"),
            ForceRowSecurity = row.Is("force_row_security"),
        };
    }

    private ImmutableArray<ObjectName> Parents(CatalogueRow row)
    {
        var (names, schemas) = (row.Texts("parents"), row.Texts("parent_namespaces"));
        var parents = new ObjectName[names.Length];
        for (var i = 0; i < parents.Length; i++)
        {
            parents[i] = Catalogue.NameOf(uint.Parse(schemas[i], CultureInfo.InvariantCulture), names[i]);
        }

        return [.. parents];
    }

    private static string IndexNames(string condition) =>
        $"SELECT x.indrelid, c.relname AS name FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class c ON c.oid = x.indexrelid WHERE x.{condition} AND {CatalogueScope.OfUsers("x.indexrelid")} AND {CatalogueScope.OfUsers("c.oid")}";
}
