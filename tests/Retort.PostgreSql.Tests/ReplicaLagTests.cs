using Retort.Execution;
using Retort.Testing;

namespace Retort.PostgreSql.Tests;

/// <summary>A backfill waits for a real standby that is behind.</summary>
public sealed class ReplicaLagTests
{
    private const string Rows = "CREATE TABLE t (id int PRIMARY KEY, touched int NOT NULL DEFAULT 0); INSERT INTO t SELECT i FROM generate_series(1, 500) i";
    private const string Touch = "-- retort: backfill\nUPDATE t SET touched = touched + 1";

    private const int Most = 10;

    [Fact]
    public async Task The_next_batch_waits_while_a_standby_is_behind_and_comes_when_it_has_caught_up()
    {
        await using var servers = await PausedStandby.StartAsync();
        await using var database = await servers.Primary.CreateDatabaseAsync();
        using var history = SqlHistory.Of(Rows, Touch);
        var (waiting, pausedAt, sinceCaughtUp) = (new List<(long Rows, TimeSpan Lag)>(), -1L, -1);
        var observer = new RunWatch(progress =>
        {
            // On a busy machine a standby is behind by itself now and then.
            if (progress.ReplicaLag is { } lag && pausedAt >= 0)
            {
                waiting.Add((progress.Rows, lag));
                sinceCaughtUp += sinceCaughtUp >= 0 ? 1 : 0;
                if (waiting.Count == 2)
                {
                    servers.ResumeAsync().GetAwaiter().GetResult();
                    sinceCaughtUp = 0;
                }
            }
            else if (progress.ReplicaLag is null && progress.Rows >= 100 && pausedAt < 0)
            {
                pausedAt = progress.Rows;
                servers.PauseAsync().GetAwaiter().GetResult();
            }
        });
        var options = new MigratorOptions { Observer = observer, Backfill = new BackfillOptions { BatchSize = 50, LargestBatch = 50, Pause = TimeSpan.Zero, MaxReplicaLag = TimeSpan.FromMilliseconds(100) } };

        await using var migrator = history.Open(PostgreSqlDatabase.Connect(database.Url), options);
        await migrator.RunAsync(await migrator.PlanUpgradeAsync("head"));

        Assert.Equal([pausedAt, pausedAt], waiting.Take(2).Select(told => told.Rows));
        Assert.All(waiting, told => Assert.True(told.Lag > TimeSpan.FromMilliseconds(100)));
        Assert.InRange(sinceCaughtUp, 0, Most);
        await servers.Standby.AwaitAsync("SELECT count(*) = 500 AND min(touched) = 1 AND max(touched) = 1 FROM t", database.Name);
    }
}
