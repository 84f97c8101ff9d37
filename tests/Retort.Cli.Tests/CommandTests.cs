namespace Retort.Cli.Tests;

/// <summary>What is typed wrongly gets its exit code, says what to do next, and changes nothing.</summary>
public sealed class CommandTests
{
    private const string First = "-- revision: aa1\n-- upgrade\nCREATE TABLE a (id integer);\n-- downgrade\nDROP TABLE a;\n";
    private const string Second = "-- revision: bb2\n-- revises: aa1\n-- labels: left\n-- upgrade\nCREATE TABLE b (id integer);\n-- downgrade\nDROP TABLE b;\n";
    private const string Fork = "-- revision: cc3\n-- revises: aa1\n-- upgrade\nCREATE TABLE c (id integer);\n";

    [Theory]
    [InlineData("nonsense", 2, "RT0101", "There is no command \"nonsense\"")]
    [InlineData("upgrde", 2, "RT0101", "Did you mean \"upgrade\"?")]
    [InlineData("stat", 2, "RT0101", "Did you mean \"status\"?")]
    [InlineData("stats", 2, "RT0101", "Did you mean \"status\"?")]
    [InlineData("strt", 2, "RT0101", "Did you mean \"start\"?")]
    [InlineData("current --check", 2, "RT0101", "Did you mean \"--check-heads\"?")]
    [InlineData("upgrade --dryrun", 2, "RT0101", "Did you mean \"--dry-run\"?")]
    [InlineData("current --check-head", 2, "RT0101", "Did you mean \"--check-heads\"?")]
    [InlineData("upgrade heed", 2, "RT0206", "Did you mean \"head\"?")]
    [InlineData("upgrade lefft@head", 2, "RT0206", "Did you mean \"left\"?")]
    [InlineData("stamp --purge aa1 --yes", 2, "RT0101", "There is no option \"--yes\"")]
    [InlineData("show --long", 2, "RT0101", "There is no option \"--long\"")]
    [InlineData("merge --spliced", 2, "RT0101", "There is no option \"--spliced\"")]
    [InlineData("lint --fail_on", 2, "RT0101", "Did you mean \"--fail-on\"?")]
    [InlineData("stamp", 2, "RT0101", "retort stamp head")]
    [InlineData("upgrade --nonsense", 2, "RT0101", "--nonsense")]
    [InlineData("downgrade", 2, "RT0101", "downgrade")]
    [InlineData("upgrade zz", 2, "RT0206", "There is no revision \"zz\"")]
    [InlineData("upgrade +1 --lock-timeout soon", 2, "RT0101", "soon")]
    [InlineData("upgrade base:bb2", 2, "RT0205", "Name its end alone: bb2.")]
    [InlineData("plan base:", 2, "RT0205", "Name its end alone: head.")]
    [InlineData("squash bb2:base", 2, "RT0206", "\"base\" means no revision: that is before the first one.")]
    [InlineData("revision -m x --head bb2 --depends-on base", 2, "RT0206", "The first is aa1")]
    [InlineData("revision -m x --head bb2 --depends-on heads", 2, "RT0208", "bb2")]
    [InlineData("edit base", 2, "RT0206", "retort history")]
    [InlineData("upgrade -1", 2, "RT0205", "retort downgrade -1")]
    [InlineData("upgrade head", 2, "RT0208", "retort merge")]
    [InlineData("upgrade head --dry-run", 2, "RT0208", "LABEL@head")]
    [InlineData("upgrade bb2+9", 2, "RT0210", "")]
    [InlineData("upgrade --sql bb2:base", 2, "RT0205", "retort downgrade --sql bb2:base")]
    [InlineData("downgrade --sql base:bb2", 2, "RT0211", "")]
    [InlineData("history -r -1:", 2, "RT0209", "it counts from several revisions")]
    [InlineData("show aa1+1", 2, "RT0209", "several revisions follow \"aa1\"")]
    [InlineData("downgrade -1", 2, "RT0210", "no revision is applied")]
    [InlineData("downgrade +1", 2, "RT0205", "retort upgrade +1")]
    [InlineData("downgrade bb2", 2, "RT0211", "is not applied")]
    [InlineData("stamp zz", 2, "RT0206", "retort history")]
    [InlineData("show zz", 2, "RT0206", "")]
    [InlineData("history -r aa1", 2, "RT0101", "aa1:")]
    [InlineData("history -r bb2:aa1", 2, "RT0211", "")]
    [InlineData("merge bb2", 2, "RT0205", "two revisions")]
    [InlineData("merge bb2 zz", 2, "RT0206", "")]
    [InlineData("revision -m x", 2, "RT0208", "")]
    [InlineData("revision -m x --head aa1", 2, "RT0214", "--splice")]
    [InlineData("revision -m x --head bb2 --rev-id cc3", 2, "RT0101", "there already")]
    [InlineData("revision -m x --head bb2 --rev-id head", 2, "RT0101", "")]
    [InlineData("revision -m x --head bb2 --branch-label left", 2, "RT0201", "left")]
    [InlineData("revision -m x --head bb2 --depends-on zz", 2, "RT0206", "")]
    [InlineData("revision -m x --head bb2 --version-path elsewhere", 2, "RT0101", "elsewhere")]
    [InlineData("current --url mysql://h/db", 2, "RT0610", "postgresql://")]
    [InlineData("current --url postgresql://h/db?colour=red", 2, "RT0611", "colour")]
    [InlineData("current --url postgresql://u:hunter2@127.0.0.1:1/db", 1, "RT0612", "127.0.0.1:1")]
    [InlineData("current --env nowhere", 2, "RT0101", "Make the file")]
    [InlineData("current --env nowhere", 2, "RT0101", "retort.nowhere.json")]
    [InlineData("current --env stagin", 2, "RT0101", "Did you mean --env staging?")]
    [InlineData("current --database nothing", 2, "RT0101", "nothing")]
    [InlineData("current -C nowhere", 2, "RT0101", "retort init")]
    [InlineData("completion tcsh", 2, "RT0101", "bash")]
    [InlineData("init", 2, "RT0101", "--force")]
    [InlineData("init --template cobol", 2, "RT0101", "cobol")]
    public async Task Wrong_input_is_refused_and_changes_nothing(string line, int exitCode, string code, string text)
    {
        using var project = Project.OfSql(First, Second, Fork);
        project.Write("retort.staging.json", "{}");
        var before = project.Files();

        var run = await project.RunAsync(line);
        var json = await project.RunAsync($"{line} --json");

        Assert.Equal("", run.Output);
        Assert.True(run.ExitCode == exitCode, run.Error);
        Assert.StartsWith($"ERROR {code}:", run.Error, StringComparison.Ordinal);
        Assert.Contains(text, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", run.Error + json.Output, StringComparison.Ordinal);
        Assert.Equal(exitCode, json.ExitCode);
        Assert.Equal(code, json.Json["error"]!["code"]!.GetValue<string>());
        Assert.Equal(before, project.Files());
    }

    [Theory]
    [InlineData("squash base:head", "head")]
    [InlineData("squash base:heads", "heads")]
    [InlineData("squash :", "head")]
    [InlineData("show head-1", "head-1")]
    [InlineData("upgrade +1", "+1")]
    [InlineData("upgrade head-1", "head-1")]
    [InlineData("downgrade head-1", "head-1")]
    [InlineData("history -r -3:", "-3")]
    [InlineData("edit head", "head")]
    [InlineData("edit current", "current")]
    [InlineData("revision -m x --depends-on head", "head")]
    public async Task A_word_that_needs_revisions_says_that_there_are_none(string line, string word)
    {
        using var project = Project.OfSql();

        var run = await project.RunAsync(line);

        Assert.Equal(2, run.ExitCode);
        Assert.Equal($"ERROR RT0206:  \"{word}\" means no revision: there are none yet.\nHINT:   Write the first one: retort revision -m \"First tables\"\n", run.Error);
    }

    [Theory]
    [InlineData("upgrade zz")]
    [InlineData("merge zz yy")]
    [InlineData("schema export revision:zz")]
    public async Task A_name_that_is_unknown_where_there_are_no_revisions_is_said_to_be_so(string line)
    {
        using var project = Project.OfSql();

        var run = await project.RunAsync(line);

        Assert.Equal("ERROR RT0206:  There is no revision \"zz\": there are none yet.\nHINT:   Write the first one: retort revision -m \"First tables\"\n", run.Error);
    }

    [Fact]
    public async Task Nothing_to_do_where_there_are_no_revisions_says_how_to_write_one()
    {
        using var project = Project.OfSql();

        var run = await project.RunAsync("upgrade");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("nothing to do: the database is at the base\nthere are no revisions yet; the first one: retort revision -m \"First tables\"\n", run.Error);
    }

    [Theory]
    [InlineData("current")]
    [InlineData("current --check-heads")]
    [InlineData("heads")]
    [InlineData("branches")]
    [InlineData("history")]
    [InlineData("history -i --graph")]
    [InlineData("history --graph --format svg")]
    [InlineData("schema export")]
    [InlineData("schema docs")]
    [InlineData("schema erd")]
    [InlineData("show current")]
    [InlineData("upgrade heads --dry-run")]
    [InlineData("upgrade heads --sql")]
    [InlineData("downgrade --sql bb2:base")]
    [InlineData("stamp heads --sql")]
    [InlineData("templates")]
    public async Task Reading_makes_nothing(string line)
    {
        using var project = Project.OfSql(First, Second);
        var before = project.Files();

        var run = await project.RunAsync(line);

        Assert.True(run.ExitCode is 0 or 3, run.Error);
        Assert.Equal(before, project.Files());
    }

    [Fact]
    public async Task A_step_back_from_a_merge_says_that_several_revisions_come_before_it()
    {
        using var project = Project.OfSql(First, Second, Fork, "-- revision: dd4\n-- revises: bb2, cc3\n-- upgrade\n-- downgrade\n");

        var run = await project.RunAsync("show head-1");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("ERROR RT0209:  \"head-1\" has no single way: several revisions come before \"dd4\".\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_downgrade_asks_first()
    {
        using var project = Project.OfSql(First, Second);
        await project.DoAsync("upgrade");

        var refused = await project.RunAsync("downgrade -1");
        var done = await project.RunAsync("downgrade -1 --yes");

        Assert.Equal(5, refused.ExitCode);
        Assert.Contains("RT0102", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, done.ExitCode);
        Assert.Equal("aa1\n", (await project.RunAsync("current")).Output);
    }

    [Fact]
    public async Task Nothing_to_do_is_done()
    {
        using var project = Project.OfSql(First, Second);
        await project.DoAsync("upgrade");

        var run = await project.RunAsync("upgrade");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("nothing to do: the database is at bb2\n", run.Error);
    }

    [Fact]
    public async Task A_statement_that_fails_says_where_and_leaves_what_was_finished()
    {
        using var project = Project.OfSql(First, "-- revision: bb2\n-- revises: aa1\n-- upgrade\nCREATE TABLE b (id integer);\n\nINSERT INTO nowhere VALUES (1);\n");

        var run = await project.RunAsync("upgrade");
        var json = (await project.RunAsync("upgrade --json")).Json["error"]!;

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("done aa1", run.Error, StringComparison.Ordinal);
        Assert.Contains("01.sql:6", run.Error, StringComparison.Ordinal);
        Assert.Contains("nowhere", run.Error, StringComparison.Ordinal);
        Assert.Equal("aa1\n", (await project.RunAsync("current")).Output);
        Assert.Equal(("bb2", 6), (json["revision"]!.GetValue<string>(), json["line"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Being_behind_the_heads_is_a_finding()
    {
        using var project = Project.OfSql(First, Second);
        await project.DoAsync("upgrade aa1");

        Assert.Equal(3, (await project.RunAsync("current --check-heads")).ExitCode);
        await project.DoAsync("upgrade");
        Assert.Equal(0, (await project.RunAsync("current --check-heads")).ExitCode);
    }

    [Fact]
    public async Task A_head_that_another_depends_on_is_no_finding()
    {
        using var project = Project.OfSql(First, "-- revision: bb2\n-- depends-on: aa1\n-- upgrade\nCREATE TABLE b (id integer);\n");
        await project.DoAsync("upgrade heads");

        var run = await project.RunAsync("current --check-heads");

        Assert.Equal((0, "bb2 (head)\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task A_database_revision_that_no_file_has_is_told_and_can_be_repaired()
    {
        using var project = Project.OfSql(First, Second);
        await project.DoAsync("upgrade");
        File.Delete(project.PathOf("versions/01.sql"));

        var upgrade = await project.RunAsync("upgrade");
        await project.DoAsync("stamp --purge aa1");

        Assert.Equal(2, upgrade.ExitCode);
        Assert.Contains("\"bb2\", which no file has", upgrade.Error, StringComparison.Ordinal);
        Assert.Contains("retort stamp --purge", upgrade.Error, StringComparison.Ordinal);
        Assert.Equal("aa1 (head)\n", (await project.RunAsync("current")).Output);
    }

    [Fact]
    public async Task Quiet_says_nothing_but_errors()
    {
        using var project = Project.OfSql(First, Second);

        Assert.Equal("", (await project.RunAsync("upgrade --quiet")).Error);
        Assert.NotEqual("", (await project.RunAsync("upgrade zz --quiet")).Error);
    }

    [Fact]
    public async Task Without_a_command_the_help_is_shown()
    {
        using var project = Project.Empty();

        var run = await project.RunAsync("");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("downgrade <TARGET>", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_command_has_an_example_that_parses()
    {
        var root = RetortCli.Root;

        Assert.All(root.Subcommands, command =>
        {
            var example = command.Description!.Split("Example: retort ")[1];
            Assert.StartsWith(command.Name, example, StringComparison.Ordinal);
            Assert.Empty(root.Parse(example.Split(" > ")[0]).Errors);
        });
        Assert.All(root.Subcommands.SelectMany(command => command.Options).Concat(root.Options), option => Assert.False(string.IsNullOrEmpty(option.Description)));
    }

    [Theory]
    [InlineData("retort upgr", "upgrade")]
    [InlineData("retort upgrade --dry", "--dry-run")]
    [InlineData("retort init --template s", "sql")]
    public async Task A_shell_can_complete(string typed, string completed)
    {
        using var project = Project.OfSql(First);

        var run = await project.RunAsync($"[suggest:{typed.Length}]", typed);

        Assert.Contains(completed, run.Output.Split('\n'));
    }
}
