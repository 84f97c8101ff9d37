using System.Runtime.InteropServices;
using Retort.Dialects;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Sqlite.Tests;

public class IdentifierTests
{
    private static readonly MigrationBuilder Types = new(new MigrationContext { Engine = "sqlite" });

    public static TheoryData<string> HardNames =>
    [
        "order", "rowid", "generated", "abort", "CamelCase", "with space", "semi;colon", "dot.ted", "double\"quote", "'apostrophe'", "back`tick", "[bracket]", "$dollar$", ":colon", "@at", "?1",
        "1st", "-- comment", "/* comment", "Ünïcödé", "名前", "😀", "new\nline", "tab\t", "\"; DROP TABLE victim; --", "'); DROP TABLE victim; --", "a\"\"b", "\"", "]", "`", "_plain", "x', 'y",
        "(", ")", ",", "constraint", "check", "x'00'", new string('n', 5000),
    ];

    [Theory]
    [MemberData(nameof(HardNames))]
    public async Task A_hard_name_is_the_name_everywhere(string name)
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE victim (a)");
        var (index, trigger, added) = ($"i{name}", $"t{name}", $"b{name}");

        await database.RunAsync(
            new CreateTable(new Table(name, [new Column(name, Types.Int()) { Nullable = false }, new Column("x", Types.Text())], [new CheckConstraint(name, "x <> ''"), new UniqueConstraint($"u{name}", [name])]))
            {
                Indexes = [new TableIndex(index, name, [name])],
            },
            new InsertData(name, [name, "x"], [[1, name], [2, "other"]]),
            new CreateTrigger(trigger, name, "AFTER DELETE", "BEGIN SELECT 1; END"),
            new CreateView($"v{name}", $"SELECT * FROM {SqliteIdentifier.Quote(name)}"));
        await database.RunAsync(
            new AlterColumn(name, name, new ColumnChange { Type = Types.BigInt() }),
            new AddColumn(name, new Column(added, Types.Text()) { Nullable = false, Default = ColumnDefault.OfValue(name) }),
            new RenameConstraint(name, name, $"c{name}"),
            new RenameIndex(index, $"j{name}"),
            new UpdateData(name, [(name, 3)], [("x", name), (name, 1)]),
            new DeleteData(name, [(name, 2)]));

        Assert.Equal($"3|{name}|{name}", await database.RowsAsync($"SELECT * FROM {SqliteIdentifier.Quote(name)}"));
        Assert.Equal(
            new[] { name, $"j{name}", trigger, $"v{name}", "victim" }.Order(StringComparer.Ordinal),
            (await database.Session.QueryAsync("SELECT name FROM sqlite_master WHERE sql IS NOT NULL", default)).Select(row => (string)row[0]!).Order(StringComparer.Ordinal));
        await database.RunAsync(new DropConstraint(name, $"c{name}"), new DropConstraint(name, $"u{name}"), new DropColumn(name, added));
        Assert.DoesNotContain("CONSTRAINT ", await database.TextOfAsync(name), StringComparison.Ordinal);
        Assert.NotNull(await database.Session.FindTableAsync(name, default));
    }

    [Fact]
    public async Task Every_keyword_of_SQLite_is_quoted()
    {
        await using var database = await TestDatabase.CreateAsync();

        for (var i = 0; i < KeywordCount(); i++)
        {
            Assert.Equal(0, KeywordName(i, out var name, out var length));
            var keyword = Marshal.PtrToStringUTF8(name, length).ToLowerInvariant();
            Assert.Equal($"\"{keyword}\"", SqliteIdentifier.Quote(keyword));
        }
    }

    [Fact]
    public async Task A_column_that_is_not_there_is_not_taken_for_a_text()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('x')");

        foreach (var operation in new Operation[]
        {
            new CreateIndex(new TableIndex("i", "t", ["Missing"])),
            new UpdateData("t", [("a", "y")], [("Missing", "Missing")]),
            new DeleteData("t", [("Missing", "Missing")]),
        })
        {
            var error = await Assert.ThrowsAsync<StatementException>(() => database.RunAsync(operation));
            Assert.Contains("no such column: Missing", error.Message, StringComparison.Ordinal);
        }

        await Assert.ThrowsAsync<StatementException>(() => database.RunAsync(new AddConstraint("t", new UniqueConstraint("uq", ["Missing"]))));

        Assert.Equal("x", await database.RowsAsync("SELECT * FROM t"));
    }

    [Theory]
    [InlineData("nul\0", "nul\\0")]
    [InlineData("", "\"\"")]
    public void A_name_SQLite_cannot_hold_is_refused(string name, string expected)
    {
        var error = Assert.Throws<UnsupportedOperationException>(() => SqliteIdentifier.Quote(name));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.NotNull(error.Hint);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_no_name() => Assert.Throws<UnsupportedOperationException>(() => SqliteIdentifier.Quote("half\ud83d"));

    [Fact]
    public async Task A_table_is_found_whatever_the_case_and_keeps_its_own()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE Users (Name TEXT)");

        await database.RunAsync(new AlterColumn("users", "NAME", new ColumnChange { Nullable = false }));

        Assert.Equal("CREATE TABLE \"Users\" (Name TEXT NOT NULL)", await database.TextOfAsync("Users"));
    }

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_keyword_count")]
    private static extern int KeywordCount();

    [DllImport("e_sqlite3", EntryPoint = "sqlite3_keyword_name")]
    private static extern int KeywordName(int index, out nint name, out int length);
}
