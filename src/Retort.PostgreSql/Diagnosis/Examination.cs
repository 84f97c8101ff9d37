namespace Retort.PostgreSql.Diagnosis;

/// <summary>A question to a server.</summary>
/// <param name="Subject">What it is about.</param>
/// <param name="Sql">A query whose rows are a verdict (<c>wait</c> or <c>no-go</c>), a message, and a remedy or NULL; no row when all is well.</param>
/// <param name="Well">What to say when all is well.</param>
internal sealed record Examination(string Subject, string Sql, string Well)
{
    // How a session is told, so that it can be found and talked to.
    private const string Session = "format('process %s (%s, %s)', a.pid, a.usename, coalesce(nullif(a.application_name, ''), a.backend_type))";

    // An integer key of a table ends where its column or its sequence does, whatever comes first.
    private const string Numbers =
        """
        SELECT format('%I.%I', s.schemaname, s.sequencename) AS name, coalesce(format('%s.%I', d.refobjid::regclass, c.attname), 'nothing') AS owner,
            s.last_value::numeric / least(s.max_value, CASE c.atttypid WHEN 'smallint'::regtype THEN 32767 WHEN 'integer'::regtype THEN 2147483647 ELSE s.max_value END) AS used
        FROM pg_catalog.pg_sequences s
        LEFT JOIN pg_catalog.pg_depend d ON d.objid = format('%I.%I', s.schemaname, s.sequencename)::regclass AND d.classid = 'pg_class'::regclass AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
        LEFT JOIN pg_catalog.pg_attribute c ON c.attrelid = d.refobjid AND c.attnum = d.refobjsubid
        WHERE s.last_value IS NOT NULL AND s.increment_by > 0 AND NOT s.cycle
        """;

    // Schemas of users, among them those of extensions, whose objects are not looked at.
    private const string OfUsers = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend e WHERE e.objid = c.oid AND e.deptype = 'e')";

    public static IReadOnlyList<Examination> All { get; } =
    [
        new(
            "server",
            "SELECT 'no-go', 'The server is a standby or read-only.', 'Connect to the primary.' WHERE pg_is_in_recovery() OR current_setting('default_transaction_read_only')::boolean",
            "it takes writes"),
        new(
            "right to create",
            """
            SELECT 'no-go', format('The role %I may not create objects in schema %I.', current_user, coalesce(current_schema(), 'public')), format('GRANT CREATE ON SCHEMA %I TO %I', coalesce(current_schema(), 'public'), current_user)
            WHERE NOT has_schema_privilege(coalesce(current_schema(), 'public'), 'CREATE')
            """,
            "the role may create objects"),
        new(
            "ownership",
            $"""
            SELECT 'wait', format('The role cannot change tables that are not its own: %s%s.', array_to_string((array_agg(name ORDER BY name))[1:5], ', '), CASE WHEN count(*) > 5 THEN format(' and %s more', count(*) - 5) END),
                format('Connect as their owner, or GRANT %I TO %I', min(owner), current_user)
            FROM (SELECT c.oid::regclass::text AS name, pg_get_userbyid(relowner) AS owner FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE relkind IN ('r', 'p') AND NOT pg_has_role(relowner, 'USAGE') AND {OfUsers}) tables
            HAVING count(*) > 0
            """,
            "every table is the role's, or of a role that it is a member of"),
        new(
            "long transactions",
            $"""
            SELECT 'wait', format('%s has had a transaction open for %s: a change of its tables waits for it, and CREATE INDEX CONCURRENTLY does in any case.', {Session}, date_trunc('second', now() - a.xact_start)),
                format('SELECT pg_terminate_backend(%s)', a.pid)
            FROM pg_catalog.pg_stat_activity a WHERE a.datname = current_database() AND a.pid <> pg_backend_pid() AND a.backend_type = 'client backend' AND now() - a.xact_start > '1 minute' ORDER BY a.xact_start LIMIT 5
            """,
            "no transaction is older than a minute"),
        new(
            "prepared transactions",
            """
            SELECT 'no-go', format('The prepared transaction %L of %s keeps its locks since %s, and no session can be ended to give them back.', gid, owner, prepared::timestamptz(0)), format('ROLLBACK PREPARED %L', gid)
            FROM pg_catalog.pg_prepared_xacts WHERE database = current_database() AND now() - prepared > '1 minute'
            """,
            "there is none"),
        new(
            "wraparound",
            """
            SELECT 'wait', format('%s is being vacuumed to prevent wraparound, and does not give way to a change of the schema.', coalesce(p.relid::regclass::text, 'A table')), 'Wait until it has ended: pg_stat_progress_vacuum.'
            FROM pg_catalog.pg_stat_activity a LEFT JOIN pg_catalog.pg_stat_progress_vacuum p ON p.pid = a.pid WHERE a.datname = current_database() AND a.query LIKE 'autovacuum:%to prevent wraparound%'
            UNION ALL
            SELECT 'no-go', format('The oldest transaction id is %s old: the server stops at 2147483647.', age(datfrozenxid)), 'VACUUM (FREEZE)' FROM pg_catalog.pg_database WHERE datname = current_database() AND age(datfrozenxid) > 1500000000
            """,
            "no vacuum is in the way"),
        new(
            "replication",
            """
            SELECT 'wait', format('The slot %s keeps %s of log%s: a rewrite adds the size of the table.', slot_name, pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn)), CASE WHEN active THEN '' ELSE ', and nobody reads it' END),
                CASE WHEN active THEN 'Wait until its reader has caught up.' ELSE format('SELECT pg_drop_replication_slot(%L), when it is no longer needed', slot_name) END
            FROM pg_catalog.pg_replication_slots WHERE NOT pg_is_in_recovery() AND pg_wal_lsn_diff(pg_current_wal_lsn(), restart_lsn) > 1e9
            UNION ALL
            SELECT 'wait', format('The standby %s is %s behind.', coalesce(nullif(application_name, ''), client_addr::text), date_trunc('second', replay_lag)), 'Wait until it has caught up.' FROM pg_catalog.pg_stat_replication WHERE replay_lag > '10 seconds'
            """,
            "no standby or slot is behind"),
        new(
            "invalid indexes",
            $"""
            SELECT 'wait', format('Index %s of %s is invalid: no query uses it, and every write maintains it.', c.oid::regclass, i.indrelid::regclass), format('REINDEX INDEX CONCURRENTLY %s, or DROP INDEX CONCURRENTLY %1$s', c.oid::regclass)
            FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE NOT i.indisvalid AND c.relkind = 'i' AND {OfUsers} ORDER BY c.relname LIMIT 10
            """,
            "there is none"),
        new(
            "constraints not validated",
            $"""
            SELECT 'wait', format('Constraint %I of %s was never checked for the rows that were there.', k.conname, k.conrelid::regclass), format('ALTER TABLE %s VALIDATE CONSTRAINT %I', k.conrelid::regclass, k.conname)
            FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class c ON c.oid = k.conrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE NOT k.convalidated AND {OfUsers} ORDER BY k.conname LIMIT 10
            """,
            "there is none"),
        new(
            "numbers running out",
            $"""
            SELECT CASE WHEN used > 0.9 THEN 'no-go' ELSE 'wait' END, format('Sequence %s (%s) has used %s %% of its numbers.', name, owner, round(100 * used)), 'Make its column bigint: a new column, filled in batches, takes its place.'
            FROM ({Numbers}) numbers WHERE used > 0.7 ORDER BY used DESC LIMIT 10
            """,
            "no sequence has used 70 % of its numbers"),
    ];
}
