using Retort.Schema;

namespace Retort.PostgreSql.Introspection;

/// <summary>The schemas. Only those in scope, and of them only what a database does not have from the start, are objects of the model.</summary>
internal sealed class NamespaceSection(Catalogue catalogue) : CatalogueSection(catalogue)
{
    public override string Sql =>
        $"""
        SELECT n.oid, n.nspname AS name, n.nspowner AS owner, n.nspname = {Scope.DefaultSchema} AS is_default, {Scope.Contains("n")} AS in_scope,
            {CatalogueScope.Free(CatalogueClass.Namespace, "n.oid")} AS is_free,
            CASE WHEN n.nspname = 'public' THEN concat_ws(', ',
                CASE WHEN n.nspacl IS DISTINCT FROM i.initprivs THEN 'privileges' END,
                CASE WHEN (SELECT c.description FROM pg_catalog.pg_description c WHERE c.objoid = n.oid AND c.classoid = {CatalogueClass.Namespace} AND c.objsubid = 0) <> 'standard public schema' THEN 'comment' END) END AS changes
        FROM pg_catalog.pg_namespace n
        LEFT JOIN pg_catalog.pg_init_privs i ON i.classoid = {CatalogueClass.Namespace} AND i.objoid = n.oid
        """;

    public override void Read(CatalogueRow row)
    {
        var (oid, name) = (row.Oid("oid"), row.Text("name"));
        var isDefault = !row.IsNull("is_default") && row.Is("is_default");
        Catalogue.Namespaces[oid] = isDefault || name == "pg_catalog" ? null : name;
        if (row.IsNull("in_scope") || !row.Is("in_scope") || !row.Is("is_free"))
        {
            return;
        }

        if (name == "public")
        {
            // It is there from the start, so nothing makes it.
            if (row.Text("changes") is { Length: > 0 } changes)
            {
                Catalogue.Unmanage($"{changes} of a schema", name);
            }

            return;
        }

        var address = new CatalogueAddress(CatalogueClass.Namespace, oid);
        var schema = Catalogue.Described(address, row.Oid("owner"), new Namespace(name));
        if (!isDefault || schema is not { Comment: null, Grants: [] } || (schema.Owner is not null && !Scope.NamesOwners))
        {
            Catalogue.Add(address, row.Oid("owner"), schema);
        }
    }
}

/// <summary>The roles, and which of them own things as a matter of course.</summary>
internal sealed class RoleSection(Catalogue catalogue) : CatalogueSection(catalogue)
{
    public override string Sql =>
        """
        SELECT r.oid, r.rolname AS name, r.rolname = current_user AS is_session, r.oid = d.datdba AS is_owner
        FROM pg_catalog.pg_roles r CROSS JOIN pg_catalog.pg_database d WHERE d.datname = current_database()
        """;

    public override void Read(CatalogueRow row)
    {
        Catalogue.Roles[row.Oid("oid")] = row.Text("name");
        if (row.Is("is_session"))
        {
            Catalogue.Role = row.Text("name");
        }

        if (!Scope.NamesOwners && (row.Is("is_session") || row.Is("is_owner")))
        {
            Catalogue.UsualOwners.Add(row.Oid("oid"));
        }
    }
}

/// <summary>All comments.</summary>
internal sealed class CommentSection(Catalogue catalogue) : CatalogueSection(catalogue)
{
    public override string Sql =>
        $"SELECT classoid AS class, objoid AS oid, objsubid AS \"column\", description FROM pg_catalog.pg_description WHERE objoid >= {CatalogueScope.FirstUserOid}";

    public override void Read(CatalogueRow row) =>
        Catalogue.Comments[new CatalogueAddress(row.Oid("class"), row.Oid("oid"), row.Int("column"))] = row.Text("description");
}

/// <summary>All privileges, as they differ from those that an object is born with.</summary>
internal sealed class GrantSection(Catalogue catalogue) : CatalogueSection(catalogue)
{
    public override string Sql =>
        $"""
        SELECT o.class, o.oid, o."column", g.*
        FROM (
            SELECT {CatalogueClass.Relation}::oid AS class, c.oid, 0 AS "column", CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char" AS kind, c.relowner AS owner, c.relacl AS acl
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relacl IS NOT NULL AND {CatalogueScope.OfUsers("c.oid")} AND {Scope.Contains("n")}
            UNION ALL
            SELECT {CatalogueClass.Relation}, c.oid, a.attnum, 'c', c.relowner, a.attacl
            FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_class c ON c.oid = a.attrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            WHERE a.attacl IS NOT NULL AND a.attnum > 0 AND {CatalogueScope.OfUsers("a.attrelid")} AND {CatalogueScope.OfUsers("c.oid")} AND {Scope.Contains("n")}
            UNION ALL
            SELECT {CatalogueClass.Routine}, p.oid, 0, 'f', p.proowner, p.proacl
            FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
            WHERE p.proacl IS NOT NULL AND {CatalogueScope.OfUsers("p.oid")} AND {Scope.Contains("n")}
            UNION ALL
            SELECT {CatalogueClass.Type}, t.oid, 0, 'T', t.typowner, t.typacl
            FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
            WHERE t.typacl IS NOT NULL AND {CatalogueScope.OfUsers("t.oid")} AND {Scope.Contains("n")}
            UNION ALL
            SELECT {CatalogueClass.Namespace}, n.oid, 0, 'n', n.nspowner, n.nspacl
            FROM pg_catalog.pg_namespace n
            WHERE n.nspacl IS NOT NULL AND {Scope.Contains("n")}
            UNION ALL
            -- What is given in one schema comes on top of what objects are born with.
            SELECT {CatalogueClass.DefaultPrivileges}, d.oid, 0, k.kind, d.defaclrole, CASE d.defaclnamespace WHEN 0 THEN d.defaclacl ELSE d.defaclacl || acldefault(k.kind, d.defaclrole) END
            FROM pg_catalog.pg_default_acl d LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
            CROSS JOIN LATERAL (SELECT CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END::"char" AS kind) k
            WHERE d.defaclnamespace = 0 OR {Scope.Contains("n")}
        ) o
        CROSS JOIN LATERAL (
            SELECT coalesce(a.grantee, b.grantee) AS grantee, coalesce(a.privilege_type, b.privilege_type) AS privilege,
                coalesce(a.is_grantable, false) AS is_grantable, a.grantee IS NULL AS is_revoked
            -- Several roles may have given the same privilege.
            FROM (SELECT grantee, privilege_type, bool_or(is_grantable) AS is_grantable FROM aclexplode(o.acl) GROUP BY grantee, privilege_type) a
            FULL JOIN aclexplode(acldefault(o.kind, o.owner)) b ON b.grantee = a.grantee AND b.privilege_type = a.privilege_type
            WHERE a.grantee IS NULL OR b.grantee IS NULL
        ) g
        """;

    public override void Read(CatalogueRow row)
    {
        var address = new CatalogueAddress(row.Oid("class"), row.Oid("oid"), row.Int("column"));
        if (!Catalogue.Grants.TryGetValue(address, out var grants))
        {
            Catalogue.Grants[address] = grants = [];
        }

        var grantee = row.Oid("grantee");
        grants.Add(new Grant(grantee == 0 ? null : Catalogue.Roles.GetValueOrDefault(grantee, $"{grantee}"), row.Text("privilege"))
        {
            Grantable = row.Is("is_grantable"),
            Revoked = row.Is("is_revoked"),
        });
    }
}
