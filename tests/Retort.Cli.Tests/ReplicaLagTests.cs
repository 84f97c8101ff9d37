using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>What an operator reads of a backfill that waits for a standby.</summary>
public sealed class ReplicaLagTests
{
    private static readonly string[] History =
    [
        "-- revision: a\n-- upgrade\nCREATE TABLE t (id int PRIMARY KEY, touched int NOT NULL DEFAULT 0);\nINSERT INTO t SELECT i FROM generate_series(1, 500) i;\n",
        "-- revision: b\n-- revises: a\n-- upgrade\n-- retort: backfill\nUPDATE t SET touched = touched + 1;\n",
    ];

    [Fact]
    public async Task A_log_says_at_once_that_a_backfill_waits_for_replicas()
    {
        await using var servers = await PausedStandby.StartAsync();
        await using var database = await servers.Primary.CreateDatabaseAsync();
        using var project = Project.OfSql(History);
        project.Write("retort.json", $$"""{ "url": "{{database.Url}}", "backfill": { "maxReplicaLag": "100ms" } }""");
        await project.DoAsync("upgrade --yes a");
        await servers.PauseAsync();

        using var process = CommandRun.Start(Path.Combine(AppContext.BaseDirectory, "retort"), ["upgrade", "--yes"], project.Path);
        string? line;
        while ((line = await process.StandardError.ReadLineAsync()) is not null && !line.Contains("waiting for replicas", StringComparison.Ordinal))
        {
        }

        var untouched = await database.QueryAsync("SELECT count(*) FROM t WHERE touched > 0");
        await servers.ResumeAsync();
        await process.WaitForExitAsync();

        Assert.StartsWith("b: backfill of t: 0 ", line, StringComparison.Ordinal);
        Assert.Equal(["0"], untouched);
        Assert.Equal(0, process.ExitCode);
        await servers.Standby.AwaitAsync("SELECT count(*) = 500 AND min(touched) = 1 AND max(touched) = 1 FROM t", database.Name);
    }
}
