using System.Diagnostics;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>What only real processes show: many at once, and signals.</summary>
public sealed class ProcessTests
{
    private static readonly string Retort = Path.Combine(AppContext.BaseDirectory, "retort");

    [Fact]
    public async Task Eight_runners_at_once_apply_each_revision_once_on_PostgreSQL()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfExample("unity", database.Url);

        // Eight compilers would keep the runners from meeting; those of the other test do compile at once.
        await project.DoAsync("compile");

        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CommandRun.RunAsync(Retort, ["upgrade"], project.Path, project.Environment)));

        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Error));
        Assert.Equal(["8|8"], await database.QueryAsync("SELECT count(*) || '|' || count(DISTINCT revision) FROM retort_history"));
        Assert.Equal(["add_plugin_execution"], await database.QueryAsync("SELECT version_num FROM retort_version"));
        Assert.Equal(8, runs.Sum(run => run.Error.Split('\n').Count(line => line.StartsWith("done ", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Eight_runners_at_once_apply_each_revision_once_on_SQLite()
    {
        using var project = Project.OfExample("unity", "sqlite:///app.db");

        var runs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CommandRun.RunAsync(Retort, ["upgrade"], project.Path, project.Environment)));

        Assert.All(runs, run => Assert.True(run.ExitCode == 0, run.Error));
        var counts = await CommandRun.RunAsync("/usr/bin/sqlite3", [project.PathOf("app.db"), "SELECT count(*), count(DISTINCT revision) FROM retort_history WHERE status = 'done'"]);
        Assert.Equal("8|8", counts.Output.Trim());
    }

    [Theory]
    [InlineData(Signal.Interrupt, 130)]
    [InlineData(Signal.Terminate, 143)]
    public async Task A_signal_cancels_the_statement_and_leaves_nothing_of_the_revision(int signal, int exitCode)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.Empty();
        project.Write("retort.json", "{}");
        project.Write("versions/a.sql", "-- revision: a\n-- upgrade\nCREATE TABLE t (id int);\nSELECT pg_sleep(60);\n");
        using var process = CommandRun.Start(Retort, ["upgrade", "--url", database.Url], project.Path);
        await database.FindSessionAsync("wait_event = 'PgSleep'");

        var clock = Stopwatch.StartNew();
        Assert.Equal(0, Signal.Send(process.Id, signal));
        await process.WaitForExitAsync();

        Assert.Equal(exitCode, process.ExitCode);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(10));
        Assert.Equal([null], await database.QueryAsync("SELECT to_regclass('t')::text"));
        Assert.Equal(["failed|cancelled"], await database.QueryAsync("SELECT status || '|' || error FROM retort_history"));
        Assert.Equal(["0"], await database.QueryAsync("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"));
    }

    [Fact]
    public async Task A_runner_that_does_not_get_the_lock_in_time_says_who_has_it()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql("-- revision: a\n-- upgrade\nSELECT pg_sleep(60);\n");
        project.Environment["RETORT_URL"] = database.Url;
        using var holder = CommandRun.Start(Retort, ["upgrade"], project.Path, project.Environment);
        await database.FindSessionAsync("wait_event = 'PgSleep'");

        var waiter = await project.RunAsync("upgrade --lock-timeout 300ms");
        holder.Kill();
        await holder.WaitForExitAsync();

        Assert.Equal(4, waiter.ExitCode);
        Assert.Contains("within 0.3 s", waiter.Error, StringComparison.Ordinal);
        Assert.Contains("held by session", waiter.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task On_a_terminal_a_line_lives_while_a_revision_runs_and_a_downgrade_asks()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql("-- revision: a\n-- message: Wait\n-- upgrade\nSELECT pg_sleep(0.5);\n-- downgrade\n");

        Task<CommandRun> TypeAsync(string command, string answer) => CommandRun.RunAsync(
            "script", ["-qec", $"env -u NO_COLOR TERM=xterm {Retort} {command} --url '{database.Url}'", "/dev/null"], project.Path, input: answer);

        var up = await TypeAsync("upgrade", "");
        var no = await TypeAsync("downgrade base", "n\n");
        var yes = await TypeAsync("downgrade base", "y\n");

        Assert.Contains("[1/1] upgrade a Wait  1/1 SELECT", up.Output, StringComparison.Ordinal);
        Assert.Contains("done a Wait (1 statement", up.Output, StringComparison.Ordinal);
        Assert.Contains("Go on? [y/N]", no.Output, StringComparison.Ordinal);
        Assert.Equal(5, no.ExitCode);
        Assert.Contains("done a Wait", yes.Output, StringComparison.Ordinal);
        Assert.Equal(0, yes.ExitCode);
    }
}
