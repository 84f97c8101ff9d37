namespace Retort.PostgreSql.Tests.Locks;

internal sealed partial record LockFamily
{
    private static LockFamily Partitions => new(
        "Partitions",
        """
        CREATE TABLE sources (id bigint PRIMARY KEY);
        CREATE TABLE events (at date NOT NULL, name text) PARTITION BY RANGE (at);
        CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        CREATE TABLE events_rest PARTITION OF events DEFAULT;
        CREATE TABLE months (at date NOT NULL, name text, source bigint) PARTITION BY RANGE (at);
        CREATE TABLE months_1 PARTITION OF months FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        CREATE TABLE months_2 (at date NOT NULL, name text, source bigint);
        CREATE TABLE months_3 (at date NOT NULL, name text, source bigint, CONSTRAINT bounds CHECK (at >= '2028-01-01' AND at < '2029-01-01'));
        CREATE TABLE fed (at date NOT NULL, source bigint CONSTRAINT fed_source REFERENCES sources) PARTITION BY RANGE (at);
        CREATE TABLE fed_1 PARTITION OF fed FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        CREATE TABLE fed_2 (at date NOT NULL, source bigint);
        CREATE TABLE keyed (id bigint PRIMARY KEY, name text) PARTITION BY RANGE (id);
        CREATE TABLE keyed_1 PARTITION OF keyed FOR VALUES FROM (0) TO (10);
        CREATE TABLE keyed_2 PARTITION OF keyed FOR VALUES FROM (10) TO (20);
        CREATE TABLE keyed_3 (id bigint NOT NULL, name text);
        CREATE TABLE pointing (id bigint PRIMARY KEY, keyed bigint REFERENCES keyed);
        INSERT INTO sources VALUES (1);
        INSERT INTO events VALUES ('2026-02-02', 'a'), ('2035-01-01', 'b');
        INSERT INTO months VALUES ('2026-02-02', 'a', 1);
        INSERT INTO months_2 VALUES ('2027-02-02', 'a', 1);
        INSERT INTO months_3 VALUES ('2028-02-02', 'a', 1);
        INSERT INTO fed VALUES ('2026-02-02', 1);
        INSERT INTO fed_2 VALUES ('2027-02-02', 1);
        INSERT INTO keyed VALUES (1, 'a');
        INSERT INTO keyed_3 VALUES (21, 'a');
        INSERT INTO pointing VALUES (1, 1);
        """,
        "CREATE TABLE months_4 PARTITION OF months FOR VALUES FROM ('2030-01-01') TO ('2031-01-01')",
        "CREATE TABLE events_4 PARTITION OF events FOR VALUES FROM ('2030-01-01') TO ('2031-01-01')",
        "CREATE TABLE months_rest PARTITION OF months DEFAULT",
        "CREATE TABLE fed_4 PARTITION OF fed FOR VALUES FROM ('2030-01-01') TO ('2031-01-01')",
        "ALTER TABLE months ATTACH PARTITION months_2 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
        "ALTER TABLE months ATTACH PARTITION months_3 FOR VALUES FROM ('2028-01-01') TO ('2029-01-01')",
        "ALTER TABLE months ATTACH PARTITION months_2 DEFAULT",
        new("ALTER TABLE events ATTACH PARTITION events_4 FOR VALUES FROM ('2030-01-01') TO ('2031-01-01')")
        {
            After = "CREATE TABLE events_4 (at date NOT NULL, name text); INSERT INTO events_4 VALUES ('2030-02-02', 'a')",
        },
        "ALTER TABLE fed ATTACH PARTITION fed_2 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
        "ALTER TABLE keyed ATTACH PARTITION keyed_3 FOR VALUES FROM (20) TO (30)",
        "ALTER TABLE months DETACH PARTITION months_1",
        "ALTER TABLE events DETACH PARTITION events_1",
        new("ALTER TABLE months DETACH PARTITION months_1 CONCURRENTLY") { Since = 14 },
        "ALTER TABLE fed DETACH PARTITION fed_1",
        "ALTER TABLE keyed DETACH PARTITION keyed_2",
        "DROP TABLE months_1",
        "DROP TABLE events_1",
        "CREATE INDEX events_name ON events (name)",
        "CREATE INDEX events_name ON ONLY events (name)",
        new("ALTER INDEX events_name ATTACH PARTITION events_1_name") { After = "CREATE INDEX events_name ON ONLY events (name); CREATE INDEX events_1_name ON events_1 (name)" },
        "ALTER TABLE events ADD COLUMN age integer",
        "ALTER TABLE events ADD COLUMN token uuid DEFAULT gen_random_uuid()",
        "ALTER TABLE events ALTER COLUMN name TYPE varchar(10)",
        "ALTER TABLE events ALTER COLUMN name SET NOT NULL",
        "ALTER TABLE events ADD CONSTRAINT named CHECK (name <> '')",
        "ALTER TABLE events ADD CONSTRAINT named CHECK (name <> '') NOT VALID",
        "ALTER TABLE months ADD CONSTRAINT months_source FOREIGN KEY (source) REFERENCES sources",
        new("ALTER TABLE months ADD CONSTRAINT months_source FOREIGN KEY (source) REFERENCES sources NOT VALID") { Since = 18 },
        new("ALTER TABLE months VALIDATE CONSTRAINT months_source") { Since = 18, After = "ALTER TABLE months ADD CONSTRAINT months_source FOREIGN KEY (source) REFERENCES sources NOT VALID" },
        "ALTER TABLE fed DROP CONSTRAINT fed_source",
        "TRUNCATE events");
}
