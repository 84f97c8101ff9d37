using Retort.Planning;
using Retort.PostgreSql;
using Retort.Tests.Linting;

namespace Retort.Tests.Statements;

/// <summary>The locks, rewrites and scans that follow from what is written. That they are those of a server is seen where one is at hand.</summary>
public sealed class EffectRuleTests
{
    private const string Shop = """
        CREATE TABLE users (id bigint PRIMARY KEY, name varchar(50), email text NOT NULL);
        CREATE INDEX ix_users_name ON users (name);
        CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint CONSTRAINT fk_orders_user REFERENCES users (id));
        CREATE TABLE events (at date NOT NULL) PARTITION BY RANGE (at);
        CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')
        """;

    [Theory]
    [InlineData("ALTER TABLE users ADD COLUMN a int", 15, "AccessExclusive users")]
    [InlineData("ALTER TABLE users ADD COLUMN a int DEFAULT random()", 15, "AccessExclusive users; rewrites ix_users_name users users_pkey; scans users")]
    [InlineData("ALTER TABLE users DROP COLUMN name", 15, "AccessExclusive users")]
    [InlineData("ALTER TABLE users ALTER COLUMN name TYPE varchar(80)", 15, "AccessExclusive users")]
    [InlineData("ALTER TABLE users ALTER COLUMN email SET NOT NULL", 15, "AccessExclusive users")]
    [InlineData("ALTER TABLE users ALTER COLUMN name SET NOT NULL", 15, "AccessExclusive users; scans users")]
    [InlineData("ALTER TABLE users ADD COLUMN n text GENERATED ALWAYS AS (name)", 18, "AccessExclusive users")]
    [InlineData("ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users", 15, "ShareRowExclusive orders, ShareRowExclusive users; scans orders users")]
    [InlineData("ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users NOT VALID", 15, "ShareRowExclusive orders, ShareRowExclusive users")]
    [InlineData("ALTER TABLE orders DROP CONSTRAINT fk_orders_user", 15, "AccessExclusive orders, AccessExclusive users")]
    [InlineData("ALTER TABLE users VALIDATE CONSTRAINT unknown", 15, "ShareUpdateExclusive users; scans users")]
    [InlineData("CREATE INDEX ix ON users (email)", 15, "Share users; scans users")]
    [InlineData("CREATE INDEX CONCURRENTLY ix ON users (email)", 15, "ShareUpdateExclusive users; scans users")]
    [InlineData("CREATE INDEX ix ON events (at)", 15, "Share events, Share events_1; scans events_1")]
    [InlineData("DROP INDEX ix_users_name", 15, "AccessExclusive users")]
    [InlineData("REINDEX INDEX ix_users_name", 15, "AccessExclusive ix_users_name, Share users; rewrites ix_users_name; scans users")]
    [InlineData("DROP TABLE orders", 15, "AccessExclusive orders, AccessExclusive users")]
    [InlineData("ALTER TABLE events DETACH PARTITION events_1", 13, "AccessExclusive events, ShareUpdateExclusive events_1")]
    [InlineData("ALTER TABLE events DETACH PARTITION events_1", 14, "AccessExclusive events, AccessExclusive events_1")]
    [InlineData("GRANT SELECT ON users TO PUBLIC", 17, "")]
    [InlineData("GRANT SELECT ON users TO PUBLIC", 18, "AccessShare users")]
    [InlineData("ALTER INDEX ix_users_name RENAME TO ix", 15, "ShareUpdateExclusive ix_users_name")]
    [InlineData("TRUNCATE orders", 15, "AccessExclusive orders")]
    [InlineData("COMMENT ON COLUMN users.name IS 'x'", 15, "ShareUpdateExclusive users")]
    [InlineData("ANALYZE VERBOSE users (name), orders", 15, "ShareUpdateExclusive orders, ShareUpdateExclusive users")]
    [InlineData("CREATE STATISTICS s (ndistinct) ON name, email FROM users", 15, "ShareUpdateExclusive users")]
    [InlineData("CREATE PUBLICATION p FOR TABLE users, ONLY orders (id) WHERE (id > 0)", 15, "ShareUpdateExclusive orders, ShareUpdateExclusive users")]
    [InlineData("CREATE PUBLICATION p FOR ALL TABLES", 15, "")]
    [InlineData("CREATE TYPE mood AS ENUM ('a')", 15, "")]
    public void A_statement_does_what_the_rules_say(string sql, int version, string expected)
    {
        var effects = PostgreSqlDialect.Instance.Predict(new SqlStatement(sql), LintedSql.SchemaOf(Shop), new Version(version, 0));

        Assert.Equal(expected, Describe(effects));
        Assert.Equal(EffectSource.Ruled, effects.Source);
    }

    [Theory]
    [InlineData("SELECT do_it()")]
    [InlineData("DO $$ BEGIN END $$")]
    [InlineData("CALL f()")]
    [InlineData("CREATE EXTENSION postgis")]
    public void Of_what_no_rule_reads_nothing_is_known(string sql) => Assert.Same(StatementEffects.Unknown, PostgreSqlDialect.Instance.Predict(new SqlStatement(sql), null, null));

    [Fact]
    public void Without_a_schema_the_heavier_answer_is_given()
    {
        var effects = PostgreSqlDialect.Instance.Predict(new SqlStatement("ALTER TABLE users ALTER COLUMN name TYPE varchar(80)"), null, null);

        Assert.Equal("AccessExclusive users; rewrites users; scans users", Describe(effects));
    }

    private static string Describe(StatementEffects effects) => string.Join("; ", new[]
    {
        string.Join(", ", effects.Locks.Select(held => $"{held.Mode} {held.Relation}")),
        effects.Rewrites.IsEmpty ? null : $"rewrites {string.Join(' ', effects.Rewrites)}",
        effects.Scans.IsEmpty ? null : $"scans {string.Join(' ', effects.Scans)}",
    }.OfType<string>());
}
