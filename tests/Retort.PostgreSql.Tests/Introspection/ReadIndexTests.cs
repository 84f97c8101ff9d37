using Retort.Schema;

namespace Retort.PostgreSql.Tests.Introspection;

public sealed class ReadIndexTests
{
    [Fact]
    public async Task An_index_has_all_its_properties()
    {
        var schema = await SchemaReading.ReadAsync(
            """
            CREATE EXTENSION pg_trgm;
            CREATE EXTENSION ltree;
            CREATE EXTENSION citext;
            CREATE TABLE t (a int, b text, "C d" text COLLATE "C", p ltree, e citext, at timestamptz);
            CREATE UNIQUE INDEX everything ON t (lower(b) DESC, "C d" COLLATE "POSIX" text_pattern_ops NULLS FIRST, a) INCLUDE (at, "C d") NULLS NOT DISTINCT WITH (fillfactor = 50) WHERE a > 5;
            CREATE INDEX trigram ON t USING gin (b gin_trgm_ops);
            CREATE INDEX tree ON t USING gist (p gist_ltree_ops (siglen = 100));
            CREATE INDEX expressions ON t ((a + 1), (b || ', ('), extract(year FROM at AT TIME ZONE 'UTC'));
            CREATE INDEX defaults ON t (e, a ASC NULLS LAST, b text_ops, "C d" COLLATE "C");
            CREATE INDEX other ON t (e text_ops);
            COMMENT ON INDEX tree IS 'a tree';
            """);

        var everything = schema.Index("everything");
        Assert.Equal("t", everything.Table);
        Assert.Equal((true, true, "(a > 5)", null), (everything.Unique, everything.NullsNotDistinct, everything.Where, everything.Method));
        Assert.Equal(
            [IndexKey.OfSql("lower(b)").Descending(), IndexKey.FromString("C d").Collate("POSIX").Using("text_pattern_ops").NullsFirst(), IndexKey.FromString("a")],
            everything.Keys);
        Assert.Equal(["at", "C d"], everything.Include);
        Assert.Equal(["fillfactor=50"], everything.With);
        Assert.False(everything.IsInvalid);
        Assert.Equal([IndexKey.FromString("b").Using("gin_trgm_ops")], schema.Index("trigram").Keys);
        Assert.Equal("gin", schema.Index("trigram").Method);
        Assert.Equal([IndexKey.FromString("p").Using("gist_ltree_ops (siglen='100')")], schema.Index("tree").Keys);
        Assert.Equal("a tree", schema.Index("tree").Comment);
        Assert.Equal(
            ["(a + 1)", "(b || ', ('::text)", "EXTRACT(year FROM (at AT TIME ZONE 'UTC'::text))"],
            schema.Index("expressions").Keys.Select(key => key.Expression));
        Assert.Equal(["e", "a", "b", "C d"], schema.Index("defaults").Keys);
        Assert.Equal([IndexKey.FromString("e").Using("text_ops")], schema.Index("other").Keys);
    }

    [Theory]
    [MemberData(nameof(OperationTests.Majors), MemberType = typeof(OperationTests))]
    public async Task An_operator_class_and_a_collation_are_told_where_they_are_not_those_of_the_column(int major)
    {
        await using var database = await TestDatabase.CreateAsync(major);
        await database.SqlAsync(
            """
            CREATE DOMAIN code AS text;
            CREATE TABLE t (a varchar(10), b text, c code, d int, e text COLLATE "C");
            CREATE INDEX ta ON t (a);
            CREATE INDEX tb ON t (b text_pattern_ops);
            CREATE INDEX tc ON t (c);
            CREATE INDEX td ON t (d oid_ops);
            CREATE INDEX te ON t (e);
            CREATE INDEX tf ON t (e COLLATE "POSIX");
            CREATE INDEX tg ON t (a DESC);
            CREATE INDEX th ON t (a) INCLUDE (d);
            CREATE INDEX ti ON t (b) WHERE d > 0;
            """);

        var usual = await database.ReadAsync();
        await database.SqlAsync("CREATE OPERATOR CLASS words DEFAULT FOR TYPE varchar USING btree AS FUNCTION 1 (varchar, varchar) bttextcmp(text, text)");
        var unusual = await database.ReadAsync();

        Assert.Equal(
            ["a", IndexKey.FromString("b").Using("text_pattern_ops"), "c", IndexKey.FromString("d").Using("oid_ops"), "e", IndexKey.FromString("e").Collate("POSIX"), IndexKey.FromString("a").Descending(), "a", "b"],
            usual.Objects.OfType<TableIndex>().SelectMany(index => index.Keys));
        Assert.Equal(["d"], usual.Index("th").Include);
        Assert.Equal("(d > 0)", usual.Index("ti").Where);
        Assert.Equal([IndexKey.FromString("a").Using("text_ops")], unusual.Index("ta").Keys);
    }

    [Fact]
    public async Task An_index_whose_build_failed_is_invalid()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE TABLE t (a int); INSERT INTO t VALUES (1), (1)");
        await Assert.ThrowsAnyAsync<RetortException>(() => database.SqlAsync("CREATE UNIQUE INDEX CONCURRENTLY twice ON t (a)"));

        var schema = await database.ReadAsync();

        Assert.True(schema.Index("twice").IsInvalid);
    }

    [Fact]
    public async Task The_indexes_of_constraints_are_those_constraints()
    {
        var schema = await SchemaReading.ReadAsync("CREATE TABLE t (a int PRIMARY KEY, b int UNIQUE); COMMENT ON INDEX t_pkey IS 'odd'; CREATE INDEX i ON t ((b + 1)); ALTER INDEX i ALTER COLUMN 1 SET STATISTICS 9");

        Assert.Equal(["i"], schema.Objects.OfType<TableIndex>().Select(index => index.Name));
        Assert.Equal([new("comment on the index of a constraint", "t_pkey on t"), new("statistics target of an index column", "expr of i")], schema.Unmanaged);
    }
}
