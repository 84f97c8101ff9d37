namespace Retort.Sqlite.Tests;

/// <summary>Texts of CREATE TABLE that SQLite keeps exactly like this, changed as text and then read by SQLite again.</summary>
public class StoredTableTests
{
    private const string Hard =
        """
        CREATE TABLE "a (b" /* ( */ (
            "id, x" INTEGER CONSTRAINT pk PRIMARY KEY ON CONFLICT ABORT AUTOINCREMENT, -- the key, (really)
            [with ) bracket] DECIMAL(10, 2) NOT NULL ON CONFLICT FAIL DEFAULT (1 + (2 * 3)),
            `tick``ed` TEXT DEFAULT 'it''s, ) ( --' COLLATE NOCASE /* , */ CHECK (length(`tick``ed`) < 10 OR `tick``ed` IN ('(', ',')),
            'quoted' VARYING CHARACTER(255) NULL,
            typeless,
            generated INT REFERENCES "a (b"("id, x") ON UPDATE SET NULL ON DELETE SET DEFAULT NOT DEFERRABLE,
            computed AS (typeless || 'not null, default 5') STORED,
            sum INT GENERATED ALWAYS AS (generated + 1) VIRTUAL NOT NULL,
            CONSTRAINT "many, many" UNIQUE (typeless, 'quoted') ON CONFLICT IGNORE
            CONSTRAINT ck CHECK (generated > 0) FOREIGN KEY (generated) REFERENCES "a (b"
        )
        """;

    [Fact]
    public async Task A_hard_text_is_put_together_as_it_was()
    {
        await using var database = await TestDatabase.CreateAsync(Hard);
        var text = (await database.TextOfAsync("a (b"))!;

        var again = StoredTable.Parse(text).ToSql("\"a (b\"");

        // Commas that were left out between constraints are written.
        Assert.Equal(text.Replace("IGNORE\n", "IGNORE\n,", StringComparison.Ordinal).Replace("    CONSTRAINT ck", "CONSTRAINT ck", StringComparison.Ordinal).Replace("0) FOREIGN", "0) ,FOREIGN", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal), again.Replace(" ", "", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("id, x")]
    [InlineData("WITH ) BRACKET")]
    [InlineData("tick`ed")]
    [InlineData("quoted")]
    [InlineData("typeless")]
    [InlineData("generated")]
    [InlineData("computed")]
    [InlineData("sum")]
    public void Every_column_is_found(string name) => Assert.True(StoredTable.Parse(Hard).HasColumn(name));

    [Theory]
    [InlineData("CONSTRAINT")]
    [InlineData("many, many")]
    [InlineData("pk")]
    [InlineData("b")]
    public void What_is_no_column_is_not(string name) => Assert.False(StoredTable.Parse(Hard).HasColumn(name));

    [Theory]
    [InlineData("pk", "CONSTRAINT pk PRIMARY KEY ON CONFLICT ABORT AUTOINCREMENT")]
    [InlineData("Many, Many", "CONSTRAINT \"many, many\" UNIQUE (typeless, 'quoted') ON CONFLICT IGNORE\n")]
    [InlineData("CK", "CONSTRAINT ck CHECK (generated > 0)")]
    public async Task Only_the_constraint_named_is_removed(string name, string gone)
    {
        await using var database = await TestDatabase.CreateAsync();
        var table = StoredTable.Parse(Hard);

        var found = table.RemoveConstraint(name);
        await database.SqlAsync(table.ToSql("\"a (b\""));

        Assert.True(found);
        Assert.Equal(Significant(Hard.Replace(gone, "", StringComparison.Ordinal)), Significant((await database.TextOfAsync("a (b"))!));
    }

    [Theory]
    [InlineData("pk")]
    [InlineData("many, many")]
    [InlineData("ck")]
    public async Task A_constraint_gets_another_name(string name)
    {
        await using var database = await TestDatabase.CreateAsync();
        var table = StoredTable.Parse(Hard);

        Assert.True(table.RenameConstraint(name, "Order"));
        Assert.False(table.RenameConstraint(name, "again"));
        await database.SqlAsync(table.ToSql("\"a (b\""));

        Assert.Contains("CONSTRAINT \"Order\" ", await database.TextOfAsync("a (b"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_constraint_that_is_not_there_is_not_removed() => Assert.False(StoredTable.Parse(Hard).RemoveConstraint("typeless"));

    [Fact]
    public async Task Columns_and_constraints_are_added_behind_an_open_comment()
    {
        await using var database = await TestDatabase.CreateAsync();
        var table = StoredTable.Parse("CREATE TABLE t (a INT -- first\n, b INT -- second, no more\n)");

        table.AddItem("c INT", isColumn: true);
        table.AddItem("CHECK (c > 0)", isColumn: false);
        table.AddItem("d INT", isColumn: true);
        await database.SqlAsync(table.ToSql("t"));

        Assert.Equal("a\nb\nc\nd", await database.RowsAsync("SELECT name FROM pragma_table_info('t')"));
        Assert.Contains("-- second, no more\n", await database.TextOfAsync("t"), StringComparison.Ordinal);
        Assert.Contains("CHECK (c > 0)", await database.TextOfAsync("t"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "(\n    b INT, -- about b\n    c INT -- about c\n)")]
    [InlineData("b", "(\n    a INT, -- about a\n    c INT -- about c\n)")]
    [InlineData("c", "(\n    a INT, -- about a\n    b INT -- about b\n)")]
    public void A_column_takes_its_remark_along_and_no_other(string column, string expected)
    {
        var table = StoredTable.Parse("CREATE TABLE t (\n    a INT, -- about a\n    b INT, -- about b\n    c INT -- about c\n)");

        table.RemoveColumn(column);

        Assert.Equal($"CREATE TABLE t {expected}", table.ToSql("t"));
    }

    [Fact]
    public void A_column_in_the_middle_leaves_the_remarks_where_they_are()
    {
        const string Sql = "CREATE TABLE t (\n    a INT, -- about a\n    CHECK (a > 0)\n)";
        var table = StoredTable.Parse(Sql);

        table.AddItem("b INT", isColumn: true);
        Assert.Equal("CREATE TABLE t (\n    a INT, -- about a\n    b INT,\n    CHECK (a > 0)\n)", table.ToSql("t"));
        table.AddItem("CONSTRAINT last UNIQUE (b)", isColumn: false);
        table.RemoveConstraint("last");
        table.RemoveColumn("b");

        Assert.Equal(Sql, table.ToSql("t"));
    }

    [Fact]
    public async Task A_column_takes_its_keys_and_checks_along_and_nothing_else()
    {
        await using var database = await TestDatabase.CreateAsync();
        var table = StoredTable.Parse(
            """
            CREATE TABLE t (
                kind TEXT,
                a INT CHECK (a > 0) CHECK (kind <> '' OR a > 1),
                b TEXT DEFAULT 'kind' CHECK (kind(b) <> 'kind'),
                UNIQUE (kind, a),
                CONSTRAINT kind UNIQUE (a),
                FOREIGN KEY (a) REFERENCES kind (id),
                FOREIGN KEY (b) REFERENCES other (kind),
                CHECK ("Kind" IS NOT NULL)
            )
            """);

        table.RemoveColumn("KIND");

        Assert.Equal(
            Significant("CREATE TABLE t (a INT CHECK (a > 0), b TEXT DEFAULT 'kind' CHECK (kind(b) <> 'kind'), CONSTRAINT kind UNIQUE (a), FOREIGN KEY (a) REFERENCES kind (id), FOREIGN KEY (b) REFERENCES other (kind))"),
            Significant(table.ToSql("t")));
    }

    [Theory]
    [InlineData("CREATE TABLE t (a) WITHOUT ROWID", true, false)]
    [InlineData("CREATE TABLE t (a) STRICT, WITHOUT /* it */ ROWID", true, true)]
    [InlineData("CREATE TABLE t (a INT) strict", false, true)]
    [InlineData("CREATE TABLE t (strict INT CHECK (\"WITHOUT\" > 0), autoincrement_ INT)", false, false)]
    public void Options_behind_the_table_are_seen_and_kept(string sql, bool isWithoutRowId, bool isStrict)
    {
        var table = StoredTable.Parse(sql);

        Assert.Equal((isWithoutRowId, isStrict, false), (table.IsWithoutRowId, table.IsStrict, table.HasAutoIncrement));
        Assert.Equal(sql, table.ToSql("t"));
    }

    [Theory]
    [InlineData("CREATE TABLE t")]
    [InlineData("CREATE TABLE t (a, (b)")]
    public void A_text_that_is_no_table_is_an_error(string sql) => Assert.Throws<FormatException>(() => StoredTable.Parse(sql));

    [Fact]
    public async Task A_table_made_from_a_query_can_be_rebuilt()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t AS SELECT 1 AS a, 'x' AS \"b c\", 2.5 AS [order]");

        await database.RunAsync(new Operations.AlterColumn("t", "b c", new Operations.ColumnChange { Nullable = false }));

        Assert.Equal("1|x|2.5", await database.RowsAsync("SELECT * FROM t"));
        Assert.Equal("b c", await database.RowsAsync("SELECT name FROM pragma_table_info('t') WHERE \"notnull\""));
    }

    private static IEnumerable<string> Significant(string sql) =>
        StoredName.Tokens(sql).Select(token => token.In(sql).ToString()).Where(token => token is not ("," or "t" or "\"a (b\""));
}
