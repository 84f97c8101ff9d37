using System.Diagnostics;
using System.Text.Json.Nodes;
using Npgsql;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary><c>status</c>: where a database stands.</summary>
public sealed class StatusTests
{
    private const string Users = "-- revision: aa1\n-- message: Users\n-- created: 2026-01-02\n-- upgrade\nCREATE TABLE users (id integer PRIMARY KEY, name text);\n-- downgrade\nDROP TABLE users;\n";
    private const string Index = "-- revision: bb2\n-- revises: aa1\n-- message: Find by name\n-- upgrade\nCREATE INDEX ix ON users (name);\n-- downgrade\nDROP INDEX ix;\n";

    private static readonly string Retort = Path.Combine(AppContext.BaseDirectory, "retort");

    [Fact]
    public async Task A_database_that_is_not_there_yet_has_everything_pending_and_is_not_made()
    {
        using var project = Project.OfSql(Users, Index);

        var run = await project.DoAsync("status");

        Assert.Matches(
            $"""
            ^database  sqlite [0-9.]+, {project.PathOf("app.db")}, 0 B, 0 tables
            current   <base>
            latest    bb2 Find by name
            pending   aa1 Users, 2026-01-02
                      bb2 Find by name
            last run  none
            backup    none
            $
            """,
            run.Output);
        Assert.False(File.Exists(project.PathOf("app.db")));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgresql")]
    public async Task The_document_is_the_one_scripts_rely_on(string engine)
    {
        await using var database = engine == "sqlite" ? null : await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql(Users, Index);
        if (database is not null)
        {
            project.Environment["RETORT_URL"] = database.Url;
        }

        await project.DoAsync("upgrade +1 --tag monday");
        await project.DoAsync("backup create");

        var status = (await project.DoAsync("status --json")).Json.AsObject();

        Assert.Equal(["schemaVersion", "database", "current", "heads", "pending", "upToDate", "unknown", "interrupted", "faults", "lastRun", "lock", "backup", "problems"], status.Select(field => field.Key));
        Assert.Equal((engine, database?.Name ?? "app.db", 1), ((string)status["database"]!["engine"]!, (string)status["database"]!["name"]!, (int)status["database"]!["tableCount"]!));
        Assert.InRange((long)status["database"]!["sizeBytes"]!, 4096, 100_000_000);
        Assert.Matches("^[0-9]+[.][0-9]+", (string)status["database"]!["version"]!);
        Assert.Equal("""["aa1"]|["bb2"]|false|[]|[]|[]|[]""", string.Join('|', new[] { "current", "heads", "upToDate", "unknown", "interrupted", "faults", "problems" }.Select(name => status[name]!.ToJsonString())));
        Assert.Equal("""[{"revision":"bb2","message":"Find by name","created":null}]""", Without(status["pending"]!, "file"));
        Assert.Null(status["lock"]);
        Assert.Equal(
            $$"""{"revision":"aa1","direction":"upgrade","status":"done","appliedBy":"{{Environment.UserName}}","host":"{{Environment.MachineName}}","toolVersion":"0.1.0","tag":"monday","error":null}""",
            Without(new JsonArray(status["lastRun"]!.DeepClone()), "startedAt", "finishedAt", "durationMs").Trim('[', ']'));
        Assert.InRange(DateTimeOffset.Parse((string)status["lastRun"]!["startedAt"]!, null) - DateTimeOffset.UtcNow, TimeSpan.FromMinutes(-5), TimeSpan.FromSeconds(5));
        Assert.InRange((long)status["lastRun"]!["durationMs"]!, 0, 300_000);
        Assert.Equal("""["aa1"]""", status["backup"]!["revision"]!.ToJsonString());

        await project.DoAsync("upgrade");
        Assert.True((bool)(await project.DoAsync("status --json")).Json["upToDate"]!);
    }

    [Fact]
    public async Task With_verbose_the_whole_history_is_told_the_newest_first()
    {
        using var project = Project.OfSql(Users, Index);
        await project.DoAsync("upgrade");
        await project.DoAsync("downgrade -1 --yes");
        await project.DoAsync("stamp heads");

        var brief = (await project.DoAsync("status --json")).Json;
        var history = (await project.DoAsync("status --json --verbose")).Json["history"]!.AsArray();
        var text = (await project.DoAsync("status -v")).Output;

        Assert.Null(brief["history"]);
        Assert.Equal(["stamp bb2", "downgrade bb2", "upgrade bb2", "upgrade aa1"], history.Select(line => $"{line!["direction"]} {line["revision"]}"));
        Assert.Equal("stamp", (string)brief["lastRun"]!["direction"]!);
        Assert.Matches("\nhistory   [^\n]*stamp bb2[^\n]*\n          [^\n]*downgrade bb2, [0-9.]+ m?s, ", text);
    }

    [Fact]
    public async Task What_is_wrong_is_told_with_what_to_do()
    {
        using var project = Project.OfSql(Users, Index, "-- revision: cc3\n-- revises: aa1\n-- upgrade\nSELECT * FROM gone;\n");
        await project.DoAsync("upgrade bb2");
        project.Write("versions/00.sql", Users.Replace("name text", "name text, age integer", StringComparison.Ordinal));
        Assert.Equal(1, (await project.RunAsync("upgrade heads")).ExitCode);

        var run = await project.DoAsync("status");
        var json = (await project.DoAsync("status --json")).Json;

        Assert.Contains($"problem   aa1 was edited after it was applied: {project.PathOf("versions/00.sql")}:1.\n          Bring the file back as it was run, or accept what is there: retort verify --repair\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("problem   The upgrade of cc3 failed: no such table: gone\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("problem   There are several heads: bb2, cc3.\n          Join them with `retort merge`", run.Output, StringComparison.Ordinal);
        Assert.Equal("edited aa1", $"{json["faults"]![0]!["kind"]} {json["faults"]![0]!["revision"]}");
        Assert.Equal(["edited revision", "last run", "heads"], json["problems"]!.AsArray().Select(problem => (string)problem!["name"]!));
    }

    [Fact]
    public async Task Of_a_database_at_a_revision_that_no_file_has_it_is_not_told_what_is_pending()
    {
        using var project = Project.OfSql(Users, Index);
        await project.DoAsync("upgrade");
        await project.SqliteAsync("UPDATE retort_version SET version_num = 'gone';");

        var run = await project.DoAsync("status");
        var json = (await project.DoAsync("status --json")).Json;

        Assert.Contains("current   gone (unknown: no file has it)\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(["unknown revision"], json["problems"]!.AsArray().Select(problem => (string)problem!["name"]!));
        Assert.Contains("pending   unknown\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("retort stamp --purge", run.Output, StringComparison.Ordinal);
        Assert.Equal("""["gone"]|["gone"]|[]|false""", $"{json["current"]!.ToJsonString()}|{json["unknown"]!.ToJsonString()}|{json["pending"]!.ToJsonString()}|{json["upToDate"]!.ToJsonString()}");
    }

    [Fact]
    public async Task Rows_that_stand_on_one_another_are_told()
    {
        using var project = Project.OfSql(Users, Index);
        await project.DoAsync("upgrade");
        await project.SqliteAsync("INSERT INTO retort_version VALUES ('aa1');");

        var run = await project.DoAsync("status");

        Assert.Contains("problem   The version table has \"aa1\" beside a revision that stands on it.\n          retort stamp --purge bb2\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task While_a_revision_runs_it_is_told_who_runs_it_and_nobody_is_waited_for()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql(
            Users,
            "-- revision: bb2\n-- revises: aa1\n-- upgrade\nALTER TABLE users ADD COLUMN age integer;\nCREATE INDEX CONCURRENTLY ix ON users (name);\nSELECT pg_sleep(60 * count(*)) FROM pg_class WHERE relname = 'gate';\n");
        project.Environment["RETORT_URL"] = database.Url;
        await project.DoAsync("upgrade aa1");
        await database.ExecuteAsync("CREATE TABLE gate ()");
        using var runner = CommandRun.Start(Retort, ["upgrade"], project.Path, project.Environment);
        var pid = await database.FindSessionAsync("wait_event = 'PgSleep'");
        await using var blocker = new NpgsqlConnection(database.ConnectionString);
        await blocker.OpenAsync();
        await using var block = new NpgsqlCommand("BEGIN; LOCK TABLE users IN ACCESS EXCLUSIVE MODE", blocker);
        await block.ExecuteNonQueryAsync();

        var json = (await project.DoAsync("status --json")).Json;
        var run = await project.DoAsync("status");
        await database.QueryAsync($"SELECT pg_terminate_backend({pid})");
        await runner.WaitForExitAsync();

        Assert.Equal(pid, (string)json["lock"]!["session"]!);
        Assert.StartsWith("retort 0.1.0", (string)json["lock"]!["application"]!, StringComparison.Ordinal);
        Assert.Equal("""[{"revision":"bb2","direction":"upgrade","command":"retort upgrade bb2"}]""", json["interrupted"]!.ToJsonString());
        Assert.Equal("started", (string)json["lastRun"]!["status"]!);
        Assert.False((bool)json["upToDate"]!);
        Assert.Contains($"lock      held by session {pid} (\"retort 0.1.0", run.Output, StringComparison.Ordinal);
        Assert.Contains("problem   bb2 is applied in part: it is running now, or was interrupted.\n          retort upgrade bb2\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_somebody_keeps_all_readers_out_it_says_so_at_once()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql(Users);
        await project.DoAsync("upgrade");
        await using var writer = new Held(CommandRun.Start("/usr/bin/sqlite3", [project.PathOf("app.db")]));
        await writer.SayAsync("BEGIN EXCLUSIVE; SELECT 'held';", "held");
        var sqlite = await project.RunAsync("status");
        await project.DoAsync("upgrade --url", database.Url);
        await using var blocker = new NpgsqlConnection(database.ConnectionString);
        await blocker.OpenAsync();
        await using var block = new NpgsqlCommand("BEGIN; LOCK TABLE retort_history IN ACCESS EXCLUSIVE MODE", blocker);
        await block.ExecuteNonQueryAsync();

        var postgresql = await project.RunAsync("status --url", database.Url);

        Assert.All([sqlite, postgresql], run => Assert.Equal(1, run.ExitCode));
        Assert.Contains("database is locked", sqlite.Error, StringComparison.Ordinal);
        Assert.Contains("Another process is writing to the database", sqlite.Error, StringComparison.Ordinal);
        Assert.Contains("lock timeout", postgresql.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_are_counted_as_people_count_them()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await database.ExecuteAsync(
            "CREATE TABLE a (k int) PARTITION BY LIST (k); CREATE TABLE a1 PARTITION OF a FOR VALUES IN (1); CREATE TABLE b (); CREATE VIEW v AS SELECT 1; CREATE SCHEMA other; CREATE TABLE other.c ()");
        using var project = Project.OfSql(Users);
        project.Environment["RETORT_URL"] = database.Url;
        await project.DoAsync("upgrade");
        await project.DoAsync("upgrade --url sqlite:///app.db");
        await project.SqliteAsync("CREATE VIRTUAL TABLE f USING fts5(x); CREATE VIEW v AS SELECT 1;");

        async Task<int> CountAsync(string line = "status --json") => (int)(await project.DoAsync(line)).Json["database"]!["tableCount"]!;

        Assert.Equal(3, await CountAsync());
        Assert.Equal(2, await CountAsync("status --json --url sqlite:///app.db"));
        project.Write("retort.json", """{ "schemas": ["public", "other"] }""");
        Assert.Equal(4, await CountAsync());
    }

    [Fact]
    public async Task A_role_that_may_only_read_sees_it()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql(Users);
        await project.DoAsync("upgrade --url", database.Url);
        var role = $"{database.Name}_reader";
        await database.ExecuteAsync($"CREATE ROLE {role} LOGIN; GRANT SELECT ON retort_version, retort_history TO {role}");
        try
        {
            var run = await project.DoAsync("status -v --url", database.Url.Replace("postgres@", $"{role}@", StringComparison.Ordinal));

            Assert.Contains("current   aa1 Users\n", run.Output, StringComparison.Ordinal);
        }
        finally
        {
            await database.ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    [Fact]
    public async Task The_backup_is_the_newest_of_this_database()
    {
        using var project = Project.OfSql(Users);
        await project.DoAsync("upgrade");
        await project.DoAsync("backup create");
        await project.DoAsync("upgrade --url sqlite:///other.db");
        await project.DoAsync("backup create --url sqlite:///other.db");

        var json = (await project.DoAsync("status --json")).Json;

        Assert.Equal("app", (string)json["backup"]!["database"]!);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_an_error()
    {
        using var project = Project.OfSql(Users);
        project.Write("retort.json", """{ "url": "postgresql://127.0.0.1:1/db" }""");

        var run = await project.RunAsync("status --json");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith("The server cannot be reached", (string)run.Json["error"]!["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watching_without_a_terminal_is_a_document_a_line_or_nothing()
    {
        using var project = Project.OfSql(Users, Index);
        await project.DoAsync("upgrade +1");

        var refused = await project.RunAsync("status --watch");
        using var process = CommandRun.Start(Retort, ["status", "--watch", "--json"], project.Path, project.Environment);
        var before = await ReadUntilAsync(process, _ => true);
        await project.DoAsync("upgrade");
        project.Write("versions/09.sql", "-- revision: cc3\n-- revises: bb2\n-- upgrade\n");
        var after = await ReadUntilAsync(process, status => (string?)status["heads"]![0] == "cc3" && (string?)status["current"]![0] == "bb2");
        Assert.Equal(0, Signal.Send(process.Id, Signal.Interrupt));
        await process.WaitForExitAsync();

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("retort status --watch --json", refused.Error, StringComparison.Ordinal);
        Assert.Equal("bb2", (string)before["pending"]![0]!["revision"]!);
        Assert.Equal("cc3", (string)after["pending"]![0]!["revision"]!);
        Assert.Equal(130, process.ExitCode);
        Assert.Equal("", await process.StandardError.ReadToEndAsync());
    }

    [Fact]
    public async Task On_a_terminal_it_is_renewed_in_its_place_also_after_the_database_was_away()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql(Users);
        using var process = CommandRun.Start("script", ["-qefc", $"exec env -u NO_COLOR TERM=xterm {Retort} status --watch --url '{database.Url}'", "/dev/null"], project.Path);
        await TypedAsync(process, "pending   aa1 Users");
        await database.Server.ExecuteAsync("postgres", $"ALTER DATABASE {database.Name} ALLOW_CONNECTIONS false");
        await TypedAsync(process, "unknown: not connected");
        await database.Server.ExecuteAsync("postgres", $"ALTER DATABASE {database.Name} ALLOW_CONNECTIONS true");
        await project.DoAsync("upgrade --url", database.Url);

        var screen = await TypedAsync(process, "current   aa1 Users");
        await process.StandardInput.WriteAsync('\u0003');
        await process.StandardInput.FlushAsync();
        await process.WaitForExitAsync();

        Assert.Contains("Ctrl-C ends it", screen, StringComparison.Ordinal);
        Assert.Equal(130, process.ExitCode);
    }

    private static string Without(JsonNode array, params string[] names)
    {
        foreach (var item in array.AsArray())
        {
            Assert.All(names, name => Assert.True(item!.AsObject().Remove(name), name));
        }

        return array.ToJsonString();
    }

    private static async Task<JsonNode> ReadUntilAsync(Process process, Func<JsonNode, bool> condition)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (JsonNode.Parse(line) is { } status && condition(status))
            {
                return status;
            }
        }

        throw new InvalidOperationException($"The watch ended: {await process.StandardError.ReadToEndAsync()}");
    }

    private static async Task<string> TypedAsync(Process process, string text)
    {
        var (seen, buffer) = ("", new char[4096]);
        while (!seen.Contains(text, StringComparison.Ordinal))
        {
            var count = await process.StandardOutput.ReadAsync(buffer);
            Assert.True(count > 0, $"It ended without \"{text}\":\n{seen}");
            seen += new string(buffer, 0, count);
        }

        return seen;
    }

    /// <summary>A sqlite3 that is typed into, and ends with the test.</summary>
    private sealed class Held(Process process) : IAsyncDisposable
    {
        public async Task SayAsync(string sql, string answer)
        {
            await process.StandardInput.WriteLineAsync(sql);
            await process.StandardInput.FlushAsync();
            Assert.Equal(answer, await process.StandardOutput.ReadLineAsync());
        }

        public async ValueTask DisposeAsync()
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
