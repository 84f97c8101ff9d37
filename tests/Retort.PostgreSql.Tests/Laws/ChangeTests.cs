using Retort.Comparison;
using Retort.PostgreSql.Tests.Introspection;
using Retort.Testing;

namespace Retort.PostgreSql.Tests.Laws;

/// <summary>Changes that asked for an order or a way of their own: each is made, undone and keeps its rows, as the laws want of all.</summary>
public class ChangeTests
{
    public static TheoryData<string, string, string> Changes => new()
    {
        { "primary key under another name", "CREATE TABLE t (a integer, id bigint CONSTRAINT main PRIMARY KEY)", "CREATE TABLE t (a integer, id bigint, CONSTRAINT t_pkey PRIMARY KEY (id) INCLUDE (a))" },
        {
            "partition in another schema",
            "CREATE TABLE t (id bigint) PARTITION BY RANGE (id); CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (100)",
            "CREATE SCHEMA other; CREATE TABLE t (id bigint) PARTITION BY RANGE (id); CREATE TABLE other.low PARTITION OF t FOR VALUES FROM (0) TO (100)"
        },
        { "type of a partition key", "CREATE TABLE t (id bigint) PARTITION BY RANGE (id)", "CREATE TABLE t (id integer) PARTITION BY RANGE (id)" },
        { "identity and serial", "CREATE TABLE t (id integer GENERATED ALWAYS AS IDENTITY)", "CREATE TABLE t (id serial)" },
        {
            "serial that becomes an identity under an index with a comment",
            "CREATE TABLE t (id serial, a integer); CREATE INDEX i ON t (id); COMMENT ON INDEX i IS 'seen'",
            "CREATE TABLE t (id integer GENERATED ALWAYS AS IDENTITY, a integer); CREATE INDEX i ON t (id)"
        },
        { "owned sequence of a table that is made anew", "CREATE TABLE t (id serial, a integer)", "CREATE TABLE t (id serial, a integer) PARTITION BY RANGE (a)" },
        {
            "several keys over the referenced column",
            "CREATE TABLE t (id bigint PRIMARY KEY, a integer, CONSTRAINT also UNIQUE (id) INCLUDE (a)); CREATE TABLE u (t bigint REFERENCES t)",
            "CREATE TABLE t (id bigint PRIMARY KEY, a integer, CONSTRAINT also UNIQUE (id, a)); CREATE TABLE u (t bigint REFERENCES t)"
        },
        {
            "foreign key renamed with the key it needs",
            "CREATE TABLE t (id bigint CONSTRAINT one PRIMARY KEY, a bigint CONSTRAINT k REFERENCES t)",
            "CREATE TABLE t (id bigint, a bigint, CONSTRAINT one PRIMARY KEY (id) INCLUDE (a)); ALTER TABLE t ADD CONSTRAINT l FOREIGN KEY (a) REFERENCES t"
        },
        {
            "partitioned table that points to itself",
            "CREATE TABLE t (id bigint PRIMARY KEY, a bigint REFERENCES t) PARTITION BY RANGE (id); CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (100)",
            "SELECT 1"
        },
        {
            "attribute of a type in use",
            "CREATE TYPE place AS (x integer, y integer); CREATE TABLE t (p place)",
            "CREATE TYPE place AS (x integer, y bigint); CREATE TABLE t (p place)"
        },
        {
            "attributes in another order",
            "CREATE TYPE place AS (x integer, y integer); CREATE TABLE t (p place)",
            "CREATE TYPE place AS (y integer, x integer); CREATE TABLE t (p place)"
        },
        {
            "range type in use",
            "CREATE TYPE span AS RANGE (SUBTYPE = integer); CREATE TABLE t (s span DEFAULT '[1,2)')",
            "CREATE TYPE span AS RANGE (SUBTYPE = numeric); CREATE TABLE t (s span DEFAULT '[1,3)')"
        },
        {
            "table that leaves its parent",
            "CREATE TABLE t (id integer, CONSTRAINT positive CHECK (id > 0)); CREATE TABLE heir (own integer) INHERITS (t)",
            "CREATE TABLE t (id bigint, CONSTRAINT large CHECK (id > 1)); CREATE TABLE heir (id integer, own integer)"
        },
        {
            "table that takes a parent whose check calls a function that is made anew",
            "CREATE FUNCTION twice(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a * 2'; CREATE TABLE t (a integer); CREATE TABLE heir (a integer, own integer)",
            "CREATE FUNCTION twice(a integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT a * 2::bigint'; CREATE TABLE t (a integer, CONSTRAINT c CHECK (twice(a) > 0)); CREATE TABLE heir (own integer) INHERITS (t)"
        },
        {
            "defaults of a parent and its child",
            "CREATE TABLE t (id integer DEFAULT 1); CREATE TABLE heir (own integer) INHERITS (t)",
            "CREATE TABLE t (id integer DEFAULT 2); CREATE TABLE heir (own integer) INHERITS (t); ALTER TABLE heir ALTER id SET DEFAULT 3"
        },
        { "sequence that counts down", "CREATE SEQUENCE s", "CREATE SEQUENCE s AS integer INCREMENT -1" },
        {
            "privilege on a table and on its column",
            "CREATE TABLE t (id integer, a integer); GRANT SELECT ON t TO PUBLIC; GRANT SELECT (a) ON t TO PUBLIC",
            "CREATE TABLE t (id integer, a integer); GRANT SELECT (a) ON t TO PUBLIC"
        },
        {
            "unlogged table whose dependent goes",
            "CREATE TABLE t (id bigint PRIMARY KEY); CREATE TABLE u (t bigint REFERENCES t)",
            "CREATE UNLOGGED TABLE t (id bigint PRIMARY KEY)"
        },
        {
            "parameter of long values",
            "CREATE TABLE t (a integer)",
            "CREATE TABLE t (a text) WITH (toast.autovacuum_enabled=false)"
        },
        {
            "table that came to its parent later, while a check was not yet held",
            "SELECT 1",
            "CREATE TABLE t (id integer, a integer); ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID; COMMENT ON CONSTRAINT c ON t IS 'seen'; CREATE TABLE heir (a integer, id integer, CONSTRAINT c CHECK (a > 0)); ALTER TABLE heir INHERIT t"
        },
        {
            "objects made while default privileges stand",
            "ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT ON TABLES TO pg_monitor; ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC; ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO PUBLIC, pg_monitor",
            "CREATE TABLE t (id serial); CREATE VIEW v AS SELECT id FROM t; GRANT SELECT ON v TO pg_monitor; CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1'; CREATE SEQUENCE s; GRANT USAGE ON SEQUENCE s TO PUBLIC; "
                + "ALTER DEFAULT PRIVILEGES GRANT SELECT, INSERT ON TABLES TO pg_monitor; ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC; ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO PUBLIC, pg_monitor; "
                + "CREATE TABLE born (id integer); CREATE FUNCTION born() RETURNS integer LANGUAGE sql AS 'SELECT 1'"
        },
        {
            "default privileges beside what is made anew",
            "CREATE TABLE t (id integer); CREATE VIEW v AS SELECT id FROM t; CREATE TYPE mood AS ENUM ('a', 'b')",
            "CREATE TABLE t (id bigint); CREATE VIEW v AS SELECT id FROM t; CREATE TYPE mood AS ENUM ('b', 'a'); ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_monitor; ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON TYPES TO pg_monitor"
        },
        {
            "table of the one to whom default privileges give",
            "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_monitor",
            "CREATE TABLE t (id integer); ALTER TABLE t OWNER TO pg_monitor; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_monitor"
        },
        {
            "default of a parent whose child has its own",
            "CREATE TABLE t (id integer, a integer); CREATE TABLE heir (a integer DEFAULT 3) INHERITS (t)",
            "CREATE TABLE t (id integer, a integer DEFAULT 8); CREATE TABLE heir (a integer DEFAULT 3) INHERITS (t)"
        },
        {
            "sequence that comes to a table which is not logged any more",
            "CREATE UNLOGGED SEQUENCE s; CREATE TABLE t (id integer)",
            "CREATE SEQUENCE s; CREATE UNLOGGED TABLE t (id integer); ALTER SEQUENCE s OWNED BY t.id"
        },
        {
            "type in a table that is made anew",
            "CREATE TYPE mood AS ENUM ('b', 'ok'); CREATE TABLE t (id integer, m mood) PARTITION BY RANGE (id)",
            "CREATE TYPE mood AS ENUM ('ok', 'b'); CREATE TABLE t (id integer, m mood) PARTITION BY HASH (id)"
        },
        {
            "column that a child looks at in a way of its own",
            "CREATE TABLE t (id integer, b text); CREATE TABLE heir (own integer) INHERITS (t)",
            "CREATE TABLE t (id integer, a text, b text, c text); CREATE TABLE heir (own integer) INHERITS (t); ALTER TABLE ONLY t ALTER a SET STATISTICS 200; ALTER TABLE ONLY t ALTER a SET STORAGE EXTERNAL; ALTER TABLE ONLY t ALTER c SET COMPRESSION pglz; ALTER TABLE heir ALTER a SET COMPRESSION pglz; ALTER TABLE ONLY heir ALTER c SET (n_distinct=5)"
        },
        {
            "rule with the server's own words for IN",
            "CREATE TABLE t (id integer, s varchar(9))",
            "CREATE TABLE t (id integer, s varchar(9)); CREATE RULE r AS ON DELETE TO t WHERE old.s IN ('a', 'b') DO INSTEAD NOTHING; "
                + "CREATE RULE s AS ON INSERT TO t WHERE new.s NOT IN ('a', 'b') AND new.id BETWEEN 1 AND 3 AND new.s <> 'z' DO ALSO UPDATE t SET s = array_to_string(ARRAY['x', 'y']::varchar[], ',') WHERE t.s IN ('x', 'y')"
        },
        {
            "function that gets an argument which may be left out",
            "CREATE FUNCTION f(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT n'; CREATE FUNCTION g() RETURNS integer LANGUAGE sql AS 'SELECT f(1)'; CREATE TABLE t (a integer DEFAULT f(1)); CREATE VIEW v AS SELECT f(a) FROM t",
            "CREATE FUNCTION f(n integer, m integer DEFAULT 2) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT n'; CREATE FUNCTION g() RETURNS integer LANGUAGE sql AS 'SELECT f(1) + 1'; CREATE TABLE t (a integer DEFAULT f(1)); CREATE VIEW v AS SELECT f(a) FROM t"
        },
        {
            "functions that call each other",
            "CREATE TABLE t (id integer)",
            "CREATE TABLE t (id integer); SET check_function_bodies = off; CREATE FUNCTION odd(n integer) RETURNS boolean LANGUAGE sql AS 'SELECT n > 0 AND even(n - 1)'; "
                + "CREATE FUNCTION even(n integer) RETURNS boolean LANGUAGE sql AS 'SELECT n = 0 OR odd(n - 1)'; RESET check_function_bodies; COMMENT ON FUNCTION odd IS 'seen'; CREATE VIEW v AS SELECT id FROM t WHERE odd(id)"
        },
        {
            "collation in use",
            "CREATE COLLATION plain (PROVIDER = libc, LOCALE = 'C'); CREATE TABLE t (a text COLLATE plain DEFAULT 'x' NOT NULL, b text COLLATE plain PRIMARY KEY, c varchar(3) COLLATE plain GENERATED ALWAYS AS ('x') STORED); CREATE INDEX i ON t (a); CREATE INDEX j ON t (lower(a COLLATE plain)); "
                + "CREATE VIEW v AS SELECT a, b COLLATE plain AS d FROM t; ALTER TABLE t ADD CONSTRAINT k CHECK (a COLLATE plain <> 'q'); CREATE FUNCTION f() RETURNS text LANGUAGE sql RETURN 'x' COLLATE plain",
            "CREATE COLLATION plain (PROVIDER = icu, LOCALE = 'en'); CREATE TABLE t (a text COLLATE plain DEFAULT 'x' NOT NULL, b text COLLATE plain PRIMARY KEY, c varchar(3) COLLATE plain GENERATED ALWAYS AS ('x') STORED); CREATE INDEX i ON t (a); CREATE INDEX j ON t (lower(a COLLATE plain)); "
                + "CREATE VIEW v AS SELECT a, b COLLATE plain AS d FROM t; ALTER TABLE t ADD CONSTRAINT k CHECK (a COLLATE plain <> 'q'); CREATE FUNCTION f() RETURNS text LANGUAGE sql RETURN 'x' COLLATE plain"
        },
        {
            "type of a column with settings under a policy and a check",
            "CREATE COLLATION plain (PROVIDER = libc, LOCALE = 'C'); CREATE DOMAIN amount AS integer; CREATE TABLE t (a text COLLATE plain, b amount, c amount); ALTER TABLE t ALTER a SET COMPRESSION pglz; ALTER TABLE t ALTER a SET STORAGE EXTERNAL; "
                + "CREATE POLICY own ON t USING (b > 1); CREATE VIEW v AS SELECT 1 AS one FROM t WHERE c > 1",
            "CREATE COLLATION plain (PROVIDER = icu, LOCALE = 'en'); CREATE DOMAIN amount AS bigint; CREATE TABLE t (a text COLLATE plain, b amount, c amount); ALTER TABLE t ALTER a SET COMPRESSION pglz; ALTER TABLE t ALTER a SET STORAGE EXTERNAL; "
                + "CREATE POLICY own ON t USING (b > 1); CREATE VIEW v AS SELECT 1 AS one FROM t WHERE c > 1"
        },
        {
            "foreign key that takes a name which the server gave to a copy of another",
            "CREATE TABLE t (id bigint PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE low PARTITION OF t DEFAULT; CREATE TABLE u (id bigint PRIMARY KEY, t bigint); ALTER TABLE u ADD CONSTRAINT k FOREIGN KEY (t) REFERENCES t; ALTER TABLE u ADD CONSTRAINT l FOREIGN KEY (t) REFERENCES u",
            "CREATE TABLE t (id bigint PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE low PARTITION OF t DEFAULT; CREATE TABLE u (id bigint PRIMARY KEY, t bigint); ALTER TABLE u ADD FOREIGN KEY (t) REFERENCES u"
        },
        {
            "collation of types in use",
            "CREATE COLLATION plain (PROVIDER = libc, LOCALE = 'C'); "
                + "CREATE DOMAIN d AS text COLLATE plain CHECK (VALUE <> 'q' COLLATE plain); CREATE TYPE c AS (x text COLLATE plain); CREATE TYPE r AS RANGE (SUBTYPE = text, COLLATION = plain); CREATE TABLE t (a d, b c, e r, f text[] COLLATE plain, g text COLLATE plain); CREATE INDEX i ON t (f)",
            "CREATE COLLATION plain (PROVIDER = icu, LOCALE = 'en'); "
                + "CREATE DOMAIN d AS text COLLATE plain CHECK (VALUE <> 'q' COLLATE plain); CREATE TYPE c AS (x text COLLATE plain); CREATE TYPE r AS RANGE (SUBTYPE = text, COLLATION = plain); CREATE TABLE t (a d, b c, e r, f text[] COLLATE plain, g varchar COLLATE plain); CREATE INDEX i ON t (f)"
        },
        {
            "types that are made of a type which is replaced",
            "CREATE TYPE mood AS ENUM ('b', 'ok'); CREATE DOMAIN d AS mood; CREATE TYPE place AS (x integer, y mood); CREATE TYPE region AS (p place, m mood[]); CREATE TABLE t (a d, b place, c region, e mood)",
            "CREATE TYPE mood AS ENUM ('ok', 'b'); CREATE DOMAIN d AS mood; CREATE TYPE place AS (x integer, y mood); CREATE TYPE region AS (p place, m mood[]); CREATE TABLE t (a d, b place, c region, e mood)"
        },
        {
            "partition that leaves with its keys and indexes",
            "CREATE TABLE p (x integer PRIMARY KEY); CREATE TABLE t (id integer PRIMARY KEY, a integer REFERENCES p, b integer, UNIQUE (id, a)) PARTITION BY RANGE (id); CREATE INDEX i ON t (b); CREATE INDEX j ON t (a, b); "
                + "CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (9); CREATE TABLE empty (x integer NOT NULL)",
            "CREATE TABLE p (x integer PRIMARY KEY); CREATE TABLE t (id integer PRIMARY KEY, a integer REFERENCES p, b integer, UNIQUE (id, a)) PARTITION BY RANGE (id); CREATE INDEX i ON t (b); CREATE INDEX j ON t (a, b); "
                + "CREATE TABLE low (id integer CONSTRAINT main PRIMARY KEY, a integer REFERENCES p, b integer); CREATE INDEX low_b_idx ON low (b); CREATE INDEX own ON low (a, b); CREATE INDEX more ON low (a); CREATE TABLE empty (y integer NOT NULL)"
        },
        {
            "bound of a partition whose rows are pointed to",
            "CREATE TABLE t (id bigint PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (100); CREATE TABLE u (t bigint REFERENCES t)",
            "CREATE TABLE t (id bigint PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (200); CREATE TABLE u (t bigint REFERENCES t)"
        },
        {
            "partition of a table that is made anew",
            "CREATE TABLE t (id bigint PRIMARY KEY, a bigint) PARTITION BY RANGE (id); CREATE INDEX i ON t (a); CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (100)",
            "CREATE TABLE t (id bigint PRIMARY KEY, a bigint) PARTITION BY HASH (id); CREATE INDEX i ON t (a); CREATE TABLE low PARTITION OF t FOR VALUES WITH (MODULUS 1, REMAINDER 0)"
        },
        {
            "partition that leaves them behind",
            "CREATE TABLE t (id integer PRIMARY KEY, b integer) PARTITION BY RANGE (id); CREATE INDEX i ON t (b); CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (9); CREATE TABLE empty (x integer NOT NULL)",
            "CREATE TABLE t (id integer, b integer) PARTITION BY RANGE (id); CREATE INDEX j ON t (id, b); CREATE TABLE low (id integer NOT NULL, b integer); CREATE TABLE empty (y integer NOT NULL)"
        },
        {
            "key under the name of a copy",
            "CREATE TABLE u (id bigint PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE low PARTITION OF u FOR VALUES FROM (0) TO (100); CREATE TABLE t (a bigint CONSTRAINT k REFERENCES u, b bigint CONSTRAINT \"it's 100%_fkey\" REFERENCES u)",
            "CREATE TABLE u (id bigint PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE low PARTITION OF u FOR VALUES FROM (0) TO (100); CREATE TABLE t (a bigint REFERENCES u, b bigint CONSTRAINT l REFERENCES u); "
                + "ALTER TABLE t ADD CONSTRAINT k FOREIGN KEY (a) REFERENCES u ON DELETE CASCADE"
        },
        {
            "rows of a partition whose table points to itself",
            "CREATE TABLE t (id bigint PRIMARY KEY, a bigint REFERENCES t, UNIQUE (id, a)) PARTITION BY RANGE (id); CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (100)",
            "CREATE TABLE t (id bigint PRIMARY KEY, a bigint REFERENCES t, b integer) PARTITION BY RANGE (id); CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (200)"
        },
        {
            "partition that leaves a table that points to itself",
            "CREATE TABLE t (id bigint PRIMARY KEY, a bigint REFERENCES t, UNIQUE (id, a)) PARTITION BY RANGE (id); CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (100)",
            "CREATE TABLE t (id bigint PRIMARY KEY, a bigint REFERENCES t, b integer) PARTITION BY RANGE (id); CREATE TABLE low (id bigint PRIMARY KEY)"
        },
        {
            "index of a partition that goes while one of its table comes",
            "CREATE TABLE t (id bigint, a integer) PARTITION BY RANGE (id); CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (100); CREATE INDEX own ON low (a DESC)",
            "CREATE TABLE t (id bigint, a integer) PARTITION BY RANGE (id); CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (100); CREATE INDEX i ON t (a DESC)"
        },
        {
            "partition that goes while a key to its table comes",
            "CREATE TABLE t (id bigint PRIMARY KEY, a bigint REFERENCES t) PARTITION BY RANGE (id); CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (100); CREATE TABLE rest PARTITION OF t DEFAULT",
            "CREATE TABLE t (id bigint PRIMARY KEY, a bigint, CONSTRAINT a_more FOREIGN KEY (a) REFERENCES t ON DELETE CASCADE) PARTITION BY RANGE (id); CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (100); "
                + "CREATE TABLE u (t bigint REFERENCES t)"
        },
        {
            "default of a child that no longer uses a sequence",
            "CREATE SEQUENCE s; CREATE TABLE t (a integer DEFAULT nextval('s')); CREATE TABLE heir () INHERITS (t)",
            "CREATE TABLE t (a integer DEFAULT 8); CREATE TABLE heir (a integer DEFAULT 3) INHERITS (t)"
        },
        {
            "generated column of a child that no longer uses a function",
            "CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN a * 2; CREATE TABLE t (a integer, b bigint GENERATED ALWAYS AS (f(a)) STORED); CREATE TABLE heir () INHERITS (t)",
            "CREATE TABLE t (a integer, b char(5) COLLATE \"C\"); CREATE TABLE heir () INHERITS (t)"
        },
        {
            "sequence that stays logged while its table does not",
            "CREATE SEQUENCE s; CREATE TABLE t (a integer DEFAULT nextval('s')); ALTER SEQUENCE s OWNED BY t.a",
            "CREATE SEQUENCE s; CREATE UNLOGGED TABLE t (a integer DEFAULT nextval('s')); ALTER SEQUENCE s OWNED BY t.a; ALTER SEQUENCE s SET LOGGED"
        },
        {
            "sequence that its table gives up while it stops being logged",
            "CREATE SEQUENCE s; CREATE TABLE t (a integer DEFAULT nextval('s')); ALTER SEQUENCE s OWNED BY t.a",
            "CREATE UNLOGGED SEQUENCE s; CREATE UNLOGGED TABLE t (a integer)"
        },
        {
            "column that leaves a composite type for an enum which changes with it",
            "CREATE TYPE mood AS ENUM ('ok', 'better'); CREATE TYPE place AS (x integer, y mood); CREATE TABLE t (a place, b place, c mood); CREATE DOMAIN d AS mood",
            "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TABLE t (a mood[], c mood)"
        },
        {
            "column that leaves a composite type which leaves an enum with it",
            "CREATE TYPE mood AS ENUM ('ok', 'better'); CREATE TYPE place AS (x integer, y mood); CREATE TABLE t (a place, b place, c mood)",
            "CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TYPE place AS (x integer, y text); CREATE TABLE t (a mood, b place, c mood)"
        },
        {
            "sequence that another table uses while its owner is made anew",
            "CREATE SEQUENCE numbers; CREATE TABLE u (id bigint PRIMARY KEY DEFAULT nextval('numbers')); CREATE TABLE t (id bigint, a integer, u bigint REFERENCES u); ALTER SEQUENCE numbers OWNED BY t.a",
            "CREATE SEQUENCE numbers; CREATE TABLE t (id bigint, a integer) PARTITION BY HASH (id); ALTER SEQUENCE numbers OWNED BY t.a"
        },
        {
            "settings of a key whose partition takes other rows",
            "CREATE TABLE t (id bigint PRIMARY KEY) PARTITION BY RANGE (id); CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (100)",
            "CREATE TABLE t (id bigint, PRIMARY KEY (id) WITH (fillfactor = 70)) PARTITION BY RANGE (id); CREATE TABLE low PARTITION OF t FOR VALUES FROM (0) TO (200)"
        },
        {
            "view with a comment and a trigger",
            "CREATE TABLE t (id integer); CREATE VIEW v AS SELECT id FROM t",
            "CREATE TABLE t (id integer); CREATE VIEW v AS SELECT id FROM t; COMMENT ON VIEW v IS 'seen'; CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; "
                + "CREATE TRIGGER instead INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION f()"
        },
    };

    [Theory]
    [MemberData(nameof(Changes), DisableDiscoveryEnumeration = true)]
    public async Task The_change_is_made_and_undone(string change, string from, string to)
    {
        await using var law = new SchemaLaw(PostgreSqlDialect.Instance, LawDatabase.CreateAsync);

        foreach (var isOnline in (bool[])[false, true])
        {
            var error = await Record.ExceptionAsync(async () =>
            {
                await law.RequireAsync([from], [to], isOnline);
                await law.RequireAsync([to], [from], isOnline);
            });

            Assert.True(error is null, $"{change}: {error?.Message}");
        }
    }

    [Fact]
    public async Task Nothing_that_is_made_again_is_missing_while_rows_are_checked()
    {
        var before = await SchemaReading.ReadAsync("CREATE TABLE t (id bigint PRIMARY KEY, a integer); CREATE VIEW v AS SELECT a FROM t");
        var after = await SchemaReading.ReadAsync("CREATE TABLE t (id bigint PRIMARY KEY, a bigint NOT NULL); CREATE VIEW v AS SELECT a FROM t");

        var operations = PostgreSqlDialect.Instance.MakeOnline(SchemaComparer.Compare(before, after, PostgreSqlDialect.Instance, new Version(15, 0)).Operations, before);

        Assert.Equal(["drop_view", "alter_column", "add_constraint", "create_view", "outside_transaction", "alter_column", "drop_constraint"], operations.Select(operation => operation.Kind));
    }
}
