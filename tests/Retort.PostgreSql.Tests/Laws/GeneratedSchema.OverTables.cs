namespace Retort.PostgreSql.Tests.Laws;

/// <content>What is built on tables.</content>
internal sealed partial class GeneratedSchema
{
    private string ColumnOfFirst => First.Columns.Select(column => column.Name).FirstOrDefault("a");

    // A table that inherits, or stands alone with the same columns.
    private IEnumerable<string> Heir() => First.IsPartitioned || First.IsUnlogged ? [] :
    [
        .. Perhaps(
            14,
            $"CREATE TABLE heir (own integer) INHERITS ({First.Name})",
            $"CREATE TABLE heir (own integer, a integer DEFAULT 3) INHERITS ({First.Name})",
            $"CREATE TABLE heir (LIKE {First.Name} INCLUDING CONSTRAINTS INCLUDING GENERATED, own integer)",
            $"CREATE TABLE heir (own text NOT NULL DEFAULT 'x', CHECK (own <> '')) INHERITS ({First.Name})"),
        .. _genes[14, 5] is 1 or 4 ? Perhaps(15, "CREATE INDEX ix_heir ON heir (a)", "ALTER TABLE heir ALTER COLUMN a SET DEFAULT 9", "COMMENT ON COLUMN heir.a IS 'of the heir'") : [],
    ];

    private IEnumerable<string> FunctionsOverTables() => Perhaps(
        16,
        $"CREATE FUNCTION listed() RETURNS SETOF {First.Name} LANGUAGE sql STABLE AS 'SELECT * FROM {First.Name}'",
        $"CREATE FUNCTION listed() RETURNS bigint LANGUAGE sql STABLE BEGIN ATOMIC SELECT sum(a) FROM {First.Name}; END",
        $"CREATE FUNCTION listed(one {First.Name}) RETURNS integer LANGUAGE sql STABLE AS 'SELECT one.a'");

    private IEnumerable<string> Views()
    {
        var view = Perhaps(
            17,
            $"CREATE VIEW v AS SELECT id, a FROM {First.Name}",
            $"CREATE VIEW v WITH (security_barrier=true) AS SELECT id, a, a + 1 AS b FROM {First.Name}",
            $"CREATE VIEW v AS SELECT a FROM {First.Name} WHERE id > 3",
            $"CREATE VIEW v AS SELECT * FROM {First.Name}",
            $"CREATE VIEW v AS SELECT a, {(HasFunction ? "twice(a)" : "abs(a)")} AS b, {ColumnOfFirst} AS c FROM {First.Name} WITH CHECK OPTION",
            $"CREATE RECURSIVE VIEW v (a) AS SELECT a FROM {First.Name} UNION SELECT a + 1 FROM v WHERE a < 9");
        return view.Any()
            ?
            [
                .. view,
                .. Perhaps(18, "CREATE VIEW w AS SELECT a FROM v", "CREATE VIEW w AS SELECT count(*) AS n, max(a) AS a FROM v", $"CREATE VIEW {Elsewhere}w AS SELECT v.a, f.id FROM v JOIN {First.Name} f ON f.a = v.a"),
                .. Perhaps(19, "COMMENT ON VIEW v IS 'seen'", "COMMENT ON COLUMN v.a IS 'seen'", "GRANT SELECT ON v TO PUBLIC", "GRANT SELECT (a) ON v TO pg_monitor", "ALTER VIEW v ALTER COLUMN a SET DEFAULT 4"),
                .. HasTriggerFunction ? Perhaps(20, "CREATE TRIGGER instead INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION touch()") : [],
            ]
            : [];
    }

    private IEnumerable<string> MaterializedViews()
    {
        var view = Perhaps(
            21,
            $"CREATE MATERIALIZED VIEW m AS SELECT id, a FROM {First.Name}",
            $"CREATE MATERIALIZED VIEW m WITH (fillfactor=70) AS SELECT id, a, 1 AS one FROM {First.Name}",
            $"CREATE MATERIALIZED VIEW {Elsewhere}m AS SELECT id, a, {ColumnOfFirst} AS c FROM {First.Name}");
        var name = _genes[21, 4] == 3 ? $"{Elsewhere}m" : "m";
        return view.Any()
            ?
            [
                .. view,
                .. Perhaps(22, $"CREATE UNIQUE INDEX ix_m ON {name} (id)", $"CREATE INDEX ix_m ON {name} (a)", $"CREATE INDEX ix_m ON {name} (a) WHERE id > 1"),
                .. Perhaps(23, $"COMMENT ON MATERIALIZED VIEW {name} IS 'kept'", $"CREATE VIEW of_m AS SELECT a FROM {name}"),
            ]
            : [];
    }

    private IEnumerable<string> Rules() => Perhaps(
        24,
        $"CREATE RULE nothing AS ON DELETE TO {First.Name} WHERE old.id < 0 DO INSTEAD NOTHING",
        $"CREATE RULE nothing AS ON UPDATE TO {First.Name} WHERE old.{ColumnOfFirst} IS NULL DO ALSO NOTHING");

    private IEnumerable<string> OfDatabase() =>
    [
        .. HasSequence ? Perhaps(25, $"ALTER SEQUENCE numbers OWNED BY {(First.Name)}.a", "GRANT USAGE ON SEQUENCE numbers TO PUBLIC", "COMMENT ON SEQUENCE numbers IS 'counts'").Where(sql => !sql.StartsWith("ALTER", StringComparison.Ordinal) || OwnsSequence) : [],
        .. Perhaps(26, $"CREATE PUBLICATION news FOR TABLE {First.Name}", $"CREATE PUBLICATION news FOR TABLE {First.Name} {(First.IsPartitioned ? "" : "(id, a) WHERE (id > 5)")} WITH (publish = 'insert')", "CREATE PUBLICATION news FOR ALL TABLES").Where(_ => !First.IsUnlogged),
        .. HasEnum ? Perhaps(28, "COMMENT ON TYPE mood IS 'a mood'", "GRANT USAGE ON TYPE mood TO pg_monitor", "REVOKE USAGE ON TYPE mood FROM PUBLIC") : [],
        .. HasComposite ? Perhaps(29, "COMMENT ON TYPE place IS 'a place'", "COMMENT ON COLUMN place.x IS 'east'") : [],
    ];

    // What is made after them has what they give.
    private IEnumerable<string> DefaultPrivileges() => Perhaps(
        27,
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_monitor",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT ON TABLES TO pg_monitor; ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON TYPES TO pg_monitor; ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO pg_monitor",
        Elsewhere.Length == 0 ? "" : "ALTER DEFAULT PRIVILEGES IN SCHEMA other GRANT SELECT ON TABLES TO PUBLIC");

    // A sequence and the table that owns it are in one schema, and both are logged or not.
    private bool OwnsSequence => !First.Name.Contains('.', StringComparison.Ordinal);
}
