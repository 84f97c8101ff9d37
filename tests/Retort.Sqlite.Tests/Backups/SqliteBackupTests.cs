using System.Runtime.Versioning;
using Retort.Backups;
using Retort.Dialects;
using Retort.Testing;

namespace Retort.Sqlite.Tests.Backups;

/// <summary>Backups of real files, and what comes back from them.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class SqliteBackupTests : IDisposable
{
    private const string Everything =
        """"
        CREATE TABLE retort_version (version_num text PRIMARY KEY);
        INSERT INTO retort_version VALUES ('b2'), ('a1');
        CREATE TABLE users (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL UNIQUE, photo BLOB, score REAL, twice REAL GENERATED ALWAYS AS (score * 2) STORED);
        CREATE TABLE "odd ""name""" (a TEXT, b BLOB, PRIMARY KEY (b, a)) WITHOUT ROWID;
        CREATE INDEX ix_users_score ON users (score DESC) WHERE score > 1;
        CREATE VIEW best AS SELECT email FROM users WHERE score > 5;
        CREATE TABLE log (line TEXT);
        CREATE TRIGGER tr_users AFTER INSERT ON users BEGIN INSERT INTO log VALUES (new.email); END;
        CREATE VIRTUAL TABLE words USING fts5(body);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500)
        INSERT INTO users (email, photo, score) SELECT 'user' || i || '@example.org', randomblob(300), i / 7.0 FROM n;
        INSERT INTO words VALUES ('the quick brown fox');
        INSERT INTO "odd ""name""" VALUES ('x', 1), ('x', '1'), ('', x'31');
        """";

    private readonly TempFolder _folder = new();

    private string Backups => _folder["backups"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_comes_back_from_a_backup_is_what_went_in()
    {
        await using var database = await TestDatabase.CreateAsync(Everything);
        var backup = await BackUpAsync(database.Database);
        await database.OutsideAsync("DELETE FROM users", "DROP VIEW best", "DELETE FROM retort_version WHERE version_num = 'b2'");
        await database.Session.DisposeAsync();
        var damaged = await CommandRun.RunAsync("/usr/bin/sqlite3", [database.File, ".dump"]);

        var replaced = await RestoreOver(database.Database).ReplaceAsync(backup, default);

        Assert.Equal(["a1", "b2"], backup.Metadata.Revisions);
        Assert.Equal(500, backup.Metadata.Tables.Single(table => table.Name == "users").Rows);
        Assert.Equal("500|500|1|3", await ShellAsync(database.File, "SELECT (SELECT count(*) FROM users), (SELECT count(*) FROM log), (SELECT count(*) FROM words WHERE words MATCH 'fox'), (SELECT count(*) FROM \"odd \"\"name\"\"\")"));
        Assert.Equal("500", await ShellAsync(database.File, "SELECT seq FROM sqlite_sequence WHERE name = 'users'"));
        Assert.Equal(damaged.Output, (await CommandRun.RunAsync("/usr/bin/sqlite3", [replaced.Kept!, ".dump"])).Output);
        Assert.Equal(2, Directory.GetFiles(Path.GetDirectoryName(database.File)!).Length);
    }

    [Fact]
    public async Task A_backup_is_a_database_that_its_owner_alone_can_read()
    {
        await using var database = await TestDatabase.CreateAsync(Everything);

        var backup = await BackUpAsync(database.Database);

        Assert.Equal("500", await ShellAsync(backup.Path, "SELECT count(*) FROM users"));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(backup.Path));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Backup.MetadataPathOf(backup.Path)));
        Assert.Equal(2, Directory.GetFileSystemEntries(Backups).Length);
    }

    [Fact]
    public async Task A_backup_is_of_one_moment_while_others_write()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE a (x); CREATE TABLE b (x)");
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(async () =>
        {
            await using var writer = await database.Database.OpenAsync();
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                await writer.ExecuteAsync([new($"BEGIN"), new($"INSERT INTO a VALUES ({i})"), new($"INSERT INTO b VALUES ({i})"), new("COMMIT")], default);
                await Task.Delay(5);
            }
        });

        for (var i = 0; i < 3; i++)
        {
            var backup = await BackUpAsync(database.Database);
            Assert.Single(backup.Metadata.Tables.Select(table => (table.Rows, table.Hash)).Distinct());
        }

        await stop.CancelAsync();
        await writing;
    }

    [Fact]
    public async Task A_backup_proves_itself_and_one_whose_rows_are_others_does_not()
    {
        await using var database = await TestDatabase.CreateAsync(Everything);
        var backup = await BackUpAsync(database.Database);
        var forged = backup with { Metadata = backup.Metadata with { Tables = [.. backup.Metadata.Tables.Select(table => table.Name == "users" ? table with { Hash = new string('0', 64) } : table)] } };
        var fewer = backup with { Metadata = backup.Metadata with { Tables = [.. backup.Metadata.Tables.Select(table => table.Name == "users" ? table with { Rows = 499 } : table)] } };
        var other = backup with { Metadata = backup.Metadata with { Fingerprint = new string('0', 64) } };

        var proved = await ProveAsync(database.Database, backup);

        Assert.NotNull(proved.Metadata.VerifiedAt);
        Assert.Contains("users has other rows", (await Assert.ThrowsAsync<BackupException>(() => ProveAsync(database.Database, forged))).Detail, StringComparison.Ordinal);
        Assert.Contains("500 rows, not 499", (await Assert.ThrowsAsync<BackupException>(() => ProveAsync(database.Database, fewer))).Detail, StringComparison.Ordinal);
        Assert.Contains("fingerprint", (await Assert.ThrowsAsync<BackupException>(() => ProveAsync(database.Database, other))).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_with_large_pages_can_be_proved()
    {
        using var folder = new TempFolder();
        await ShellAsync(folder["large.db"], "PRAGMA page_size = 16384; CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(100000))");
        await using var database = SqliteDatabase.Connect($"sqlite:///{folder["large.db"]}");

        var proved = await ProveAsync(database, await BackUpAsync(database));

        Assert.NotNull(proved.Metadata.VerifiedAt);
    }

    [Fact]
    public async Task A_write_ahead_log_of_the_old_database_does_not_reach_the_restored_one()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.OutsideAsync("PRAGMA journal_mode = WAL", "CREATE TABLE t (x)", "INSERT INTO t VALUES (1)");
        var backup = await BackUpAsync(database.Database);
        await database.OutsideAsync("INSERT INTO t VALUES (2)", "PRAGMA wal_autocheckpoint = 0", "INSERT INTO t VALUES (3)");
        await database.Session.DisposeAsync();

        var replaced = await RestoreOver(database.Database).ReplaceAsync(backup, default);

        Assert.Equal("1\nwal", await ShellAsync(database.File, "SELECT count(*) FROM t; PRAGMA journal_mode"));
        Assert.Equal("3", await ShellAsync(replaced.Kept!, "SELECT count(*) FROM t"));
    }

    [Fact]
    public async Task A_database_that_another_one_writes_to_is_not_replaced_and_can_be_restored_in_place_afterwards()
    {
        await using var database = await TestDatabase.CreateAsync("CREATE TABLE t (x)");
        var backup = await BackUpAsync(database.Database);
        await database.SqlAsync("INSERT INTO t VALUES (1)");
        await database.OutsideAsync("BEGIN IMMEDIATE");
        await using var impatient = SqliteDatabase.Connect($"sqlite:///{database.File}?timeout=1");

        var busy = await Assert.ThrowsAsync<BackupException>(() => RestoreOver(impatient).ReplaceAsync(backup, default));
        await database.OutsideAsync("COMMIT");
        await RestoreOver(database.Database).RestoreInPlaceAsync(backup, TimeSpan.FromSeconds(30), default);

        Assert.Contains("--in-place", busy.Hint, StringComparison.Ordinal);
        Assert.Equal(0L, await database.ScalarAsync("SELECT count(*) FROM t"));
        Assert.Equal(["test.db"], Directory.GetFiles(Path.GetDirectoryName(database.File)!).Select(Path.GetFileName));
    }

    [Fact]
    public async Task A_lost_or_ruined_file_is_made_again()
    {
        await using var database = await TestDatabase.CreateAsync(Everything);
        var backup = await BackUpAsync(database.Database);
        await database.Session.DisposeAsync();

        await File.WriteAllTextAsync(database.File, "this is no database");
        var replaced = await RestoreOver(database.Database).ReplaceAsync(backup, default);
        Assert.Equal("this is no database", await File.ReadAllTextAsync(replaced.Kept!));
        Assert.Equal("500", await ShellAsync(database.File, "SELECT count(*) FROM users"));

        File.Delete(database.File);
        await RestoreOver(database.Database).ReplaceAsync(backup, default);
        Assert.Equal("500", await ShellAsync(database.File, "SELECT count(*) FROM users"));
    }

    [Fact]
    public async Task A_restored_file_keeps_the_permissions_and_the_link_of_the_old_one()
    {
        using var folder = new TempFolder();
        await ShellAsync(folder["real.db"], "CREATE TABLE t (x)");
        File.SetUnixFileMode(folder["real.db"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        File.CreateSymbolicLink(folder["app.db"], folder["real.db"]);
        await using var database = SqliteDatabase.Connect($"sqlite:///{folder["app.db"]}");
        var backup = await BackUpAsync(database);

        await RestoreOver(database).ReplaceAsync(backup, default);

        Assert.Equal(folder["real.db"], new FileInfo(folder["app.db"]).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(folder["real.db"]));
    }

    [Fact]
    public async Task A_database_that_is_damaged_inside_gives_no_backup_and_nothing_is_left()
    {
        await using var database = await TestDatabase.CreateAsync(Everything);
        await database.Session.DisposeAsync();
        var bytes = await File.ReadAllBytesAsync(database.File);
        bytes.AsSpan(bytes.Length / 2, 4096).Fill(0xff);
        await File.WriteAllBytesAsync(database.File, bytes);

        await Assert.ThrowsAsync<BackupException>(() => BackUpAsync(database.Database));

        Assert.Empty(Directory.GetFileSystemEntries(Backups));
    }

    private static Restoration RestoreOver(SqliteDatabase database) => new(database, "retort_version", TimeProvider.System, new Progress<BackupProgress>());

    private Task<Backup> BackUpAsync(SqliteDatabase database) =>
        new BackupWriter(Backups, TimeProvider.System, new Progress<BackupProgress>()).CreateAsync(database, BackupRequest.Full("retort_version", "test"), default);

    private static Task<Backup> ProveAsync(IDatabase database, Backup backup) =>
        BackupProof.RunAsync(backup, database, "retort_version", TimeProvider.System, new Progress<BackupProgress>(), default);

    private static async Task<string> ShellAsync(string file, string sql) => (await CommandRun.RunAsync("/usr/bin/sqlite3", [file], input: sql)).RequireSuccess().Output.Trim();
}
