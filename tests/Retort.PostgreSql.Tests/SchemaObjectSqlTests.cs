using Retort.Dialects;
using Retort.Operations;
using Retort.Schema;
using Retort.Testing;

namespace Retort.PostgreSql.Tests;

/// <summary>The statements that are written for what a schema can hold, word by word.</summary>
public class SchemaObjectSqlTests
{
    public static TheoryData<string, string[]> Statements => new()
    {
        { "table with settings on later indexes", ["CREATE TABLE users (\n    id integer NOT NULL,\n    email varchar(100) NOT NULL,\n    age integer,\n    tags text,\n    CONSTRAINT pk_users PRIMARY KEY (id)\n)"] },
        { "compressed column", ["ALTER TABLE users ADD COLUMN note text, ALTER COLUMN note SET STORAGE MAIN, ALTER COLUMN note SET COMPRESSION pglz"] },
        { "partition", ["CREATE TABLE first_events PARTITION OF events FOR VALUES FROM (0) TO (10)"] },
        {
            "partition with columns of its own mind",
            [
                "CREATE TABLE first_events PARTITION OF events (\n    CONSTRAINT ck_first CHECK (size > 0)\n) FOR VALUES FROM (0) TO (10) PARTITION BY LIST (size)",
                "ALTER TABLE ONLY first_events ALTER COLUMN note DROP DEFAULT, ALTER COLUMN size SET DEFAULT 7, ALTER COLUMN size SET NOT NULL, ALTER COLUMN note SET STORAGE EXTENDED",
            ]
        },
        { "inheriting table", ["CREATE TABLE admins (\n    level integer\n) INHERITS (users)"] },
        {
            "change settings",
            [
                "ALTER TABLE ONLY users SET (autovacuum_enabled=false, fillfactor=70), CLUSTER ON pk_users, ALTER COLUMN tags SET STATISTICS 500, ALTER COLUMN tags SET (n_distinct=-0.5, n_distinct_inherited=10)",
                "ALTER TABLE ONLY users SET UNLOGGED, REPLICA IDENTITY USING INDEX \"Users_Email\", ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY, ALTER COLUMN tags SET STORAGE EXTERNAL",
            ]
        },
        { "move partition", ["ALTER TABLE events DETACH PARTITION first_events", "ALTER TABLE events ATTACH PARTITION first_events FOR VALUES FROM (10) TO (20)"] },
        { "change parents", ["ALTER TABLE ONLY admins NO INHERIT users, NO INHERIT orders, INHERIT orders, INHERIT users"] },
        {
            "table with unchecked constraints",
            [
                "CREATE TABLE orders (\n    id integer,\n    user_id integer\n)",
                "ALTER TABLE orders ADD CONSTRAINT ck_orders CHECK (id > 0) NOT VALID, ADD CONSTRAINT fk_orders FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID",
            ]
        },
        {
            "table with a named not null",
            [
                "CREATE TABLE orders (\n    id integer,\n    low integer,\n    CONSTRAINT pk_orders PRIMARY KEY (id),\n    CONSTRAINT nn_id NOT NULL id\n)",
                "ALTER TABLE orders ADD CONSTRAINT nn_low NOT NULL low NOT VALID",
            ]
        },
        { "column with a named not null", ["ALTER TABLE orders ADD COLUMN state integer, ADD CONSTRAINT nn_state NOT NULL state"] },
        { "foreign key of periods", ["ALTER TABLE visits ADD CONSTRAINT fk_visits FOREIGN KEY (id, PERIOD span) REFERENCES periods (id, PERIOD span)"] },
        {
            "create domain",
            [
                "CREATE DOMAIN code AS text COLLATE \"C\" DEFAULT 'a'::text NOT NULL CONSTRAINT ck_length CHECK (length(VALUE) < 9)",
                "COMMENT ON CONSTRAINT ck_length ON DOMAIN code IS 'short'",
                "ALTER DOMAIN code ADD CONSTRAINT ck_old CHECK (VALUE <> ''::text) NOT VALID",
            ]
        },
        {
            "change domain",
            [
                "ALTER DOMAIN code DROP DEFAULT",
                "ALTER DOMAIN code DROP NOT NULL",
                "COMMENT ON CONSTRAINT ck_length ON DOMAIN code IS NULL",
                "ALTER DOMAIN code VALIDATE CONSTRAINT ck_old",
                "ALTER DOMAIN code ADD CONSTRAINT ck_new CHECK (VALUE <> 'b'::text)",
            ]
        },
        { "change composite type", ["ALTER TYPE point3 DROP ATTRIBUTE x CASCADE, ALTER ATTRIBUTE y TYPE text COLLATE \"C\" CASCADE, ADD ATTRIBUTE z boolean CASCADE"] },
        { "change procedure", ["CREATE OR REPLACE PROCEDURE archive(days integer DEFAULT 30) LANGUAGE sql AS $$ SELECT -days; $$"] },
        { "create by script", ["CREATE POLICY own ON users USING (id > 0)", "COMMENT ON POLICY own ON users IS 'mine'"] },
        {
            "change view",
            [
                "CREATE OR REPLACE VIEW emails WITH (security_barrier=true) AS\nSELECT id,\n    email,\n    age\n   FROM users",
                "ALTER VIEW emails ALTER COLUMN email SET DEFAULT 'x'::text",
            ]
        },
        { "change view options", ["ALTER VIEW emails RESET (security_barrier), ALTER COLUMN email SET DEFAULT 'x'::text"] },
        { "change index", ["ALTER INDEX ix_users SET (deduplicate_items=false), RESET (fillfactor)", "ALTER INDEX ix_users SET TABLESPACE pg_default"] },
        { "change trigger", ["ALTER TABLE users ENABLE ALWAYS TRIGGER touched"] },
        { "change logging of sequence", ["ALTER SEQUENCE numbers SET UNLOGGED"] },
        { "change identity", ["ALTER TABLE orders ALTER COLUMN id SET GENERATED ALWAYS SET INCREMENT BY 2"] },
        { "drop generated expression", ["ALTER TABLE orders ALTER COLUMN span DROP EXPRESSION, ALTER COLUMN span SET DEFAULT 1"] },
        { "change owner", ["ALTER TABLE users OWNER TO pg_monitor"] },
        {
            "give back to the owner of the database",
            ["DO $retort$\nBEGIN\n    EXECUTE format('ALTER TABLE users OWNER TO %I', (SELECT pg_get_userbyid(datdba) FROM pg_catalog.pg_database WHERE datname = current_database()));\nEND\n$retort$"]
        },
        {
            "grant",
            ["GRANT SELECT ON TABLE users TO PUBLIC", "GRANT DELETE, INSERT ON TABLE users TO pg_monitor", "GRANT UPDATE ON TABLE users TO pg_monitor WITH GRANT OPTION"]
        },
        {
            "change grants",
            [
                "REVOKE DELETE ON TABLE users FROM pg_monitor",
                "REVOKE GRANT OPTION FOR SELECT ON TABLE users FROM pg_monitor",
                "GRANT INSERT ON TABLE users TO pg_monitor WITH GRANT OPTION",
            ]
        },
        { "grant on column", ["GRANT SELECT (email), UPDATE (email) ON TABLE users TO pg_monitor"] },
        { "revoke what a function is born with", ["REVOKE EXECUTE ON FUNCTION plus(integer, integer) FROM PUBLIC", "GRANT EXECUTE ON FUNCTION plus(integer, integer) TO pg_monitor"] },
    };

    [Theory]
    [MemberData(nameof(Statements))]
    public void A_change_is_written_in_as_few_statements_as_it_needs(string name, string[] expected)
    {
        var sample = OperationSamples.All.Single(known => known.Name == name);

        var statements = PostgreSqlDialect.Instance.Write([sample.Operation], null);

        Assert.Equal(expected, statements.Select(statement => statement.Text));
    }

    [Fact]
    public void A_parameter_whose_value_is_more_than_a_word_is_quoted()
    {
        var view = new CreateView("v", "SELECT 1") { Materialized = true, With = ["tokenizer=TokenBigram(\"n\", 'x')", "fillfactor=70", "given='as it is'", "flag"] };

        var statement = Assert.Single(PostgreSqlDialect.Instance.Write([view], null));

        Assert.Equal("CREATE MATERIALIZED VIEW v WITH (tokenizer='TokenBigram(\"n\", ''x'')', fillfactor=70, given='as it is', flag) AS\nSELECT 1", statement.Text);
    }

    [Fact]
    public void What_has_no_owner_or_privileges_of_its_own_is_refused()
    {
        var index = new ObjectId(ObjectKind.Index, "i");

        Assert.Throws<UnsupportedOperationException>(() => PostgreSqlDialect.Instance.Write([new SetOwner(index, "me", null)], null));
        Assert.Throws<UnsupportedOperationException>(() => PostgreSqlDialect.Instance.Write([new ChangeGrants(index, [], [new Grant(null, "SELECT")])], null));
    }

    [Fact]
    public void A_range_type_that_others_are_made_of_is_not_replaced()
    {
        var span = new ScriptedObject(new ObjectId(ObjectKind.Range, "span"), "CREATE TYPE span AS RANGE (SUBTYPE = integer)", "DROP TYPE span");
        var code = new Domain("code", new MigrationBuilder(new MigrationContext { Engine = "postgresql" }).Type("span"));
        var need = new Dependency(code.Id, span.Id);

        var operations = Comparison.SchemaComparer.Compare(
            new DatabaseSchema([span, code], [need], []),
            new DatabaseSchema([span with { Create = "CREATE TYPE span AS RANGE (SUBTYPE = bigint)" }, code], [need], []),
            PostgreSqlDialect.Instance).Operations;

        var error = Assert.Throws<UnsupportedOperationException>(() => PostgreSqlDialect.Instance.Write(operations, null));
        Assert.Contains("replace range type \"span\" under what is made of it", error.Message, StringComparison.Ordinal);
    }
}
