using Retort.Operations;
using Retort.Schema;

namespace Retort.Sqlite.Tests;

/// <summary>What a rebuild of a table keeps. Each of these is lost, or breaks, where the table is made anew from what reflection finds.</summary>
public class RebuildTests
{
    private static readonly MigrationBuilder Types = new(new MigrationContext { Engine = "sqlite" });

    /// <summary>Changes the type of column <c>n</c> of table <c>t</c>, which has nothing to do with what is to be kept.</summary>
    private static AlterColumn Retype { get; } = new("t", "n", new ColumnChange { Type = Types.Text() });

    [Theory]
    [InlineData("CREATE TABLE t (n INT, a TEXT NOT NULL) WITHOUT ROWID", "PRIMARY KEY (a)", "WITHOUT ROWID")]
    [InlineData("CREATE TABLE t (n INT, CHECK (n <> 13))", null, "CHECK (n <> 13)")]
    [InlineData("CREATE TABLE t (n INT CHECK (n <> 13))", null, "n TEXT CHECK (n <> 13)")]
    [InlineData("CREATE TABLE t (n INT, a TEXT COLLATE NOCASE)", null, "COLLATE NOCASE")]
    [InlineData("CREATE TABLE t (n INT COLLATE RTRIM)", null, "n TEXT COLLATE RTRIM")]
    [InlineData("CREATE TABLE t (n INT, a INT UNIQUE ON CONFLICT REPLACE)", null, "UNIQUE ON CONFLICT REPLACE")]
    [InlineData("CREATE TABLE t (n INT, a INT AS (n + 1) STORED, b INT GENERATED ALWAYS AS (n + 2) VIRTUAL)", null, "a INT AS (n + 1) STORED, b INT GENERATED ALWAYS AS (n + 2) VIRTUAL")]
    [InlineData("CREATE TABLE t (n INT, a INT DEFAULT (abs(-3)), b TEXT DEFAULT CURRENT_DATE)", null, "a INT DEFAULT (abs(-3)), b TEXT DEFAULT CURRENT_DATE")]
    [InlineData("CREATE TABLE t (n INT, a INT REFERENCES t (n) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED, UNIQUE (n))", null, "REFERENCES t (n) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED")]
    [InlineData("CREATE TABLE t /* about t */ (\n    n INT, -- how many\n    a INT -- the last\n)", null, " /* about t */ (\n    n TEXT, -- how many\n    a INT -- the last\n)")]
    [InlineData("CREATE TABLE t (n INT -- how many\n)", null, "(n TEXT -- how many\n)")]
    public async Task Text_is_kept(string sql, string? constraint, string expected)
    {
        var text = constraint is null ? sql : sql.Insert(sql.LastIndexOf(')'), $", {constraint}");
        await using var database = await TestDatabase.CreateAsync(text);

        await database.RunAsync(Retype);

        Assert.Contains(expected, await database.TextOfAsync("t"), StringComparison.Ordinal);
        Assert.Equal(text.Replace("n INT", "n TEXT", StringComparison.Ordinal).Replace("TABLE t", "TABLE \"t\"", StringComparison.Ordinal), await database.TextOfAsync("t"));
    }

    [Fact]
    public async Task The_highest_number_ever_given_is_kept()
    {
        await using var database = await TestDatabase.CreateAsync(
            "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, n INT); INSERT INTO t (n) VALUES (1), (2), (3); DELETE FROM t WHERE id > 1");

        await database.RunAsync(new AlterColumn("T", "N", new ColumnChange { Type = Types.Text() }));
        await database.SqlAsync("INSERT INTO t (n) VALUES (4)");

        Assert.Equal("1|1\n4|4", await database.RowsAsync("SELECT id, n FROM t"));
        Assert.Equal("t|4", await database.RowsAsync("SELECT * FROM sqlite_sequence"));
    }

    [Fact]
    public async Task Triggers_are_kept_and_do_not_fire_meanwhile()
    {
        await using var database = await TestDatabase.CreateAsync(
            """
            CREATE TABLE log (what);
            CREATE TABLE t (n INT);
            CREATE TRIGGER added AFTER INSERT ON t BEGIN INSERT INTO log VALUES ('added ' || new.n); END;
            CREATE TRIGGER gone BEFORE DELETE ON t WHEN old.n > 0 BEGIN INSERT INTO log VALUES ('gone'); END;
            CREATE TRIGGER elsewhere AFTER INSERT ON log BEGIN UPDATE t SET n = n; END;
            INSERT INTO t VALUES (1);
            """);
        var triggers = await database.RowsAsync("SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name");

        await database.RunAsync(Retype);

        Assert.Equal("added 1", await database.RowsAsync("SELECT * FROM log"));
        Assert.Equal(triggers, await database.RowsAsync("SELECT sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"));
        await database.SqlAsync("INSERT INTO t VALUES (2)");
        Assert.Equal("added 1\nadded 2", await database.RowsAsync("SELECT * FROM log"));
    }

    [Fact]
    public async Task Views_are_kept_and_views_that_were_broken_before_are_no_hindrance()
    {
        await using var database = await TestDatabase.CreateAsync(
            "CREATE TABLE t (n INT); INSERT INTO t VALUES (7); CREATE VIEW v AS SELECT n FROM t; CREATE VIEW w AS SELECT * FROM v; CREATE VIEW broken AS SELECT * FROM missing");

        await database.RunAsync(Retype, new AddColumn("t", new Column("m", Types.Int()) { Default = ColumnDefault.OfSql("1 + 1") }), new DropColumn("t", "m"));

        Assert.Equal("7", await database.RowsAsync("SELECT * FROM w"));
        Assert.Equal("CREATE VIEW v AS SELECT n FROM t", await database.TextOfAsync("v"));
        Assert.Equal("CREATE VIEW broken AS SELECT * FROM missing", await database.TextOfAsync("broken"));
    }

    [Fact]
    public async Task Partial_expression_collated_and_descending_indexes_are_kept()
    {
        await using var database = await TestDatabase.CreateAsync(
            """
            CREATE TABLE t (n INT, a TEXT);
            CREATE INDEX partial ON t (n) WHERE a IS NOT NULL;
            CREATE INDEX expression ON t (lower(a) DESC, abs(n));
            CREATE UNIQUE INDEX collated ON t (a COLLATE NOCASE);
            """);
        var indexes = await database.RowsAsync("SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name");

        await database.RunAsync(Retype);

        Assert.Equal(indexes, await database.RowsAsync("SELECT name, sql FROM sqlite_master WHERE type = 'index' ORDER BY name"));
    }

    [Theory]
    [InlineData("CASCADE")]
    [InlineData("SET NULL")]
    [InlineData("SET DEFAULT")]
    [InlineData("RESTRICT")]
    [InlineData("NO ACTION")]
    public async Task Rows_that_refer_to_the_table_are_kept_with_their_key(string action)
    {
        await using var database = await TestDatabase.CreateAsync(
            $"CREATE TABLE t (id INTEGER PRIMARY KEY, n INT); CREATE TABLE child (t_id INT DEFAULT 9 REFERENCES t (id) ON DELETE {action}); INSERT INTO t VALUES (1, 2); INSERT INTO child VALUES (1)");
        var child = await database.TextOfAsync("child");
        Assert.Equal(1L, await database.ScalarAsync("PRAGMA foreign_keys"));

        await database.RunAsync(Retype);

        Assert.Equal("1", await database.RowsAsync("SELECT * FROM child"));
        Assert.Equal(child, await database.TextOfAsync("child"));
        Assert.Equal(1L, await database.ScalarAsync("PRAGMA foreign_keys"));
        Assert.Contains("FOREIGN KEY", (await Assert.ThrowsAsync<Dialects.StatementException>(() => database.SqlAsync("INSERT INTO child VALUES (5)"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CREATE TABLE t (n INT, a TEXT)", "rowid")]
    [InlineData("CREATE TABLE t (n INT, rowid TEXT)", "_rowid_")]
    [InlineData("CREATE TABLE t (n INT, a INTEGER, b INTEGER, PRIMARY KEY (a, b))", "rowid")]
    [InlineData("CREATE TABLE t (n INT, a TEXT PRIMARY KEY)", "rowid")]
    public async Task Rowids_are_kept(string sql, string rowId)
    {
        await using var database = await TestDatabase.CreateAsync($"{sql}; INSERT INTO t (n) VALUES (1), (2), (3); DELETE FROM t WHERE n = 2");

        await database.RunAsync(Retype);

        Assert.Equal("1|1\n3|3", await database.RowsAsync($"SELECT {rowId}, n FROM t"));
    }

    [Fact]
    public async Task A_column_that_becomes_the_primary_key_keeps_its_own_values()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (n INT, id INTEGER); INSERT INTO t VALUES (1, 30), (2, 20)");

        await database.RunAsync(new AddConstraint("t", new PrimaryKey("pk_t", ["id"])));

        Assert.Equal("2|20|20\n1|30|30", await database.RowsAsync("SELECT n, id, rowid FROM t ORDER BY id"));
    }

    [Fact]
    public async Task A_number_that_is_the_rowid_goes_on_numbering_rows_under_another_integer_type()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, n INT)");

        await database.RunAsync(new AlterColumn("t", "id", new ColumnChange { Type = Types.BigInt() }), Retype);
        await database.SqlAsync("INSERT INTO t (n) VALUES ('x')");

        Assert.Equal("1|x", await database.RowsAsync("SELECT * FROM t"));
        Assert.Equal("CREATE TABLE \"t\" (id INTEGER PRIMARY KEY AUTOINCREMENT, n TEXT)", await database.TextOfAsync("t"));
    }

    [Fact]
    public async Task Full_text_search_over_the_table_is_kept()
    {
        await using var database = await TestDatabase.CreateAsync(
            "CREATE TABLE t (n INT, body TEXT); INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, 'three'); DELETE FROM t WHERE n = 1; "
            + "CREATE VIRTUAL TABLE search USING fts5 (body, content = 't'); INSERT INTO search (search) VALUES ('rebuild')");

        await database.RunAsync(Retype);

        Assert.Equal("three", await database.RowsAsync("SELECT body FROM search WHERE search MATCH 'three'"));
    }

    [Fact]
    public async Task Statistics_of_the_planner_are_kept()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (n INT, a INT); CREATE INDEX i ON t (a); INSERT INTO t VALUES (1, 1), (2, 1); ANALYZE");

        await database.RunAsync(Retype);

        Assert.Equal("t|i|2 2", await database.RowsAsync("SELECT tbl, idx, stat FROM sqlite_stat1"));
    }

    [Fact]
    public async Task A_name_that_is_taken_is_not_used_for_the_copy()
    {
        await using var database = await TestDatabase.CreateAsync(
            "CREATE TABLE t (n INT); INSERT INTO t VALUES (1); CREATE TABLE T_REBUILT (x); CREATE VIEW t_rebuilt_ AS SELECT 1; CREATE INDEX t_rebuilt__ ON t (n)");

        await database.RunAsync(Retype);

        Assert.Equal("T_REBUILT\nt\nt_rebuilt_\nt_rebuilt__", await database.RowsAsync("SELECT name FROM sqlite_master ORDER BY name"));
    }

    [Fact]
    public async Task Rows_that_would_be_ignored_or_replaced_are_an_error()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (n INT, a INT, UNIQUE (n) ON CONFLICT REPLACE); INSERT INTO t VALUES (1, 1), ('x', 2), ('X', 3)");

        var error = await Assert.ThrowsAsync<Dialects.StatementException>(() => database.RunAsync(new AlterColumn("t", "n", new ColumnChange { Collation = "NOCASE" })));

        Assert.Contains("UNIQUE constraint failed", error.Message, StringComparison.Ordinal);
        Assert.Equal("1|1\nx|2\nX|3", await database.RowsAsync("SELECT * FROM t"));
    }

    [Fact]
    public async Task Every_storage_class_arrives_as_it_was()
    {
        await using var database = await TestDatabase.CreateAsync(
            "CREATE TABLE t (n INT, a, b BLOB); INSERT INTO t VALUES (1, 1, x'00ff'), (2, 1.5, 'text'), (3, 'x''y', 9223372036854775807), (4, NULL, ''), (5, x'', -0.0)");
        const string Everything = "SELECT rowid, typeof(a), quote(a), typeof(b), quote(b) FROM t";
        var before = await database.RowsAsync(Everything);

        await database.RunAsync(Retype);

        Assert.Equal(before, await database.RowsAsync(Everything));
    }
}
