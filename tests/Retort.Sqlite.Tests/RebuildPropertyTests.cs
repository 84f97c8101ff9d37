using FsCheck;
using FsCheck.Fluent;

namespace Retort.Sqlite.Tests;

public class RebuildPropertyTests
{
    [Fact]
    public void Any_table_keeps_in_a_rebuild_what_no_change_is_about() =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(300), Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => KeepsAsync(new RandomTable(seed)).GetAwaiter().GetResult()));

    private static async Task KeepsAsync(RandomTable table)
    {
        await using var database = await TestDatabase.CreateAsync(string.Join(";\n", table.Statements));
        var columns = string.Concat(table.Untouched.Select(column => $", quote({SqliteIdentifier.QuoteColumn(column.Name)})"));
        var rows = $"SELECT id, typeof(id){columns} FROM \"The t\" ORDER BY id";
        const string Sequence = "SELECT count(*) FROM sqlite_master WHERE name = 'sqlite_sequence'";
        var before = await StateAsync(database, rows);
        var sequence = await database.ScalarAsync(Sequence) is 1L ? await database.RowsAsync("SELECT * FROM sqlite_sequence") : null;

        await database.RunAsync(table.Changes);

        Assert.Equal(before, await StateAsync(database, rows));
        Assert.Equal(sequence, await database.ScalarAsync(Sequence) is 1L ? await database.RowsAsync("SELECT * FROM sqlite_sequence") : null);
        var text = await database.TextOfAsync("The t");
        Assert.All(table.Untouched, column => Assert.Contains(column.Text, text, StringComparison.Ordinal));
        Assert.Empty(await database.Session.QueryAsync("SELECT name FROM sqlite_master WHERE name LIKE '%rebuilt%'", default));
        Assert.Equal("ok", await database.ScalarAsync("PRAGMA integrity_check"));
        Assert.Equal("", await database.RowsAsync("PRAGMA foreign_key_check"));

        async Task<string> StateAsync(TestDatabase database, string query)
        {
            var dropped = string.Join(" OR ", table.Dropped.Select(column => $"sql LIKE '%(' || {SqliteLiteral.Text(SqliteIdentifier.Quote(column))} || '%'").Append("FALSE"));
            return await database.RowsAsync(query)
                + await database.RowsAsync($"SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name <> 'The t' AND sql IS NOT NULL AND NOT (type = 'index' AND ({dropped})) ORDER BY name")
                + await database.RowsAsync("SELECT * FROM child ORDER BY t_id")
                + await database.RowsAsync("SELECT * FROM v");
        }
    }
}
