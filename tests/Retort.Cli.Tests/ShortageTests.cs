using Npgsql;
using Retort.Execution;
using Retort.PostgreSql;
using Retort.RevisionFiles;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>Users who may do less than everything, and disks that hold less.</summary>
public sealed class ShortageTests
{
    private const string Rows = "SELECT string_agg(sha256((100 * i + n)::text::bytea), '') FROM generate_series(1, 4000) i, generate_series(1, 10) n GROUP BY i";
    private const string Revision = "-- revision: a\n-- upgrade\nSELECT 1;\n";

    [Fact]
    public async Task A_user_who_may_create_nothing_is_told_what_is_missing_and_can_run_on_tables_of_others()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var role = $"weak_{database.Name}";
        await database.QueryAsync($"CREATE ROLE {role} LOGIN");
        using var project = Project.OfSql(Revision);
        var weak = database.Url.Replace("postgres@", $"{role}@", StringComparison.Ordinal);

        var refused = await project.RunAsync("upgrade --yes --url", weak);
        await project.DoAsync("ensure-version --url", database.Url);
        var unread = await project.RunAsync("current --url", weak);
        await database.QueryAsync($"GRANT SELECT, INSERT, UPDATE, DELETE ON retort_version, retort_history TO {role}");
        var done = await project.RunAsync("upgrade --yes --url", weak);
        await database.QueryAsync($"DROP OWNED BY {role}; DROP ROLE {role}");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("RT0510", refused.Error, StringComparison.Ordinal);
        Assert.Contains("permission denied", refused.Error, StringComparison.Ordinal);
        Assert.Contains("retort ensure-version", refused.Error, StringComparison.Ordinal);
        Assert.Contains("Let the owner GRANT", unread.Error, StringComparison.Ordinal);
        Assert.Equal(0, done.ExitCode);
    }

    [Fact]
    public async Task A_run_that_fails_gives_the_lock_back_though_its_connection_stays_in_a_pool()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var role = $"pooled_{database.Name}";
        await database.QueryAsync($"CREATE ROLE {role} LOGIN");
        using var project = Project.OfSql(Revision);
        await using var pool = NpgsqlDataSource.Create(database.ConnectionString.Replace("Username=postgres", $"Username={role}", StringComparison.Ordinal).Replace("Pooling=false", "Pooling=true", StringComparison.Ordinal));
        await using var migrator = Migrator.Create(PostgreSqlDatabase.Connect(pool), new VersionsFolder([project.PathOf("versions")]));

        await Assert.ThrowsAsync<VersionTablesNotCreatedException>(() => migrator.EnsureVersionTablesAsync());

        Assert.Equal(["1"], await database.QueryAsync($"SELECT count(*) FROM pg_stat_activity WHERE usename = '{role}'"));
        Assert.Equal(["0"], await database.QueryAsync("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"));
    }

    [Fact]
    public async Task A_disk_that_is_full_during_an_upgrade_leaves_SQLite_as_it_was_and_the_same_command_finishes_when_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync(kilobytes: 200);
        using var project = Project.OfSql(Revision, "-- revision: b\n-- revises: a\n-- upgrade\nCREATE TABLE t (x BLOB);\nINSERT INTO t VALUES (randomblob(1000000));\n");
        var file = Path.Combine(disk.Path, "app.db");
        project.Environment["RETORT_URL"] = $"sqlite:///{file}";

        var full = await project.RunAsync("upgrade --yes");
        var current = await project.RunAsync("current");
        var left = await project.SqliteAsync("PRAGMA integrity_check; SELECT name FROM sqlite_master WHERE name = 't'", file);
        await disk.GrowAsync(kilobytes: 5000);
        await project.DoAsync("upgrade --yes");

        Assert.Equal(1, full.ExitCode);
        Assert.Contains("database or disk is full", full.Error, StringComparison.Ordinal);
        Assert.Contains("Make room on the disk, then run the same command again.", full.Error, StringComparison.Ordinal);
        Assert.Equal("a\n", current.Output);
        Assert.Equal("ok\n", left);
        Assert.Equal("1000000\n", await project.SqliteAsync("SELECT length(x) FROM t", file));
    }

    [Theory]
    [InlineData("CREATE TABLE t (x bytea) TABLESPACE small", $"INSERT INTO t {Rows}", "4000,")]
    [InlineData($"CREATE TABLE t (x bytea);\nINSERT INTO t {Rows}", "CREATE INDEX CONCURRENTLY ix ON t (x) TABLESPACE small", "4000,ix true")]
    public async Task A_disk_that_is_full_during_an_upgrade_is_told_by_PostgreSQL_and_the_same_command_finishes_when_there_is_room(string first, string second, string expected)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var disk = await SmallDisk.MountAsync(kilobytes: 1000, owner: database.Server.Folder);
        var space = $"small_{database.Name}";
        await database.ExecuteAsync($"CREATE TABLESPACE {space} LOCATION '{disk.Path}'");
        using var project = Project.OfSql($"-- revision: a\n-- upgrade\n{InSpace(first)};\n", $"-- revision: b\n-- revises: a\n-- upgrade\n{InSpace(second)};\n");
        project.Environment["RETORT_URL"] = database.Url;

        var full = await project.RunAsync("upgrade --yes");
        var current = await project.RunAsync("current");
        await disk.GrowAsync(kilobytes: 20_000);
        var again = await project.RunAsync("upgrade --yes");
        var left = await database.QueryAsync("SELECT count(*) || ',' || (SELECT coalesce(string_agg(indexrelid::regclass || ' ' || indisvalid, ' '), '') FROM pg_index WHERE indrelid = 't'::regclass) FROM t");
        await database.ExecuteAsync("DROP TABLE t");
        await database.ExecuteAsync($"DROP TABLESPACE {space}");

        Assert.Equal(1, full.ExitCode);
        Assert.Contains("No space left on device", full.Error, StringComparison.Ordinal);
        Assert.Contains("Make room on the disk of the server, then run the same command again.", full.Error, StringComparison.Ordinal);
        Assert.Equal("a\n", current.Output);
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal([expected], left);

        string InSpace(string sql) => sql.Replace("TABLESPACE small", $"TABLESPACE {space}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_room_for_its_log_goes_down_and_the_same_command_finishes_when_there_is_room()
    {
        await using var disk = await SmallDisk.MountAsync(kilobytes: 40_000, owner: (await PostgresServer.GetAsync(15)).Folder);
        await using var server = await PostgresServer.StartAsync(15, log: Path.Combine(disk.Path, "wal"));
        await using var database = await server.CreateDatabaseAsync();
        using var project = Project.OfSql(Revision, "-- revision: b\n-- revises: a\n-- upgrade\nCREATE TABLE t (x text);\nINSERT INTO t SELECT repeat('x', 1000) FROM generate_series(1, 60000);\n");
        project.Environment["RETORT_URL"] = database.Url;

        var full = await project.RunAsync("upgrade --yes");
        await disk.GrowAsync(kilobytes: 200_000);
        await server.RestartAsync("immediate");
        var current = await project.RunAsync("current");
        var again = await project.RunAsync("upgrade --yes");

        Assert.Equal(1, full.ExitCode);
        Assert.Contains("The upgrade of revision \"b\" failed", full.Error, StringComparison.Ordinal);
        Assert.Contains("the same command again", full.Error, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("a\n", current.Output);
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(["60000"], await database.QueryAsync("SELECT count(*) FROM t"));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task Without_room_for_the_backup_before_it_an_upgrade_changes_nothing_and_with_room_it_goes_on(string engine)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var disk = await SmallDisk.MountAsync(kilobytes: 500);
        using var project = Project.OfSql(Revision, "-- revision: b\n-- revises: a\n-- upgrade\nCREATE TABLE t (x int);\n");
        project.Write("retort.json", $$"""{ "url": "{{(engine == "sqlite" ? "sqlite:///app.db" : database.Url)}}", "backup": { "mode": "full", "directory": "{{disk.Path}}" } }""");
        await project.DoAsync("upgrade --yes a --backup none");

        var full = await project.RunAsync("upgrade --yes");
        var current = await project.RunAsync("current");
        var left = Directory.GetFileSystemEntries(disk.Path);
        await disk.GrowAsync(kilobytes: 100_000);
        await project.DoAsync("upgrade --yes");

        Assert.Equal(5, full.ExitCode);
        Assert.Contains("not enough room", full.Error, StringComparison.Ordinal);
        Assert.Contains("HINT", full.Error, StringComparison.Ordinal);
        Assert.Equal("a\n", current.Output);
        Assert.Empty(left);
        Assert.Equal(2, Directory.GetFileSystemEntries(disk.Path).Length);
    }

    [Fact]
    public async Task A_disk_that_is_full_during_a_backup_leaves_nothing_of_it()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE t AS SELECT sha256(i::text::bytea) FROM generate_series(1, 20000) i");
        using var project = Project.OfSql();

        // The runtime keeps its own code in a file as large as it likes unless told otherwise.
        var run = await CommandRun.RunAsync(
            "/bin/bash", ["-c", $"trap '' XFSZ; export DOTNET_EnableWriteXorExecute=0; ulimit -f 200; exec {Path.Combine(AppContext.BaseDirectory, "retort")} backup create --url '{database.Url}'"], project.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("File too large", run.Error, StringComparison.Ordinal);
        Assert.Contains("HINT", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(project.PathOf("backups")));
    }
}
