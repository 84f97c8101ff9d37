using Microsoft.Extensions.DependencyInjection;
using Retort.Execution;
using Retort.Hosting.Startup;
using Retort.Testing;

namespace Retort.Hosting.Tests;

/// <summary>What an application does about its schema before it starts.</summary>
public sealed class StartupTests : IDisposable
{
    private const string Sqlite = "sqlite:///app.db";

    private readonly TempFolder _folder = new();

    public StartupTests() => History.Write(_folder, 3);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Apply_upgrades_an_empty_SQLite_file()
    {
        await using var app = await TestApp.StartAsync(_folder, Sqlite, StartupMode.Apply);

        Assert.Equal(["r3"], await RowsAsync(Sqlite));
        Assert.Contains(app.Log, line => line.Id == RetortEventId.SchemaUpgraded && line.Message.Contains("3 revisions", StringComparison.Ordinal));
        Assert.Equal(3, app.Log.Count(line => line.Id == RetortEventId.RevisionFinished));
    }

    [Fact]
    public async Task Eight_hosts_at_once_apply_each_revision_once_and_all_start()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        History.Write(_folder, 20);

        var apps = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => TestApp.StartAsync(_folder, database.Url, StartupMode.Apply))));

        var health = await Task.WhenAll(apps.Select(app => app.HealthAsync()));
        Assert.All(health, answer => Assert.Equal("healthy", (string?)answer.Body["status"]));
        Assert.Equal(Enumerable.Range(1, 20).Select(i => $"r{i}"), await database.QueryAsync("SELECT revision FROM retort_history WHERE status = 'done' ORDER BY id"));
        foreach (var app in apps)
        {
            await app.DisposeAsync();
        }
    }

    [Fact]
    public async Task Four_hosts_at_once_apply_each_revision_once_on_SQLite()
    {
        History.Write(_folder, 10);

        var apps = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => TestApp.StartAsync(_folder, Sqlite, StartupMode.Apply))));

        Assert.Equal(["r10"], await RowsAsync(Sqlite));
        Assert.Equal(10, apps.Sum(app => app.Log.Count(line => line.Id == RetortEventId.RevisionFinished)));
        foreach (var app in apps)
        {
            await app.DisposeAsync();
        }
    }

    [Fact]
    public async Task Apply_waits_for_the_runner_that_came_first_and_says_so_once()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var runner = PostgreSql.PostgreSqlDatabase.Connect(database.Url);
        var session = await runner.OpenAsync();
        Assert.True(await session.TryLockAsync("retort_version", default));
        var waiting = new WaitObserver();
        await using var app = TestApp.Build(_folder, builder => builder.Services.AddRetort(options => options.UsePostgreSql(database.Url).AddRevisions("versions").OnStartup(StartupMode.Apply)
            .ConfigureMigrator(migrator => migrator with { Observer = waiting })));

        var start = app.StartAsync();
        while (waiting.Waits < 3)
        {
            Assert.False(start.IsCompleted);
            await Task.Delay(10);
        }

        await session.DisposeAsync();
        await start;

        Assert.Equal(["r3"], await RowsAsync(database.Url));
        Assert.Single(app.Log, line => line.Id == RetortEventId.WaitingForRunner);
    }

    [Fact]
    public async Task Apply_loses_no_data_unless_it_may()
    {
        await History.UpgradeAsync(_folder, Sqlite);
        History.Write(_folder, "r4", "r3", "DROP TABLE t1;", "CREATE TABLE t1 (id integer PRIMARY KEY);");

        var error = await Assert.ThrowsAsync<DataLossAtStartException>(() => TestApp.StartAsync(_folder, Sqlite, StartupMode.Apply));
        var before = await RowsAsync(Sqlite);
        await using var app = await TestApp.StartAsync(_folder, Sqlite, StartupMode.Apply, options => options.AllowDataLoss = true);

        Assert.Equal(("RT0752", "r4"), (error.Code, error.Losses.Single().Revision.Id.Value));
        Assert.Equal(["r3"], before);
        Assert.Equal(["r4"], await RowsAsync(Sqlite));
    }

    [Fact]
    public async Task Verify_refuses_to_start_on_a_stale_schema_and_tells_what_to_type()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await History.UpgradeAsync(_folder, database.Url, "r1");

        var error = await Assert.ThrowsAsync<StaleSchemaException>(() => TestApp.StartAsync(_folder, database.Url, StartupMode.Verify));

        Assert.Equal("RT0750", error.Code);
        Assert.Equal(["r1", "|", "r3", "|", "r2", "r3"], [.. error.Current, "|", .. error.Heads, "|", .. error.Pending]);
        Assert.Equal("It is at r1; the heads are r3; 2 pending: r2, r3.", error.Detail);
        Assert.Contains("retort upgrade heads", error.Hint, StringComparison.Ordinal);
        Assert.Equal(["r1"], await RowsAsync(database.Url));
    }

    [Fact]
    public async Task Verify_is_what_is_done_unless_said_otherwise()
    {
        await Assert.ThrowsAsync<StaleSchemaException>(() => TestApp.StartAsync(_folder, options => options.UseSqlite(Sqlite).AddRevisions("versions")));

        Assert.False(File.Exists(_folder["app.db"]));
    }

    [Theory]
    [InlineData(StartupMode.Verify)]
    [InlineData(StartupMode.Wait)]
    [InlineData(StartupMode.Apply)]
    public async Task A_schema_at_the_heads_is_as_it_shall_be(StartupMode mode)
    {
        await History.UpgradeAsync(_folder, Sqlite);

        await using var app = await TestApp.StartAsync(_folder, Sqlite, mode);

        Assert.Equal("healthy", (string?)(await app.HealthAsync()).Body["status"]);
    }

    [Fact]
    public async Task Verify_refuses_a_schema_that_is_reverted_in_part()
    {
        History.Write(_folder, "r4", "r3", "CREATE TABLE t4 (id integer);", "DROP TABLE t4;\n-- retort: backfill\nUPDATE missing SET id = 1 WHERE id IS NULL;");
        await History.UpgradeAsync(_folder, Sqlite);
        await using (var migrator = History.Open(_folder, Sqlite))
        {
            var plan = await migrator.PlanDowngradeAsync("r3");
            await Assert.ThrowsAnyAsync<RetortException>(() => migrator.RunAsync(plan));
        }

        var error = await Assert.ThrowsAsync<HalfAppliedException>(() => TestApp.StartAsync(_folder, Sqlite, StartupMode.Verify));

        Assert.Equal("r4", error.Revision);
    }

    [Fact]
    public async Task Wait_starts_once_somebody_else_has_migrated()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var app = TestApp.Build(_folder, builder => builder.Services.AddRetort(options => Waiting(options, database.Url)));

        var start = app.StartAsync();
        while (!app.Log.Any(line => line.Id == RetortEventId.WaitingForSchema && line.Message.Contains("3 pending: r1, r2, r3", StringComparison.Ordinal)))
        {
            Assert.False(start.IsCompleted);
            await Task.Delay(10);
        }

        await History.UpgradeAsync(_folder, database.Url);
        await start;

        Assert.Equal("healthy", (string?)(await app.HealthAsync()).Body["status"]);
    }

    [Fact]
    public async Task Wait_outlasts_a_database_that_is_not_there_yet()
    {
        var server = await PostgresServer.GetAsync(15);
        var name = $"late_{Environment.ProcessId}";
        await using var app = TestApp.Build(_folder, builder => builder.Services.AddRetort(options => Waiting(options, server.UrlOf(name))));

        var start = app.StartAsync();
        while (!app.Log.Any(line => line.Id == RetortEventId.WaitingForSchema))
        {
            Assert.False(start.IsCompleted);
            await Task.Delay(10);
        }

        await server.ExecuteAsync("postgres", $"CREATE DATABASE {name}");
        await using var database = new PostgresDatabase(server, name);
        await History.UpgradeAsync(_folder, database.Url);
        await start;

        Assert.Contains(app.Log, line => line.Id == RetortEventId.WaitingForSchema && line.Message.Contains("does not exist", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(StartupMode.Apply)]
    [InlineData(StartupMode.Verify)]
    public async Task A_server_that_lets_nobody_in_for_a_moment_is_waited_for(StartupMode mode)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var role = $"role_{database.Name}";
        await database.ExecuteAsync($"CREATE ROLE {role} LOGIN; ALTER DATABASE {database.Name} OWNER TO {role}");
        var url = database.Url.Replace("//postgres@", $"//{role}@", StringComparison.Ordinal);
        if (mode == StartupMode.Verify)
        {
            await History.UpgradeAsync(_folder, url);
        }

        await database.ExecuteAsync($"ALTER DATABASE {database.Name} CONNECTION LIMIT 0");
        await using var app = TestApp.Build(_folder, builder => builder.Services.AddRetort(options =>
        {
            options.UsePostgreSql(url).AddRevisions("versions").OnStartup(mode);
            options.PollInterval = TimeSpan.FromMilliseconds(20);
        }));

        var start = app.StartAsync();
        while (!app.Log.Any(line => line.Id == RetortEventId.WaitingForSchema))
        {
            Assert.False(start.IsCompleted);
            await Task.Delay(10);
        }

        await database.ExecuteAsync($"ALTER DATABASE {database.Name} CONNECTION LIMIT -1");
        await start;

        Assert.Equal(["r3"], await RowsAsync(database.Url));
        Assert.Single(app.Log, line => line.Id == RetortEventId.WaitingForSchema);
        await app.DisposeAsync();
        await database.ExecuteAsync($"ALTER DATABASE {database.Name} OWNER TO postgres; REASSIGN OWNED BY {role} TO postgres; DROP OWNED BY {role}; DROP ROLE {role}");
    }

    [Fact]
    public async Task A_server_that_never_answers_is_given_up_in_time()
    {
        var error = await Assert.ThrowsAsync<Dialects.DatabaseConnectionException>(() => TestApp.StartAsync(_folder, "postgresql://nobody@127.0.0.1:1/none", StartupMode.Apply, options =>
        {
            options.StartupTimeout = TimeSpan.FromMilliseconds(100);
            options.PollInterval = TimeSpan.FromMilliseconds(20);
        }));

        Assert.Equal("RT0612", error.Code);
    }

    [Fact]
    public async Task Wait_gives_up_in_time()
    {
        var error = await Assert.ThrowsAsync<SchemaNotInTimeException>(() => TestApp.StartAsync(_folder, options =>
        {
            Waiting(options, Sqlite);
            options.StartupTimeout = TimeSpan.FromMilliseconds(100);
        }));

        Assert.Equal(("RT0751", "It is at the base; the heads are r3; 3 pending: r1, r2, r3."), (error.Code, error.Detail));
    }

    [Fact]
    public async Task A_start_that_waits_can_be_cancelled()
    {
        await using var app = TestApp.Build(_folder, builder => builder.Services.AddRetort(options => Waiting(options, Sqlite)));
        using var cancellation = new CancellationTokenSource();

        var start = app.StartAsync(cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start);
    }

    [Fact]
    public async Task Off_starts_whatever_the_schema_is()
    {
        await using var app = await TestApp.StartAsync(_folder, Sqlite, StartupMode.Off);

        Assert.False(File.Exists(_folder["app.db"]));
    }

    [Theory]
    [InlineData(StartupMode.Apply)]
    [InlineData(StartupMode.Verify)]
    [InlineData(StartupMode.Wait)]
    public async Task A_database_that_a_newer_application_has_migrated_is_left_alone(StartupMode mode)
    {
        await History.UpgradeAsync(_folder, Sqlite);
        File.Delete(_folder["versions/r3.sql"]);

        await using var app = await TestApp.StartAsync(_folder, Sqlite, mode);

        Assert.Contains(app.Log, line => line.Id == RetortEventId.SchemaNewer && line.Message.Contains("r3", StringComparison.Ordinal));
        var (status, body) = await app.HealthAsync();
        Assert.Equal(System.Net.HttpStatusCode.OK, status);
        Assert.Equal("""{"status":"degraded","current":["r3"],"heads":["r2"],"pending":null,"unknown":["r3"]}""", body["components"]!["migrations"]!.ToJsonString());
    }

    [Theory]
    [InlineData(StartupMode.Apply, "RT0213")]
    [InlineData(StartupMode.Verify, "RT0750")]
    public async Task A_newer_database_can_be_refused(StartupMode mode, string code)
    {
        await History.UpgradeAsync(_folder, Sqlite);
        File.Delete(_folder["versions/r3.sql"]);

        var error = await Assert.ThrowsAnyAsync<RetortException>(() => TestApp.StartAsync(_folder, Sqlite, mode, options => options.AllowNewer = false));

        Assert.Equal(code, error.Code);
    }

    private async Task<IEnumerable<string>> RowsAsync(string url)
    {
        await using var migrator = History.Open(_folder, url);
        return await migrator.ReadVersionRowsAsync();
    }

    private static void Waiting(RetortOptions options, string url)
    {
        options.Url = url;
        options.AddRevisions("versions").OnStartup(StartupMode.Wait);
        options.PollInterval = TimeSpan.FromMilliseconds(20);
        options.HealthTimeout = TimeSpan.FromSeconds(30);
    }
}
