using Retort.Schema;

namespace Retort.PostgreSql.Introspection;

/// <summary>The constraints of domains.</summary>
internal sealed class DomainConstraintSection(Catalogue catalogue) : CatalogueSection(catalogue)
{
    public override string Sql =>
        $"""
        SELECT k.oid, k.contypid AS domain, t.typname AS domain_name, k.conname AS name, k.contype::text AS kind, NOT k.convalidated AS is_not_valid,
            CASE WHEN k.contype = 'c' THEN pg_get_expr(k.conbin, 0) END AS expression
        FROM pg_catalog.pg_constraint k
        JOIN pg_catalog.pg_type t ON t.oid = k.contypid
        JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
        WHERE k.contype IN ('c', 'n') AND {CatalogueScope.OfUsers("k.contypid")} AND {CatalogueScope.OfUsers("t.oid")} AND {Scope.Contains("n")} AND {CatalogueScope.Free(CatalogueClass.Type, "t.oid")}
        """;

    public override void Read(CatalogueRow row)
    {
        var (address, domain, name) = (new CatalogueAddress(CatalogueClass.Constraint, row.Oid("oid")), row.Oid("domain"), row.Text("name"));
        Catalogue.Belongs(address, new CatalogueAddress(CatalogueClass.Type, domain));
        if (row.Letter("kind") == 'n')
        {
            if (!GeneratedName.Is(name, row.Text("domain_name"), [], "not_null"))
            {
                Catalogue.Unmanage("name of a NOT NULL of a domain", $"{name} of {row.Text("domain_name")}");
            }

            return;
        }

        if (!Catalogue.DomainChecks.TryGetValue(domain, out var checks))
        {
            Catalogue.DomainChecks[domain] = checks = [];
        }

        checks.Add(new CheckConstraint(name, row.Sql("expression")) { NotValid = row.Is("is_not_valid"), Comment = Catalogue.CommentOf(address) });
    }
}

/// <summary>Enumerated types and domains; base types are not managed.</summary>
internal sealed class TypeSection(Catalogue catalogue) : CatalogueSection(catalogue)
{
    public override string Sql =>
        $"""
        SELECT y.oid, y.typnamespace AS namespace, y.typname AS name, y.typowner AS owner, y.typtype::text AS kind, y.typisdefined AS is_defined,
            CASE WHEN y.typtype = 'e' THEN ARRAY(SELECT v.enumlabel::text FROM pg_catalog.pg_enum v WHERE v.enumtypid = y.oid ORDER BY v.enumsortorder)::text END AS labels,
            {TypeSql.Columns("y.typbasetype", "y.typtypmod", "y.typcollation")}, y.typnotnull AS is_not_null, pg_get_expr(y.typdefaultbin, 0) AS expression
        FROM pg_catalog.pg_type y
        JOIN pg_catalog.pg_namespace n ON n.oid = y.typnamespace
        LEFT {TypeSql.Joins("y.typbasetype")}
        WHERE (y.typtype IN ('e', 'd') OR y.typtype IN ('b', 'p') AND y.oid NOT IN (SELECT el.typarray FROM pg_catalog.pg_type el WHERE {CatalogueScope.OfUsers("el.typarray")}))
            AND {CatalogueScope.OfUsers("y.oid")} AND {Scope.Contains("n")} AND {CatalogueScope.Free(CatalogueClass.Type, "y.oid")}
        """;

    public override void Read(CatalogueRow row)
    {
        var (oid, name, kind) = (row.Oid("oid"), Catalogue.NameOf(row.Oid("namespace"), row.Text("name")), row.Letter("kind"));
        if (kind is not ('e' or 'd'))
        {
            Catalogue.Unmanage(row.Is("is_defined") ? "base type" : "shell type", name.ToString());
            return;
        }

        Catalogue.Add(new CatalogueAddress(CatalogueClass.Type, oid), row.Oid("owner"), kind == 'e' ? new EnumType(name, row.Texts("labels")) : new Domain(name, TypeSql.Type(row, Catalogue))
        {
            Nullable = !row.Is("is_not_null"),
            Default = row.SqlOrNull("expression"),
            Collation = TypeSql.Collation(row, Catalogue),
            Checks = [.. Catalogue.DomainChecks.GetValueOrDefault(oid, []).OrderBy(check => check.Name, StringComparer.Ordinal)],
        });
    }
}
