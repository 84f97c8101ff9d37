using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using Retort.Testing;

namespace Retort.Hosting.Tests;

/// <summary>What probes are told, by a real server about a real database.</summary>
public sealed class HealthTests : IDisposable
{
    private const string Sqlite = "sqlite:///app.db";

    private readonly TempFolder _folder = new();

    public HealthTests() => History.Write(_folder, 2);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_schema_at_its_heads_is_healthy()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var app = await TestApp.StartAsync(_folder, database.Url, StartupMode.Apply);

        var (status, body) = await app.HealthAsync();

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            """{"status":"healthy","components":{"database":{"status":"healthy","engine":"postgresql"},"migrations":{"status":"healthy","current":["r2"],"heads":["r2"],"pending":0}}}""",
            body.ToJsonString());
    }

    [Fact]
    public async Task Pending_revisions_are_degraded_and_still_ready()
    {
        await History.UpgradeAsync(_folder, Sqlite, "r1");
        await using var app = await TestApp.StartAsync(_folder, Sqlite, StartupMode.Off);

        var (status, body) = await app.HealthAsync();

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            """{"status":"degraded","components":{"database":{"status":"healthy","engine":"sqlite"},"migrations":{"status":"degraded","current":["r1"],"heads":["r2"],"pending":1}}}""",
            body.ToJsonString());
    }

    [Fact]
    public async Task A_database_in_the_middle_of_what_was_squashed_is_behind_and_not_ahead()
    {
        await History.UpgradeAsync(_folder, Sqlite, "r1");
        foreach (var id in (string[])["r1", "r2"])
        {
            _folder.Write($"versions/archive/{id}.sql", await File.ReadAllTextAsync(_folder[$"versions/{id}.sql"]));
            File.Delete(_folder[$"versions/{id}.sql"]);
        }

        _folder.Write("versions/r2.sql", "-- revision: r2\n-- replaces: r1\n-- upgrade\nCREATE TABLE t1 (id integer PRIMARY KEY);\nCREATE TABLE t2 (id integer PRIMARY KEY);\n");
        await using var app = await TestApp.StartAsync(_folder, Sqlite, StartupMode.Off);

        var (_, body) = await app.HealthAsync();

        Assert.Equal("""{"status":"degraded","current":["r1"],"heads":["r2"],"pending":1}""", body["components"]!["migrations"]!.ToJsonString());
    }

    [Theory]
    [InlineData("/ready", HttpStatusCode.ServiceUnavailable, "unhealthy")]
    [InlineData("", HttpStatusCode.ServiceUnavailable, "unhealthy")]
    [InlineData("/live", HttpStatusCode.OK, "healthy")]
    public async Task Pending_revisions_of_a_critical_schema_are_unhealthy_but_never_on_liveness(string path, HttpStatusCode expected, string word)
    {
        await using var app = await TestApp.StartAsync(_folder, Sqlite, StartupMode.Off, options => options.WhenPending = HealthStatus.Unhealthy);

        var (status, body) = await app.HealthAsync(path);

        Assert.Equal((expected, word), (status, (string?)body["status"]));
    }

    [Fact]
    public async Task A_database_that_is_gone_is_unhealthy_until_it_is_back_and_liveness_does_not_care()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var app = await TestApp.StartAsync(_folder, database.Url, StartupMode.Apply, options => options.HealthCacheDuration = TimeSpan.Zero);
        await database.Server.ExecuteAsync("postgres", $"ALTER DATABASE {database.Name} WITH ALLOW_CONNECTIONS false");

        var down = await app.HealthUntilAsync(body => (string?)body["status"] == "unhealthy");
        var (alive, live) = await app.HealthAsync("/live");
        await database.Server.ExecuteAsync("postgres", $"ALTER DATABASE {database.Name} WITH ALLOW_CONNECTIONS true");
        await app.HealthUntilAsync(body => (string?)body["status"] == "healthy");

        Assert.Equal(
            """{"status":"unhealthy","components":{"database":{"status":"unhealthy","engine":"postgresql","code":"RT0615"},"migrations":{"status":"unhealthy","current":[],"heads":["r2"],"pending":null,"code":"RT0615"}}}""",
            down.ToJsonString());
        Assert.Equal((HttpStatusCode.OK, """{"status":"healthy","components":{}}"""), (alive, live.ToJsonString()));
        Assert.Single(app.Log, line => line.Id == RetortEventId.StandNotRead);
        Assert.Single(app.Log, line => line.Id == RetortEventId.StandReadAgain);
    }

    [Fact]
    public async Task A_database_that_may_be_gone_is_degraded()
    {
        await using var app = await TestApp.StartAsync(_folder, "postgresql://nobody@127.0.0.1:1/none", StartupMode.Off, options => options.WhenUnreachable = HealthStatus.Degraded);

        var (status, body) = await app.HealthAsync();

        Assert.Equal((HttpStatusCode.OK, "degraded", "RT0612"), (status, (string?)body["status"], (string?)body["components"]!["database"]!["code"]));
    }

    [Fact]
    public async Task While_a_migration_holds_its_locks_the_answer_is_true_and_waits_for_none()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await History.UpgradeAsync(_folder, database.Url);
        History.Write(_folder, "r3", "r2", "ALTER TABLE t1 ADD COLUMN slow integer;\nSELECT pg_advisory_xact_lock(4711);", "ALTER TABLE t1 DROP COLUMN slow;");
        await using var gate = new NpgsqlConnection(database.ConnectionString);
        await gate.OpenAsync();
        await PostgresDatabase.QueryAsync(gate, "SELECT pg_advisory_lock(4711)");
        await using var app = await TestApp.StartAsync(_folder, database.Url, StartupMode.Off, options => options.HealthCacheDuration = TimeSpan.Zero);

        var migration = History.UpgradeAsync(_folder, database.Url);
        await database.FindSessionAsync("wait_event_type = 'Lock'");
        var answers = new[] { await app.HealthAsync(), await app.HealthAsync(""), await app.HealthAsync("/live") };
        await PostgresDatabase.QueryAsync(gate, "SELECT pg_advisory_unlock(4711)");
        await migration;
        var after = await app.HealthUntilAsync(body => (int?)body["components"]!["migrations"]!["pending"] == 0);

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.Status));
        Assert.All(answers[..2], answer => Assert.Equal("""{"status":"degraded","current":["r2"],"heads":["r3"],"pending":1}""", answer.Body["components"]!["migrations"]!.ToJsonString()));
        Assert.Equal("healthy", (string?)answers[2].Body["status"]);
        Assert.Equal("healthy", (string?)after["status"]);
    }

    [Fact]
    public async Task A_version_row_that_is_written_but_not_committed_keeps_nobody_waiting_and_does_not_count()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await History.UpgradeAsync(_folder, database.Url, "r1");
        await using var runner = new NpgsqlConnection(database.ConnectionString);
        await runner.OpenAsync();
        await PostgresDatabase.QueryAsync(runner, "BEGIN; LOCK TABLE t1 IN ACCESS EXCLUSIVE MODE; CREATE TABLE t2 (id integer PRIMARY KEY); UPDATE retort_version SET version_num = 'r2'");
        await using var app = await TestApp.StartAsync(_folder, database.Url, StartupMode.Off, options => options.HealthCacheDuration = TimeSpan.Zero);

        var (status, during) = await app.HealthAsync();
        await PostgresDatabase.QueryAsync(runner, "COMMIT");
        await app.HealthUntilAsync(body => (string?)body["status"] == "healthy");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            """{"status":"degraded","components":{"database":{"status":"healthy","engine":"postgresql"},"migrations":{"status":"degraded","current":["r1"],"heads":["r2"],"pending":1}}}""",
            during.ToJsonString());
    }

    [Fact]
    public async Task While_somebody_locks_the_version_table_the_answer_comes_in_time_and_says_that_it_is_not_known()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await History.UpgradeAsync(_folder, database.Url);
        await using var holder = new NpgsqlConnection(database.ConnectionString);
        await holder.OpenAsync();
        await PostgresDatabase.QueryAsync(holder, "BEGIN; LOCK TABLE retort_version IN ACCESS EXCLUSIVE MODE");
        await using var app = await TestApp.StartAsync(_folder, database.Url, StartupMode.Off, options =>
        {
            options.HealthTimeout = TimeSpan.FromSeconds(1);
            options.HealthCacheDuration = TimeSpan.Zero;
        });

        var (status, body) = await app.HealthAsync();
        await PostgresDatabase.QueryAsync(holder, "COMMIT");
        var after = await app.HealthUntilAsync(answer => (string?)answer["status"] == "healthy");

        // It may not even have come as far as a connection, on a machine that is busy enough.
        Assert.Equal((null, "RT0753"), ((int?)body["components"]!["migrations"]!["pending"], (string?)body["components"]!["migrations"]!["code"]));
        Assert.Equal((string?)body["components"]!["database"]!["status"] == "healthy" ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal(0, (int?)after["components"]!["migrations"]!["pending"]);
    }

    [Fact]
    public async Task A_probe_that_gave_up_leaves_no_query_behind()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await History.UpgradeAsync(_folder, database.Url);
        await using var holder = new NpgsqlConnection(database.ConnectionString);
        await holder.OpenAsync();
        await using var app = await TestApp.StartAsync(_folder, database.Url, StartupMode.Off, options =>
        {
            options.HealthTimeout = TimeSpan.FromMilliseconds(50);
            options.HealthCacheDuration = TimeSpan.Zero;
        });
        await PostgresDatabase.QueryAsync(holder, "BEGIN; LOCK TABLE retort_version IN ACCESS EXCLUSIVE MODE");

        for (var i = 0; i < 40; i++)
        {
            await app.HealthAsync();
        }

        // Whoever is the last one to ask is not waited for, but ends.
        const string Waiting = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        var clock = Stopwatch.StartNew();
        while (await database.QueryAsync(Waiting) is not ["0"])
        {
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), "A query still waits.");
            await Task.Delay(20);
        }
    }

    [Fact]
    public async Task While_another_process_holds_a_SQLite_file_the_answer_comes_in_time_too()
    {
        await History.UpgradeAsync(_folder, Sqlite);
        await using var holder = await Retort.Sqlite.SqliteDatabase.Connect(Sqlite, _folder.Path).OpenAsync();
        await holder.QueryAsync("BEGIN EXCLUSIVE", default);
        await using var app = await TestApp.StartAsync(_folder, Sqlite, StartupMode.Off, options =>
        {
            options.HealthTimeout = TimeSpan.FromSeconds(1);
            options.HealthCacheDuration = TimeSpan.Zero;
        });

        var (_, body) = await app.HealthAsync();
        await holder.QueryAsync("COMMIT", default);
        await app.HealthUntilAsync(answer => (string?)answer["status"] == "healthy");

        Assert.Equal((null, "RT0753"), ((int?)body["components"]!["migrations"]!["pending"], (string?)body["components"]!["migrations"]!["code"]));
    }

    [Fact]
    public async Task However_many_ask_the_database_is_asked_once()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await History.UpgradeAsync(_folder, database.Url);
        await using var app = await TestApp.StartAsync(_folder, database.Url, StartupMode.Off, options => options.HealthCacheDuration = TimeSpan.FromHours(1));
        var queries = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (database.Name == (string?)(activity.GetTagItem("db.namespace") ?? activity.GetTagItem("db.name")) && activity.DisplayName.Contains(database.Name, StringComparison.Ordinal))
                {
                    Interlocked.Increment(ref queries);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);

        var answers = await Task.WhenAll(Enumerable.Range(0, 300).Select(i => app.HealthAsync(i % 2 == 0 ? "/ready" : "")));

        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.OK, "healthy"), (answer.Status, (string?)answer.Body["status"])));
        Assert.Equal(1, queries);
    }

    [Fact]
    public async Task Checks_of_the_application_count_too_and_its_own_tag_decides_about_readiness()
    {
        await History.UpgradeAsync(_folder, Sqlite);
        await using var app = TestApp.Build(_folder, builder =>
        {
            builder.Services.AddRetort(options => options.UseSqlite(Sqlite).AddRevisions("versions"));
            builder.Services.AddHealthChecks().AddCheck("queue", () => HealthCheckResult.Unhealthy("secret host"));
        });
        await app.StartAsync();

        var (ready, _) = await app.HealthAsync("/ready");
        var (all, body) = await app.HealthAsync("");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable), (ready, all));
        Assert.Equal("""{"status":"unhealthy"}""", body["components"]!["queue"]!.ToJsonString());
    }

    [Fact]
    public async Task Several_databases_have_their_own_checks_under_their_names()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var app = TestApp.Build(_folder, builder =>
        {
            builder.Services.AddRetort(options => options.UseSqlite(Sqlite).AddRevisions("versions").OnStartup(StartupMode.Apply));
            builder.Services.AddRetort("analytics", options => options.UsePostgreSql(database.Url).AddRevisions("versions").OnStartup(StartupMode.Off).HealthTimeout = TimeSpan.FromSeconds(30));
        });
        await app.StartAsync();

        var (_, body) = await app.HealthAsync();

        Assert.Equal(
            [("database", "healthy"), ("migrations", "healthy"), ("analytics-database", "healthy"), ("analytics-migrations", "degraded")],
            body["components"]!.AsObject().Select(component => (component.Key, (string)component.Value!["status"]!)));
    }

    [Fact]
    public async Task No_answer_is_kept_on_its_way_and_HEAD_has_no_body()
    {
        await using var app = await TestApp.StartAsync(_folder, Sqlite, StartupMode.Apply);

        using var get = await app.SendAsync(HttpMethod.Get, "/health/ready");
        using var head = await app.SendAsync(HttpMethod.Head, "/health/ready");
        using var post = await app.SendAsync(HttpMethod.Post, "/health/ready");

        Assert.Equal(("application/json", true), (get.Content.Headers.ContentType?.MediaType, get.Headers.CacheControl?.NoStore));
        Assert.Equal((HttpStatusCode.OK, ""), (head.StatusCode, await head.Content.ReadAsStringAsync()));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, post.StatusCode);
    }

    [Fact]
    public async Task A_probe_takes_no_lock_and_creates_nothing()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var app = await TestApp.StartAsync(_folder, database.Url, StartupMode.Off);

        var (_, body) = await app.HealthAsync();

        Assert.Equal("""{"status":"degraded","current":[],"heads":["r2"],"pending":2}""", body["components"]!["migrations"]!.ToJsonString());
        Assert.Equal(["0"], await database.QueryAsync("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"));
        Assert.Equal(["0"], await database.QueryAsync("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"));
    }
}
