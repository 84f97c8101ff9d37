using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>What a cluster does to a runner, done to real processes: many at once, kills and retries, no disk to write on, no home, secrets in files.</summary>
public sealed class ContainerTests
{
    // .NET ignores it, and so would the application.
    private const int BrokenPipe = 13;

    private static readonly string Retort = Path.Combine(AppContext.BaseDirectory, "retort");

    /// <summary>Where the runtime is that the tests run on.</summary>
    private static readonly string DotNet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../.."));

    // The third waits until a gate is gone, so that whoever runs it can be caught at it.
    private static readonly string[] Gated =
    [
        "-- revision: a\n-- upgrade\nCREATE TABLE a (id int);\n", "-- revision: b\n-- revises: a\n-- upgrade\nCREATE TABLE b (id int);\n",
        "-- revision: c\n-- revises: b\n-- upgrade\nCREATE TABLE c (id int);\nSELECT pg_sleep(60 * count(*)) FROM pg_class WHERE relname = 'gate';\n",
        "-- revision: d\n-- revises: c\n-- upgrade\nCREATE TABLE d (id int);\n",
    ];

    [Fact]
    public async Task Of_ten_replicas_one_is_killed_in_the_middle_and_its_retry_and_the_others_end_well()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE gate ()");
        using var project = Project.OfSql(Gated);
        project.Environment["RETORT_URL"] = database.Url;

        var replicas = Enumerable.Range(0, 10).Select(i => CommandRun.Start(Retort, ["upgrade", "--yes"], project.Path, new Dictionary<string, string>(project.Environment) { ["PGAPPNAME"] = $"{i}" })).ToList();
        var output = replicas.ConvertAll(replica => replica.StandardError.ReadToEndAsync());
        var session = await database.FindSessionAsync("wait_event = 'PgSleep'");
        var killed = replicas[int.Parse((await database.QueryAsync($"SELECT application_name FROM pg_stat_activity WHERE pid = {session}"))[0]!, CultureInfo.InvariantCulture)];
        killed.Kill();
        await killed.WaitForExitAsync();
        await database.ExecuteAsync("DROP TABLE gate");
        var retry = await CommandRun.RunAsync(Retort, ["upgrade", "--yes"], project.Path, project.Environment);
        await Task.WhenAll(replicas.Select(replica => replica.WaitForExitAsync()));

        Assert.Equal([.. replicas.Select(replica => replica == killed ? 137 : 0)], replicas.Select(replica => replica.ExitCode));
        Assert.True(retry.ExitCode == 0, retry.Error);
        Assert.Equal(["a", "b", "c", "d"], await database.QueryAsync("SELECT revision FROM retort_history WHERE status = 'done' ORDER BY id"));

        // Nothing is told twice. What the killed one had done it may not have told any more.
        var told = string.Concat(await Task.WhenAll(output)) + retry.Error;
        var done = told.Split('\n').Where(line => line.StartsWith("done ", StringComparison.Ordinal)).Select(line => line[..6]).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(done.Distinct(StringComparer.Ordinal), done);
        Assert.Equal(["done c", "done d"], done.Where(line => line is not ("done a" or "done b")));
        replicas.ForEach(replica => replica.Dispose());
    }

    [Fact]
    public async Task It_works_on_a_disk_that_is_read_only_for_a_user_without_a_home_with_the_address_in_a_file()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfExample("unity", "file:/nowhere");
        project.Write("secret", $"{database.Url}\n");
        await CommandRun.RunAsync("chmod", ["-R", "a+rX", project.Path]);

        // A mount namespace of its own, as a container has; the user is the one the server runs as, whose socket is for him alone.
        var owner = (await CommandRun.RunAsync("stat", ["-c", "%u %g", database.Server.Folder])).RequireSuccess().Output.Trim().Split(' ');
        string[] contained =
        [
            "unshare", "--mount", "sh", "-c",
            $"mount -o remount,bind,ro / && touch {project.PathOf("x")} 2>/dev/null || exec setpriv --reuid {owner[0]} --regid {owner[1]} --clear-groups --no-new-privs --inh-caps=-all \"$@\"",
            "sh", "env", "-i", "HOME=/nonexistent", $"DOTNET_ROOT={DotNet}", $"RETORT_URL=file:{project.PathOf("secret")}", Retort, "upgrade", "--yes",
        ];
        if (!Environment.IsPrivilegedProcess)
        {
            contained = ["sudo", "--non-interactive", .. contained];
        }

        var first = await CommandRun.RunAsync(contained[0], contained[1..], project.Path);
        var again = await CommandRun.RunAsync(contained[0], contained[1..], project.Path);

        Assert.True(first.ExitCode == 0, first.Error);
        Assert.Equal(8, first.Error.Split('\n').Count(line => line.StartsWith("done ", StringComparison.Ordinal)));
        Assert.Equal((0, true), (again.ExitCode, again.Error.StartsWith("nothing to do", StringComparison.Ordinal)));
        Assert.False(Directory.Exists(project.PathOf(".retort")));
        Assert.Equal(["8"], await database.QueryAsync("SELECT count(*) FROM retort_history"));
    }

    [Fact]
    public async Task Start_becomes_the_application_when_the_database_is_upgraded()
    {
        using var project = Project.OfSql("-- revision: a\n-- upgrade\nCREATE TABLE t (id int);\n");

        var first = await CommandRun.RunAsync(Retort, ["start", "--", "sh", "-c", "echo \"$$ $0 $1\"; grep SigIgn /proc/$$/status; exit 7", "a b", ""], project.Path);
        var second = await CommandRun.RunAsync(Retort, ["start", "--lock-timeout", "5s", "--", "true", "--yes"], project.Path);

        Assert.Equal(7, first.ExitCode);
        Assert.Contains("done a", first.Error, StringComparison.Ordinal);
        var ignored = Assert.Single(Regex.Matches(first.Output, "^[0-9]+ a b \nSigIgn:\t([0-9a-f]+)\n$")).Groups[1].Value;
        Assert.Equal(0, Convert.ToInt64(ignored, 16) & (1 << (BrokenPipe - 1)));
        Assert.Equal(0, second.ExitCode);
    }

    [Theory]
    [InlineData("start -- nothing-of-this-name", 1, "There is no program")]
    [InlineData("start -- ./retort.json", 1, "There is no program")]
    [InlineData("start", 2, "retort start --yes -- dotnet Shop.dll")]
    public async Task Start_with_nothing_that_can_run_does_not_upgrade(string line, int exitCode, string told)
    {
        using var project = Project.OfSql("-- revision: a\n-- upgrade\nCREATE TABLE t (id int);\n");

        var run = await project.RunAsync(line);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(told, run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(project.PathOf("app.db")));
    }

    [Fact]
    public async Task Start_does_not_start_an_application_whose_database_could_not_be_upgraded()
    {
        using var project = Project.OfSql("-- revision: a\n-- upgrade\nCREATE TABL t (id int);\n");

        var run = await CommandRun.RunAsync(Retort, ["start", "--", "touch", "started"], project.Path);

        Assert.Equal(1, run.ExitCode);
        Assert.False(File.Exists(project.PathOf("started")));
    }

    [Fact]
    public async Task A_signal_ends_start_before_the_application_and_afterwards_is_the_applications()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE gate ()");
        using var project = Project.OfSql(Gated);
        project.Environment["RETORT_URL"] = database.Url;
        string[] words = ["start", "--yes", "--", "sh", "-c", "trap 'echo got it; exit 3' TERM; echo up; while :; do sleep 0.05; done"];

        using var migrating = CommandRun.Start(Retort, words, project.Path, project.Environment);
        await database.FindSessionAsync("wait_event = 'PgSleep'");
        Assert.Equal(0, Signal.Send(migrating.Id, Signal.Terminate));
        var nothing = await migrating.StandardOutput.ReadToEndAsync();
        await migrating.WaitForExitAsync();
        await database.ExecuteAsync("DROP TABLE gate");
        using var running = CommandRun.Start(Retort, words, project.Path, project.Environment);
        var up = await running.StandardOutput.ReadLineAsync();
        Assert.Equal(0, Signal.Send(running.Id, Signal.Terminate));
        var got = await running.StandardOutput.ReadToEndAsync();
        await running.WaitForExitAsync();

        Assert.Equal((143, ""), (migrating.ExitCode, nothing));
        Assert.Equal(("up", "got it\n", 3), (up, got, running.ExitCode));
    }
}
