using System.Diagnostics;
using Npgsql;
using Retort.CrashRunner;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>The first promise once more, when the whole server goes: it restarts when one of its processes is killed, and when somebody restarts it.</summary>
public sealed class ServerTests : IAsyncLifetime
{
    private const int Deaths = 6;

    private PostgresServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await PostgresServer.StartAsync(15);

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("upgrade")]
    [InlineData("downgrade")]
    public async Task Gone_between_two_calls_the_same_command_finishes(string direction)
    {
        await using var journey = await Journey.PlanAsync(direction, _server);
        await using var counted = await journey.DepartAsync();
        var calls = await DyingRun.RunAsync(counted.Url, journey.Project.PathOf("versions"), direction, journey.Target, null, _ => Task.CompletedTask);
        for (var death = 1; death <= Deaths; death++)
        {
            await using var database = await journey.DepartAsync();
            var way = death % 3;

            // A sequence that was copied with its database forgets in a crash what it gave out since, up to the next checkpoint.
            await database.ExecuteAsync("CHECKPOINT");

            var error = await Assert.ThrowsAnyAsync<RetortException>(() => DyingRun.RunAsync(database.Url, journey.Project.PathOf("versions"), direction, journey.Target, calls * death / (Deaths + 1), session => way switch
            {
                0 => _server.RestartAsync("fast"),
                1 => _server.RestartAsync("immediate"),
                _ => KillAsync(((NpgsqlConnection)session.Connection).ProcessID),
            }));

            Assert.Contains("the same command again", error.Hint, StringComparison.OrdinalIgnoreCase);
            await _server.WaitAsync();
            await journey.RequireAgreementAsync(database);
            await journey.ArriveAsync(database);
        }
    }

    [Theory]
    [InlineData("fast", "terminating connection due to administrator command")]
    [InlineData("immediate", "The connection to the server is gone.")]
    public async Task Restarted_in_the_middle_of_a_statement_it_is_told_and_the_same_command_finishes(string mode, string told)
    {
        await using var database = await _server.CreateDatabaseAsync();
        await database.ExecuteAsync("CREATE TABLE gate ()");
        using var project = Project.OfSql("-- revision: a\n-- upgrade\nCREATE TABLE t ();\nSELECT pg_sleep(60 * count(*)) FROM pg_class WHERE relname = 'gate';\n");
        var running = project.RunAsync("upgrade --yes --url", database.Url);
        await database.FindSessionAsync("wait_event = 'PgSleep'");

        var clock = Stopwatch.StartNew();
        await _server.RestartAsync(mode);
        var run = await running;
        var took = clock.Elapsed;
        await database.ExecuteAsync("DROP TABLE gate");
        var again = await project.RunAsync("upgrade --yes --url", database.Url);

        Assert.Equal(1, run.ExitCode);
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Contains($"The upgrade of revision \"a\" failed: {told}", run.Error, StringComparison.Ordinal);
        Assert.Contains("Run the same command again", run.Error, StringComparison.Ordinal);
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(["a"], await database.QueryAsync("SELECT version_num FROM retort_version"));
    }

    /// <summary>Kills a process of the server, which then ends all others and starts anew.</summary>
    private async Task KillAsync(int process)
    {
        Assert.Equal(0, Signal.Send(process, Signal.Kill));
        while (Directory.Exists($"/proc/{process}"))
        {
            await Task.Delay(10);
        }

        await _server.WaitAsync();
    }
}
