using static Retort.PostgreSql.Introspection.CatalogueScope;

namespace Retort.PostgreSql.Introspection;

/// <summary>The queries that write the statements of what belongs to tables: rules, policies and extended statistics.</summary>
internal static partial class ScriptedSql
{
    public static string Rules(CatalogueScope scope) =>
        $"""
        SELECT r.oid, r.ev_class AS relation, NULL::oid AS namespace, r.rulename AS name, NULL AS part, NULL::oid AS owner,
            rtrim(pg_get_ruledef(r.oid, true), ';') || CASE r.ev_enabled
                WHEN 'D' THEN format('; ALTER TABLE %s DISABLE RULE %I', {Qualified("n", "c.relname")}, r.rulename)
                WHEN 'R' THEN format('; ALTER TABLE %s ENABLE REPLICA RULE %I', {Qualified("n", "c.relname")}, r.rulename)
                WHEN 'A' THEN format('; ALTER TABLE %s ENABLE ALWAYS RULE %I', {Qualified("n", "c.relname")}, r.rulename)
                ELSE '' END AS create,
            format('DROP RULE %I ON %s', r.rulename, {Qualified("n", "c.relname")}) AS drop
        FROM pg_catalog.pg_rewrite r
        JOIN pg_catalog.pg_class c ON c.oid = r.ev_class
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE r.rulename <> '_RETURN' AND {OfUsers("r.ev_class")} AND {OfUsers("c.oid")} AND {scope.Contains("n")} AND {Free(CatalogueClass.Rewrite, "r.oid")}
        """;

    public static string Policies(CatalogueScope scope) =>
        $"""
        SELECT p.oid, p.polrelid AS relation, NULL::oid AS namespace, p.polname AS name, NULL AS part, NULL::oid AS owner,
            format('CREATE POLICY %I ON %s', p.polname, {Qualified("n", "c.relname")})
                || CASE WHEN p.polpermissive THEN '' ELSE ' AS RESTRICTIVE' END
                || CASE p.polcmd WHEN 'r' THEN ' FOR SELECT' WHEN 'a' THEN ' FOR INSERT' WHEN 'w' THEN ' FOR UPDATE' WHEN 'd' THEN ' FOR DELETE' ELSE '' END
                || CASE WHEN p.polroles = ARRAY[0::oid] THEN '' ELSE ' TO ' || ARRAY_TO_STRING(ARRAY(
                    SELECT quote_ident(r.rolname) FROM pg_catalog.pg_roles r WHERE r.oid = ANY (p.polroles) ORDER BY r.rolname), ', ') END
                || coalesce(' USING (' || pg_get_expr(p.polqual, p.polrelid) || ')', '')
                || coalesce(' WITH CHECK (' || pg_get_expr(p.polwithcheck, p.polrelid) || ')', '') AS create,
            format('DROP POLICY %I ON %s', p.polname, {Qualified("n", "c.relname")}) AS drop
        FROM pg_catalog.pg_policy p
        JOIN pg_catalog.pg_class c ON c.oid = p.polrelid
        JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
        WHERE {scope.Contains("n")} AND {Free(CatalogueClass.Policy, "p.oid")}
        """;

    public static string Statistics(CatalogueScope scope) =>
        $"""
        SELECT s.oid, s.stxrelid AS relation, s.stxnamespace AS namespace, s.stxname AS name, NULL AS part, s.stxowner AS owner,
            'CREATE STATISTICS ' || {Qualified("n", "s.stxname")} || substr(pg_get_statisticsobjdef(s.oid), length(format('CREATE STATISTICS %I.%I', n.nspname, s.stxname)) + 1)
                || coalesce('; ALTER STATISTICS ' || {Qualified("n", "s.stxname")} || ' SET STATISTICS ' || NULLIF(s.stxstattarget, -1), '') AS create,
            'DROP STATISTICS ' || {Qualified("n", "s.stxname")} AS drop
        FROM pg_catalog.pg_statistic_ext s
        JOIN pg_catalog.pg_namespace n ON n.oid = s.stxnamespace
        WHERE {scope.Contains("n")} AND {Free(CatalogueClass.Statistics, "s.oid")}
        """;
}
