using Retort.Schema;

namespace Retort.PostgreSql.Tests.Introspection;

public sealed class ReadScriptedTests
{
    private const string Everything =
        """
        CREATE SCHEMA away;
        CREATE FUNCTION diff(a float8, b float8) RETURNS float8 LANGUAGE sql IMMUTABLE AS 'SELECT a - b';
        CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
        CREATE TABLE t (id int, n int, name text);
        CREATE TABLE u (id int);
        CREATE TYPE span AS RANGE (subtype = float8, subtype_diff = diff);
        CREATE AGGREGATE total(int) (sfunc = int4pl, stype = int, initcond = '0', combinefunc = int4pl, parallel = safe);
        CREATE AGGREGATE away.any_of(*) (sfunc = int4inc, stype = int, initcond = '0');
        CREATE COLLATION german (provider = icu, locale = 'de-u-co-phonebk', deterministic = false);
        CREATE COLLATION away.plain FROM "C";
        CREATE RULE quiet AS ON DELETE TO t WHERE OLD.id > 1 DO INSTEAD NOTHING;
        ALTER TABLE t DISABLE RULE quiet;
        CREATE POLICY own ON t AS RESTRICTIVE FOR UPDATE TO pg_monitor, pg_read_all_stats USING (n > 1) WITH CHECK (id > 0);
        CREATE POLICY everyone ON t USING (true);
        CREATE STATISTICS st (ndistinct, mcv) ON n, name FROM t;
        ALTER STATISTICS st SET STATISTICS 50;
        CREATE STATISTICS away.ex ON lower(name) FROM t;
        CREATE EVENT TRIGGER watch ON ddl_command_end WHEN TAG IN ('DROP TABLE', 'ALTER TABLE') EXECUTE FUNCTION on_ddl();
        ALTER EVENT TRIGGER watch DISABLE;
        CREATE PUBLICATION partial FOR TABLE t (id, n) WHERE (id > 1), u WITH (publish = 'insert', publish_via_partition_root);
        CREATE PUBLICATION schemas FOR TABLES IN SCHEMA away;
        CREATE PUBLICATION empty;
        CREATE PUBLICATION every FOR ALL TABLES;
        ALTER DEFAULT PRIVILEGES IN SCHEMA away GRANT SELECT, INSERT ON TABLES TO pg_monitor WITH GRANT OPTION;
        ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
        COMMENT ON RULE quiet ON t IS 'shh';
        COMMENT ON AGGREGATE total(int) IS 'sum';
        """;

    [Fact]
    public async Task Objects_without_a_model_of_their_own_are_read_as_statements()
    {
        var schema = await SchemaReading.ReadAsync(Everything, 15, "public", "away");

        Assert.Equal("CREATE TYPE span AS RANGE (SUBTYPE = double precision, SUBTYPE_DIFF = diff)", schema.Create(ObjectKind.Range, "span"));
        Assert.Equal("CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, COMBINEFUNC = int4pl, INITCOND = '0', PARALLEL = SAFE)", schema.Create(ObjectKind.Aggregate, "total", "integer"));
        Assert.Equal("CREATE AGGREGATE away.any_of(*) (SFUNC = int4inc, STYPE = integer, INITCOND = '0')", schema.Create(ObjectKind.Aggregate, ("away", "any_of"), ""));
        Assert.Equal("CREATE COLLATION german (PROVIDER = icu, LOCALE = 'de-u-co-phonebk', DETERMINISTIC = false)", schema.Create(ObjectKind.Collation, "german"));
        Assert.Equal("CREATE COLLATION away.plain (PROVIDER = libc, LC_COLLATE = 'C', LC_CTYPE = 'C')", schema.Create(ObjectKind.Collation, ("away", "plain")));
        Assert.Equal("CREATE RULE quiet AS\n    ON DELETE TO t\n   WHERE old.id > 1 DO INSTEAD NOTHING; ALTER TABLE t DISABLE RULE quiet", schema.Create(ObjectKind.Rule, "t", "quiet"));
        Assert.Equal("CREATE POLICY own ON t AS RESTRICTIVE FOR UPDATE TO pg_monitor, pg_read_all_stats USING ((n > 1)) WITH CHECK ((id > 0))", schema.Create(ObjectKind.Policy, "t", "own"));
        Assert.Equal("CREATE POLICY everyone ON t USING (true)", schema.Create(ObjectKind.Policy, "t", "everyone"));
        Assert.Equal("CREATE STATISTICS st (ndistinct, mcv) ON n, name FROM t; ALTER STATISTICS st SET STATISTICS 50", schema.Create(ObjectKind.Statistics, "st"));
        Assert.Equal("CREATE STATISTICS away.ex ON lower(name) FROM t", schema.Create(ObjectKind.Statistics, ("away", "ex")));
        Assert.Equal("CREATE EVENT TRIGGER watch ON ddl_command_end WHEN TAG IN ('ALTER TABLE', 'DROP TABLE') EXECUTE FUNCTION on_ddl(); ALTER EVENT TRIGGER watch DISABLE", schema.Create(ObjectKind.EventTrigger, "watch"));
        Assert.Equal("CREATE PUBLICATION partial FOR TABLE ONLY t (id, n) WHERE ((id > 1)), ONLY u WITH (publish = 'insert', publish_via_partition_root = true)", schema.Create(ObjectKind.Publication, "partial"));
        Assert.Equal("CREATE PUBLICATION schemas FOR TABLES IN SCHEMA away", schema.Create(ObjectKind.Publication, "schemas"));
        Assert.Equal("CREATE PUBLICATION empty", schema.Create(ObjectKind.Publication, "empty"));
        Assert.Equal("CREATE PUBLICATION every FOR ALL TABLES", schema.Create(ObjectKind.Publication, "every"));
        Assert.Equal("ALTER DEFAULT PRIVILEGES FOR ROLE postgres IN SCHEMA away GRANT INSERT, SELECT ON TABLES TO pg_monitor WITH GRANT OPTION", schema.Create(ObjectKind.DefaultPrivileges, ("away", "postgres"), "TABLES IN SCHEMA"));
        Assert.Equal("ALTER DEFAULT PRIVILEGES FOR ROLE postgres REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC", schema.Create(ObjectKind.DefaultPrivileges, "postgres", "FUNCTIONS"));
        Assert.Equal("shh", schema.Find<ScriptedObject>(ObjectKind.Rule, "t", "quiet").Comment);
        Assert.Equal("sum", schema.Find<ScriptedObject>(ObjectKind.Aggregate, "total", "integer").Comment);
        Assert.Empty(schema.Unmanaged);
    }

    [Theory]
    [InlineData(13)]
    [InlineData(15)]
    [InlineData(18)]
    public async Task What_the_statements_remove_and_make_again_is_the_same(int major)
    {
        await using var database = await TestDatabase.CreateAsync(major);
        await database.SqlAsync(major >= 15 ? Everything : OlderThan15());
        var before = (await database.ReadAsync("public", "away")).Objects.OfType<ScriptedObject>().ToList();

        await database.SqlAsync(string.Join(";\n", before.Select(item => item.Drop)));
        var without = (await database.ReadAsync("public", "away")).Objects.OfType<ScriptedObject>();
        await database.SqlAsync(string.Join(";\n", before.Select(item => item.Create)));
        var after = (await database.ReadAsync("public", "away")).Objects.OfType<ScriptedObject>();

        Assert.True(before.Count >= 15);
        Assert.Empty(without);
        Assert.Equal(before.Select(item => (item.Id, item.Create, item.Drop)), after.Select(item => (item.Id, item.Create, item.Drop)));
    }

    [Fact]
    public async Task Newer_collations_and_publications_keep_their_options()
    {
        var schema = await SchemaReading.ReadAsync(
            """
            CREATE COLLATION built (provider = builtin, locale = 'C.UTF-8');
            CREATE COLLATION tailored (provider = icu, locale = 'und', rules = '&V << w <<< W');
            CREATE PUBLICATION computed FOR ALL TABLES WITH (publish_generated_columns = stored);
            """,
            18);

        Assert.Equal("CREATE COLLATION built (PROVIDER = builtin, LOCALE = 'C.UTF-8')", schema.Create(ObjectKind.Collation, "built"));
        Assert.Equal("CREATE COLLATION tailored (PROVIDER = icu, LOCALE = 'und', RULES = '&V << w <<< W')", schema.Create(ObjectKind.Collation, "tailored"));
        Assert.Equal("CREATE PUBLICATION computed FOR ALL TABLES WITH (publish_generated_columns = stored)", schema.Create(ObjectKind.Publication, "computed"));
    }

    private static string OlderThan15() => Everything
        .Replace("t (id, n) WHERE (id > 1)", "t", StringComparison.Ordinal)
        .Replace("CREATE PUBLICATION schemas FOR TABLES IN SCHEMA away;", "", StringComparison.Ordinal)
        .Replace("CREATE STATISTICS away.ex ON lower(name) FROM t;", "", StringComparison.Ordinal);
}
