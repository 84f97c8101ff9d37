using System.Collections.Immutable;
using Retort.Schema;

namespace Retort.PostgreSql.Introspection;

/// <summary>The constraints of tables. What a table has only because a parent has it is left to the parent.</summary>
internal sealed class ConstraintSection(Catalogue catalogue) : CatalogueSection(catalogue)
{
    public override string Sql =>
        $"""
        SELECT k.oid, k.conrelid AS relation, k.conname AS name, k.contype::text AS kind, k.conkey::text AS columns, k.condeferrable AS is_deferrable, k.condeferred AS is_deferred,
            NOT k.convalidated AS is_not_valid, {Scope.Since(18, "NOT k.conenforced", "false")} AS is_not_enforced, {Scope.Since(18, "k.conperiod", "false")} AS is_period,
            k.connoinherit AS is_no_inherit, k.coninhcount > 0 AS is_inherited, k.conparentid AS parent, kp.conname AS parent_name, kp.confrelid = k.confrelid AS is_copy,
            CASE WHEN k.contype = 'c' THEN pg_get_expr(k.conbin, k.conrelid) END AS expression,
            k.confdeltype::text AS on_delete, k.confupdtype::text AS on_update, k.confmatchtype::text AS match, {Scope.Since(15, "k.confdelsetcols::text", "NULL")} AS on_delete_columns,
            f.relname AS referenced_table, f.relnamespace AS referenced_namespace,
            CASE WHEN cardinality(k.confkey) = 1 THEN ARRAY(SELECT fa.attname::text FROM pg_catalog.pg_attribute fa WHERE fa.attrelid = k.confrelid AND fa.attnum = k.confkey[1])::text
                WHEN k.contype = 'f' THEN ARRAY(
                SELECT fa.attname::text FROM unnest(k.confkey) WITH ORDINALITY u(number, position)
                JOIN pg_catalog.pg_attribute fa ON fa.attrelid = k.confrelid AND fa.attnum = u.number ORDER BY u.position)::text END AS referenced_columns,
            i.oid AS index, x.indkey::int2[]::text AS index_columns, x.indnkeyatts::int AS key_count, {Scope.Since(15, "x.indnullsnotdistinct", "false")} AS is_nulls_not_distinct,
            i.reloptions::text AS options, s.spcname AS tablespace, m.amname AS method,
            CASE WHEN k.contype = 'x' THEN pg_get_indexdef(i.oid) END AS definition,
            CASE WHEN k.contype = 'x' THEN ARRAY(
                SELECT CASE WHEN o.nspname IN ('pg_catalog', current_schema()) THEN o.oprname::text ELSE format('OPERATOR(%I.%s)', o.nspname, o.oprname) END
                FROM unnest(k.conexclop) WITH ORDINALITY u(oid, position)
                JOIN (SELECT o.oid, o.oprname, n.nspname FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace) o ON o.oid = u.oid
                ORDER BY u.position)::text END AS operators
        FROM pg_catalog.pg_constraint k
        JOIN pg_catalog.pg_class c ON c.oid = k.conrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_catalog.pg_constraint kp ON kp.oid = k.conparentid AND {CatalogueScope.OfUsers("kp.conrelid")}
        LEFT JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
        LEFT JOIN pg_catalog.pg_index x ON x.indexrelid = k.conindid AND {CatalogueScope.OfUsers("x.indexrelid")} AND k.contype IN ('p', 'u', 'x')
        LEFT JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid AND {CatalogueScope.OfUsers("i.oid")}
        LEFT JOIN pg_catalog.pg_am m ON m.oid = i.relam
        LEFT JOIN pg_catalog.pg_tablespace s ON s.oid = i.reltablespace
        WHERE k.contype IN ('c', 'f', 'p', 'u', 'x', 'n') AND {CatalogueScope.OfUsers("k.conrelid")} AND {CatalogueScope.OfUsers("c.oid")} AND {Scope.Contains("n")}
        """;

    public override void Read(CatalogueRow row)
    {
        if (!Catalogue.Relations.TryGetValue(row.Oid("relation"), out var relation))
        {
            return;
        }

        var address = new CatalogueAddress(CatalogueClass.Constraint, row.Oid("oid"));
        var name = row.Text("name");
        var columns = relation.NamesOf(row.Numbers("columns").AsSpan());
        if (row.OidOrNull("index") is { } index)
        {
            ReadIndex(row, relation, address, index);
        }

        if (row.Oid("parent") is not 0 and var parent)
        {
            Catalogue.Copies(address, new CatalogueAddress(CatalogueClass.Constraint, parent));
            UnlessGenerated(row, relation, name, columns);

            // A foreign key is also copied for each partition of the table that it points to.
            if (row.Is("is_copy"))
            {
                relation.CopiedConstraints.Add(Constraint(row, relation, name, columns));
            }

            return;
        }

        if (row.Letter("kind") == 'n' && !IsNotable(row, relation, columns) || row.Is("is_inherited"))
        {
            return;
        }

        Catalogue.Know(address, new ObjectId(ObjectKind.Constraint, relation.Name, name));
        relation.Constraints.Add(Constraint(row, relation, name, columns) with { Comment = Catalogue.CommentOf(address) });
    }

    private void ReadIndex(CatalogueRow row, Relation relation, CatalogueAddress constraint, uint oid)
    {
        var index = new CatalogueAddress(CatalogueClass.Relation, oid);
        Catalogue.Belongs(index, constraint);
        if (Catalogue.CommentOf(index) is not null)
        {
            Catalogue.Unmanage("comment on the index of a constraint", $"{row.Text("name")} on {relation.Name}");
        }
    }

    // A partition gets its constraints from its parent under names that the server chooses, unless somebody chose others.
    private void UnlessGenerated(CatalogueRow row, Relation relation, string name, ImmutableArray<string> columns)
    {
        var isGenerated = row.Letter("kind") switch
        {
            'p' => GeneratedName.Is(name, relation.Name.Name, [], "pkey"),
            'u' => GeneratedName.Is(name, relation.Name.Name, [.. columns, .. Included(row, relation)], "key"),
            'x' => GeneratedName.Is(name, relation.Name.Name, columns, "excl"),
            'f' => name == row.Text("parent_name") || GeneratedName.Is(name, relation.Name.Name, columns, "fkey"),
            _ => true,
        };
        if (!isGenerated)
        {
            Catalogue.Unmanage("name of a constraint of a partition", $"{name} on {relation.Name}");
        }
    }

    private static bool IsNotable(CatalogueRow row, Relation relation, ImmutableArray<string> columns) =>
        row.Is("is_not_valid") || row.Is("is_no_inherit") || !GeneratedName.Is(row.Text("name"), relation.Name.Name, columns, "not_null");

    private Constraint Constraint(CatalogueRow row, Relation relation, string name, ImmutableArray<string> columns) => row.Letter("kind") switch
    {
        'p' => new PrimaryKey(name, columns)
        {
            Include = Included(row, relation),
            Deferral = DeferralOf(row),
            WithoutOverlaps = row.Is("is_period"),
            With = StorageParameters.Normalize(row.Texts("options")),
            Tablespace = row.TextOrNull("tablespace"),
        },
        'u' => new UniqueConstraint(name, columns)
        {
            Include = Included(row, relation),
            NullsNotDistinct = row.Is("is_nulls_not_distinct"),
            Deferral = DeferralOf(row),
            WithoutOverlaps = row.Is("is_period"),
            With = StorageParameters.Normalize(row.Texts("options")),
            Tablespace = row.TextOrNull("tablespace"),
        },
        'c' => new CheckConstraint(name, row.Sql("expression"))
        {
            NotValid = row.Is("is_not_valid") && !row.Is("is_not_enforced"),
            NoInherit = row.Is("is_no_inherit"),
            NotEnforced = row.Is("is_not_enforced"),
        },
        'n' => new NotNullConstraint(name, columns[0]) { NotValid = row.Is("is_not_valid"), NoInherit = row.Is("is_no_inherit") },
        'f' => new ForeignKey(name, columns, Catalogue.NameOf(row.Oid("referenced_namespace"), row.Text("referenced_table")), row.Texts("referenced_columns"))
        {
            OnDelete = Action(row.Letter("on_delete")),
            OnUpdate = Action(row.Letter("on_update")),
            OnDeleteColumns = relation.NamesOf(row.Numbers("on_delete_columns").AsSpan()),
            MatchFull = row.Letter("match") == 'f',
            Deferral = DeferralOf(row),
            NotValid = row.Is("is_not_valid") && !row.Is("is_not_enforced"),
            NotEnforced = row.Is("is_not_enforced"),
            Period = row.Is("is_period"),
        },
        _ => Exclude(row, name),
    };

    private static ExcludeConstraint Exclude(CatalogueRow row, string name)
    {
        var definition = IndexDefinition.Parse(row.Sql("definition"));
        return new ExcludeConstraint(name, [.. definition.Keys.Zip(row.Texts("operators"), (key, op) => new ExcludeElement(key, op))])
        {
            Method = row.Text("method"),
            Where = definition.Where,
            Include = definition.Include,
            With = StorageParameters.Normalize(row.Texts("options")),
            Tablespace = row.TextOrNull("tablespace"),
            Deferral = DeferralOf(row),
        };
    }

    private static ImmutableArray<string> Included(CatalogueRow row, Relation relation) =>
        relation.NamesOf(row.Numbers("index_columns").AsSpan()[row.Int("key_count")..]);

    private static Deferral DeferralOf(CatalogueRow row) =>
        row.Is("is_deferred") ? Deferral.InitiallyDeferred : row.Is("is_deferrable") ? Deferral.InitiallyImmediate : Deferral.NotDeferrable;

    private static ReferentialAction Action(char letter) => letter switch
    {
        'r' => ReferentialAction.Restrict,
        'c' => ReferentialAction.Cascade,
        'n' => ReferentialAction.SetNull,
        'd' => ReferentialAction.SetDefault,
        _ => ReferentialAction.NoAction,
    };
}
