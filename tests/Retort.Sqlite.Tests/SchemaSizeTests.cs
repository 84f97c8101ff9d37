using Retort.Planning;
using Retort.Schema;

namespace Retort.Sqlite.Tests;

public class SchemaSizeTests
{
    [Fact]
    public async Task Ten_thousand_tables_are_read()
    {
        const int Count = 10_000;
        await using var database = SqliteDatabase.Connect("sqlite://");
        await using var session = await database.OpenAsync();
        await session.ExecuteAsync([new("PRAGMA writable_schema = ON"), .. Enumerable.Range(0, Count).SelectMany(Entries), new("PRAGMA writable_schema = RESET")], default);

        var schema = await session.ReadSchemaAsync(new SchemaScope(), default);

        Assert.Equal((Count, Count), (schema.Tables.Count(), schema.Objects.OfType<TableIndex>().Count()));
        Assert.Equal((Count * 6) - 3, schema.Dependencies.Length);
        Assert.Empty(schema.Unmanaged);
    }

    // As the catalogue keeps them. CREATE TABLE itself takes time that grows with the tables there are.
    private static IEnumerable<SqlStatement> Entries(int number) =>
    [
        Entry("table", $"t{number}", $"CREATE TABLE t{number} (id INTEGER PRIMARY KEY, before INT {(number == 0 ? "" : $"REFERENCES t{number - 1} (id)")}, name TEXT NOT NULL DEFAULT ('it''s'))", number),
        Entry("index", $"i{number}", $"CREATE INDEX i{number} ON t{number} (name)", number),
    ];

    private static SqlStatement Entry(string type, string name, string sql, int number) =>
        new($"INSERT INTO sqlite_master (type, name, tbl_name, rootpage, sql) VALUES ('{type}', '{name}', 't{number}', {(number * 2) + 2}, {SqliteLiteral.Text(sql)})");
}
