using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;
using Retort.Schema;

namespace Retort.Sqlite.Tests;

/// <summary>Changes that a comparison of two schemas asks for, made and read back.</summary>
public class SchemaChangeTests
{
    private static readonly MigrationBuilder Types = new(new MigrationContext { Engine = "sqlite" });

    private const string Unnamed =
        """
        CREATE TABLE p (id INTEGER PRIMARY KEY);
        CREATE TABLE t (
            id INT PRIMARY KEY,
            a INT NOT NULL UNIQUE CHECK (a > 0) CHECK (a < 100) REFERENCES p,
            b TEXT,
            CONSTRAINT same CHECK (b <> ''),
            CONSTRAINT same CHECK (b <> 'x'),
            UNIQUE (b, a)
        );
        INSERT INTO p VALUES (1), (2);
        INSERT INTO t VALUES (1, 1, 'one'), (2, 2, 'two')
        """;

    [Fact]
    public async Task Each_constraint_has_a_name_of_its_own_whatever_the_text_says()
    {
        await using var database = await TestDatabase.CreateAsync(Unnamed);

        var names = await NamesAsync(database);

        Assert.Equal(["pk_t", "uq_t_a", "uq_t_b_a", "ck_t_a", "ck_t_a_2", "same", "same_2", "fk_t_a_p"], names);
    }

    [Theory]
    [InlineData("pk_t")]
    [InlineData("UQ_T_A")]
    [InlineData("uq_t_b_a")]
    [InlineData("ck_t_a")]
    [InlineData("ck_t_a_2")]
    [InlineData("same")]
    [InlineData("same_2")]
    [InlineData("fk_t_a_p")]
    public async Task A_constraint_is_dropped_by_the_name_it_is_read_with_and_the_others_keep_theirs(string name)
    {
        await using var database = await TestDatabase.CreateAsync(Unnamed);
        var before = await NamesAsync(database);

        await database.RunAsync(new DropConstraint("t", name));

        Assert.Equal(before.Where(other => !other.Equals(name, StringComparison.OrdinalIgnoreCase)), await NamesAsync(database));
        Assert.Equal("1|1|one\n2|2|two", await database.RowsAsync("SELECT * FROM t"));
    }

    [Fact]
    public async Task All_constraints_are_dropped_one_after_the_other()
    {
        await using var database = await TestDatabase.CreateAsync(Unnamed);

        foreach (var name in await NamesAsync(database))
        {
            await database.RunAsync(new DropConstraint("t", name));
        }

        Assert.Empty(await NamesAsync(database));
    }

    [Theory]
    [InlineData("pk_t")]
    [InlineData("ck_t_a_2")]
    [InlineData("fk_t_a_p")]
    public async Task A_constraint_without_a_name_is_given_one(string name)
    {
        await using var database = await TestDatabase.CreateAsync(Unnamed);
        var before = await NamesAsync(database);

        await database.RunAsync(new RenameConstraint("t", name, "New name"));

        Assert.Equal(before.Select(other => other == name ? "New name" : other).Order(), (await NamesAsync(database)).Order());
        Assert.Contains("CONSTRAINT \"New name\" ", await database.TextOfAsync("t"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_constraint_without_a_name_is_known_by_its_old_one_after_its_table_and_column_have_new_ones()
    {
        await using var database = await TestDatabase.CreateAsync(Unnamed);

        await database.RunAsync(
            new RenameTable("p", "parent"),
            new RenameTable("t", "u"),
            new RenameColumn("u", "a", "c"),
            new RenameConstraint("u", "fk_t_a_p", "fk_u_c_parent"),
            new RenameConstraint("u", "uq_t_a", "unique_c"),
            new DropConstraint("u", "uq_t_b_a"),
            new DropConstraint("u", "pk_t"));

        var table = (await database.ReadSchemaAsync()).Tables.Single(table => table.Name == "u");
        Assert.Equal(["unique_c", "ck_u_c", "ck_u_c_2", "same", "same_2", "fk_u_c_parent"], table.Constraints.Select(constraint => constraint.Name));
    }

    [Fact]
    public async Task A_name_that_is_the_derived_one_anyway_costs_no_rebuild()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a CHECK (a > 0))");
        var statements = SqliteDialect.Instance.Write([new RenameTable("t", "u"), new RenameConstraint("u", "ck_t_a", "ck_u_a")], null);
        await database.Session.ExecuteAsync([(SqlStatement)statements[0]], default);

        var written = await ((CatalogStatement)statements[1]).Write(database.Session.Connection, default);

        Assert.Empty(written);
        Assert.Equal("ck_u_a", (await database.ReadSchemaAsync()).Tables.Single().Constraints.Single().Name);
    }

    [Fact]
    public async Task Constraints_that_went_with_a_column_need_not_be_there_to_be_dropped()
    {
        await using var database = await TestDatabase.CreateAsync(Unnamed);

        await database.RunAsync(new DropColumn("t", "a"), new DropConstraint("t", "ck_t_a"), new DropConstraint("t", "uq_t_b_a"));

        Assert.Equal(["pk_t", "same", "same_2"], await NamesAsync(database));
    }

    [Fact]
    public async Task A_column_stays_not_null_when_the_key_goes_that_made_it_so()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (id INTEGER PRIMARY KEY)");

        await database.RunAsync(new AlterColumn("b", "id", new ColumnChange { Nullable = true }), new CreateIndex(new TableIndex("i", "b", ["id"])), new DropConstraint("a", "pk_a"), new DropConstraint("b", "pk_b"));

        Assert.Equal(["a False", "b True"], (await database.ReadSchemaAsync()).Tables.Select(table => $"{table.Name} {table.Columns.Single().Nullable}"));
    }

    [Theory]
    [InlineData("CREATE TABLE t (id INTEGER PRIMARY KEY, a)")]
    [InlineData("CREATE TABLE t (id INTEGER, a, CONSTRAINT pk_t PRIMARY KEY (id))")]
    [InlineData("CREATE TABLE t (id INTEGER CONSTRAINT pk_t PRIMARY KEY ON CONFLICT ABORT, a)")]
    public async Task A_key_begins_and_ceases_to_number(string sql)
    {
        await using var database = await TestDatabase.CreateAsync($"{sql}; INSERT INTO t VALUES (7, 'x')");
        var before = await database.TextOfAsync("t");

        await database.RunAsync(new AlterColumn("t", "id", new ColumnChange { Identity = new Identity() }));
        await database.SqlAsync("DELETE FROM t; INSERT INTO t (a) VALUES ('y')");
        var numbered = (await database.ReadSchemaAsync()).Tables.Single().Columns[0].Identity;
        var row = await database.RowsAsync("SELECT * FROM t");
        await database.RunAsync(new AlterColumn("t", "id", new ColumnChange { DropIdentity = true }));

        Assert.Equal(new Identity(), numbered);
        Assert.Equal("8|y", row);
        Assert.Equal(before!.Replace(" t ", " \"t\" ", StringComparison.Ordinal), await database.TextOfAsync("t"));
        Assert.Equal("8|y", await database.RowsAsync("SELECT * FROM t"));
    }

    [Fact]
    public async Task A_numbered_key_is_added_to_a_table_that_has_rows()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a); CREATE TABLE other (a); INSERT INTO t VALUES ('x'), ('y')");

        await database.RunAsync(
            new AddColumn("t", new Column("id", Types.BigInt()) { Identity = new Identity(), Nullable = false }),
            new AlterColumn("other", "a", new ColumnChange { Nullable = false }),
            new AddConstraint("t", new PrimaryKey("pk_t", ["id"])));

        Assert.Equal("x|1\ny|2", await database.RowsAsync("SELECT * FROM t"));
        Assert.Equal(new Column("id", Types.Int()) { Nullable = false, Identity = new Identity() }, (await database.ReadSchemaAsync()).Tables.Single(table => table.Name == "t").Columns[1]);
    }

    [Theory]
    [InlineData("CREATE TABLE t (id INT, a)")]
    [InlineData("CREATE TABLE t (id INT, a, PRIMARY KEY (id, a))")]
    public async Task A_column_that_is_no_key_by_itself_is_not_numbered(string sql)
    {
        await using var database = await TestDatabase.CreateAsync(sql);

        var error = await Assert.ThrowsAsync<UnsupportedOperationException>(() => database.RunAsync(new AlterColumn("t", "id", new ColumnChange { Identity = new Identity() })));

        Assert.Contains("primary key by itself", error.Hint, StringComparison.Ordinal);
        Assert.Equal(sql, await database.TextOfAsync("t"));
    }

    [Fact]
    public async Task A_column_becomes_generated_changes_its_expression_and_keeps_its_values_when_it_is_so_no_more()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a INT, b INT DEFAULT 5); INSERT INTO t VALUES (1, 2)");

        await database.RunAsync(new AlterColumn("t", "b", new ColumnChange { Generated = new GeneratedExpression("a + 1", Stored: false), Default = ColumnDefault.None }));
        var first = (await database.ReadSchemaAsync()).Tables.Single().Columns[1].Generated;
        await database.RunAsync(new AlterColumn("t", "b", new ColumnChange { Generated = new GeneratedExpression("a * 10") }));
        var second = (await database.ReadSchemaAsync()).Tables.Single().Columns[1].Generated;
        await database.RunAsync(new AlterColumn("t", "b", new ColumnChange { DropGenerated = true }));

        Assert.Equal((new GeneratedExpression("a + 1", false), new GeneratedExpression("a * 10", true)), (first!, second!));
        Assert.Equal("1|10", await database.RowsAsync("SELECT * FROM t"));
        Assert.Equal(new Column("b", Types.Int()), (await database.ReadSchemaAsync()).Tables.Single().Columns[1]);
    }

    [Fact]
    public async Task A_collation_goes_when_that_is_asked_for_and_stays_when_only_the_type_changes()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a TEXT COLLATE NOCASE, b TEXT COLLATE NOCASE, c TEXT COLLATE NOCASE)");

        await database.RunAsync(
            new AlterColumn("t", "a", new ColumnChange { Type = Types.String(5) }),
            new AlterColumn("t", "b", new ColumnChange { Type = Types.String(5) }) { Former = new ColumnChange { Type = Types.Text(), Collation = "NOCASE" } },
            new AlterColumn("t", "c", new ColumnChange { Collation = "BINARY" }));

        Assert.Equal(
            [new Column("a", Types.String(5)) { Collation = "NOCASE" }, new Column("b", Types.String(5)), new Column("c", Types.Text())],
            (await database.ReadSchemaAsync()).Tables.Single().Columns);
    }

    [Fact]
    public async Task A_table_loses_and_regains_its_rowid_and_nothing_else()
    {
        await using var database = await TestDatabase.CreateAsync(
            """
            CREATE TABLE t (id TEXT PRIMARY KEY, a INT CHECK (a > 0)) /* end */;
            CREATE INDEX i ON t (a);
            CREATE TRIGGER r AFTER DELETE ON t BEGIN SELECT 1; END;
            CREATE VIEW v AS SELECT a FROM t;
            INSERT INTO t VALUES ('x', 1), ('y', 2);
            """);
        var before = await database.ReadSchemaAsync();
        var ordinary = before.Tables.Single();
        var keyed = ordinary with { WithoutRowId = true, Columns = [ordinary.Columns[0] with { Nullable = false }, ordinary.Columns[1]] };

        await database.RunAsync(new AlterObject(ordinary, keyed), new AlterColumn("t", "id", new ColumnChange { Nullable = false }));
        var between = await database.ReadSchemaAsync();
        await database.RunAsync(new AlterObject(keyed, ordinary), new AlterColumn("t", "id", new ColumnChange { Nullable = true }));

        Assert.Equal(SchemaText.Of(keyed), SchemaText.Of(between.Tables.Single()));
        Assert.Equal(SchemaText.Of(before), SchemaText.Of(await database.ReadSchemaAsync()));
        Assert.Equal("x|1\ny|2", await database.RowsAsync("SELECT * FROM t"));
    }

    [Fact]
    public async Task A_table_becomes_strict_with_types_that_a_strict_table_has()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR(10) NOT NULL, b) -- t");
        var ordinary = (await database.ReadSchemaAsync()).Tables.Single();
        var strict = ordinary with { Strict = true };

        var statement = Assert.IsType<CatalogStatement>(SqliteDialect.Instance.Write([new AlterObject(ordinary, strict)], new Version(3, 40)).Single());
        var written = await statement.Write(database.Session.Connection, default);

        Assert.Equal("CREATE TABLE t_rebuilt (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b BLOB) STRICT", written[0].Sql);
        var error = Assert.Throws<UnsupportedOperationException>(() => SqliteDialect.Instance.Write([new AlterObject(ordinary, strict)], new Version(3, 36)));
        Assert.Contains("3.37", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void Changes_of_two_tables_that_stand_crosswise_are_two_rebuilds()
    {
        Operation[] changes = [Require("a", "x"), Require("b", "x"), Require("a", "y"), Require("b", "y")];

        var statements = SqliteDialect.Instance.Write(changes, null);

        Assert.Equal(2, statements.Count);

        static AlterColumn Require(string table, string column) => new(table, column, new ColumnChange { Nullable = false });
    }

    public static TheoryData<Operation> Foreign =>
    [
        new CreateObject(new Domain("d", Types.Text())),
        new DropObject(new Domain("d", Types.Text())),
        new AlterObject(new Domain("d", Types.Text()), new Domain("d", Types.Int())),
        new AlterObject(new Table("t", [], []), new Table("t", [], []) { Unlogged = true }),
        new AlterObject(new Table("t", [], []), new Table("t", [], []) { Owner = "me" }),
        new SetComment(new ObjectId(ObjectKind.View, "v"), "new", null),
        new SetOwner(new ObjectId(ObjectKind.Table, "t"), "me", null),
        new ChangeGrants(new ObjectId(ObjectKind.Table, "t"), [], [new Grant("me", "SELECT")]),
        new AddConstraint("t", new NotNullConstraint("nn", "a")),
        new AddConstraint("t", new CheckConstraint("ck", "a > 0") { NotEnforced = true }),
        new AddConstraint("t", new ForeignKey("fk", ["a"], "p", []) { OnDeleteColumns = ["a"] }),
        new AddConstraint("t", new UniqueConstraint("uq", ["a"]) { WithoutOverlaps = true }),
        new AddColumn("t", new Column("a", Types.Text()) { Storage = "EXTERNAL" }),
        new AlterColumn("t", "a", new ColumnChange { Identity = new Identity { Cycle = true } }),
        new CreateTable(new Table("t", [new Column("a", Types.Int())], []) { PartitionOf = new Partition("p", "DEFAULT") }),
        new CreateTable(new Table("t", [new Column("a", Types.Int())], []) { RowSecurity = true }),
    ];

    [Theory]
    [MemberData(nameof(Foreign))]
    public void What_SQLite_has_not_is_refused_with_a_hint(Operation operation)
    {
        var error = Assert.Throws<UnsupportedOperationException>(() => SqliteDialect.Instance.Write([operation], null));

        Assert.Equal($"SQLite cannot {operation.Describe()}.", error.Message);
        Assert.NotEmpty(error.Hint!);
    }

    [Fact]
    public void Only_a_table_becomes_another_one_in_place()
    {
        var dialect = SqliteDialect.Instance;

        Assert.True(dialect.CanAlter(new Table("t", [], []), new Table("t", [], []) { Strict = true }, null));
        Assert.False(dialect.CanAlter(new View("v", "SELECT 1"), new View("v", "SELECT 2"), null));
        Assert.False(dialect.CanAlter(new TableIndex("i", "t", ["a"]), new TableIndex("i", "t", ["b"]), null));
        Assert.True(dialect.CanAlter(new Column("a", Types.Int()), new Column("a", Types.Text()) { Generated = new GeneratedExpression("1") }, null));
    }

    private static async Task<IEnumerable<string>> NamesAsync(TestDatabase database) =>
        (await database.ReadSchemaAsync()).Tables.Single(table => table.Name == "t").Constraints.Select(constraint => constraint.Name);
}
