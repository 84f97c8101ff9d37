using Retort.Schema;
using Retort.Sqlite;
using Retort.Targets;
using Retort.Testing;

namespace Retort.Tests.Targets;

/// <summary>SQL files in a scratch database of SQLite: which count, in which order, and what is said when one is wrong.</summary>
public sealed class SqlFilesTargetTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.sql", "a")]
    [InlineData("", "a b c d")]
    [InlineData("sub", "c d")]
    [InlineData("*.sql", "a b")]
    [InlineData("**/*.sql", "a b c d")]
    [InlineData("sub/**/?.sql", "c d")]
    [InlineData("sub/*.sql", "c")]
    [InlineData("notes.txt", "e")]
    [InlineData("s*b/c.sql", "c")]
    public async Task A_file_a_folder_or_a_pattern_says_which_files_count(string path, string tables)
    {
        foreach (var (file, table) in new[] { ("b.SQL", "b"), ("a.sql", "a"), ("sub/c.sql", "c"), ("sub/deep/d.sql", "d"), ("notes.txt", "e"), (".hidden.sql", "f") })
        {
            _folder.Write(file, $"CREATE TABLE {table} (id integer);");
        }

        Directory.CreateSymbolicLink(_folder["sub/round"], _folder.Path);

        Assert.Equal(tables.Split(' '), await RealisedAsync(_folder[path]));
    }

    [Theory]
    [InlineData("nowhere.sql")]
    [InlineData("nowhere/*.sql")]
    [InlineData("*.txt")]
    [InlineData("")]
    public async Task A_path_with_nothing_at_it_is_refused(string path) => Assert.Equal("RT0801", (await RefusedAsync(path)).Code);

    [Fact]
    public async Task What_a_later_file_makes_is_waited_for()
    {
        _folder.Write("1.sql", "CREATE INDEX ix ON t (n);\nCREATE TRIGGER tr AFTER INSERT ON t BEGIN DELETE FROM u; END;\nCREATE TABLE other (id integer);");
        _folder.Write("2.sql", "ALTER TABLE t ADD COLUMN n integer;");
        _folder.Write("3.sql", "CREATE TABLE t (id integer);\nCREATE TABLE u (id integer);");

        Assert.Equal(["ix", "other", "t", "tr", "u"], await RealisedAsync(_folder.Path));
    }

    [Fact]
    public async Task Many_statements_are_run_and_one_that_fails_among_them_spoils_none()
    {
        _folder.Write("1.sql", string.Concat(Enumerable.Range(0, 250).Select(i => $"CREATE TABLE t{i:000} (id integer);\n{(i == 120 ? "CREATE INDEX ix ON late (id);\n" : "")}")));
        _folder.Write("2.sql", "CREATE TABLE late (id integer);");

        Assert.Equal(252, (await RealisedAsync(_folder.Path)).Count);
    }

    [Fact]
    public async Task A_statement_that_is_wrong_is_named_with_its_place()
    {
        _folder.Write("1.sql", "CREATE TABLE a (id integer);\n\n  CREATE INDEX ix ON missing (id);\n");
        _folder.Write("2.sql", "CREATE TABLE b (id integer);\nCREATE TABLE b (id integer);\n");
        _folder.Write("3.sql", "CREATE INDEX iy ON absent (id);\n");

        var wrong = await RefusedAsync("2.sql");
        File.Delete(_folder["2.sql"]);
        var waiting = await RefusedAsync("");

        Assert.Equal(("RT0803", $"{_folder["2.sql"]}:2:1", "1"), (wrong.Code, wrong.Location.ToString(), wrong.SqlState));
        Assert.Contains("table b already exists", wrong.Message, StringComparison.Ordinal);
        Assert.Equal($"{_folder["1.sql"]}:3:3", waiting.Location.ToString());
        Assert.Contains($"{_folder["3.sql"]}:1:1: no such table: main.absent", waiting.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_drop_waits_for_nothing()
    {
        _folder.Write("1.sql", "DROP TABLE t;\nCREATE TABLE t (id integer);\n");

        Assert.Equal("no such table: t", (await RefusedAsync("")).InnerException!.Message);
    }

    [Theory]
    [InlineData("CREATE ROLE app", "RT0804")]
    [InlineData("alter system SET work_mem = '1GB'", "RT0804")]
    [InlineData("DROP DATABASE x", "RT0804")]
    [InlineData("CREATE TABLE t (id integer) -- renamed from x, y", "RT0805")]
    public async Task What_a_target_may_not_say_is_refused_before_anything_runs(string sql, string code)
    {
        var file = _folder.Write("1.sql", sql);

        var error = await RefusedAsync("1.sql");

        Assert.Equal((code, file), (error.Code, error.Location!.Value.File));
    }

    private static async Task<IReadOnlyList<string>> RealisedAsync(string path)
    {
        await using var database = new WatchedScratch(SqliteDatabase.Connect("sqlite://"), "SELECT name FROM sqlite_master ORDER BY name");
        await new SqlFilesTarget(path).ReadAsync(new TargetContext(database, new SchemaScope()));
        return database.Seen;
    }

    private async Task<TargetException> RefusedAsync(string path) => await Assert.ThrowsAsync<TargetException>(() => RealisedAsync(_folder[path]));
}
