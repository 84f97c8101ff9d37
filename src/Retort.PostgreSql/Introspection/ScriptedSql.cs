using static Retort.PostgreSql.Introspection.CatalogueScope;

namespace Retort.PostgreSql.Introspection;

/// <summary>The queries that write the statements of range types, aggregates and collations.</summary>
internal static partial class ScriptedSql
{
    public static string Ranges(CatalogueScope scope) =>
        $"""
        SELECT t.oid, NULL::oid AS relation, t.typnamespace AS namespace, t.typname AS name, NULL AS part, t.typowner AS owner,
            format('CREATE TYPE %s AS RANGE (%s)', {Qualified("n", "t.typname")}, concat_ws(', ',
                'SUBTYPE = ' || format_type(r.rngsubtype, NULL),
                CASE WHEN NOT o.opcdefault THEN 'SUBTYPE_OPCLASS = ' || {Qualified("ns", "o.opcname")} END,
                CASE WHEN r.rngcollation <> s.typcollation THEN 'COLLATION = ' || {Qualified("nc", "c.collname")} END,
                'SUBTYPE_DIFF = ' || {Routine("r.rngsubdiff")}{scope.Since(14, $", CASE WHEN m.typname <> {DefaultMultirange} THEN 'MULTIRANGE_TYPE_NAME = ' || {Qualified("nm", "m.typname")} END", "")})) AS create,
            'DROP TYPE ' || {Qualified("n", "t.typname")} AS drop
        FROM pg_catalog.pg_range r
        JOIN pg_catalog.pg_type t ON t.oid = r.rngtypid
        JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
        JOIN pg_catalog.pg_type s ON s.oid = r.rngsubtype
        JOIN pg_catalog.pg_opclass o ON o.oid = r.rngsubopc
        JOIN pg_catalog.pg_namespace ns ON ns.oid = o.opcnamespace
        LEFT JOIN pg_catalog.pg_collation c ON c.oid = r.rngcollation
        LEFT JOIN pg_catalog.pg_namespace nc ON nc.oid = c.collnamespace
        {scope.Since(14, "JOIN pg_catalog.pg_type m ON m.oid = r.rngmultitypid JOIN pg_catalog.pg_namespace nm ON nm.oid = m.typnamespace", "")}
        WHERE r.rngcanonical = 0 AND {OfUsers("r.rngtypid")} AND {OfUsers("t.oid")} AND {scope.Contains("n")} AND {Free(CatalogueClass.Type, "t.oid")}
        """;

    public static string Aggregates(CatalogueScope scope) =>
        $"""
        SELECT p.oid, NULL::oid AS relation, p.pronamespace AS namespace, p.proname AS name, oidvectortypes(p.proargtypes) AS part, p.proowner AS owner,
            format('CREATE AGGREGATE %s(%s) (%s)', {Qualified("n", "p.proname")}, CASE p.pronargs WHEN 0 THEN '*' ELSE pg_get_function_arguments(p.oid) END, concat_ws(', ',
                'SFUNC = ' || {Routine("a.aggtransfn")},
                'STYPE = ' || format_type(a.aggtranstype, NULL),
                'SSPACE = ' || NULLIF(a.aggtransspace, 0),
                'FINALFUNC = ' || {Routine("a.aggfinalfn")},
                CASE WHEN a.aggfinalextra THEN 'FINALFUNC_EXTRA' END,
                CASE WHEN a.aggfinalfn <> 0 THEN 'FINALFUNC_MODIFY = ' || {Modify("a.aggfinalmodify")} END,
                'COMBINEFUNC = ' || {Routine("a.aggcombinefn")},
                'SERIALFUNC = ' || {Routine("a.aggserialfn")},
                'DESERIALFUNC = ' || {Routine("a.aggdeserialfn")},
                'INITCOND = ' || quote_literal(a.agginitval),
                'MSFUNC = ' || {Routine("a.aggmtransfn")},
                'MINVFUNC = ' || {Routine("a.aggminvtransfn")},
                CASE WHEN a.aggmtranstype <> 0 THEN 'MSTYPE = ' || format_type(a.aggmtranstype, NULL) END,
                'MSSPACE = ' || NULLIF(a.aggmtransspace, 0),
                'MFINALFUNC = ' || {Routine("a.aggmfinalfn")},
                CASE WHEN a.aggmfinalextra THEN 'MFINALFUNC_EXTRA' END,
                CASE WHEN a.aggmfinalfn <> 0 THEN 'MFINALFUNC_MODIFY = ' || {Modify("a.aggmfinalmodify")} END,
                'MINITCOND = ' || quote_literal(a.aggminitval),
                'SORTOP = ' || (SELECT format('OPERATOR(%s%s)', CASE WHEN so.nspname IN ('pg_catalog', current_schema()) THEN '' ELSE quote_ident(so.nspname) || '.' END, o.oprname)
                    FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace so ON so.oid = o.oprnamespace WHERE o.oid = a.aggsortop),
                CASE p.proparallel WHEN 's' THEN 'PARALLEL = SAFE' WHEN 'r' THEN 'PARALLEL = RESTRICTED' END,
                CASE WHEN a.aggkind = 'h' THEN 'HYPOTHETICAL' END)) AS create,
            format('DROP AGGREGATE %s(%s)', {Qualified("n", "p.proname")}, CASE p.pronargs WHEN 0 THEN '*' ELSE pg_get_function_identity_arguments(p.oid) END) AS drop
        FROM pg_catalog.pg_aggregate a
        JOIN pg_catalog.pg_proc p ON p.oid = a.aggfnoid
        JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
        WHERE {OfUsers("a.aggfnoid::oid")} AND {OfUsers("p.oid")} AND {scope.Contains("n")} AND {Free(CatalogueClass.Routine, "p.oid")}
        """;

    public static string Collations(CatalogueScope scope)
    {
        // The locale of ICU has stood in three columns.
        var locale = scope.Major switch
        {
            >= 17 => "c.colllocale",
            >= 15 => "c.colliculocale",
            _ => "CASE WHEN c.collprovider = 'i' THEN c.collcollate::text END",
        };
        return $"""
            SELECT c.oid, NULL::oid AS relation, c.collnamespace AS namespace, c.collname AS name, NULL AS part, c.collowner AS owner,
                format('CREATE COLLATION %s (%s)', {Qualified("n", "c.collname")}, concat_ws(', ',
                    'PROVIDER = ' || CASE c.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' ELSE 'libc' END,
                    'LOCALE = ' || quote_literal({locale}),
                    CASE WHEN c.collprovider = 'c' THEN 'LC_COLLATE = ' || quote_literal(c.collcollate) END,
                    CASE WHEN c.collprovider = 'c' THEN 'LC_CTYPE = ' || quote_literal(c.collctype) END,
                    {scope.Since(16, "'RULES = ' || quote_literal(c.collicurules),", "")}
                    CASE WHEN NOT c.collisdeterministic THEN 'DETERMINISTIC = false' END)) AS create,
                'DROP COLLATION ' || {Qualified("n", "c.collname")} AS drop
            FROM pg_catalog.pg_collation c
            JOIN pg_catalog.pg_namespace n ON n.oid = c.collnamespace
            WHERE {OfUsers("c.oid")} AND {scope.Contains("n")} AND {Free(CatalogueClass.Collation, "c.oid")}
            """;
    }

    /// <summary>The name of a function; NULL for none.</summary>
    private static string Routine(string oid) =>
        $"(SELECT {Qualified("fn", "f.proname")} FROM pg_catalog.pg_proc f JOIN pg_catalog.pg_namespace fn ON fn.oid = f.pronamespace WHERE f.oid = {oid})";

    private static string Modify(string letter) =>
        $"CASE WHEN {letter} <> CASE a.aggkind WHEN 'n' THEN 'r' ELSE 'w' END::\"char\" THEN CASE {letter} WHEN 'r' THEN 'READ_ONLY' WHEN 's' THEN 'SHAREABLE' ELSE 'READ_WRITE' END END";

    // As the server names it: the first "range" becomes "multirange".
    private static string DefaultMultirange =>
        "CASE WHEN t.typname ~ 'range' THEN regexp_replace(t.typname, 'range', 'multirange') ELSE t.typname || '_multirange' END";
}
