using System.Globalization;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>A backfill whose process dies by SIGKILL before any call that changes something goes on at exactly the key it had reached.</summary>
public sealed class BackfillCrashTests
{
    private static readonly string Runner = Path.Combine(AppContext.BaseDirectory, "Retort.CrashRunner");

    private static readonly string[] History =
    [
        "-- revision: a\n-- upgrade\nCREATE TABLE t (id int PRIMARY KEY, touched int NOT NULL DEFAULT 0);\nINSERT INTO t SELECT i FROM generate_series(1, 4500) i;\n",
        "-- revision: b\n-- revises: a\n-- upgrade\nALTER TABLE t ADD COLUMN c int;\n-- retort: backfill\nUPDATE t SET touched = touched + 1, c = id;\nALTER TABLE t ADD CONSTRAINT c_is_there CHECK (c IS NOT NULL) NOT VALID;\n",
    ];

    [Fact]
    public async Task Killed_at_any_call_the_same_upgrade_updates_every_row_once()
    {
        using var project = Project.OfSql(History);
        await using var counted = await PostgresDatabase.CreateAsync();
        var run = await CommandRun.RunAsync(Runner, [counted.Url, project.PathOf("versions"), "upgrade", "head", "-"]);
        var calls = int.Parse(run.RequireSuccess().Output, CultureInfo.InvariantCulture);

        Assert.True(calls > 20, $"only {calls} calls were counted");
        await Parallel.ForEachAsync(Enumerable.Range(0, calls), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (call, _) =>
        {
            await using var database = await PostgresDatabase.CreateAsync();
            var death = await CommandRun.RunAsync(Runner, [database.Url, project.PathOf("versions"), "upgrade", "head", call.ToString(CultureInfo.InvariantCulture)]);
            var finish = await project.RunAsync($"upgrade --yes --url {database.Url}");

            Assert.Equal((137, 0), (death.ExitCode, finish.ExitCode));
            Assert.Equal(["4500 4500 1 1"], await database.QueryAsync("SELECT concat_ws(' ', count(c), sum(touched), min(touched), max(touched)) FROM t"));
            Assert.Equal(["b"], await database.QueryAsync("SELECT version_num FROM retort_version"));
        });
    }
}
