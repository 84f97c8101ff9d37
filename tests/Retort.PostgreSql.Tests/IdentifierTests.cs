using Retort.Dialects;
using Retort.Operations;
using Retort.Schema;

namespace Retort.PostgreSql.Tests;

public class IdentifierTests
{
    private static readonly MigrationBuilder Types = new(new MigrationContext { Engine = "postgresql" });

    public static TheoryData<string> HardNames =>
    [
        "order", "user", "select", "between", "left", "authorization", "system_user", "json_table", "CamelCase", "with space", "semi;colon", "dot.ted",
        "double\"quote", "'apostrophe'", "back\\slash", "$dollar$", "1st", "-- comment", "/* comment", "Ünïcödé", "名前", "😀", "new\nline", "tab\t",
        "\"; DROP TABLE victim; --", "a\"\"b", "\"", "_plain", "x', 'y", new string('n', 63), "é" + new string('x', 61),
    ];

    [Theory]
    [MemberData(nameof(HardNames))]
    public async Task A_hard_name_is_the_name_everywhere(string name)
    {
        await using var database = await TestDatabase.CreateAsync(18);
        ObjectName table = (name, name);
        await database.SqlAsync("CREATE TABLE victim (a int)");

        await database.RunAsync(
            new CreateSchema(name),
            new CreateTable(new Table(table, [new Column(name, Types.Int()) { Comment = name, Nullable = false }, new Column("b", Types.Text())], [new CheckConstraint(name, "b <> ''")]) { Comment = name })
            {
                Indexes = [new TableIndex("i" + name[(char.IsSurrogate(name[0]) ? 2 : 1)..], table, [name])],
            },
            new CreateEnum((name, "e"), [name]),
            new InsertData(table, [name, "b"], [[1, name]]),
            new UpdateData(table, [(name, 2)], [("b", name)]),
            new AlterColumn(table, name, new ColumnChange { Identity = new Identity() }),
            new AddColumn(table, new Column("c", Types.Enum((name, "e")))) { IfNotExists = true },
            new CreateTable(new Table(table, [new Column("z", Types.Int())], []) { Comment = "no" }) { IfNotExists = true });

        var rows = await database.Session.QueryAsync(
            "SELECT n.nspname::text, c.relname::text, a.attname::text, obj_description(c.oid), col_description(c.oid, 1), (SELECT conname::text FROM pg_constraint WHERE conrelid = c.oid AND contype = 'c') "
            + "FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace JOIN pg_attribute a ON attrelid = c.oid AND attnum = 1 "
            + "WHERE relkind = 'r' AND nspname NOT IN ('public', 'pg_catalog', 'information_schema')",
            default);
        Assert.Equal([name, name, name, name, name, name], Assert.Single(rows));
        Assert.Equal(2, await database.ScalarAsync($"SELECT {PostgreSqlIdentifier.Quote(name)} FROM {PostgreSqlIdentifier.Quote(table)}"));
        Assert.NotNull(await database.Session.FindTableAsync("victim", default));
        Assert.Equal(PostgreSqlIdentifier.Quote(name), await database.ScalarAsync($"SELECT quote_ident({PostgreSqlLiteral.Text(name)})"));
    }

    [Theory]
    [MemberData(nameof(OperationTests.Majors), MemberType = typeof(OperationTests))]
    public async Task Every_keyword_of_the_server_that_needs_quotes_gets_them(int major)
    {
        await using var database = await TestDatabase.CreateAsync(major);

        foreach (var row in await database.Session.QueryAsync("SELECT word, catcode = 'U' FROM pg_get_keywords()", default))
        {
            var word = (string)row[0]!;
            var isPlain = PostgreSqlIdentifier.Quote(word) == word;
            Assert.True(!isPlain || (bool)row[1]!, $"{word} needs quotes on {major}");
        }
    }

    [Theory]
    [InlineData("nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn", "64 bytes")]
    [InlineData("éééééééééééééééééééééééééééééééé", "64 bytes")]
    [InlineData("nul\0", "nul\\0")]
    [InlineData("", "\"\"")]
    public void A_name_the_server_cannot_hold_is_refused(string name, string expected)
    {
        var error = Assert.Throws<UnsupportedOperationException>(() => PostgreSqlIdentifier.Quote(name));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Hint);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_name() =>
        Assert.Throws<UnsupportedOperationException>(() => PostgreSqlIdentifier.Quote("half\ud83d"));
}
