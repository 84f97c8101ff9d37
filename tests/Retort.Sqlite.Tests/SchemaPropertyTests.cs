using FsCheck;
using FsCheck.Fluent;
using Retort.Schema;

namespace Retort.Sqlite.Tests;

public class SchemaPropertyTests
{
    [Fact]
    public void Any_table_that_is_written_is_read_back_as_it_was() => ForAll(300, async seed =>
    {
        var schema = new RandomSchema(seed);
        await using var database = await TestDatabase.CreateAsync();

        await database.RunAsync(schema.Create);

        Assert.Equal(Text(schema), Text(await database.ReadSchemaAsync()));
    });

    [Fact]
    public void Any_table_becomes_any_other_of_its_columns_and_returns_and_keeps_its_rows() => ForAll(150, async seed =>
    {
        var schema = new RandomSchema(seed);
        var other = new RandomSchema(seed + 1, schema.ColumnNames);
        await using var database = await TestDatabase.CreateAsync();
        await database.RunAsync(schema.Create);
        await database.SqlAsync("INSERT INTO parent VALUES (1), (2), (3), (4)");
        var settable = schema.Table.Columns.Where(column => column.Generated is null).Select(column => SqliteIdentifier.QuoteColumn(column.Name)).ToList();
        await database.SqlAsync(string.Concat(Enumerable.Range(1, 3).Select(i => $"INSERT INTO \"The t\" ({string.Join(", ", settable)}) VALUES ({string.Join(", ", settable.Select(_ => i))});")));
        var kept = settable.Where(name => other.Table.Columns.Any(column => column.Generated is null && SqliteIdentifier.QuoteColumn(column.Name) == name)).ToList();
        var rows = $"SELECT {string.Join(", ", kept.Select(name => $"CAST({name} AS INTEGER)"))} FROM \"The t\" ORDER BY 1";
        var before = await database.RowsAsync(rows);

        await database.RunAsync(schema.ChangeTo(other));
        var (between, rowsBetween) = (Text(await database.ReadSchemaAsync()), await database.RowsAsync(rows));
        await database.RunAsync(other.ChangeTo(schema));

        Assert.Equal(Text(other), between);
        Assert.Equal(before, rowsBetween);
        Assert.Equal(Text(schema), Text(await database.ReadSchemaAsync()));
        Assert.Equal(before, await database.RowsAsync(rows));
        Assert.Equal("ok", await database.ScalarAsync("PRAGMA integrity_check"));
    });

    private static void ForAll(int count, Func<int, Task> holds) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count), Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), seed => holds(seed).GetAwaiter().GetResult()));

    private static string Text(RandomSchema schema) => Text([schema.Table, .. schema.Indexes]);

    private static string Text(DatabaseSchema schema) => Text(schema.Objects.Where(item => item.Id.Name != "parent"));

    private static string Text(IEnumerable<SchemaObject> objects) => string.Join('\n', objects.Select(SchemaText.Of));
}
