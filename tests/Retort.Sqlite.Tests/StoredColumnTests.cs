using Retort.Schema;

namespace Retort.Sqlite.Tests;

public class StoredColumnTests
{
    [Theory]
    [InlineData("a", "a TEXT")]
    [InlineData("a INT", "a TEXT")]
    [InlineData("a DECIMAL(10, 2) NOT NULL", "a TEXT NOT NULL")]
    [InlineData("a UNSIGNED BIG INT DEFAULT 5", "a TEXT DEFAULT 5")]
    [InlineData("a DEFAULT 5", "a TEXT DEFAULT 5")]
    [InlineData("a \"NOT\" NOT NULL", "a TEXT NOT NULL")]
    [InlineData("a /* x */ INT /* y */ NULL -- z\n", "a /* x */ TEXT /* y */ NULL -- z\n")]
    [InlineData("a -- x\n", "a TEXT -- x\n")]
    [InlineData("\"not null\" INT", "\"not null\" TEXT")]
    [InlineData("a INT GENERATED ALWAYS AS (1)", "a TEXT GENERATED ALWAYS AS (1)")]
    [InlineData("a AS (1)", "a TEXT AS (1)")]
    public void Only_the_type_changes(string before, string after) => Changes(before, after, column => column.SetType("TEXT"));

    [Theory]
    [InlineData("a INT", "a INT NOT NULL")]
    [InlineData("a INT NULL", "a INT NOT NULL")]
    [InlineData("a INT NOT NULL ON CONFLICT IGNORE", "a INT NOT NULL ON CONFLICT IGNORE")]
    [InlineData("a INT DEFAULT NULL", "a INT DEFAULT NULL NOT NULL")]
    [InlineData("a INT REFERENCES b ON DELETE SET NULL NOT DEFERRABLE", "a INT REFERENCES b ON DELETE SET NULL NOT DEFERRABLE NOT NULL")]
    [InlineData("a INT CHECK (a NOT NULL)", "a INT CHECK (a NOT NULL) NOT NULL")]
    [InlineData("a INT -- NOT NULL\n", "a INT NOT NULL -- NOT NULL\n")]
    [InlineData("a INT CONSTRAINT empty", "a INT CONSTRAINT empty NOT NULL")]
    public void A_column_becomes_not_null_once(string before, string after) => Changes(before, after, column => column.SetNullable(false));

    [Theory]
    [InlineData("a INT NOT NULL", "a INT")]
    [InlineData("a INT NOT NULL ON CONFLICT FAIL DEFAULT 1", "a INT DEFAULT 1")]
    [InlineData("a INT CONSTRAINT named NOT NULL UNIQUE", "a INT UNIQUE")]
    [InlineData("a INT -- comment\n NOT NULL DEFAULT 'NOT NULL'", "a INT -- comment\n DEFAULT 'NOT NULL'")]
    [InlineData("a INT REFERENCES b ON DELETE SET NULL NOT DEFERRABLE NOT NULL", "a INT REFERENCES b ON DELETE SET NULL NOT DEFERRABLE")]
    [InlineData("a INT DEFAULT (b IS NOT NULL)", "a INT DEFAULT (b IS NOT NULL)")]
    public void A_column_becomes_nullable(string before, string after) => Changes(before, after, column => column.SetNullable(true));

    [Theory]
    [InlineData("a INT", "a INT DEFAULT 7")]
    [InlineData("a INT DEFAULT -5 NOT NULL", "a INT NOT NULL DEFAULT 7")]
    [InlineData("a INT DEFAULT (x + (y)) CHECK (a > 1)", "a INT CHECK (a > 1) DEFAULT 7")]
    [InlineData("a INT CONSTRAINT d DEFAULT CURRENT_TIMESTAMP", "a INT DEFAULT 7")]
    [InlineData("a INT REFERENCES b ON DELETE SET DEFAULT", "a INT REFERENCES b ON DELETE SET DEFAULT DEFAULT 7")]
    [InlineData("a INT NOT NULL -- DEFAULT 3\n", "a INT NOT NULL DEFAULT 7 -- DEFAULT 3\n")]
    public void A_default_takes_the_place_of_another(string before, string after) => Changes(before, after, column => column.SetDefault(ColumnDefault.OfValue(7)));

    [Fact]
    public void A_default_goes() => Changes("a INT DEFAULT 'x' NOT NULL", "a INT NOT NULL", column => column.SetDefault(ColumnDefault.None));

    [Theory]
    [InlineData("5", "DEFAULT 5")]
    [InlineData("'x'", "DEFAULT 'x'")]
    [InlineData("CURRENT_TIMESTAMP", "DEFAULT CURRENT_TIMESTAMP")]
    [InlineData("current_date", "DEFAULT current_date")]
    [InlineData("-5", "DEFAULT (-5)")]
    [InlineData("abs(-5)", "DEFAULT (abs(-5))")]
    [InlineData("TRUE", "DEFAULT (TRUE)")]
    public void An_expression_stands_in_parentheses_where_it_needs_them(string sql, string expected) =>
        Changes("a", $"a {expected}", column => column.SetDefault(ColumnDefault.OfSql(sql)));

    [Theory]
    [InlineData("a TEXT", "a TEXT COLLATE \"NOCASE\"")]
    [InlineData("a TEXT COLLATE generated NOT NULL", "a TEXT NOT NULL COLLATE \"NOCASE\"")]
    public void A_collation_takes_the_place_of_another(string before, string after) => Changes(before, after, column => column.SetCollation("NOCASE"));

    [Theory]
    [InlineData("a INT CONSTRAINT x NOT NULL CONSTRAINT y CHECK (a > 0) UNIQUE", "a INT CONSTRAINT x NOT NULL UNIQUE")]
    [InlineData("a INT CONSTRAINT \"Y\" REFERENCES b (c) ON DELETE CASCADE MATCH FULL DEFERRABLE INITIALLY DEFERRED COLLATE z", "a INT COLLATE z")]
    [InlineData("a INT CONSTRAINT 'y' PRIMARY KEY DESC ON CONFLICT ROLLBACK", "a INT")]
    public void A_named_constraint_goes_as_a_whole(string before, string after) => Changes(before, after, column => Assert.True(column.RemoveConstraint("y")));

    private static void Changes(string before, string after, Action<StoredColumn> change)
    {
        var column = new StoredColumn(before);

        change(column);

        Assert.Equal(after, column.ToString());
    }
}
