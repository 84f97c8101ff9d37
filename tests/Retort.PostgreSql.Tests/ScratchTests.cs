using System.Globalization;
using Retort.Dialects;
using Retort.Revisions;
using Retort.Testing;

namespace Retort.PostgreSql.Tests;

/// <summary>Scratch databases made on the server of the database itself.</summary>
public sealed class ScratchTests
{
    private const string Settings = "SELECT pg_encoding_to_char(encoding) || datcollate || datctype FROM pg_database WHERE datname = current_database()";

    [Theory]
    [InlineData(13)]
    [InlineData(15)]
    [InlineData(18)]
    public async Task It_is_empty_sorts_alike_carries_a_mark_and_is_gone_when_disposed(int major)
    {
        await using var tenant = await ScratchTenant.CreateAsync("CREATEDB", major);
        await tenant.ExecuteAsync("CREATE TABLE t (a int)");
        await using var database = tenant.Connect();
        await using var main = await database.OpenAsync();

        await using (var scratch = await database.CreateScratchAsync(copySchema: false))
        {
            await using var session = await scratch.OpenAsync();
            var name = ScratchTenant.NameOf(scratch.DisplayName);
            Assert.Equal([name], await tenant.DatabasesAsync());
            Assert.StartsWith($"retort_scratch_{Environment.ProcessId}_", name, StringComparison.Ordinal);
            Assert.Equal(name, (await session.QueryAsync("SELECT current_database()::text", default))[0][0]);
            Assert.Null(await session.FindTableAsync("t", default));
            Assert.Equal(major, session.ServerVersion.Major);
            Assert.Equal((await main.QueryAsync(Settings, default))[0][0], (await session.QueryAsync(Settings, default))[0][0]);
            Assert.StartsWith(
                $"Retort scratch database of {Environment.ProcessId}@{Environment.MachineName} since ",
                Assert.Single(await tenant.QueryAsync($"SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = '{name}'")),
                StringComparison.Ordinal);
        }

        Assert.Empty(await tenant.DatabasesAsync());
        Assert.Empty(tenant.Told.Lines);
    }

    [Fact]
    public async Task A_migrator_runs_on_it_and_throws_it_away()
    {
        await using var tenant = await ScratchTenant.CreateAsync("CREATEDB");
        await using var database = tenant.Connect();

        await using (var migrator = Migrator.Create(await database.CreateScratchAsync(copySchema: false), RevisionSource.Of<First>()))
        {
            await migrator.RunAsync(await migrator.PlanUpgradeAsync());
            Assert.Equal(["first"], await migrator.ReadVersionRowsAsync());
            Assert.Single(await tenant.DatabasesAsync());
        }

        Assert.Empty(await tenant.DatabasesAsync());
    }

    [Fact]
    public async Task Sessions_left_open_and_a_second_disposal_do_no_harm()
    {
        await using var tenant = await ScratchTenant.CreateAsync("CREATEDB");
        await using var database = tenant.Connect();
        var scratch = await database.CreateScratchAsync(copySchema: false);
        await using var session = await scratch.OpenAsync();

        await database.DisposeAsync();
        await scratch.DisposeAsync();
        await scratch.DisposeAsync();

        Assert.Empty(await tenant.DatabasesAsync());
        Assert.Empty(tenant.Told.Lines);
    }

    [Fact]
    public async Task It_is_dropped_even_when_the_session_that_holds_it_was_ended()
    {
        await using var tenant = await ScratchTenant.CreateAsync("CREATEDB");
        await using var database = tenant.Connect();
        var scratch = await database.CreateScratchAsync(copySchema: false);

        await tenant.QueryAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = {PostgreSqlLiteral.Text(tenant.Role)}");
        await scratch.DisposeAsync();

        Assert.Empty(await tenant.DatabasesAsync());
    }

    [Fact]
    public async Task Cancelled_at_any_moment_nothing_is_left()
    {
        await using var tenant = await ScratchTenant.CreateAsync("CREATEDB");
        await using var database = tenant.Connect();
        var (cancelled, made) = (0, 0);

        for (var delay = 0; made == 0; delay += 7)
        {
            using var cancellation = new CancellationTokenSource(TimeSpan.FromMilliseconds(delay));
            try
            {
                await (await database.CreateScratchAsync(copySchema: false, cancellation.Token)).DisposeAsync();
                made++;
            }
            catch (Exception e) when (e is OperationCanceledException or StatementException { Failure: StatementFailure.Cancelled })
            {
                cancelled++;
            }

            Assert.Empty(await tenant.DatabasesAsync());
        }

        Assert.InRange(cancelled, 2, int.MaxValue);
    }

    [Fact]
    public async Task What_a_killed_process_left_is_swept_by_the_next_one()
    {
        await using var tenant = await ScratchTenant.CreateAsync("CREATEDB");
        await using var database = tenant.Connect();
        var (process, scratch) = await tenant.StartAsync();

        await using (await database.CreateScratchAsync(copySchema: false))
        {
            Assert.Equal(2, (await tenant.DatabasesAsync()).Count);
        }

        process.Kill();
        await process.WaitForExitAsync();
        Assert.Equal([ScratchTenant.NameOf(scratch)], await tenant.DatabasesAsync());
        await SweepUntilAsync(tenant, database, []);

        Assert.Equal([$"5102 Threw away {ScratchTenant.NameOf(scratch)}, which a killed process had left behind"], tenant.Told.Lines);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(15)]
    public async Task A_signal_throws_it_away(int signal)
    {
        await using var tenant = await ScratchTenant.CreateAsync("CREATEDB");
        var (process, _) = await tenant.StartAsync();

        Assert.Single(await tenant.DatabasesAsync());
        Assert.Equal(0, Signal.Send(process.Id, signal));
        await process.WaitForExitAsync();

        Assert.Equal(130, process.ExitCode);
        Assert.Empty(await tenant.DatabasesAsync());
    }

    [Fact]
    public async Task Processes_that_make_and_sweep_at_the_same_time_never_take_one_from_another()
    {
        await using var tenant = await ScratchTenant.CreateAsync("CREATEDB");

        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => tenant.RunAsync(count: 6)));

        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Error));
        Assert.Empty(await tenant.DatabasesAsync());
    }

    [Fact]
    public async Task Nothing_is_swept_that_is_not_surely_a_leftover()
    {
        await using var tenant = await ScratchTenant.CreateAsync("CREATEDB");
        await using var database = tenant.Connect();
        var random = Random.Shared.Next(0x10000).ToString("x4", CultureInfo.InvariantCulture);
        string[] names = [$"retort_scratch_1_00000000{random}aaaa", $"retort_scratch_1_00000000{random}bbbb", $"retort_scratch_1_00000000{random}cccc", $"retort_scratch_mine_{random}", $"retort_scratch_1_{random}"];
        foreach (var name in names)
        {
            await tenant.ExecuteAsync($"CREATE DATABASE {name} OWNER {PostgreSqlIdentifier.Quote(tenant.Role)}");
        }

        // The first is empty, as a maker killed during CREATE DATABASE leaves it; the second has something, and no mark;
        // the third has a mark, and somebody is connected.
        await tenant.ExecuteAsync("CREATE TABLE precious (a int)", names[1]);
        await tenant.ExecuteAsync($"COMMENT ON DATABASE {names[2]} IS 'Retort scratch database of 1@elsewhere since 2026-01-01'");
        await using var visited = PostgreSqlDatabase.Connect(tenant.UrlOf(names[2]));
        await using (await visited.OpenAsync())
        {
            await SweepUntilAsync(tenant, database, names[1..]);
        }

        await SweepUntilAsync(tenant, database, [names[1], .. names[3..]]);
    }

    private static async Task SweepUntilAsync(ScratchTenant tenant, PostgreSqlDatabase database, IEnumerable<string> expected)
    {
        // The server needs a moment to see that a client is gone.
        for (var attempt = 0; ; attempt++)
        {
            await (await database.CreateScratchAsync(copySchema: false)).DisposeAsync();
            var left = await tenant.DatabasesAsync();
            if (attempt == 50 || left.SequenceEqual(expected.Order(StringComparer.Ordinal)))
            {
                Assert.Equal(expected.Order(StringComparer.Ordinal), left);
                return;
            }
        }
    }

    [Revision("first")]
    private sealed class First : Migration
    {
        public override void Upgrade(MigrationBuilder db) => db.CreateTable("made", t => t.Column("id", t.Int()).PrimaryKey());
    }
}
