using Npgsql;
using Retort.Execution;
using Retort.PostgreSql;
using Retort.RevisionFiles;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>Users who may do less than everything, and disks that hold less.</summary>
public sealed class ShortageTests
{
    private const string Revision = "-- revision: a\n-- upgrade\nSELECT 1;\n";

    [Fact]
    public async Task A_user_who_may_create_nothing_is_told_what_is_missing_and_can_run_on_tables_of_others()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var role = $"weak_{database.Name}";
        await database.QueryAsync($"CREATE ROLE {role} LOGIN");
        using var project = Project.OfSql(Revision);
        var weak = database.Url.Replace("postgres@", $"{role}@", StringComparison.Ordinal);

        var refused = await project.RunAsync("upgrade --url", weak);
        await project.DoAsync("ensure-version --url", database.Url);
        var unread = await project.RunAsync("current --url", weak);
        await database.QueryAsync($"GRANT SELECT, INSERT, UPDATE, DELETE ON retort_version, retort_history TO {role}");
        var done = await project.RunAsync("upgrade --url", weak);
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
    public async Task A_full_disk_leaves_the_database_as_it_was()
    {
        using var project = Project.OfSql(Revision, "-- revision: b\n-- revises: a\n-- upgrade\nCREATE TABLE t (x BLOB);\nPRAGMA max_page_count = 20;\nINSERT INTO t VALUES (randomblob(1000000));\n");

        var run = await project.RunAsync("upgrade");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("full", run.Error, StringComparison.Ordinal);
        Assert.Equal("a\n", (await project.RunAsync("current")).Output);
        Assert.Equal("ok", (await CommandRun.RunAsync("/usr/bin/sqlite3", [project.PathOf("app.db"), "PRAGMA integrity_check; SELECT name FROM sqlite_master WHERE name = 't'"])).Output.Trim());
    }
}
