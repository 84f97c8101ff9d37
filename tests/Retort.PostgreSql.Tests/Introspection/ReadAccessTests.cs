using Retort.Schema;

namespace Retort.PostgreSql.Tests.Introspection;

/// <summary>Schemas, extensions, owners, privileges, and what is not managed.</summary>
public sealed class ReadAccessTests
{
    [Fact]
    public async Task Privileges_are_told_as_they_differ_from_those_an_object_is_born_with()
    {
        var schema = await SchemaReading.ReadAsync(
            """
            CREATE SCHEMA away;
            CREATE TABLE t (id int, n int);
            CREATE TABLE untouched (id int);
            CREATE SEQUENCE s;
            CREATE TYPE mood AS ENUM ('a');
            CREATE TYPE pair AS (a int);
            CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';
            CREATE VIEW v AS SELECT 1 AS one;
            GRANT SELECT, INSERT ON t TO pg_monitor;
            GRANT UPDATE ON t TO pg_read_all_stats WITH GRANT OPTION;
            REVOKE DELETE ON t FROM CURRENT_USER;
            GRANT SELECT (id) ON t TO PUBLIC;
            GRANT USAGE ON SEQUENCE s TO pg_monitor;
            REVOKE USAGE ON TYPE mood FROM PUBLIC;
            GRANT USAGE ON TYPE pair TO pg_monitor;
            REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;
            GRANT SELECT ON v TO PUBLIC;
            GRANT USAGE ON SCHEMA away TO pg_monitor;
            GRANT SELECT ON untouched TO pg_monitor;
            REVOKE SELECT ON untouched FROM pg_monitor;
            """,
            15,
            "public",
            "away");

        Assert.Equal(
            [
                new("pg_monitor", "INSERT"),
                new("pg_monitor", "SELECT"),
                new("pg_read_all_stats", "UPDATE") { Grantable = true },
                new("postgres", "DELETE") { Revoked = true },
            ],
            schema.Table("t").Grants);
        Assert.Equal([new(null, "SELECT")], schema.Table("t").Column("id").Grants);
        Assert.Empty(schema.Table("t").Column("n").Grants);
        Assert.Empty(schema.Table("untouched").Grants);
        Assert.Equal([new("pg_monitor", "USAGE")], schema.Find<Sequence>(ObjectKind.Sequence, "s").Grants);
        Assert.Equal([new(null, "USAGE") { Revoked = true }], schema.Find<EnumType>(ObjectKind.Enum, "mood").Grants);
        Assert.Equal([new("pg_monitor", "USAGE")], schema.Find<CompositeType>(ObjectKind.Composite, "pair").Grants);
        Assert.Equal([new(null, "EXECUTE") { Revoked = true }], schema.Find<Routine>(ObjectKind.Function, "f", "").Grants);
        Assert.Equal([new(null, "SELECT")], schema.Find<View>(ObjectKind.View, "v").Grants);
        Assert.Equal([new("pg_monitor", "USAGE")], schema.Find<Namespace>(ObjectKind.Namespace, "away").Grants);
    }

    [Fact]
    public async Task An_owner_is_told_unless_it_is_the_usual_one()
    {
        var schema = await SchemaReading.ReadAsync(
            """
            CREATE SCHEMA away;
            CREATE TABLE mine (id int);
            CREATE TABLE theirs (id int);
            CREATE TYPE pair AS (a int);
            ALTER TABLE theirs OWNER TO pg_monitor;
            ALTER TYPE pair OWNER TO pg_monitor;
            ALTER SCHEMA away OWNER TO pg_monitor;
            """,
            15,
            "public",
            "away");

        Assert.Equal((null, "pg_monitor"), (schema.Table("mine").Owner, schema.Table("theirs").Owner));
        Assert.Equal("pg_monitor", schema.Find<CompositeType>(ObjectKind.Composite, "pair").Owner);
        Assert.Equal("pg_monitor", schema.Find<Namespace>(ObjectKind.Namespace, "away").Owner);
        Assert.Empty(schema.Table("theirs").Grants);
    }

    [Fact]
    public async Task A_schema_is_listed_when_it_is_more_than_the_default_one()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE SCHEMA app; CREATE SCHEMA away; CREATE SCHEMA outside; CREATE TABLE outside.t (id int); COMMENT ON SCHEMA away IS 'far'");

        var plain = await database.ReadAsync("app", "away", "public", "pg_catalog", "missing");
        await database.SqlAsync("COMMENT ON SCHEMA app IS 'here'");
        var commented = await database.ReadAsync("app");

        Assert.Equal([new Namespace("away") { Comment = "far" }], plain.Objects);
        Assert.Equal([new Namespace("app") { Comment = "here" }], commented.Objects);
    }

    [Fact]
    public async Task What_belongs_to_an_extension_is_left_out_and_the_extension_is_listed()
    {
        var schema = await SchemaReading.ReadAsync(
            """
            CREATE SCHEMA away;
            CREATE EXTENSION citext SCHEMA away;
            CREATE EXTENSION pg_stat_statements;
            CREATE EXTENSION hstore;
            COMMENT ON EXTENSION hstore IS 'pairs';
            """,
            15,
            "public",
            "away");

        Assert.Equal([new Namespace("away"), new Extension("citext") { Schema = "away" }, new Extension("hstore") { Comment = "pairs" }, new Extension("pg_stat_statements")], schema.Objects);
        Assert.Empty(schema.Unmanaged);
        Assert.Empty(schema.Dependencies);
    }

    [Fact]
    public async Task What_is_not_managed_is_listed()
    {
        var schema = await SchemaReading.ReadAsync(
            """
            CREATE TYPE pair AS (a int);
            CREATE TABLE typed OF pair;
            CREATE TYPE shell;
            CREATE TYPE mood AS ENUM ('a');
            CREATE CAST (mood AS int) WITH INOUT;
            CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
            CREATE OPERATOR FAMILY fam USING btree;
            CREATE OPERATOR CLASS cls FOR TYPE int USING btree FAMILY fam AS OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 btint4cmp(int, int);
            CREATE DEFAULT CONVERSION conv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
            CREATE TEXT SEARCH CONFIGURATION words (COPY = english);
            CREATE TEXT SEARCH DICTIONARY dict (TEMPLATE = simple);
            CREATE FOREIGN DATA WRAPPER fdw;
            CREATE SERVER srv FOREIGN DATA WRAPPER fdw;
            CREATE USER MAPPING FOR PUBLIC SERVER srv;
            CREATE FOREIGN TABLE remote (a int) SERVER srv;
            CREATE ACCESS METHOD heap2 TYPE TABLE HANDLER heap_tableam_handler;
            CREATE TABLE other (id int) USING heap2;
            CREATE TYPE cr;
            CREATE FUNCTION canon(cr) RETURNS cr LANGUAGE internal AS 'int4range_canonical' IMMUTABLE;
            CREATE TYPE cr AS RANGE (subtype = int, canonical = canon);
            """);

        Assert.Equal(
            [
                new("access method", "heap2"), new("cast", "mood AS integer"), new("conversion", "conv"), new("foreign table", "remote"), new("foreign-data wrapper", "fdw"),
                new("operator", "===(integer,integer)"), new("operator class", "cls"), new("operator family", "fam"), new("range type with a canonical function", "cr"), new("server", "srv"), new("shell type", "shell"),
                new("text search configuration", "words"), new("text search dictionary", "dict"), new("typed table", "typed"), new("user mapping", "public on srv"),
            ],
            schema.Unmanaged);
        Assert.Equal("heap2", schema.Table("other").AccessMethod);
    }
}
