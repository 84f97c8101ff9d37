using System.Diagnostics;
using Retort.Dialects;
using Retort.Planning;
using Retort.Testing;

namespace Retort.Sqlite.Tests;

public class OpeningTests
{
    [Fact]
    public async Task A_missing_file_reads_as_empty_and_is_made_only_when_something_is_written()
    {
        using var folder = new TempFolder();
        await using var database = SqliteDatabase.Connect("sqlite:///new.db", folder.Path);
        await using var session = await database.OpenAsync();

        Assert.Null(await session.ReadVersionRowsAsync("retort_version", default));
        Assert.Null(await session.FindTableAsync("t", default));
        Assert.Empty(await session.QueryAsync("SELECT 1", default));
        Assert.Null(await session.FindLockHolderAsync("retort_version", default));
        await (await database.CreateScratchAsync(copySchema: true)).DisposeAsync();
        Assert.Empty(Directory.GetFiles(folder.Path));

        await TestDatabase.RunAsync(session, [new Operations.ExecuteSql("CREATE TABLE t (a)")]);
        Assert.NotNull(await session.FindTableAsync("t", default));
        Assert.Equal(folder["new.db"], Assert.Single(Directory.GetFiles(folder.Path)));
    }

    [Theory]
    [InlineData(".", "It is a folder")]
    [InlineData("text.txt", "Check that the file is a SQLite database")]
    public async Task What_is_no_database_cannot_be_opened(string name, string hint)
    {
        using var folder = new TempFolder();
        folder.Write("text.txt", new string('x', 5000));
        await using var database = SqliteDatabase.Connect($"sqlite:///{name}", folder.Path);

        var error = await Assert.ThrowsAsync<DatabaseConnectionException>(() => database.OpenAsync());

        Assert.Equal("RT0621", error.Code);
        Assert.Contains(database.DisplayName, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Detail!);
        Assert.StartsWith(hint, error.Hint, StringComparison.Ordinal);
        Assert.Equal(new string('x', 5000), File.ReadAllText(folder["text.txt"]));
    }

    [Theory]
    [InlineData("/proc/new.db", "Check")]
    [InlineData("/missing-folder/new.db", "The folder does not exist")]
    public async Task A_file_that_cannot_be_made_is_an_error_of_the_first_write(string file, string hint)
    {
        await using var database = SqliteDatabase.Connect($"sqlite:///{file}");
        await using var session = await database.OpenAsync();

        var error = await Assert.ThrowsAsync<DatabaseConnectionException>(() => session.BeginAsync([], default));

        Assert.Equal("RT0621", error.Code);
        Assert.StartsWith(hint, error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_may_only_be_read_is_read_and_not_written()
    {
        await using var original = await TestDatabase.CreateAsync("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
        await using var database = SqliteDatabase.Connect($"sqlite:///{original.File}?mode=ro");
        await using var session = await database.OpenAsync();

        Assert.Equal(1L, (await session.QueryAsync("SELECT a FROM t", default))[0][0]);
        var error = await Assert.ThrowsAsync<DatabaseConnectionException>(() => TestDatabase.RunAsync(session, [new Operations.ExecuteSql("INSERT INTO t VALUES (2)")]));

        Assert.Equal("RT0622", error.Code);
        Assert.Contains("permissions", error.Hint, StringComparison.Ordinal);
        Assert.Contains(original.File, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_waits_while_another_process_keeps_it_out()
    {
        await using var original = await TestDatabase.CreateAsync("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
        await using var database = SqliteDatabase.Connect($"sqlite:///{original.File}");
        using var other = await HoldAsync(original.File);
        var opening = database.OpenAsync();
        Assert.False(opening.IsCompleted);
        await ReleaseAsync(other);

        await using var session = await opening;
        Assert.Equal(1L, (await session.QueryAsync("SELECT a FROM t", default))[0][0]);
    }

    [Fact]
    public async Task A_database_that_stays_locked_is_an_error_that_can_be_tried_again()
    {
        await using var original = await TestDatabase.CreateAsync("CREATE TABLE t (a)");
        await using var database = SqliteDatabase.Connect($"sqlite:///{original.File}?timeout=0");
        await using var session = await database.OpenAsync();
        using (var other = await HoldAsync(original.File))
        {
            var reading = await Assert.ThrowsAsync<StatementException>(() => session.QueryAsync("SELECT * FROM t", default));
            var writing = await Assert.ThrowsAsync<StatementException>(() => session.BeginAsync([], default));
            var opening = await Assert.ThrowsAsync<StatementException>(() => database.OpenAsync());
            await session.RollbackAsync(default);

            Assert.All([reading, writing, opening], error =>
            {
                Assert.Equal((StatementFailure.Contention, "RT0501", "database is locked"), (error.Failure, error.Code, error.Message));
                Assert.Contains("Another process", error.Hint, StringComparison.Ordinal);
            });
            await ReleaseAsync(other);
        }

        await session.BeginAsync([], default);
        await session.ExecuteAsync([new SqlStatement("INSERT INTO t VALUES (1)")], default);
        await session.CommitAsync(default);
    }

    [Fact]
    public async Task A_message_of_SQLite_is_told_as_it_is()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a TEXT CHECK (a <> 'x'))");

        var error = await Assert.ThrowsAsync<StatementException>(() => database.SqlAsync("INSERT INTO t VALUES ('x')"));

        Assert.Equal(("CHECK constraint failed: a <> 'x'", "275"), (error.Message, error.SqlState));
    }

    [Fact]
    public async Task A_copy_of_the_schema_has_everything_but_the_rows()
    {
        const string Schema =
            """
            CREATE VIEW v AS SELECT a FROM t;
            CREATE TABLE search_data_of_mine (a);
            CREATE VIRTUAL TABLE search USING fts5 (a);
            CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT);
            CREATE INDEX i ON t (a);
            CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; END;
            INSERT INTO t (a) VALUES ('row');
            """;
        await using var database = await TestDatabase.CreateAsync(Schema);
        await using var copy = await database.Database.CreateScratchAsync(copySchema: true);
        await using var scratch = await copy.OpenAsync();
        const string Everything = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite%' ORDER BY name";

        Assert.Equal(await database.Session.QueryAsync(Everything, default), await scratch.QueryAsync(Everything, default));
        Assert.Empty(await scratch.QueryAsync("SELECT * FROM t", default));
    }

    [Fact]
    public async Task A_scratch_database_is_private_and_a_migrator_runs_on_it()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (a)");
        await using var other = await database.Database.CreateScratchAsync(copySchema: false);

        await using var migrator = Migrator.Create(await database.Database.CreateScratchAsync(copySchema: false), Revisions.RevisionSource.Of<First>());
        await migrator.RunAsync(await migrator.PlanUpgradeAsync());

        Assert.Equal(["first"], await migrator.ReadVersionRowsAsync());
        await using var session = await other.OpenAsync();
        Assert.Empty(await session.QueryAsync("SELECT * FROM sqlite_master", default));
        Assert.Null(await database.Session.FindTableAsync("made", default));
    }

    /// <summary>Lets another process lock the whole database.</summary>
    internal static async Task<Process> HoldAsync(string file)
    {
        var process = CommandRun.Start("/usr/bin/sqlite3", [file]);
        await process.StandardInput.WriteLineAsync("BEGIN EXCLUSIVE;\nSELECT 'locked';");
        Assert.Equal("locked", await process.StandardOutput.ReadLineAsync());
        return process;
    }

    internal static async Task ReleaseAsync(Process process)
    {
        await process.StandardInput.WriteLineAsync("ROLLBACK;");
        process.StandardInput.Close();
        await process.WaitForExitAsync();
    }

    [Revision("first")]
    private sealed class First : Migration
    {
        public override void Upgrade(MigrationBuilder db) => db.CreateTable("made", t => t.Column("id", t.Int()).PrimaryKey());
    }
}
