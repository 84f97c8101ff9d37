using System.Globalization;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>
/// The first promise: killed at any instant, a run leaves the schema and the recorded revision in agreement, and the same
/// command finishes the work. A real process dies by SIGKILL before, and in another run after, every single call to the database.
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

    [Theory]
    [InlineData("before")]
    [InlineData("after")]
    public async Task Killed_at_any_call_the_same_upgrade_finishes_on_PostgreSQL(string moment)
    {
        using var project = Project.OfSql(History);
        var (expected, _) = await UndisturbedAsync(project);

        await AtEveryCallAsync(moment, async call =>
        {
            await using var database = await PostgresDatabase.CreateAsync();
            var finished = await DieAsync(database.Url, project, "upgrade", "head", call, moment);
            await FinishAsync(project, database.Url, "upgrade");
            Assert.Equal(expected, await StateAsync(database));
            return finished;
        });
    }

    [Theory]
    [InlineData("before")]
    [InlineData("after")]
    public async Task Killed_at_any_call_the_same_downgrade_finishes_on_PostgreSQL(string moment)
    {
        using var project = Project.OfSql(History);
        var (_, expected) = await UndisturbedAsync(project);

        await AtEveryCallAsync(moment, async call =>
        {
            await using var database = await PostgresDatabase.CreateAsync();
            await FinishAsync(project, database.Url, "upgrade");
            var finished = await DieAsync(database.Url, project, "downgrade", "a", call, moment);
            await FinishAsync(project, database.Url, "downgrade a --yes");
            Assert.Equal(expected, await StateAsync(database));
            return finished;
        });
    }

    [Theory]
    [InlineData("before")]
    [InlineData("after")]
    public async Task Killed_at_any_call_the_same_upgrade_finishes_on_SQLite(string moment) => await AtEveryCallAsync(moment, async call =>
    {
        using var project = Project.OfSql(SqliteHistory);
        var url = $"sqlite:///{project.PathOf("app.db")}";
        var finished = await DieAsync(url, project, "upgrade", "head", call, moment);
        await FinishAsync(project, url, "upgrade");
        var state = await CommandRun.RunAsync("/usr/bin/sqlite3", [project.PathOf("app.db"), "SELECT * FROM t; SELECT name FROM sqlite_master WHERE name = 't_n'; SELECT * FROM retort_version; PRAGMA integrity_check"]);
        Assert.Equal("1|4\n2|6\nt_n\nb\nok", state.Output.Trim());
        return finished;
    });

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

    /// <summary>Counts up through the calls, some at a time, until a run ends before the call comes.</summary>
    private static async Task AtEveryCallAsync(string moment, Func<int, Task<bool>> run)
    {
        var (call, atOnce) = (0, 4);
        while (!(await Task.WhenAll(Enumerable.Range(call, atOnce).Select(run))).Contains(true))
        {
            call += atOnce;
        }

        Assert.True(call > 10, $"only {call} calls were met {moment} death");
    }

    private static async Task<bool> DieAsync(string url, Project project, string direction, string target, int call, string moment)
    {
        var run = await CommandRun.RunAsync(Runner, [url, project.PathOf("versions"), direction, target, call.ToString(CultureInfo.InvariantCulture), moment]);
        Assert.True(run.ExitCode is 0 or 137, run.Error);
        return run.ExitCode == 0;
    }

    private static async Task FinishAsync(Project project, string url, string command)
    {
        var run = await project.RunAsync($"{command} --url {url}");
        Assert.True(run.ExitCode == 0, run.Error);
    }

    private static async Task<(string Up, string Down)> UndisturbedAsync(Project project)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await FinishAsync(project, database.Url, "upgrade");
        var up = await StateAsync(database);
        await FinishAsync(project, database.Url, "downgrade a --yes");
        return (up, await StateAsync(database));
    }

    private static async Task<string> StateAsync(PostgresDatabase database) => string.Join('\n',
    [
        .. await database.QueryAsync("SELECT t::text FROM t ORDER BY id"),
        .. await database.QueryAsync("SELECT format('%s %s', indexrelid::regclass, indisvalid) FROM pg_index WHERE indrelid = 't'::regclass ORDER BY 1"),
        .. await database.QueryAsync("SELECT enumlabel FROM pg_enum ORDER BY 1"),
        .. await database.QueryAsync("SELECT column_name FROM information_schema.columns WHERE table_name = 't' ORDER BY 1"),
        .. await database.QueryAsync("SELECT version_num FROM retort_version"),
    ]);
}
