using Retort.Comparison;
using Retort.Schema;
using Retort.Testing;

namespace Retort.PostgreSql.Tests.Referee;

/// <summary>
/// What Alembic's autogenerate does not see: each is seen here, as exactly the operations that are wanted, and after these nothing is left.
/// </summary>
public sealed class BlindSpotTests(BlindSpotTests.Place place) : IClassFixture<BlindSpotTests.Place>
{
    [Theory]
    [InlineData("primary key with other columns", "CREATE TABLE t (a int NOT NULL, b int NOT NULL, CONSTRAINT k PRIMARY KEY (a))", "CREATE TABLE t (a int NOT NULL, b int NOT NULL, CONSTRAINT k PRIMARY KEY (a, b))", "drop constraint \"k\" of table \"t\"; add primary key \"k\" to table \"t\"")]
    [InlineData("primary key gone", "CREATE TABLE t (a int NOT NULL, CONSTRAINT k PRIMARY KEY (a))", "CREATE TABLE t (a int NOT NULL)", "drop constraint \"k\" of table \"t\"")]
    [InlineData("primary key renamed", "CREATE TABLE t (a int CONSTRAINT k PRIMARY KEY)", "CREATE TABLE t (a int CONSTRAINT l PRIMARY KEY)", "rename constraint \"k\" of table \"t\" to \"l\"")]
    [InlineData("length gone", "CREATE TABLE t (a varchar(10))", "CREATE TABLE t (a varchar)", "alter column \"a\" of table \"t\"")]
    [InlineData("precision gone", "CREATE TABLE t (a numeric(10, 2))", "CREATE TABLE t (a numeric)", "alter column \"a\" of table \"t\"")]
    [InlineData("scale gone", "CREATE TABLE t (a numeric(10, 2))", "CREATE TABLE t (a numeric(10))", "alter column \"a\" of table \"t\"")]
    [InlineData("fractions of a second", "CREATE TABLE t (a timestamp(3))", "CREATE TABLE t (a timestamp)", "alter column \"a\" of table \"t\"")]
    [InlineData("float instead of double", "CREATE TABLE t (a double precision)", "CREATE TABLE t (a real)", "alter column \"a\" of table \"t\"")]
    [InlineData("collation", "CREATE TABLE t (a text)", "CREATE TABLE t (a text COLLATE \"C\")", "alter column \"a\" of table \"t\"")]
    [InlineData("domain instead of its base type", "CREATE DOMAIN d AS int; CREATE TABLE t (a int)", "CREATE DOMAIN d AS int; CREATE TABLE t (a d)", "alter column \"a\" of table \"t\"")]
    [InlineData("value of an enum added", "CREATE TYPE e AS ENUM ('a', 'c')", "CREATE TYPE e AS ENUM ('a', 'b', 'c')", "add value 'b' to enum \"e\"")]
    [InlineData("value of an enum renamed", "CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (a e)", "CREATE TYPE e AS ENUM ('b'); CREATE TABLE t (a e)", "replace enum \"e\"")]
    [InlineData("value of an enum gone", "CREATE TYPE e AS ENUM ('a', 'b'); CREATE TABLE t (a e)", "CREATE TYPE e AS ENUM ('a'); CREATE TABLE t (a e)", "replace enum \"e\"")]
    [InlineData("values of an enum in another order", "CREATE TYPE e AS ENUM ('a', 'b')", "CREATE TYPE e AS ENUM ('b', 'a')", "replace enum \"e\"")]
    [InlineData("condition of an index", "CREATE TABLE t (a int); CREATE INDEX i ON t (a) WHERE a > 0", "CREATE TABLE t (a int); CREATE INDEX i ON t (a) WHERE a > 1", "drop index \"i\"; create index \"i\" on table \"t\"")]
    [InlineData("method of an index", "CREATE TABLE t (a int); CREATE INDEX i ON t USING hash (a)", "CREATE TABLE t (a int); CREATE INDEX i ON t (a)", "drop index \"i\"; create index \"i\" on table \"t\"")]
    [InlineData("included columns of an index", "CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a)", "CREATE TABLE t (a int, b int); CREATE INDEX i ON t (a) INCLUDE (b)", "drop index \"i\"; create index \"i\" on table \"t\"")]
    [InlineData("operator class of an index", "CREATE TABLE t (a text); CREATE INDEX i ON t (a)", "CREATE TABLE t (a text); CREATE INDEX i ON t (a text_pattern_ops)", "drop index \"i\"; create index \"i\" on table \"t\"")]
    [InlineData("parameters of an index", "CREATE TABLE t (a int); CREATE INDEX i ON t (a)", "CREATE TABLE t (a int); CREATE INDEX i ON t (a) WITH (fillfactor = 70)", "alter index \"i\"")]
    [InlineData("tablespace of an index", "CREATE TABLE t (a int); CREATE INDEX i ON t (a)", "CREATE TABLE t (a int); CREATE INDEX i ON t (a) TABLESPACE referee_space", "alter index \"i\"")]
    [InlineData("expression of an index", "CREATE TABLE t (a text); CREATE INDEX i ON t (lower(a))", "CREATE TABLE t (a text); CREATE INDEX i ON t (upper(a))", "drop index \"i\"; create index \"i\" on table \"t\"")]
    [InlineData("unique columns in another order", "CREATE TABLE t (a int, b int, CONSTRAINT u UNIQUE (a, b))", "CREATE TABLE t (a int, b int, CONSTRAINT u UNIQUE (b, a))", "drop constraint \"u\" of table \"t\"; add unique constraint \"u\" to table \"t\"")]
    [InlineData("unique constraint deferrable", "CREATE TABLE t (a int CONSTRAINT u UNIQUE)", "CREATE TABLE t (a int CONSTRAINT u UNIQUE DEFERRABLE)", "drop constraint \"u\" of table \"t\"; add unique constraint \"u\" to table \"t\"")]
    [InlineData("name of a foreign key", "CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE t (a int CONSTRAINT f REFERENCES p)", "CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE t (a int CONSTRAINT g REFERENCES p)", "rename constraint \"f\" of table \"t\" to \"g\"")]
    [InlineData("MATCH of a foreign key", "CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE t (a int CONSTRAINT f REFERENCES p)", "CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE t (a int CONSTRAINT f REFERENCES p MATCH FULL)", "drop constraint \"f\" of table \"t\"; add foreign key \"f\" to table \"t\"")]
    [InlineData("foreign key not valid", "CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE t (a int); ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES p NOT VALID", "CREATE TABLE p (a int PRIMARY KEY); CREATE TABLE t (a int CONSTRAINT f REFERENCES p)", "validate constraint \"f\" of table \"t\"")]
    [InlineData("expression of a check", "CREATE TABLE t (a int CONSTRAINT c CHECK (a > 0))", "CREATE TABLE t (a int CONSTRAINT c CHECK (a > 1))", "drop constraint \"c\" of table \"t\"; add check constraint \"c\" to table \"t\"")]
    [InlineData("check without a name", "CREATE TABLE t (a int)", "CREATE TABLE t (a int CHECK (a > 0))", "add check constraint \"t_a_check\" to table \"t\"")]
    [InlineData("exclusion added", "CREATE TABLE t (a int4range)", "CREATE TABLE t (a int4range, CONSTRAINT x EXCLUDE USING gist (a WITH &&))", "add exclusion constraint \"x\" to table \"t\"")]
    [InlineData("exclusion changed", "CREATE TABLE t (a int4range, CONSTRAINT x EXCLUDE USING gist (a WITH &&))", "CREATE TABLE t (a int4range, CONSTRAINT x EXCLUDE USING gist (a WITH =))", "drop constraint \"x\" of table \"t\"; add exclusion constraint \"x\" to table \"t\"")]
    [InlineData("computed column added", "CREATE TABLE t (a int)", "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED)", "add column \"b\" to table \"t\"")]
    [InlineData("computed column changed", "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 1) STORED)", "CREATE TABLE t (a int, b int GENERATED ALWAYS AS (a + 2) STORED)", "drop column \"b\" of table \"t\"; add column \"b\" to table \"t\"")]
    [InlineData("sequence added", "", "CREATE SEQUENCE s", "create sequence \"s\"")]
    [InlineData("sequence changed", "CREATE SEQUENCE s", "CREATE SEQUENCE s CACHE 10", "alter sequence \"s\"")]
    [InlineData("table unlogged", "CREATE TABLE t (a int)", "CREATE UNLOGGED TABLE t (a int)", "alter table \"t\"")]
    [InlineData("tablespace of a table", "CREATE TABLE t (a int)", "CREATE TABLE t (a int) TABLESPACE referee_space", "alter table \"t\"")]
    [InlineData("partition added", "CREATE TABLE t (a int) PARTITION BY LIST (a)", "CREATE TABLE t (a int) PARTITION BY LIST (a); CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1)", "create table \"t1\"")]
    [InlineData("storage parameters of a table", "CREATE TABLE t (a int)", "CREATE TABLE t (a int) WITH (fillfactor = 70)", "alter table \"t\"")]
    [InlineData("storage of a column", "CREATE TABLE t (a text)", "CREATE TABLE t (a text); ALTER TABLE t ALTER COLUMN a SET STORAGE EXTERNAL", "alter table \"t\"")]
    [InlineData("inheritance", "CREATE TABLE p (a int); CREATE TABLE t (a int)", "CREATE TABLE p (a int); CREATE TABLE t (a int); ALTER TABLE t INHERIT p", "alter table \"t\"")]
    [InlineData("owner", "CREATE TABLE t (a int)", "CREATE TABLE t (a int); ALTER TABLE t OWNER TO pg_monitor", "change the owner of table \"t\"")]
    [InlineData("privileges", "CREATE TABLE t (a int)", "CREATE TABLE t (a int); GRANT SELECT ON t TO pg_monitor", "change the privileges on table \"t\"")]
    [InlineData("privileges of a column", "CREATE TABLE t (a int)", "CREATE TABLE t (a int); GRANT SELECT (a) ON t TO pg_monitor", "change the privileges on column \"a\" of table \"t\"")]
    [InlineData("row security", "CREATE TABLE t (a int)", "CREATE TABLE t (a int); ALTER TABLE t ENABLE ROW LEVEL SECURITY", "alter table \"t\"")]
    [InlineData("policy", "CREATE TABLE t (a int)", "CREATE TABLE t (a int); CREATE POLICY p ON t USING (a > 0)", "create policy \"p\" on \"t\"")]
    [InlineData("trigger", Touching + "CREATE TABLE t (a int)", Touching + "CREATE TABLE t (a int); CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch()", "create trigger \"g\" on \"t\"")]
    [InlineData("trigger disabled", Touching + "CREATE TABLE t (a int); CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch()", Touching + "CREATE TABLE t (a int); CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION touch(); ALTER TABLE t DISABLE TRIGGER g", "alter trigger \"g\" on \"t\"")]
    [InlineData("view added", "CREATE TABLE t (a int)", "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t", "create view \"v\"")]
    [InlineData("view changed", "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t", "CREATE TABLE t (a int); CREATE VIEW v AS SELECT a FROM t WHERE a > 0", "create view \"v\"")]
    [InlineData("materialized view added", "CREATE TABLE t (a int)", "CREATE TABLE t (a int); CREATE MATERIALIZED VIEW v AS SELECT a FROM t", "create materialized view \"v\"")]
    [InlineData("function added", "", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "create function \"f\"()")]
    [InlineData("function changed", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 2'", "create function \"f\"()")]
    [InlineData("composite type", "CREATE TYPE c AS (a int)", "CREATE TYPE c AS (a int, b text)", "alter composite type \"c\"")]
    [InlineData("domain", "CREATE DOMAIN d AS int", "CREATE DOMAIN d AS int CONSTRAINT c CHECK (VALUE > 0)", "alter domain \"d\"")]
    [InlineData("extended statistics", "CREATE TABLE t (a int, b int)", "CREATE TABLE t (a int, b int); CREATE STATISTICS s ON a, b FROM t", "create statistics \"s\"")]
    [InlineData("rule", "CREATE TABLE t (a int)", "CREATE TABLE t (a int); CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING", "create rule \"r\" on \"t\"")]
    public async Task It_is_seen_and_made(string what, string before, string after, string operations)
    {
        await place.FillAsync(before, after);

        var comparison = await place.CompareAsync();
        await place.RunAsync(comparison);

        Assert.Equal(operations, string.Join("; ", comparison.Operations.Select(operation => operation.Describe())));
        Assert.True((await place.CompareAsync()).AreEqual, what);
    }

    [Fact]
    public async Task An_order_of_columns_is_told_and_left_alone()
    {
        await place.FillAsync("CREATE TABLE t (a int, b int)", "CREATE TABLE t (b int, a int)");

        var comparison = await place.CompareAsync();

        Assert.True(comparison.AreEqual);
        Assert.Equal(["The columns of table \"t\" stand in another order: a, b; wanted: b, a."], comparison.Remarks);
    }

    [Theory]
    [InlineData("CREATE TABLE old (id int PRIMARY KEY, name text)", "CREATE TABLE new (id int PRIMARY KEY, name text)", "table \"old\" to new")]
    [InlineData("CREATE TABLE t (id int PRIMARY KEY, old text)", "CREATE TABLE t (id int PRIMARY KEY, new text)", "column \"old\" of table \"t\" to new")]
    public async Task A_rename_is_suggested_and_nothing_is_lost_by_it(string before, string after, string suggestion)
    {
        await place.FillAsync(before, after);

        var (from, to) = (await place.ReadAsync("before"), await place.ReadAsync("after"));

        Assert.Equal(suggestion, string.Join("; ", RenameDetection.Find(from, to).Select(found => $"{found.Rename.From} to {found.Rename.NewName}")));
    }

    private const string Touching = "CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END'; ";

    /// <summary>Two schemas of one database, the one as it is and the one as it shall be.</summary>
    public sealed class Place : IAsyncLifetime
    {
        private TestDatabase _database = null!;

        public async ValueTask InitializeAsync()
        {
            _database = await TestDatabase.CreateAsync();
            await _database.LoadAsync("SET allow_in_place_tablespaces = true; CREATE TABLESPACE referee_space LOCATION '';");
        }

        public ValueTask DisposeAsync() => _database.DisposeAsync();

        public Task FillAsync(string before, string after) => _database.LoadAsync(
            $"""
            SET client_min_messages = warning;
            DROP SCHEMA IF EXISTS before, after CASCADE;
            CREATE SCHEMA before;
            CREATE SCHEMA after;
            SET search_path = before;
            {before};
            SET search_path = after;
            {after};
            """);

        public Task<DatabaseSchema> ReadAsync(string schema) => _database.Session.ReadSchemaAsync(new SchemaScope { Schemas = [schema] }, default);

        public async Task<SchemaComparison> CompareAsync() =>
            SchemaComparer.Compare(await ReadAsync("before"), await ReadAsync("after"), PostgreSqlDialect.Instance, _database.Session.ServerVersion);

        public async Task RunAsync(SchemaComparison comparison)
        {
            await _database.Session.QueryAsync("SELECT set_config('search_path', 'before', false)", default);
            await _database.RunAsync(comparison.Operations);
        }
    }
}
