using Retort.Dialects;
using Retort.Linting;
using Retort.Planning;
using Retort.PostgreSql;

namespace Retort.Tests.Linting;

/// <summary>Forty one-liners in which other linters see nothing, or the wrong lock, and forty that are safe.</summary>
public sealed class RiskyStatementTests
{
    /// <summary>What is there before each of them.</summary>
    private const string Shop = """
        CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
        CREATE DOMAIN tag AS text;
        CREATE TYPE mood AS ENUM ('sad', 'happy');
        CREATE SCHEMA shop;
        CREATE SEQUENCE numbers;
        CREATE TABLE users (id integer PRIMARY KEY, name varchar(50), email varchar(100), amount numeric(10,2), seen timestamp(3), flags bit(3), years tag,
            CONSTRAINT ck_users_email CHECK (email <> ''));
        CREATE INDEX ix_users_name ON users (name);
        CREATE INDEX ix_users_amount ON users (id) WHERE amount > 0;
        CREATE TABLE orders (id bigint PRIMARY KEY, user_id integer CONSTRAINT fk_orders_user REFERENCES users (id), total numeric NOT NULL, note text,
            CONSTRAINT ck_orders_note CHECK (note IS NOT NULL AND note <> ''));
        CREATE UNIQUE INDEX uq_orders_note ON orders (note);
        CREATE TABLE ages (id bigint PRIMARY KEY, age positive);
        CREATE TABLE events (at date NOT NULL, name text) PARTITION BY RANGE (at);
        CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
        CREATE TABLE events_rest PARTITION OF events DEFAULT;
        CREATE TABLE events_2 (at date NOT NULL, name text);
        CREATE TABLE events_3 (at date NOT NULL, name text, CONSTRAINT ck_bounds CHECK (at >= '2028-01-01' AND at < '2029-01-01'));
        CREATE TABLE months (at date NOT NULL) PARTITION BY RANGE (at);
        CREATE TABLE months_1 (at date NOT NULL, CONSTRAINT ck_bounds CHECK (at >= '2028-01-01' AND at < '2029-01-01'));
        CREATE MATERIALIZED VIEW names AS SELECT name FROM users;
        CREATE VIEW old_orders AS SELECT id, total FROM orders
        """;

    [Theory]
    [InlineData("ALTER TABLE users ADD COLUMN age positive", "RT-L006", "users", LockMode.AccessExclusive)]
    [InlineData("ALTER TABLE users ADD COLUMN age integer CHECK (age > 0)", "RT-L008", "users", LockMode.AccessExclusive)]
    [InlineData("ALTER TABLE users ADD COLUMN settings json", "RT-L011", "users", LockMode.AccessExclusive)]
    [InlineData("ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid()", "RT-L003", "users", LockMode.AccessExclusive)]
    [InlineData("ALTER TABLE users ADD COLUMN at timestamptz DEFAULT clock_timestamp()", "RT-L003", "users", LockMode.AccessExclusive)]
    [InlineData("ALTER TABLE users ADD COLUMN number bigserial", "RT-L004", "users", LockMode.AccessExclusive)]
    [InlineData("ALTER TABLE users ADD COLUMN lower text GENERATED ALWAYS AS (lower(name)) STORED", "RT-L005", "users", LockMode.AccessExclusive)]
    [InlineData("ALTER TABLE users ALTER COLUMN email TYPE varchar(200)", "RT-L019", "users", LockMode.AccessExclusive)]
    [InlineData("ALTER TABLE users ALTER COLUMN amount TYPE numeric(12,2)", "RT-L019", "users", LockMode.AccessExclusive)]
    [InlineData("ALTER TABLE users ALTER COLUMN amount TYPE numeric(12,4)", "RT-L017", "users", LockMode.AccessExclusive)]
    [InlineData("ALTER TABLE orders ALTER COLUMN note TYPE text COLLATE \"C\"", "RT-L020", "orders", LockMode.AccessExclusive)]
    [InlineData("ALTER TABLE users ALTER COLUMN id TYPE bigint", "RT-L021", "orders", LockMode.AccessExclusive)]
    [InlineData("ALTER TABLE users ALTER COLUMN name TYPE char(50)", "RT-L022", "users", LockMode.AccessExclusive)]
    [InlineData("ALTER TABLE orders ALTER COLUMN total SET EXPRESSION AS (1)", "RT-L077", "orders", LockMode.AccessExclusive)]
    [InlineData("CREATE TABLE carts (id bigint PRIMARY KEY, user_id integer REFERENCES users (id))", "RT-L035", "users", LockMode.ShareRowExclusive)]
    [InlineData("DROP TABLE orders", "RT-L036", "users", LockMode.AccessExclusive)]
    [InlineData("ALTER TABLE orders DROP CONSTRAINT fk_orders_user", "RT-L037", "users", LockMode.AccessExclusive)]
    [InlineData("ALTER TABLE orders ALTER CONSTRAINT fk_orders_user DEFERRABLE", "RT-L038", "orders", LockMode.AccessExclusive)]
    [InlineData("ALTER TABLE events_2 ADD CONSTRAINT pk PRIMARY KEY (at)", "RT-L040", "events_2", LockMode.AccessExclusive)]
    [InlineData("ALTER TABLE users ADD CONSTRAINT ex EXCLUDE USING gist (name WITH =)", "RT-L041", "users", LockMode.AccessExclusive)]
    [InlineData("CREATE INDEX CONCURRENTLY IF NOT EXISTS ix ON users (email)", "RT-L046", "users", LockMode.ShareUpdateExclusive)]
    [InlineData("CREATE INDEX ix_events ON events (name)", "RT-L072", "events_1", LockMode.Share)]
    [InlineData("REINDEX TABLE users", "RT-L051", "ix_users_name", LockMode.AccessExclusive)]
    [InlineData("ALTER TABLE ix_users_name RENAME TO ix_users_by_name", "RT-L052", "ix_users_name", LockMode.AccessExclusive)]
    [InlineData("ALTER DOMAIN positive ADD CONSTRAINT ck CHECK (VALUE < 200)", "RT-L058", "ages", LockMode.Share)]
    [InlineData("CREATE TRIGGER t BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION f()", "RT-L059", "users", LockMode.ShareRowExclusive)]
    [InlineData("ALTER TABLE users DISABLE TRIGGER ALL", "RT-L059", "users", LockMode.ShareRowExclusive)]
    [InlineData("DROP TRIGGER t ON users", "RT-L060", "users", LockMode.AccessExclusive)]
    [InlineData("ALTER TABLE users ENABLE ROW LEVEL SECURITY", "RT-L061", "users", LockMode.AccessExclusive)]
    [InlineData("REFRESH MATERIALIZED VIEW names", "RT-L064", "names", LockMode.AccessExclusive)]
    [InlineData("CREATE TABLE events_9 PARTITION OF events FOR VALUES FROM ('2030-01-01') TO ('2031-01-01')", "RT-L066", "events", LockMode.AccessExclusive)]
    [InlineData("ALTER TABLE events ATTACH PARTITION events_2 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')", "RT-L067", "events_rest", LockMode.AccessExclusive)]
    [InlineData("ALTER TABLE events DETACH PARTITION events_1", "RT-L069", "events", LockMode.AccessExclusive)]
    [InlineData("DROP TABLE events_1", "RT-L071", "events", LockMode.AccessExclusive)]
    [InlineData("TRUNCATE users CASCADE", "RT-L073", "orders", LockMode.AccessExclusive)]
    [InlineData("VACUUM FULL users", "RT-L075", "users", LockMode.AccessExclusive)]
    [InlineData("ALTER TABLE users SET UNLOGGED", "RT-L076", "users", LockMode.AccessExclusive)]
    [InlineData("ALTER SEQUENCE numbers RESTART", "RT-L078", "numbers", LockMode.ShareRowExclusive)]
    [InlineData("LOCK TABLE users", "RT-L082", "users", LockMode.AccessExclusive)]
    [InlineData("DELETE FROM users", "RT-L084", "users", LockMode.RowExclusive)]
    [InlineData("ALTER SCHEMA shop RENAME TO store", "RT-L016", null, LockMode.None)]
    [InlineData("ALTER TABLE users SET SCHEMA shop", "RT-L015", "users", LockMode.AccessExclusive)]
    [InlineData("DROP TYPE mood CASCADE", "RT-L013", null, LockMode.None)]
    [InlineData("DO $$ BEGIN EXECUTE 'DROP TABLE users'; END $$", "RT-L097", null, LockMode.None)]
    public void A_risky_one_is_found_with_its_lock(string sql, string rule, string? relation, LockMode mode)
    {
        var found = LintedSql.Lint(sql, Shop);
        var effects = PostgreSqlDialect.Instance.Predict(new SqlStatement(sql), LintedSql.SchemaOf(Shop), null);

        Assert.Contains(rule, found.Select(finding => finding.Rule));
        if (relation is not null)
        {
            Assert.Contains(new RelationLock(relation, mode), effects.Locks);
        }
    }

    [Theory]
    [InlineData("ALTER TABLE users ADD COLUMN age integer")]
    [InlineData("ALTER TABLE users ADD COLUMN created_at timestamptz NOT NULL DEFAULT now()")]
    [InlineData("ALTER TABLE users ADD COLUMN country text NOT NULL DEFAULT 'unknown'")]
    [InlineData("ALTER TABLE users ADD COLUMN a integer, ADD COLUMN b integer DEFAULT 5")]
    [InlineData("ALTER TABLE users ADD COLUMN label tag")]
    [InlineData("ALTER TABLE users ADD COLUMN settings jsonb DEFAULT '{}'")]
    [InlineData("ALTER TABLE users ADD COLUMN lower text GENERATED ALWAYS AS (lower(name)) VIRTUAL")]
    [InlineData("ALTER TABLE users ADD COLUMN lower text GENERATED ALWAYS AS (lower(name))")]
    [InlineData("ALTER TABLE events_2 ALTER COLUMN name TYPE varchar")]
    [InlineData("ALTER TABLE users ALTER COLUMN seen TYPE timestamp(6)")]
    [InlineData("ALTER TABLE users ALTER COLUMN flags TYPE bit varying")]
    [InlineData("ALTER TABLE users ALTER COLUMN years TYPE text")]
    [InlineData("ALTER TABLE orders ALTER COLUMN note SET NOT NULL")]
    [InlineData("ALTER TABLE users ALTER COLUMN name SET DEFAULT ''")]
    [InlineData("ALTER TABLE users ALTER COLUMN name SET STATISTICS 500")]
    [InlineData("ALTER TABLE users ADD CONSTRAINT ck CHECK (name <> '') NOT VALID")]
    [InlineData("ALTER TABLE users VALIDATE CONSTRAINT ck_users_email")]
    [InlineData("ALTER TABLE users ADD CONSTRAINT nn NOT NULL name NOT VALID")]
    [InlineData("ALTER TABLE ages ADD CONSTRAINT fk FOREIGN KEY (id) REFERENCES orders (id) NOT VALID")]
    [InlineData("ALTER TABLE orders VALIDATE CONSTRAINT fk_orders_user")]
    [InlineData("ALTER TABLE orders ADD CONSTRAINT uq_orders_note UNIQUE USING INDEX uq_orders_note")]
    [InlineData("CREATE UNIQUE INDEX CONCURRENTLY uq ON users (email)")]
    [InlineData("CREATE INDEX ix ON ONLY events (name)")]
    [InlineData("DROP INDEX CONCURRENTLY ix_users_name")]
    [InlineData("REINDEX INDEX CONCURRENTLY ix_users_name")]
    [InlineData("ALTER INDEX ix_users_name RENAME TO ix_users_by_name")]
    [InlineData("ALTER TYPE mood ADD VALUE 'calm' AFTER 'sad'")]
    [InlineData("ALTER DOMAIN positive ADD CONSTRAINT ck CHECK (VALUE < 200) NOT VALID")]
    [InlineData("CREATE OR REPLACE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'")]
    [InlineData("CREATE VIEW people AS SELECT id FROM users")]
    [InlineData("REFRESH MATERIALIZED VIEW CONCURRENTLY names")]
    [InlineData("CREATE TABLE events_9 (LIKE events INCLUDING ALL)")]
    [InlineData("ALTER TABLE months ATTACH PARTITION months_1 FOR VALUES FROM ('2028-01-01') TO ('2029-01-01')")]
    [InlineData("ALTER TABLE events DETACH PARTITION events_1 CONCURRENTLY")]
    [InlineData("CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz)")]
    [InlineData("ALTER TABLE users SET (fillfactor = 70)")]
    [InlineData("COMMENT ON TABLE users IS 'people'")]
    [InlineData("GRANT SELECT ON users TO reader")]
    [InlineData("UPDATE users SET name = '' WHERE id BETWEEN 1 AND 1000")]
    [InlineData("INSERT INTO users (id, name) VALUES (1, 'Ann')")]
    [InlineData("ALTER TABLE users ADD CONSTRAINT ck CHECK (name <> '') NOT ENFORCED")]
    [InlineData("DO $$ BEGIN RAISE NOTICE 'ALTER is a word'; END $$")]
    public void A_safe_one_is_silent(string sql)
    {
        var found = LintedSql.Lint(sql, Shop);

        Assert.Empty(found.Select(finding => $"{finding.Rule}: {finding.Message}"));
    }
}
