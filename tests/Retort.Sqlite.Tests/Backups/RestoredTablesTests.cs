using System.Collections.Immutable;
using Retort.Backups;
using Retort.Dialects;
using Retort.Schema;
using Retort.Testing;

namespace Retort.Sqlite.Tests.Backups;

/// <summary>Rows of single tables that come back into a database in use.</summary>
public sealed class RestoredTablesTests : IDisposable
{
    private const string Contents =
        """"
        CREATE TABLE retort_version (version_num text PRIMARY KEY);
        CREATE TABLE users (
            id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, boss INTEGER REFERENCES users, photo BLOB, score REAL,
            twice REAL GENERATED ALWAYS AS (score * 2) STORED, thrice REAL AS (score * 3));
        CREATE TABLE "odd, ""name""" (a TEXT, "b.c" BLOB, user INTEGER REFERENCES users ON DELETE CASCADE, PRIMARY KEY ("b.c", a)) WITHOUT ROWID;
        CREATE TABLE bag (rowid TEXT, x);
        CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER REFERENCES b);
        CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a ON DELETE SET NULL);
        CREATE TABLE log (line TEXT);
        CREATE INDEX ix_users_score ON users (score DESC) WHERE score > 1;
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50)
        INSERT INTO users (email, boss, photo, score) SELECT 'user' || i, nullif(i, 1) - 1, randomblob(300), i / 7.0 FROM n;
        INSERT INTO users (email, photo) VALUES ('large', zeroblob(3000000));
        INSERT INTO "odd, ""name""" VALUES ('x', 1, 1), ('x', '1', 50), ('', x'31', NULL);
        INSERT INTO bag VALUES ('c', 1), ('a', 2.0), ('b', NULL);
        DELETE FROM bag WHERE rowid = 'a';
        INSERT INTO a VALUES (1, NULL);
        INSERT INTO b VALUES (1, 1);
        UPDATE a SET b = 1;
        CREATE TRIGGER "tr users" AFTER INSERT ON users BEGIN INSERT INTO log VALUES (new.email); END;
        CREATE TRIGGER tr_gone BEFORE DELETE ON USERS BEGIN INSERT INTO log VALUES (old.email); END;
        """";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Deleted_rows_come_back_and_no_trigger_fires()
    {
        await using var database = await TestDatabase.CreateAsync(Contents);
        var backup = await BackUpAsync(database.Database);
        var before = await DumpAsync(database.File);
        await database.OutsideAsync("PRAGMA foreign_keys = OFF", "DELETE FROM users WHERE id > 10", "DELETE FROM \"odd, \"\"name\"\"\"", "DELETE FROM bag", "INSERT INTO bag VALUES ('new', 1)", "DELETE FROM log");

        var replaced = await ReplaceAsync(database.Database, backup, ["users", "odd, \"name\"", "bag"]);

        Assert.Equal(before, await DumpAsync(database.File));
        Assert.Equal(["tr users", "tr_gone"], replaced.SilentTriggers);
    }

    [Fact]
    public async Task Tables_that_refer_to_each_other_come_back_together_and_the_others_stay()
    {
        await using var database = await TestDatabase.CreateAsync(Contents);
        var backup = await BackUpAsync(database.Database);
        var before = await DumpAsync(database.File);
        await database.OutsideAsync("PRAGMA foreign_keys = OFF", "DELETE FROM a", "DELETE FROM b", "INSERT INTO bag VALUES ('stays', 7)");

        await ReplaceAsync(database.Database, backup, ["a", "b"]);

        Assert.Equal(["INSERT INTO bag VALUES('stays',7);"], (await DumpAsync(database.File)).Except(before));
    }

    [Fact]
    public async Task Numbers_that_were_given_since_are_not_given_again()
    {
        await using var database = await TestDatabase.CreateAsync(Contents);
        var backup = await BackUpAsync(database.Database);
        await database.OutsideAsync("INSERT INTO users (id, email) VALUES (99, 'later')", "DELETE FROM users WHERE id > 50");

        await ReplaceAsync(database.Database, backup, ["users"]);
        await database.OutsideAsync("INSERT INTO users (email) VALUES ('next')");

        Assert.Equal("100", await ShellAsync(database.File, "SELECT max(id) FROM users"));
    }

    [Fact]
    public async Task A_foreign_key_that_would_no_longer_hold_is_an_error_that_changes_nothing()
    {
        await using var database = await TestDatabase.CreateAsync(Contents);
        var backup = await BackUpAsync(database.Database);
        await database.OutsideAsync("INSERT INTO users (id, email) VALUES (99, 'later')", "INSERT INTO \"odd, \"\"name\"\"\" VALUES ('new', 9, 99)");
        var before = await DumpAsync(database.File);

        var error = await Assert.ThrowsAsync<BackupException>(() => ReplaceAsync(database.Database, backup, ["users"]));

        Assert.Equal("RT0916", error.Code);
        Assert.Contains("odd, \"name\"", error.Detail, StringComparison.Ordinal);
        Assert.Equal(before, await DumpAsync(database.File));
    }

    [Theory]
    [InlineData("ALTER TABLE users ADD COLUMN more", "RT0915")]
    [InlineData("ALTER TABLE users RENAME COLUMN email TO mail", "RT0915")]
    [InlineData("ALTER TABLE users RENAME TO people", "RT0915")]
    [InlineData("DROP TABLE users; CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, boss INTEGER, photo BLOB, score TEXT, twice REAL AS (score * 2) STORED, thrice REAL AS (score * 3))", "RT0915")]
    [InlineData("DROP TABLE users; CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT CHECK (email <> 'user7'), boss INTEGER, photo BLOB, score REAL, twice REAL AS (score * 2) STORED, thrice REAL AS (score * 3))", "RT0916")]
    [InlineData("DROP TABLE users; CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT, boss INTEGER, photo BLOB, score REAL, twice REAL AS (score * 4) STORED, thrice REAL AS (score * 3))", "RT0912")]
    public async Task A_table_that_is_another_one_now_is_left_alone(string change, string code)
    {
        await using var database = await TestDatabase.CreateAsync(Contents);
        var backup = await BackUpAsync(database.Database);
        await database.OutsideAsync(["PRAGMA foreign_keys = OFF", .. change.Split("; ")]);
        var before = await DumpAsync(database.File);

        var error = await Assert.ThrowsAnyAsync<BackupException>(() => ReplaceAsync(database.Database, backup, ["users"]));

        Assert.Equal(code, error.Code);
        Assert.Equal(before, await DumpAsync(database.File));
    }

    [Fact]
    public async Task What_fails_beforehand_changes_nothing_and_a_backup_can_be_made_then()
    {
        await using var database = await TestDatabase.CreateAsync(Contents);
        var backup = await BackUpAsync(database.Database);
        await database.OutsideAsync("DELETE FROM users WHERE id = 51");
        var before = await DumpAsync(database.File);
        Backup? made = null;

        await Assert.ThrowsAsync<BackupNotFoundException>(() => ReplaceAsync(database.Database, backup, ["users"], async _ =>
        {
            made = await BackUpAsync(database.Database);
            throw new BackupNotFoundException("RT0901", "", null, null);
        }));

        Assert.Equal(before, await DumpAsync(database.File));
        Assert.Equal(before, await DumpAsync(made!.Path));
    }

    [Fact]
    public async Task Only_the_named_tables_are_beside_whatever_they_refer_to()
    {
        await using var database = await TestDatabase.CreateAsync(Contents);
        var backup = await BackUpAsync(database.Database);
        var file = _folder["beside.db"];

        await RestorationOf(database.Database).RestoreBesideAsync(backup, file, TableSelection.Of(backup, ["users", "odd, \"name\""], VersionTables.Default), default);

        Assert.Equal("51|3|2", await ShellAsync(file, "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM \"odd, \"\"name\"\"\"), (SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%')"));
        Assert.Equal("ix_users_score", await ShellAsync(file, "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"));
    }

    [Fact]
    public async Task Names_that_mean_nothing_or_too_much_are_refused()
    {
        await using var database = await TestDatabase.CreateAsync(Contents);
        var backup = await BackUpAsync(database.Database);

        string CodeOf(ObjectName name) => Assert.ThrowsAny<BackupException>(() => TableSelection.Of(backup, [name], VersionTables.Default)).Code;

        Assert.Equal(["RT0914", "RT0914", "RT0918"], new ObjectName[] { "nobody", "sqlite_sequence", "retort_version" }.Select(CodeOf));
    }

    private Task<Backup> BackUpAsync(SqliteDatabase database) =>
        new BackupWriter(_folder["backups"], TimeProvider.System, new Progress<BackupProgress>()).CreateAsync(database, BackupRequest.Full("retort_version", "test"), default);

    private static Restoration RestorationOf(SqliteDatabase database) => new(database, "retort_version", TimeProvider.System, new Progress<BackupProgress>());

    private static Task<ReplacedRows> ReplaceAsync(SqliteDatabase database, Backup backup, ImmutableArray<ObjectName> names, Func<CancellationToken, Task>? beforehand = null) =>
        RestorationOf(database).ReplaceRowsAsync(
            backup, names, TableSelection.Of(backup, names, VersionTables.Default), TimeSpan.FromSeconds(30), beforehand ?? (_ => Task.CompletedTask), default);

    private static async Task<string[]> DumpAsync(string file) =>
        [.. (await CommandRun.RunAsync("/usr/bin/sqlite3", [file, ".dump"])).RequireSuccess().Output.Split('\n').Order(StringComparer.Ordinal)];

    private static async Task<string> ShellAsync(string file, string sql) => (await CommandRun.RunAsync("/usr/bin/sqlite3", [file, sql])).RequireSuccess().Output.Trim();
}
