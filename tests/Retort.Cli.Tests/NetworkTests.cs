using System.Diagnostics;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>The first promise over a network that is cut: with a word of it or without, the runner says so in time, and the same command finishes when the network is back.</summary>
public sealed class NetworkTests(Journeys journeys) : IClassFixture<Journeys>
{
    private const string Slow = "-- revision: a\n-- upgrade\nCREATE TABLE t ();\nSELECT pg_sleep(60 * count(*)) FROM pg_class WHERE relname = 'gate';\n";

    [Theory]
    [InlineData("upgrade")]
    [InlineData("downgrade")]
    public async Task Cut_with_any_third_answer_the_same_command_finishes(string direction)
    {
        var journey = journeys[direction];
        var trips = await TripsAsync(journey);

        Assert.True(trips > 20, $"only {trips} trips were counted");
        await Parallel.ForEachAsync(Enumerable.Range(0, trips / 3), new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (third, _) =>
        {
            var trip = third * 3;
            await using var database = await journey.DepartAsync();
            await using var link = new NetworkLink(database) { CutWith = trip, IsSilent = third % 4 == 0 };

            var clock = Stopwatch.StartNew();
            var run = await journey.TypeAsync(link.ImpatientUrl);
            var took = clock.Elapsed;
            link.Break();

            if (run.ExitCode == 0)
            {
                await journey.RequireArrivalAsync(database);
            }

            Assert.True(took < TimeSpan.FromSeconds(20), $"The cut with trip {trip} was told after {took}.");
            Assert.True(run.ExitCode == 0 || run.Error.Contains("Run the same command again", StringComparison.Ordinal) || run.Error.Contains("RT0612", StringComparison.Ordinal), run.Error);
            await journey.RequireAgreementAsync(database);
            await journey.ArriveAsync(database);
        });
    }

    [Fact]
    public async Task A_network_that_swallows_everything_in_the_middle_of_a_statement_is_noticed_and_what_holds_the_lock_is_told()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE gate ()");
        using var project = Project.OfSql(Slow);
        await using var link = new NetworkLink(database) { IsSilent = true };
        var running = project.RunAsync("upgrade --yes --url", link.ImpatientUrl);
        await database.FindSessionAsync("wait_event = 'PgSleep'");

        var clock = Stopwatch.StartNew();
        link.Cut();
        var run = await running;
        var took = clock.Elapsed;
        await database.ExecuteAsync("DROP TABLE gate");
        link.Mend();
        var locked = await project.RunAsync("upgrade --yes --lock-timeout 300ms --url", link.Url);
        var ending = locked.Error.Split('\n').Single(line => line.Contains("pg_terminate_backend", StringComparison.Ordinal));
        await database.QueryAsync(ending[ending.IndexOf("SELECT", StringComparison.Ordinal)..]);
        var again = await project.RunAsync("upgrade --yes --url", link.Url);

        Assert.Equal(1, run.ExitCode);
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Contains("The connection to the server is gone.", run.Error, StringComparison.Ordinal);
        Assert.Contains("No answer came within 1.5 s, and the server does not answer a second connection either.", run.Error, StringComparison.Ordinal);
        Assert.Contains("Run the same command again", run.Error, StringComparison.Ordinal);
        Assert.Equal(4, locked.ExitCode);
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(["a"], await database.QueryAsync("SELECT version_num FROM retort_version"));
    }

    [Fact]
    public async Task An_answer_that_was_lost_is_noticed_though_new_connections_work()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE gate ()");
        using var project = Project.OfSql(Slow);
        await using var link = new NetworkLink(database) { IsSilent = true };
        var running = project.RunAsync("upgrade --yes --url", link.ImpatientUrl);
        await database.FindSessionAsync("wait_event = 'PgSleep'");

        link.Cut();
        link.Mend();
        await database.QueryAsync("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND datname = current_database()");
        var run = await running;

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("No answer came within 1.5 s, and the server has nothing left to do for it.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_statement_that_takes_long_is_waited_for()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql("-- revision: a\n-- upgrade\nSELECT pg_sleep(3);\n");
        await using var link = new NetworkLink(database);

        await project.DoAsync("upgrade --yes --url", link.ImpatientUrl);
    }

    [Fact]
    public async Task Another_run_waits_for_the_lock_until_the_server_learns_that_the_first_one_is_gone()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE gate ()");
        using var project = Project.OfSql(Slow);
        await using var link = new NetworkLink(database) { IsSilent = true };
        var running = project.RunAsync("upgrade --yes --url", link.ImpatientUrl);
        await database.FindSessionAsync("wait_event = 'PgSleep'");
        link.Cut();
        await running;
        await database.ExecuteAsync("DROP TABLE gate");

        var waiting = project.RunAsync("upgrade --yes --url", database.Url);
        var isWaiting = await Task.WhenAny(waiting, Task.Delay(1000)) != waiting;
        link.Break();
        var again = await waiting;

        Assert.True(isWaiting, again.Error);
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(["a"], await database.QueryAsync("SELECT version_num FROM retort_version"));
    }

    /// <summary>How often a journey sends something when nobody disturbs it.</summary>
    private static async Task<int> TripsAsync(Journey journey)
    {
        await using var database = await journey.DepartAsync();
        await using var link = new NetworkLink(database);
        (await journey.TypeAsync(link.Url)).RequireSuccess();
        return link.Trips;
    }
}
