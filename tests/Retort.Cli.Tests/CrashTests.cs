using System.Globalization;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>
/// The first promise: killed at any instant, a run leaves the schema and the recorded revision in agreement, and the same
/// command finishes the work. A real process dies by SIGKILL before every single call that changes something in the database, and after the last.
/// </summary>
public sealed class CrashTests(Journeys journeys) : IClassFixture<Journeys>
{
    private static readonly string Runner = Path.Combine(AppContext.BaseDirectory, "Retort.CrashRunner");

    private static readonly string[] SqliteHistory =
    [
        "-- revision: a\n-- upgrade\nCREATE TABLE t (id INTEGER PRIMARY KEY, n int);\nINSERT INTO t VALUES (1, 1), (2, 2);\n-- downgrade\nDROP TABLE t;\n",
        "-- revision: b\n-- revises: a\n-- transactional: false\n-- upgrade\nUPDATE t SET n = n + 1;\nCREATE INDEX t_n ON t (n);\nVACUUM;\nUPDATE t SET n = n * 2;\n-- downgrade\nUPDATE t SET n = n / 2;\nDROP INDEX t_n;\nUPDATE t SET n = n - 1;\n",
    ];

    [Theory]
    [InlineData("upgrade")]
    [InlineData("downgrade")]
    public async Task Killed_at_any_call_the_same_command_finishes_on_PostgreSQL(string direction)
    {
        var journey = journeys[direction];
        await using var counted = await journey.DepartAsync();
        var calls = await CallsAsync(counted.Url, journey.Project, direction, journey.Target);

        await AtEveryCallAsync(calls, async call =>
        {
            await using var database = await journey.DepartAsync();
            await DieAsync(database.Url, journey.Project, direction, journey.Target, call);
            await journey.RequireAgreementAsync(database);
            await journey.ArriveAsync(database);
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
            await FinishAsync(project, UrlOf(project));
            var state = await project.SqliteAsync("SELECT * FROM t; SELECT name FROM sqlite_master WHERE name = 't_n'; SELECT * FROM retort_version; PRAGMA integrity_check;");
            Assert.Equal("1|4\n2|6\nt_n\nb\nok\n", state);
        });

        static string UrlOf(Project project) => $"sqlite:///{project.PathOf("app.db")}";
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(40, true)]
    [InlineData(170, true)]
    [InlineData(290, true)]
    [InlineData(40, false)]
    [InlineData(170, false)]
    public async Task Killed_while_revisions_travel_together_what_is_recorded_is_what_is_there(int finished, bool isRunner)
    {
        using var project = Project.OfSql([.. Enumerable.Range(0, 300).Select(i => $"-- revision: r{i}\n{(i == 0 ? "--" : $"-- revises: r{i - 1}")}\n-- upgrade\nCREATE TABLE many{i} (id int);\n")]);
        await using var database = await PostgresDatabase.CreateAsync();

        using var process = CommandRun.Start(Path.Combine(AppContext.BaseDirectory, "retort"), ["upgrade", "--yes", "--url", database.Url], project.Path);
        for (var line = 0; line < finished; line++)
        {
            await process.StandardError.ReadLineAsync();
        }

        if (isRunner)
        {
            process.Kill();
        }
        else
        {
            await database.QueryAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'retort%' AND datname = current_database()");
        }

        await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        while ((await database.QueryAsync("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())")).Count > 0)
        {
            await Task.Delay(10);
        }

        var tables = int.Parse((await database.QueryAsync("SELECT count(*) FROM pg_class WHERE relname LIKE 'many%'"))[0]!, CultureInfo.InvariantCulture);
        Assert.InRange(tables, finished, 300);
        Assert.Equal([$"r{tables - 1}"], await database.QueryAsync("SELECT version_num FROM retort_version"));
        Assert.Equal([$"{tables}"], await database.QueryAsync("SELECT count(*) FROM retort_history WHERE status = 'done'"));
        await FinishAsync(project, database.Url);
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

    private static async Task FinishAsync(Project project, string url)
    {
        var run = await project.RunAsync("upgrade --yes --url", url);
        Assert.True(run.ExitCode == 0, run.Error);
    }
}
