using Retort.Planning;

namespace Retort.PostgreSql.Scratch;

/// <summary>An object in a database.</summary>
/// <param name="Description">What it is, for a person to read.</param>
/// <param name="Drop">The statement that removes it.</param>
internal sealed record DatabaseObject(string Description, string Drop);

/// <summary>What people put into a database, beyond what it had at a certain time.</summary>
internal static class DatabaseContents
{
    /// <summary>What a new database has.</summary>
    public const string OfNew = """{"extensions": ["plpgsql"], "schemas": {"public": []}}""";

    /// <summary>How the comment of the large object begins that keeps a note.</summary>
    public const string NoteMark = "Retort scratch database; before: ";

    /// <summary>Whether a large object keeps a note; both are SQL.</summary>
    public static string IsNote(string oid) => $"starts_with(obj_description({oid}, 'pg_largeobject'), {PostgreSqlLiteral.Text(NoteMark)})";

    /// <summary>Notes the extensions and schemas a database has, and for each schema the statements that make it again, as JSON.</summary>
    public static async Task<string> NoteAsync(PostgreSqlSession session, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            """
            SELECT json_build_object(
                'extensions', (SELECT json_agg(extname) FROM pg_catalog.pg_extension),
                'schemas', (
                    SELECT coalesce(json_object_agg(nspname, ARRAY[format('CREATE SCHEMA %I AUTHORIZATION %I', nspname, pg_get_userbyid(nspowner))] || ARRAY(
                        SELECT format('GRANT %s ON SCHEMA %I TO %s', privilege_type, nspname, CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END)
                            || CASE WHEN is_grantable THEN ' WITH GRANT OPTION' ELSE '' END
                        FROM aclexplode(nspacl))), '{}')
                    FROM pg_catalog.pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'))::text
            """,
            cancellationToken).ConfigureAwait(false);
        return (string)rows[0][0]!;
    }

    /// <summary>Lists what is there beyond a note: not what belongs to an extension, nor what goes with another object.</summary>
    public static async Task<IReadOnlyList<DatabaseObject>> ReadAsync(PostgreSqlSession session, string note, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            $$"""
            WITH note AS (SELECT {{PostgreSqlLiteral.Text(note)}}::jsonb AS value),
            object(classid, objid) AS (
                SELECT 'pg_event_trigger'::regclass, oid FROM pg_catalog.pg_event_trigger
                UNION ALL SELECT 'pg_publication'::regclass, oid FROM pg_catalog.pg_publication
                UNION ALL SELECT 'pg_extension'::regclass, oid FROM pg_catalog.pg_extension, note WHERE NOT value -> 'extensions' ? extname
                UNION ALL SELECT 'pg_namespace'::regclass, oid FROM pg_catalog.pg_namespace, note WHERE NOT value -> 'schemas' ? nspname AND nspname !~ '^pg_'
                UNION ALL SELECT 'pg_class'::regclass, oid FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
                UNION ALL SELECT 'pg_type'::regclass, oid FROM pg_catalog.pg_type
                UNION ALL SELECT 'pg_proc'::regclass, oid FROM pg_catalog.pg_proc
                UNION ALL SELECT 'pg_operator'::regclass, oid FROM pg_catalog.pg_operator
                UNION ALL SELECT 'pg_opclass'::regclass, oid FROM pg_catalog.pg_opclass
                UNION ALL SELECT 'pg_opfamily'::regclass, oid FROM pg_catalog.pg_opfamily
                UNION ALL SELECT 'pg_collation'::regclass, oid FROM pg_catalog.pg_collation
                UNION ALL SELECT 'pg_conversion'::regclass, oid FROM pg_catalog.pg_conversion
                UNION ALL SELECT 'pg_cast'::regclass, oid FROM pg_catalog.pg_cast
                UNION ALL SELECT 'pg_language'::regclass, oid FROM pg_catalog.pg_language
                UNION ALL SELECT 'pg_am'::regclass, oid FROM pg_catalog.pg_am
                UNION ALL SELECT 'pg_ts_config'::regclass, oid FROM pg_catalog.pg_ts_config
                UNION ALL SELECT 'pg_ts_dict'::regclass, oid FROM pg_catalog.pg_ts_dict
                UNION ALL SELECT 'pg_ts_parser'::regclass, oid FROM pg_catalog.pg_ts_parser
                UNION ALL SELECT 'pg_ts_template'::regclass, oid FROM pg_catalog.pg_ts_template
                UNION ALL SELECT 'pg_foreign_data_wrapper'::regclass, oid FROM pg_catalog.pg_foreign_data_wrapper
                UNION ALL SELECT 'pg_foreign_server'::regclass, oid FROM pg_catalog.pg_foreign_server
                UNION ALL SELECT 'pg_largeobject'::regclass, oid FROM pg_catalog.pg_largeobject_metadata WHERE {{IsNote("oid")}} IS NOT TRUE)
            SELECT concat_ws(' ', what.type, what.identity),
                CASE what.type
                    WHEN 'large object' THEN format('SELECT lo_unlink(%s)', what.identity)
                    ELSE format('DROP %s IF EXISTS %s CASCADE', CASE what.type WHEN 'foreign-data wrapper' THEN 'foreign data wrapper' ELSE what.type END, what.identity)
                END
            FROM object, pg_identify_object(classid, objid, 0) what
            WHERE objid >= 16384 AND coalesce(what.schema, '') !~ '^pg_(temp|toast)'
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d WHERE d.classid = object.classid AND d.objid = object.objid AND d.objsubid = 0 AND d.deptype IN ('e', 'i'))
            ORDER BY array_position('{event trigger,publication,extension,schema}'::text[], what.type), 1
            """,
            cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => new DatabaseObject((string)row[0]!, (string)row[1]!))];
    }

    /// <summary>Brings a database back to a note. One statement at a time: a transaction would need a lock on everything at once.</summary>
    public static async Task RestoreAsync(PostgreSqlSession session, string note, CancellationToken cancellationToken)
    {
        foreach (var item in await ReadAsync(session, note, cancellationToken).ConfigureAwait(false))
        {
            await session.ExecuteAsync([new SqlStatement(item.Drop)], cancellationToken).ConfigureAwait(false);
        }

        var missing = await session.QueryAsync(
            $"""
            SELECT statement FROM json_each({PostgreSqlLiteral.Text(note)}::json -> 'schemas') AS schema(name, statements), json_array_elements_text(statements) WITH ORDINALITY AS line(statement, number)
            WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = name) ORDER BY name, number
            """,
            cancellationToken).ConfigureAwait(false);
        foreach (var row in missing)
        {
            await session.ExecuteAsync([new SqlStatement((string)row[0]!)], cancellationToken).ConfigureAwait(false);
        }
    }
}
