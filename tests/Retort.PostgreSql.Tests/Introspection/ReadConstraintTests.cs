using Retort.Schema;

namespace Retort.PostgreSql.Tests.Introspection;

public sealed class ReadConstraintTests
{
    [Fact]
    public async Task Keys_have_all_their_properties()
    {
        var table = (await SchemaReading.ReadAsync(
            """
            CREATE TABLE t (a int, b int, c int,
                CONSTRAINT pk PRIMARY KEY (b, a) INCLUDE (c) WITH (fillfactor = 60) DEFERRABLE,
                CONSTRAINT uq UNIQUE NULLS NOT DISTINCT (c, a) INCLUDE (b) DEFERRABLE INITIALLY DEFERRED,
                CONSTRAINT simple UNIQUE (a));
            COMMENT ON CONSTRAINT pk ON t IS 'the key';
            """)).Table("t");

        var key = table.Constraint<PrimaryKey>("pk");
        Assert.Equal(["b", "a"], key.Columns);
        Assert.Equal(["c"], key.Include);
        Assert.Equal(["fillfactor=60"], key.With);
        Assert.Equal((Deferral.InitiallyImmediate, "the key"), (key.Deferral, key.Comment));
        var unique = table.Constraint<UniqueConstraint>("uq");
        Assert.Equal(["c", "a"], unique.Columns);
        Assert.Equal(["b"], unique.Include);
        Assert.Equal((true, Deferral.InitiallyDeferred), (unique.NullsNotDistinct, unique.Deferral));
        var simple = table.Constraint<UniqueConstraint>("simple");
        Assert.Equal((false, Deferral.NotDeferrable, false), (simple.NullsNotDistinct, simple.Deferral, simple.WithoutOverlaps));
        Assert.Equal(["pk", "simple", "uq"], table.Constraints.Select(constraint => constraint.Name));
    }

    [Fact]
    public async Task Checks_have_all_their_properties()
    {
        var table = (await SchemaReading.ReadAsync(
            """
            CREATE TABLE t (a int, ok bool, CONSTRAINT bare CHECK (ok), CONSTRAINT two CHECK (a > 1 AND (a < 5)) NO INHERIT);
            ALTER TABLE t ADD CONSTRAINT later CHECK (a <> 3) NOT VALID;
            """)).Table("t");

        Assert.Equal(new CheckConstraint("bare", "ok"), table.Constraint<CheckConstraint>("bare"));
        Assert.Equal(new CheckConstraint("two", "((a > 1) AND (a < 5))") { NoInherit = true }, table.Constraint<CheckConstraint>("two"));
        Assert.Equal(new CheckConstraint("later", "(a <> 3)") { NotValid = true }, table.Constraint<CheckConstraint>("later"));
    }

    [Fact]
    public async Task Foreign_keys_have_all_their_properties()
    {
        var table = (await SchemaReading.ReadAsync(
            """
            CREATE SCHEMA away;
            CREATE TABLE away.p (x int, y int, PRIMARY KEY (x, y), UNIQUE (y));
            CREATE TABLE t (a int, b int DEFAULT 1,
                CONSTRAINT everything FOREIGN KEY (b, a) REFERENCES away.p (y, x) MATCH FULL ON DELETE CASCADE ON UPDATE SET DEFAULT DEFERRABLE INITIALLY DEFERRED,
                CONSTRAINT partly FOREIGN KEY (a, b) REFERENCES away.p ON DELETE SET NULL (b) ON UPDATE RESTRICT,
                CONSTRAINT plain FOREIGN KEY (a) REFERENCES away.p (y));
            ALTER TABLE t ADD CONSTRAINT later FOREIGN KEY (b) REFERENCES away.p (y) ON DELETE SET DEFAULT NOT VALID;
            """)).Table("t");

        var everything = table.Constraint<ForeignKey>("everything");
        Assert.Equal(("away", "p"), (everything.ReferencedTable.Schema, everything.ReferencedTable.Name));
        Assert.Equal(["b", "a"], everything.Columns);
        Assert.Equal(["y", "x"], everything.ReferencedColumns);
        Assert.Equal((ReferentialAction.Cascade, ReferentialAction.SetDefault, true, Deferral.InitiallyDeferred), (everything.OnDelete, everything.OnUpdate, everything.MatchFull, everything.Deferral));
        var partly = table.Constraint<ForeignKey>("partly");
        Assert.Equal((ReferentialAction.SetNull, ReferentialAction.Restrict), (partly.OnDelete, partly.OnUpdate));
        Assert.Equal(["b"], partly.OnDeleteColumns);
        Assert.Equal(["x", "y"], partly.ReferencedColumns);
        var plain = table.Constraint<ForeignKey>("plain");
        Assert.Equal((ReferentialAction.NoAction, ReferentialAction.NoAction, false, false), (plain.OnDelete, plain.OnUpdate, plain.MatchFull, plain.NotValid));
        Assert.Equal((true, ReferentialAction.SetDefault), (table.Constraint<ForeignKey>("later").NotValid, table.Constraint<ForeignKey>("later").OnDelete));
    }

    [Fact]
    public async Task Exclusions_have_all_their_properties()
    {
        var table = (await SchemaReading.ReadAsync(
            """
            CREATE EXTENSION btree_gist;
            CREATE TABLE t (room text, low int, high int,
                CONSTRAINT ex EXCLUDE USING gist (room COLLATE "C" WITH =, int4range(low, high) WITH &&) INCLUDE (low) WITH (fillfactor = 50) WHERE (low < high) DEFERRABLE,
                CONSTRAINT hash EXCLUDE USING hash (low WITH =));
            """)).Table("t");

        var exclusion = table.Constraint<ExcludeConstraint>("ex");
        Assert.Equal([new("room COLLATE \"C\"", "="), new("int4range(low, high)", "&&")], exclusion.Elements);
        Assert.Equal(("gist", "(low < high)", Deferral.InitiallyImmediate), (exclusion.Method, exclusion.Where, exclusion.Deferral));
        Assert.Equal(["low"], exclusion.Include);
        Assert.Equal(["fillfactor=50"], exclusion.With);
        Assert.Equal("hash", table.Constraint<ExcludeConstraint>("hash").Method);
    }

    [Fact]
    public async Task An_operator_of_another_schema_is_named_with_it()
    {
        var table = (await SchemaReading.ReadAsync(
            """
            CREATE SCHEMA geo;
            CREATE EXTENSION cube SCHEMA geo;
            CREATE TABLE t (c geo.cube, CONSTRAINT ex EXCLUDE USING gist (c WITH OPERATOR(geo.&&)));
            """)).Table("t");

        Assert.Equal([new("c", "OPERATOR(geo.&&)")], table.Constraint<ExcludeConstraint>("ex").Elements);
    }

    [Fact]
    public async Task PostgreSql_18_tells_what_older_ones_do_not_have()
    {
        var schema = await SchemaReading.ReadAsync(
            """
            CREATE EXTENSION btree_gist;
            CREATE TABLE t (a int CONSTRAINT own NOT NULL, b int NOT NULL, c int, d int, e int GENERATED ALWAYS AS (a + b), CONSTRAINT alone NOT NULL c NO INHERIT,
                CONSTRAINT lax CHECK (a > 0) NOT ENFORCED);
            ALTER TABLE t ADD CONSTRAINT later NOT NULL d NOT VALID;
            CREATE TABLE p (id int, at daterange, CONSTRAINT pk PRIMARY KEY (id, at WITHOUT OVERLAPS));
            CREATE TABLE f (id int, at daterange, CONSTRAINT fk FOREIGN KEY (id, PERIOD at) REFERENCES p (id, PERIOD at) NOT ENFORCED);
            CREATE TABLE child () INHERITS (t);
            """,
            18);

        var table = schema.Table("t");
        Assert.Equal(
            [
                new CheckConstraint("lax", "(a > 0)") { NotEnforced = true },
                new NotNullConstraint("alone", "c") { NoInherit = true },
                new NotNullConstraint("later", "d") { NotValid = true },
                new NotNullConstraint("own", "a"),
            ],
            table.Constraints);
        Assert.Equal([false, false, false, false, true], table.Columns.Select(column => column.Nullable));
        Assert.Equal(new GeneratedExpression("(a + b)", Stored: false), table.Column("e").Generated);
        Assert.True(schema.Table("p").Constraint<PrimaryKey>("pk").WithoutOverlaps);
        var key = schema.Table("f").Constraint<ForeignKey>("fk");
        Assert.Equal((true, true, false), (key.Period, key.NotEnforced, key.NotValid));
        Assert.Empty(schema.Table("child").Constraints);
    }
}
