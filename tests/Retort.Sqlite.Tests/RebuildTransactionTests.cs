using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;
using Retort.Schema;

namespace Retort.Sqlite.Tests;

/// <summary>A rebuild is done whole or not at all, and leaves the connection as it found it.</summary>
public class RebuildTransactionTests
{
    private const string ParentAndChild =
        "CREATE TABLE parent (id INTEGER PRIMARY KEY, n INT); CREATE TABLE child (id INTEGER PRIMARY KEY, parent_id INT REFERENCES parent (id) ON DELETE CASCADE); "
        + "INSERT INTO parent VALUES (1, 1), (2, 2); INSERT INTO child VALUES (10, 1), (20, 2)";

    private static readonly AlterColumn Change = new("parent", "n", new ColumnChange { Nullable = false });

    [Theory]
    [InlineData("INSERT INTO missing VALUES (1)")]
    [InlineData("INSERT INTO parent VALUES (3, NULL)")]
    public async Task A_failure_after_the_rebuild_undoes_it(string failing)
    {
        await using var database = await TestDatabase.CreateAsync(ParentAndChild);
        var before = await database.SchemaAsync();

        await Assert.ThrowsAsync<StatementException>(() => database.RunAsync(Change, new ExecuteSql(failing)));

        await UnchangedAsync(database, before);
    }

    [Fact]
    public async Task A_failure_at_each_statement_of_the_rebuild_undoes_it()
    {
        await using var database = await TestDatabase.CreateAsync($"{ParentAndChild}; CREATE INDEX i ON parent (n); CREATE TRIGGER x AFTER INSERT ON parent BEGIN SELECT 1; END");
        var before = await database.SchemaAsync();
        var rebuild = (CatalogStatement)Assert.Single(SqliteDialect.Instance.Write([Change], null));

        var count = (await rebuild.Write(database.Session.Connection, default)).Count;
        for (var done = 0; done <= count; done++)
        {
            await database.Session.BeginAsync([rebuild], default);
            var statements = await rebuild.Write(database.Session.Connection, default);
            await Assert.ThrowsAsync<StatementException>(() => database.Session.ExecuteAsync([.. statements.Take(done), new SqlStatement("SELECT broken")], default));
            await database.Session.RollbackAsync(default);

            await UnchangedAsync(database, before);
            Assert.Equal(0L, await database.ScalarAsync("PRAGMA legacy_alter_table"));
        }

        Assert.True(count >= 8, $"only {count} statements");
    }

    [Fact]
    public async Task A_row_that_loses_what_it_refers_to_undoes_it()
    {
        await using var database = await TestDatabase.CreateAsync(ParentAndChild);
        var before = await database.SchemaAsync();

        var error = await Assert.ThrowsAsync<StatementException>(() => database.RunAsync(Change, new DeleteData("parent", [("id", 1)])));

        Assert.Equal(("RT0501", "787", "Row 10 of \"child\" refers to a row of \"parent\" that is not there."), (error.Code, error.SqlState, error.Detail));
        Assert.Contains("revision of their own", error.Hint, StringComparison.Ordinal);
        await UnchangedAsync(database, before);
    }

    [Fact]
    public async Task A_new_foreign_key_that_rows_violate_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync(ParentAndChild);
        var before = await database.SchemaAsync();
        var key = new ForeignKey("fk", ["n"], "child", ["id"]);

        var error = await Assert.ThrowsAsync<StatementException>(() => database.RunAsync(new AddConstraint("parent", key)));

        Assert.Equal(2, error.Detail!.Split('\n').Length);
        await UnchangedAsync(database, before);
    }

    [Fact]
    public async Task What_was_violated_before_is_no_hindrance()
    {
        await using var database = await TestDatabase.CreateAsync($"{ParentAndChild}; CREATE TABLE mismatched (n INT REFERENCES parent (n)) WITHOUT ROWID".Replace("n INT REFERENCES parent (n)", "n INT PRIMARY KEY REFERENCES parent (n)", StringComparison.Ordinal));
        await database.OutsideAsync("PRAGMA foreign_keys = OFF", "DELETE FROM parent WHERE id = 2", "PRAGMA foreign_keys = ON");

        await database.RunAsync(Change);
        await database.RunAsync(new AddConstraint("parent", new UniqueConstraint("uq", ["n"])));

        Assert.Equal("10|1\n20|2", await database.RowsAsync("SELECT * FROM child"));
        Assert.Empty(await database.Session.QueryAsync("PRAGMA foreign_key_check(mismatched)", default));
    }

    [Theory]
    [InlineData("ON")]
    [InlineData("OFF")]
    public async Task Whether_foreign_keys_are_enforced_is_as_before(string state)
    {
        await using var database = await TestDatabase.CreateAsync(ParentAndChild);
        await database.OutsideAsync($"PRAGMA foreign_keys = {state}");

        await database.RunAsync(Change);
        await Assert.ThrowsAsync<StatementException>(() => database.RunAsync(Change, new ExecuteSql("SELECT broken")));

        Assert.Equal(state == "ON" ? 1L : 0L, await database.ScalarAsync("PRAGMA foreign_keys"));
    }

    [Fact]
    public async Task A_dropped_table_does_not_take_the_rows_along_that_refer_to_it()
    {
        await using var database = await TestDatabase.CreateAsync(ParentAndChild);
        var before = await database.SchemaAsync();

        foreach (var drop in new Operation[] { new DropTable("parent"), new ExecuteSql("/* all */ drop table parent") })
        {
            var error = await Assert.ThrowsAsync<StatementException>(() => database.RunAsync(drop));

            Assert.Equal("A foreign key no longer holds.", error.Message);
            await UnchangedAsync(database, before);
        }

        await database.RunAsync(new DropTable("parent"), new DropTable("child"));
        Assert.Equal("", await database.SchemaAsync());
    }

    [Fact]
    public async Task Where_nothing_is_dropped_foreign_keys_act()
    {
        await using var database = await TestDatabase.CreateAsync(ParentAndChild);

        await database.RunAsync(new DeleteData("parent", [("id", 1)]), new AddColumn("parent", new Column("m", ColumnTypeOf("TEXT"))));

        Assert.Equal("20|2", await database.RowsAsync("SELECT * FROM child"));
    }

    [Fact]
    public async Task A_rebuild_is_cancelled_and_undone()
    {
        await using var database = await TestDatabase.CreateAsync(ParentAndChild);
        var before = await database.SchemaAsync();
        var rebuild = (CatalogStatement)Assert.Single(SqliteDialect.Instance.Write([Change], null));
        using var cancelling = new CancellationTokenSource();

        await database.Session.BeginAsync([rebuild], default);
        var statements = await rebuild.Write(database.Session.Connection, default);
        var endless = new SqlStatement("WITH RECURSIVE r (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM r) SELECT count(*) FROM r");
        await database.Session.ExecuteAsync([.. statements], default);
        cancelling.CancelAfter(TimeSpan.FromMilliseconds(100));
        var error = await Assert.ThrowsAsync<StatementException>(() => database.Session.ExecuteAsync([endless], cancelling.Token));
        await database.Session.RollbackAsync(default);

        Assert.Equal(StatementFailure.Cancelled, error.Failure);
        await UnchangedAsync(database, before);
    }

    private static ColumnType ColumnTypeOf(string name) => new MigrationBuilder(new MigrationContext { Engine = "sqlite" }).Type(name);

    private static async Task UnchangedAsync(TestDatabase database, string schema)
    {
        Assert.Equal(schema, await database.SchemaAsync());
        Assert.Equal("1|1\n2|2", await database.RowsAsync("SELECT * FROM parent"));
        Assert.Equal("10|1\n20|2", await database.RowsAsync("SELECT * FROM child"));
        Assert.Equal(1L, await database.ScalarAsync("PRAGMA foreign_keys"));
        Assert.Equal("ok", await database.ScalarAsync("PRAGMA integrity_check"));
    }
}
