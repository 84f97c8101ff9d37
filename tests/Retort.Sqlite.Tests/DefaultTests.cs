using Retort.Operations;
using Retort.Schema;

namespace Retort.Sqlite.Tests;

/// <summary>A default that is told as a value is the very default that stands in the table.</summary>
public class DefaultTests
{
    private static readonly MigrationBuilder T = new(new MigrationContext { Engine = "sqlite" });

    [Theory]
    [InlineData("'draft'", "draft")]
    [InlineData("''", "")]
    [InlineData("'it''s'", "it's")]
    [InlineData("0", 0L)]
    [InlineData("-1", -1L)]
    [InlineData("1.5", 1.5)]
    [InlineData("1.50", null)]
    [InlineData("+1", null)]
    [InlineData("0x10", null)]
    [InlineData("1e3", null)]
    [InlineData("TRUE", null)]
    [InlineData("NULL", null)]
    [InlineData("'", null)]
    [InlineData("'a' || 'b'", null)]
    [InlineData("x'00'", null)]
    [InlineData("CURRENT_TIMESTAMP", null)]
    public async Task A_default_and_its_value_are_stored_alike(string sql, object? expected)
    {
        var value = SqliteDialect.Instance.ValueOf(sql, null);

        Assert.Equal(expected, value);
        if (value is not null)
        {
            await using var database = await TestDatabase.CreateAsync($"CREATE TABLE told (c DEFAULT {sql})");
            await database.RunAsync([new CreateTable(new Table("written", [new Column("c", T.Text()) { Default = ColumnDefault.OfValue(value) }], []))]);
            Assert.Equal(sql, await database.ScalarAsync("SELECT dflt_value FROM pragma_table_info('told')"));
            Assert.Equal(sql, await database.ScalarAsync("SELECT dflt_value FROM pragma_table_info('written')"));
        }
    }
}
