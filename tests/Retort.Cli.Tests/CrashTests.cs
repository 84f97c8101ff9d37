using System.Globalization;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>
/// The first promise: killed at any instant, a run leaves the schema and the recorded revision in agreement, and the same
/// command finishes the work. A real process dies by SIGKILL before every single call that changes something in the database, and after the last.
/// </summary>
public sealed class CrashTests
{
    private static readonly string Runner = Path.Combine(AppContext.BaseDirectory, "Retort.CrashRunner");

    private static readonly string[] History =
    [
        "-- revision: a\n-- upgrade\nCREATE TABLE t (id int PRIMARY KEY, n int);\nINSERT INTO t SELECT i, i FROM generate_series(1, 100) i;\n-- downgrade\nDROP TABLE t;\n",
        "-- revision: b\n-- revises: a\n-- upgrade\nALTER TABLE t ADD COLUMN c text;\nCREATE INDEX CONCURRENTLY t_n ON t (n);\nUPDATE t SET n = n + 1;\n-- downgrade\nUPDATE t SET n = n - 1;\nDROP INDEX CONCURRENTLY t_n;\nALTER TABLE t DROP COLUMN c;\n",
        "-- revision: c\n-- revises: b\n-- upgrade\nCREATE TYPE mood AS ENUM ('sad');\nALTER TYPE mood ADD VALUE 'happy';\nALTER TABLE t ADD COLUMN m mood DEFAULT 'happy';\n-- downgrade\nALTER TABLE t DROP COLUMN m;\nDROP TYPE mood;\n",
        "-- revision: d\n-- revises: c\n-- transactional: false\n-- upgrade\nUPDATE t SET n = n * 2;\nCREATE UNIQUE INDEX CONCURRENTLY t_id_n ON t (id, n);\nUPDATE t SET c = 'x';\n-- downgrade\nUPDATE t SET c = NULL;\nDROP INDEX CONCURRENTLY t_id_n;\nUPDATE t SET n = n / 2;\n",
    ];

    private static readonly string[] SqliteHistory =
    [
        "-- revision: a\n-- upgrade\nCREATE TABLE t (id INTEGER PRIMARY KEY, n int);\nINSERT INTO t VALUES (1, 1), (2, 2);\n-- downgrade\nDROP TABLE t;\n",
        "-- revision: b\n-- revises: a\n-- transactional: false\n-- upgrade\nUPDATE t SET n = n + 1;\nCREATE INDEX t_n ON t (n);\nVACUUM;\nUPDATE t SET n = n * 2;\n-- downgrade\nUPDATE t SET n = n / 2;\nDROP INDEX t_n;\nUPDATE t SET n = n - 1;\n",
    ];

    [Fact]
    public async Task Killed_at_any_call_the_same_upgrade_finishes_on_PostgreSQL()
    {
        using var project = Project.OfSql(History);
        await using var undisturbed = await PostgresDatabase.CreateAsync();
        await using var counted = await PostgresDatabase.CreateAsync();
        await FinishAsync(project, undisturbed.Url, "upgrade");
        var expected = await StateAsync(undisturbed);
        var calls = await CallsAsync(counted.Url, project, "upgrade", "head");

        await AtEveryCallAsync(calls, async call =>
        {
            await using var database = await PostgresDatabase.CreateAsync();
            await DieAsync(database.Url, project, "upgrade", "head", call);
            await FinishAsync(project, database.Url, "upgrade");
            Assert.Equal(expected, await StateAsync(database));
        });
    }

    [Fact]
    public async Task Killed_at_any_call_the_same_downgrade_finishes_on_PostgreSQL()
    {
        using var project = Project.OfSql(History);
        await using var upgraded = await PostgresDatabase.CreateAsync();
        await FinishAsync(project, upgraded.Url, "upgrade");
        await using var undisturbed = await upgraded.CopyAsync();
        await using var counted = await upgraded.CopyAsync();
        await FinishAsync(project, undisturbed.Url, "downgrade a --yes");
        var expected = await StateAsync(undisturbed);
        var calls = await CallsAsync(counted.Url, project, "downgrade", "a");

        await AtEveryCallAsync(calls, async call =>
        {
            await using var database = await upgraded.CopyAsync();
            await DieAsync(database.Url, project, "downgrade", "a", call);
            await FinishAsync(project, database.Url, "downgrade a --yes");
            Assert.Equal(expected, await StateAsync(database));
        });
    }

    [Fact]
    public async Task Killed_at_any_call_the_same_upgrade_finishes_on_SQLite()
    {
        using var counted = Project.OfSql(SqliteHistory);
        var calls = await CallsAsync(UrlOf(counted), counted, "upgrade", "head");

        await AtEveryCallAsync(calls, async call =>
        {
            using var project = Project.OfSql(SqliteHistory);
            await DieAsync(UrlOf(project), project, "upgrade", "head", call);
            await FinishAsync(project, UrlOf(project), "upgrade");
            var state = await project.SqliteAsync("SELECT * FROM t; SELECT name FROM sqlite_master WHERE name = 't_n'; SELECT * FROM retort_version; PRAGMA integrity_check;");
            Assert.Equal("1|4\n2|6\nt_n\nb\nok\n", state);
        });

        static string UrlOf(Project project) => $"sqlite:///{project.PathOf("app.db")}";
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(170)]
    [InlineData(290)]
    public async Task Killed_while_revisions_travel_together_what_is_recorded_is_what_is_there(int finished)
    {
        using var project = Project.OfSql([.. Enumerable.Range(0, 300).Select(i => $"-- revision: r{i}\n{(i == 0 ? "--" : $"-- revises: r{i - 1}")}\n-- upgrade\nCREATE TABLE many{i} (id int);\n")]);
        await using var database = await PostgresDatabase.CreateAsync();

        using var process = CommandRun.Start(Path.Combine(AppContext.BaseDirectory, "retort"), ["upgrade", "--url", database.Url], project.Path);
        for (var line = 0; line < finished; line++)
        {
            await process.StandardError.ReadLineAsync();
        }

        process.Kill();
        await process.WaitForExitAsync();
        while ((await database.QueryAsync("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")).Count > 0)
        {
            await Task.Delay(10);
        }

        var tables = int.Parse((await database.QueryAsync("SELECT count(*) FROM pg_class WHERE relname LIKE 'many%'"))[0]!, CultureInfo.InvariantCulture);
        Assert.InRange(tables, finished, 300);
        Assert.Equal([$"r{tables - 1}"], await database.QueryAsync("SELECT version_num FROM retort_version"));
        Assert.Equal([$"{tables}"], await database.QueryAsync("SELECT count(*) FROM retort_history WHERE status = 'done'"));
        await FinishAsync(project, database.Url, "upgrade");
        Assert.Equal(["300|300"], await database.QueryAsync("SELECT count(*) || '|' || count(DISTINCT revision) FROM retort_history"));
    }

    /// <summary>How many calls a run makes that nobody kills.</summary>
    private static async Task<int> CallsAsync(string url, Project project, string direction, string target)
    {
        var run = await CommandRun.RunAsync(Runner, [url, project.PathOf("versions"), direction, target, "-"]);
        return int.Parse(run.RequireSuccess().Output, CultureInfo.InvariantCulture);
    }

    /// <summary>Dies in turn before each call, several runs at a time, each on a database of its own.</summary>
    private static async Task AtEveryCallAsync(int calls, Func<int, Task> run)
    {
        Assert.True(calls > 20, $"only {calls} calls were counted");
        await Parallel.ForEachAsync(Enumerable.Range(0, calls), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (call, _) => await run(call));
    }

    private static async Task DieAsync(string url, Project project, string direction, string target, int call)
    {
        var run = await CommandRun.RunAsync(Runner, [url, project.PathOf("versions"), direction, target, call.ToString(CultureInfo.InvariantCulture)]);
        Assert.True(run.ExitCode == 137, $"Call {call} was survived: {run.ExitCode} {run.Error}");
    }

    private static async Task FinishAsync(Project project, string url, string command)
    {
        var run = await project.RunAsync($"{command} --url {url}");
        Assert.True(run.ExitCode == 0, run.Error);
    }

    private static async Task<string> StateAsync(PostgresDatabase database) => string.Join('\n', await database.QueryAsync(
        """
        SELECT t::text FROM t ORDER BY id;
        SELECT format('%s %s', indexrelid::regclass, indisvalid) FROM pg_index WHERE indrelid = 't'::regclass ORDER BY 1;
        SELECT enumlabel FROM pg_enum ORDER BY 1;
        SELECT column_name FROM information_schema.columns WHERE table_name = 't' ORDER BY 1;
        SELECT version_num FROM retort_version
        """));
}
