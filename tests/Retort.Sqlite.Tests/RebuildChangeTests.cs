using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;
using Retort.Schema;

namespace Retort.Sqlite.Tests;

/// <summary>What a rebuild changes, and when it is one.</summary>
public class RebuildChangeTests
{
    private static readonly MigrationBuilder Types = new(new MigrationContext { Engine = "sqlite" });

    [Fact]
    public async Task Changes_of_one_table_that_stand_together_are_one_rebuild()
    {
        Operation[] operations =
        [
            new AlterColumn("t", "a", new ColumnChange { Type = Types.Text(), Nullable = false, Default = ColumnDefault.OfValue("x") }),
            new DropColumn("t", "b"),
            new AddColumn("t", new Column("c", Types.Int())),
            new AddConstraint("t", new CheckConstraint("ck_a", "a <> ''")),
            new RenameConstraint("t", "ck_a", "ck_t_a"),
            new DropConstraint("t", "old"),
        ];
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a INT, b INT, CONSTRAINT old UNIQUE (a)); INSERT INTO t VALUES (1, 2)");

        await database.RunAsync(operations);

        Assert.Equal("CREATE TABLE \"t\" (a TEXT NOT NULL DEFAULT 'x',\n    c INTEGER,\n    CONSTRAINT ck_t_a CHECK (a <> '')\n)", await database.TextOfAsync("t"));
        Assert.Equal("1|NULL", await database.RowsAsync("SELECT * FROM t"));
        Assert.IsType<CatalogStatement>(Assert.Single(SqliteDialect.Instance.Write(operations, null)));
    }

    [Fact]
    public void Changes_of_two_tables_or_with_something_between_them_are_two_rebuilds()
    {
        var change = new ColumnChange { Nullable = false };

        Assert.Equal(2, SqliteDialect.Instance.Write([new AlterColumn("t", "a", change), new AlterColumn("u", "a", change)], null).Count);
        Assert.Equal(3, SqliteDialect.Instance.Write([new AlterColumn("t", "a", change), new ExecuteSql("UPDATE t SET b = 1"), new AlterColumn("t", "b", change)], null).Count);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("'it''s'", false)]
    [InlineData("5", false)]
    [InlineData("CURRENT_TIMESTAMP", true)]
    public void A_column_is_added_in_place_when_rows_need_not_be_looked_at(string? expression, bool isRebuild)
    {
        var column = new Column("note", Types.Text()) { Nullable = expression is null, Default = expression is null ? null : ColumnDefault.OfSql(expression) };

        var statement = Assert.Single(SqliteDialect.Instance.Write([new AddColumn("t", column)], null));

        Assert.Equal(isRebuild, statement is CatalogStatement);
    }

    [Fact]
    public async Task A_check_of_a_new_column_is_checked_for_the_rows_that_are_there()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a INT); INSERT INTO t VALUES (1)");
        var add = new AddColumn("t", new Column("b", Types.Int()) { Default = ColumnDefault.OfValue(0) }) { Constraints = [new CheckConstraint("ck_b", "b > 0")] };

        var error = await Assert.ThrowsAsync<StatementException>(() => database.RunAsync(add));

        Assert.Contains("ck_b", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expression_gives_the_values_of_a_new_type()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('yes'), ('no')");

        await database.RunAsync(new AlterColumn("t", "a", new ColumnChange { Type = Types.Int(), Using = "CASE a WHEN 'yes' THEN 1 ELSE 0 END" }));

        Assert.Equal("1|integer\n0|integer", await database.RowsAsync("SELECT a, typeof(a) FROM t"));
    }

    [Fact]
    public async Task A_dropped_column_takes_its_indexes_along_and_no_others()
    {
        await using var database = await TestDatabase.CreateAsync(
            """
            CREATE TABLE date (date INT, a INT, b TEXT);
            CREATE INDEX gone ON date (date);
            CREATE INDEX gone_too ON date (a) WHERE "Date" > 0;
            CREATE INDEX "dates" ON date (a);
            CREATE INDEX calls ON date (strftime(b), a);
            """);

        await database.RunAsync(new DropColumn("date", "date"));

        Assert.Equal("calls\ndates", await database.RowsAsync("SELECT name FROM sqlite_master WHERE type = 'index' ORDER BY name"));
    }

    [Theory]
    [InlineData("CREATE TRIGGER x AFTER INSERT ON t BEGIN UPDATE t SET a = 1; END", "Trigger \"x\"")]
    [InlineData("CREATE TRIGGER x AFTER INSERT ON u BEGIN DELETE FROM t WHERE \"A\" = 1; END", "Trigger \"x\"")]
    [InlineData("CREATE VIEW x AS SELECT t.a FROM t", "no such column: t.a")]
    [InlineData("CREATE VIEW y AS SELECT a, b FROM t; CREATE VIEW x AS SELECT b FROM y", "no such column: a")]
    [InlineData("CREATE TABLE x (c INT AS (1), ta INT REFERENCES t (a)); INSERT INTO x VALUES (1)", "A foreign key no longer holds.")]
    public async Task A_column_that_is_still_needed_is_not_dropped(string dependent, string expected)
    {
        await using var database = await TestDatabase.CreateAsync($"CREATE TABLE t (a INT PRIMARY KEY, b INT); CREATE TABLE u (c); INSERT INTO t VALUES (1, 2); {dependent}");
        var before = await database.SchemaAsync();

        var error = await Assert.ThrowsAnyAsync<RetortException>(() => database.RunAsync(new DropColumn("t", "a")));

        Assert.Contains(expected, $"{error.Message} {error.Hint}", StringComparison.Ordinal);
        Assert.Equal(before, await database.SchemaAsync());
        Assert.Equal("1|2", await database.RowsAsync("SELECT * FROM t"));
    }

    [Theory]
    [InlineData("missing", "a", "There is no table")]
    [InlineData("t", "missing", "There is no column")]
    [InlineData("search", "a", "virtual")]
    public async Task What_is_not_there_cannot_be_changed(string table, string column, string expected)
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a INT); CREATE VIRTUAL TABLE search USING fts5 (a)");

        var alter = await Assert.ThrowsAsync<UnsupportedOperationException>(() => database.RunAsync(new AlterColumn(table, column, new ColumnChange { Nullable = false })));
        var drop = await Assert.ThrowsAsync<UnsupportedOperationException>(() => database.RunAsync(new DropColumn(table, column)));

        Assert.All([alter, drop], error => Assert.Contains(expected, error.Hint, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Constraints_that_are_not_there_cannot_be_dropped_or_renamed()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a INT)");

        await Assert.ThrowsAsync<UnsupportedOperationException>(() => database.RunAsync(new DropConstraint("t", "missing")));
        await Assert.ThrowsAsync<UnsupportedOperationException>(() => database.RunAsync(new RenameConstraint("t", "missing", "other")));
        await database.RunAsync(new DropConstraint("t", "missing") { IfExists = true });
    }

    [Fact]
    public async Task A_table_of_an_attached_database_is_not_taken_for_one_of_the_same_name()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a INT)");
        var text = await database.TextOfAsync("t");

        Assert.Throws<UnsupportedOperationException>(() => SqliteDialect.Instance.Write([new AlterColumn(("other", "t"), "a", new ColumnChange { Nullable = false })], null));
        await database.RunAsync(new AlterColumn(("main", "t"), "a", new ColumnChange { Nullable = false }));

        Assert.NotEqual(text, await database.TextOfAsync("t"));
    }

    [Fact]
    public async Task An_index_gets_another_name_and_keeps_the_rest()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a INT); CREATE UNIQUE INDEX \"if\" ON t (a DESC) /* why */ WHERE a > 0");

        await database.RunAsync(new RenameIndex("IF", "Index"));

        Assert.Equal("CREATE UNIQUE INDEX \"Index\" ON t (a DESC) /* why */ WHERE a > 0", await database.TextOfAsync("Index"));
        await Assert.ThrowsAsync<UnsupportedOperationException>(() => database.RunAsync(new RenameIndex("if", "x")));
    }
}
