using Retort.Testing;

namespace Retort.Sqlite.Tests.Laws;

/// <summary>Changes that asked for an order or a way of their own: each is made, undone and keeps its rows, as the laws want of all.</summary>
public class ChangeTests
{
    [Theory]
    [InlineData("CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER) WITHOUT ROWID; CREATE INDEX i ON t (a DESC)", "CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a INTEGER)")]
    [InlineData("CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER) WITHOUT ROWID", "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER DEFAULT (1 + 1), b TEXT GENERATED ALWAYS AS (a * 2) VIRTUAL)")]
    public async Task A_change_is_made_and_undone(string from, string to)
    {
        await using var law = new SchemaLaw(SqliteDialect.Instance, LawDatabase.CreateAsync);

        await law.RequireAsync([from], [to], isOnline: false);
        await law.RequireAsync([to], [from], isOnline: false);
    }
}
