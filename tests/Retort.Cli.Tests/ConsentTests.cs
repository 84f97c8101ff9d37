namespace Retort.Cli.Tests;

/// <summary>What cannot be undone needs a yes: typed on a terminal, or given on the command line.</summary>
public sealed class ConsentTests
{
    private const string Users = "-- revision: aa1\n-- message: Users\n-- upgrade\nCREATE TABLE users (id integer PRIMARY KEY, age integer);\nINSERT INTO users VALUES (1, 40);\n-- downgrade\nDROP TABLE users;\n";
    private const string NoAge = "-- revision: bb2\n-- revises: aa1\n-- message: Forget the age\n-- upgrade\nALTER TABLE users DROP COLUMN age;\n-- downgrade\nALTER TABLE users ADD COLUMN age integer;\n";
    private const string Protected = """{ "protected": true }""";

    [Fact]
    public async Task An_upgrade_that_loses_data_is_refused_without_a_yes()
    {
        using var project = await AppliedAsync();

        var refused = await project.RunAsync("upgrade");
        var stayed = await project.SqliteAsync("SELECT age FROM users");
        var done = await project.RunAsync("upgrade --yes");

        Assert.Equal(5, refused.ExitCode);
        Assert.Equal("ERROR RT0102:  An upgrade that loses data needs a yes.\nDETAIL: This loses:\n          the values of column \"age\" of table \"users\" (bb2)\nHINT:   Look at it with --dry-run, then say --yes.\n", refused.Error);
        Assert.Equal(("40\n", 0), (stayed, done.ExitCode));
    }

    [Fact]
    public async Task An_upgrade_that_loses_nothing_asks_nothing()
    {
        using var project = Project.OfSql(Users);

        Assert.Equal(0, (await project.AnswerAsync("", "upgrade")).ExitCode);
    }

    [Theory]
    [InlineData("y\n", 0, "bb2 (head)\n")]
    [InlineData("n\n", 5, "aa1\n")]
    [InlineData("", 5, "aa1\n")]
    public async Task On_a_terminal_the_loss_is_told_and_asked_about(string answer, int exitCode, string current)
    {
        using var project = await AppliedAsync();

        var run = await project.AnswerAsync(answer, "upgrade");

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains("This loses:\n  the values of column \"age\" of table \"users\" (bb2)\nGo on? [y/N] ", run.Error, StringComparison.Ordinal);
        Assert.Equal(current, (await project.DoAsync("current")).Output);
    }

    [Fact]
    public async Task A_downgrade_tells_what_it_reverts_and_what_that_loses()
    {
        using var project = await AppliedAsync();
        await project.DoAsync("upgrade --yes");

        var run = await project.AnswerAsync("n\n", "downgrade -2");

        Assert.Contains("This reverts, in this order:\n  bb2 Forget the age\n  aa1 Users\nThis loses:\n  the rows of table \"users\" (aa1)\nGo on? [y/N] ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_protected_environment_a_yes_is_not_enough()
    {
        using var project = await AppliedAsync();
        project.Write("retort.production.json", Protected);

        var yes = await project.RunAsync("upgrade --env production --yes");
        var other = await project.RunAsync("upgrade --env production --confirm staging");
        var named = await project.RunAsync("upgrade --env production --confirm production");

        Assert.Equal([5, 5, 0], [yes.ExitCode, other.ExitCode, named.ExitCode]);
        Assert.Contains("production is protected", yes.Error, StringComparison.Ordinal);
        Assert.Contains("say --confirm production.", yes.Error, StringComparison.Ordinal);
        Assert.Contains("This is production, not staging.", other.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("y\n", 5)]
    [InlineData("production\n", 0)]
    public async Task On_a_terminal_the_name_of_a_protected_environment_is_typed(string answer, int exitCode)
    {
        using var project = await AppliedAsync();
        project.Write("retort.production.json", Protected);

        var run = await project.AnswerAsync(answer, "downgrade -1 --env production");

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains("production is protected. Type its name to go on: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_environment_the_name_is_that_of_the_database()
    {
        using var project = await AppliedAsync();
        project.Write("retort.json", """{ "url": "sqlite:///app.db", "protected": true }""");

        var backup = await project.DoAsync("backup create --json");
        var refused = await project.RunAsync("restore app --yes");
        var other = await project.RunAsync("upgrade --confirm shop");
        var done = await project.RunAsync("upgrade --confirm app");

        Assert.StartsWith("app_", Path.GetFileName((string)backup.Json["file"]!), StringComparison.Ordinal);
        Assert.Equal([5, 5, 0], [refused.ExitCode, other.ExitCode, done.ExitCode]);
    }

    [Fact]
    public async Task A_database_of_several_is_confirmed_by_its_name_in_the_project()
    {
        using var project = Project.OfSql(Users);
        project.Write("retort.json", """{ "databases": { "main": { "url": "sqlite:///app.db", "protected": true } } }""");
        await project.DoAsync("upgrade --database main");

        var run = await project.RunAsync("downgrade base --database main --confirm main");

        Assert.Equal(0, run.ExitCode);
    }

    private static async Task<Project> AppliedAsync()
    {
        var project = Project.OfSql(Users, NoAge);
        await project.DoAsync("upgrade aa1");
        return project;
    }
}
