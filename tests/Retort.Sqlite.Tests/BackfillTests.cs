using Retort.Execution;
using Retort.RevisionFiles;
using Retort.Testing;

namespace Retort.Sqlite.Tests;

/// <summary>Backfills of SQLite go by the rowid, or by the primary key of a table that has none.</summary>
public sealed class BackfillTests
{
    private static readonly MigratorOptions Small = new() { Backfill = new BackfillOptions { BatchSize = 7, LargestBatch = 7, BatchTime = TimeSpan.FromMinutes(1), Pause = TimeSpan.Zero } };

    [Theory]
    [InlineData("id INTEGER PRIMARY KEY, n, touched INT NOT NULL DEFAULT 0)", "")]
    [InlineData("id TEXT PRIMARY KEY, n, touched INT NOT NULL DEFAULT 0)", "")]
    [InlineData("id, n, touched INT NOT NULL DEFAULT 0)", "")]
    [InlineData("id, n, touched INT NOT NULL DEFAULT 0, PRIMARY KEY (n, id)) WITHOUT ROWID", "")]
    [InlineData("id TEXT NOT NULL, n INT NOT NULL, touched INT NOT NULL DEFAULT 0)", " by ID, \"n\"")]
    public async Task Every_row_is_updated_once(string columns, string key)
    {
        using var folder = new TempFolder();
        folder.Write("versions/a.sql", $"-- revision: a\n-- upgrade\nCREATE TABLE t ({columns};\n{Numbers}\n-- retort: backfill{key}\nUPDATE t SET touched = touched + 1;\n");
        await using var migrator = Open(folder, Small);

        await migrator.RunAsync(await migrator.PlanUpgradeAsync());

        Assert.Equal(["100|100|1|1"], await RowsAsync(folder, "SELECT count(*) || '|' || sum(touched) || '|' || min(touched) || '|' || max(touched) FROM t"));
        Assert.Contains("\"rows\":100", (await RowsAsync(folder, "SELECT progress FROM retort_history WHERE progress IS NOT NULL")).Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_history_that_is_older_than_backfills_gets_the_column_for_their_progress()
    {
        using var folder = new TempFolder();
        folder.Write("versions/a.sql", $"-- revision: a\n-- upgrade\nCREATE TABLE t (id INTEGER PRIMARY KEY, n, touched INT NOT NULL DEFAULT 0);\n{Numbers}\n");
        await using (var first = Open(folder, Small))
        {
            await first.RunAsync(await first.PlanUpgradeAsync());
        }

        await RowsAsync(folder, "ALTER TABLE retort_history DROP COLUMN progress");
        folder.Write("versions/b.sql", "-- revision: b\n-- revises: a\n-- upgrade\n-- retort: backfill\nUPDATE t SET touched = 1;\n");
        await using var migrator = Open(folder, Small);

        await migrator.RunAsync(await migrator.PlanUpgradeAsync());

        Assert.Equal(["100"], await RowsAsync(folder, "SELECT CAST(sum(touched) AS TEXT) FROM t"));
    }

    [Fact]
    public async Task A_key_that_may_be_null_is_refused()
    {
        using var folder = new TempFolder();
        folder.Write("versions/a.sql", "-- revision: a\n-- upgrade\nCREATE TABLE t (n INT);\n-- retort: backfill by n\nUPDATE t SET n = 1;\n");
        await using var migrator = Open(folder, Small);

        var error = await Assert.ThrowsAsync<BackfillKeyException>(async () => await migrator.RunAsync(await migrator.PlanUpgradeAsync()));

        Assert.Equal("RT0512", error.Code);
    }

    [Fact]
    public async Task Two_runners_at_the_same_backfill_update_no_row_twice()
    {
        using var folder = new TempFolder();
        folder.Write("versions/a.sql", $"-- revision: a\n-- upgrade\nCREATE TABLE t (id INTEGER PRIMARY KEY, n, touched INT NOT NULL DEFAULT 0);\n{Numbers.Replace("100", "2000", StringComparison.Ordinal)}\n");
        await using (var first = Open(folder, Small))
        {
            await first.RunAsync(await first.PlanUpgradeAsync());
        }

        folder.Write("versions/b.sql", "-- revision: b\n-- revises: a\n-- upgrade\n-- retort: backfill\nUPDATE t SET touched = touched + 1;\n");
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            await using var migrator = Open(folder, Small);
            await migrator.RunAsync(await migrator.PlanUpgradeAsync());
        })));

        Assert.Equal(["2000|2000|1"], await RowsAsync(folder, "SELECT count(*) || '|' || sum(touched) || '|' || max(touched) FROM t"));
        Assert.Equal(["b"], await RowsAsync(folder, "SELECT version_num FROM retort_version"));
    }

    [Fact]
    public async Task Its_script_updates_all_rows()
    {
        using var folder = new TempFolder();
        folder.Write("versions/a.sql", $"-- revision: a\n-- upgrade\nCREATE TABLE t (id INTEGER PRIMARY KEY, n, touched INT NOT NULL DEFAULT 0);\n{Numbers}\n-- retort: backfill\nUPDATE t SET touched = touched + 1;\n");
        await using var migrator = Open(folder, Small);

        var script = await migrator.WriteUpgradeScriptAsync();
        (await CommandRun.RunAsync("/usr/bin/sqlite3", [folder["app.db"]], input: script)).RequireSuccess();

        Assert.Equal(["100|1"], await RowsAsync(folder, "SELECT sum(touched) || '|' || max(touched) FROM t"));
    }

    private const string Numbers = "INSERT INTO t (id, n) WITH RECURSIVE i(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM i WHERE n < 100) SELECT n, 'it''s' || n FROM i;";

    private static Migrator Open(TempFolder folder, MigratorOptions options) => Migrator.Create(SqliteDatabase.Connect($"sqlite:///{folder["app.db"]}"), new VersionsFolder([folder["versions"]]), options);

    private static async Task<IReadOnlyList<string>> RowsAsync(TempFolder folder, string sql)
    {
        await using var database = SqliteDatabase.Connect($"sqlite:///{folder["app.db"]}");
        await using var session = await database.OpenAsync();
        return [.. (await session.QueryAsync(sql, default)).Select(row => (string)row[0]!)];
    }
}
