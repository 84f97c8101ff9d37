using static Retort.PostgreSql.Introspection.CatalogueScope;

namespace Retort.PostgreSql.Introspection;

/// <summary>The queries that write the statements of what belongs to the whole database: event triggers, publications and default privileges.</summary>
internal static partial class ScriptedSql
{
    public static string EventTriggers() =>
        $"""
        SELECT e.oid, NULL::oid AS relation, NULL::oid AS namespace, e.evtname AS name, NULL AS part, e.evtowner AS owner,
            format('CREATE EVENT TRIGGER %I ON %s%s EXECUTE FUNCTION %s()', e.evtname, e.evtevent,
                coalesce(' WHEN TAG IN (' || (SELECT string_agg(quote_literal(tag), ', ' ORDER BY tag) FROM unnest(e.evttags) tag) || ')', ''), {Routine("e.evtfoid")})
                || CASE e.evtenabled
                    WHEN 'D' THEN format('; ALTER EVENT TRIGGER %I DISABLE', e.evtname)
                    WHEN 'R' THEN format('; ALTER EVENT TRIGGER %I ENABLE REPLICA', e.evtname)
                    WHEN 'A' THEN format('; ALTER EVENT TRIGGER %I ENABLE ALWAYS', e.evtname)
                    ELSE '' END AS create,
            format('DROP EVENT TRIGGER %I', e.evtname) AS drop
        FROM pg_catalog.pg_event_trigger e
        WHERE {Free(CatalogueClass.EventTrigger, "e.oid")}
        """;

    public static string Publications(CatalogueScope scope)
    {
        var columns = scope.Since(
            15,
            "coalesce(' (' || (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_catalog.pg_attribute a WHERE a.attrelid = r.prrelid AND a.attnum = ANY (r.prattrs)) || ')', '')",
            "''");
        var condition = scope.Since(15, "coalesce(' WHERE (' || pg_get_expr(r.prqual, r.prrelid) || ')', '')", "''");
        var schemas = scope.Since(
            15,
            "(SELECT 'TABLES IN SCHEMA ' || string_agg(quote_ident(ps.nspname), ', ' ORDER BY ps.nspname) FROM pg_catalog.pg_publication_namespace pn JOIN pg_catalog.pg_namespace ps ON ps.oid = pn.pnnspid WHERE pn.pnpubid = p.oid)",
            "NULL");
        return $"""
            SELECT p.oid, NULL::oid AS relation, NULL::oid AS namespace, p.pubname AS name, NULL AS part, p.pubowner AS owner,
                format('CREATE PUBLICATION %I', p.pubname) || CASE WHEN p.puballtables THEN ' FOR ALL TABLES' ELSE coalesce(' FOR ' || NULLIF(concat_ws(', ', t.tables, {schemas}), ''), '') END
                    || coalesce(' WITH (' || NULLIF(concat_ws(', ',
                        CASE WHEN NOT (p.pubinsert AND p.pubupdate AND p.pubdelete AND p.pubtruncate) THEN 'publish = ' || quote_literal(concat_ws(', ',
                            CASE WHEN p.pubinsert THEN 'insert' END, CASE WHEN p.pubupdate THEN 'update' END,
                            CASE WHEN p.pubdelete THEN 'delete' END, CASE WHEN p.pubtruncate THEN 'truncate' END)) END,
                        {scope.Since(18, "CASE WHEN p.pubgencols = 's' THEN 'publish_generated_columns = stored' END,", "")}
                        CASE WHEN p.pubviaroot THEN 'publish_via_partition_root = true' END), '') || ')', '') AS create,
                format('DROP PUBLICATION %I', p.pubname) AS drop
            FROM pg_catalog.pg_publication p
            LEFT JOIN (
                SELECT r.prpubid, 'TABLE ' || string_agg(
                    CASE c.relkind WHEN 'r' THEN 'ONLY ' ELSE '' END
                        || {Qualified("n", "c.relname")} || {columns} || {condition}, ', ' ORDER BY n.nspname, c.relname) AS tables
                FROM pg_catalog.pg_publication_rel r
                JOIN pg_catalog.pg_class c ON c.oid = r.prrelid
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                GROUP BY r.prpubid
            ) t ON t.prpubid = p.oid
            WHERE {Free(CatalogueClass.Publication, "p.oid")}
            """;
    }

    public static string DefaultPrivileges(CatalogueScope scope) =>
        $"""
        SELECT d.oid, NULL::oid AS relation, d.defaclnamespace AS namespace, r.rolname AS name, k.objects || CASE d.defaclnamespace WHEN 0 THEN '' ELSE ' IN SCHEMA' END AS part, NULL::oid AS owner,
            string_agg(i.prefix || CASE WHEN g.is_revoked THEN g.revoke ELSE g.grant END, '; ' ORDER BY g.grantee, g.is_revoked, g.is_grantable) AS create,
            string_agg(i.prefix || CASE WHEN g.is_revoked THEN g.grant ELSE g.revoke END, '; ' ORDER BY g.grantee, g.is_revoked, g.is_grantable) AS drop
        FROM pg_catalog.pg_default_acl d
        JOIN pg_catalog.pg_roles r ON r.oid = d.defaclrole
        LEFT JOIN pg_catalog.pg_namespace n ON n.oid = d.defaclnamespace
        CROSS JOIN LATERAL (SELECT CASE d.defaclobjtype
            WHEN 'r' THEN 'TABLES' WHEN 'S' THEN 'SEQUENCES' WHEN 'f' THEN 'FUNCTIONS' WHEN 'T' THEN 'TYPES' WHEN 'n' THEN 'SCHEMAS' ELSE 'LARGE OBJECTS' END AS objects) k
        CROSS JOIN LATERAL (SELECT format('ALTER DEFAULT PRIVILEGES FOR ROLE %I ', r.rolname) || coalesce('IN SCHEMA ' || quote_ident(n.nspname) || ' ', '') AS prefix) i
        CROSS JOIN LATERAL (
            SELECT w.name AS grantee, w.is_revoked, w.is_grantable,
                format('GRANT %s ON %s TO %s', string_agg(w.privilege, ', ' ORDER BY w.privilege), k.objects, w.name) || CASE WHEN w.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END AS grant,
                format('REVOKE %s ON %s FROM %s', string_agg(w.privilege, ', ' ORDER BY w.privilege), k.objects, w.name) AS revoke
            FROM (
                -- What is given in one schema comes on top; what is given everywhere takes the place of what objects are born with.
                SELECT coalesce(a.privilege_type, b.privilege_type) AS privilege, coalesce(a.is_grantable, false) AS is_grantable, a.grantee IS NULL AS is_revoked,
                    CASE coalesce(a.grantee, b.grantee) WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(coalesce(a.grantee, b.grantee))) END AS name
                FROM aclexplode(d.defaclacl) a
                FULL JOIN aclexplode(CASE WHEN d.defaclnamespace = 0 THEN acldefault(CASE d.defaclobjtype WHEN 'S' THEN 's' ELSE d.defaclobjtype END::"char", d.defaclrole) END) b
                    ON b.grantee = a.grantee AND b.privilege_type = a.privilege_type
                WHERE a.grantee IS NULL OR b.grantee IS NULL
            ) w
            GROUP BY w.name, w.is_revoked, w.is_grantable
        ) g
        WHERE d.defaclnamespace = 0 OR {scope.Contains("n")}
        GROUP BY d.oid, d.defaclnamespace, r.rolname, k.objects
        """;
}
