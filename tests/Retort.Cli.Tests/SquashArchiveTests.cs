using Retort.Testing;
using static Retort.Cli.Tests.SquashedHistory;

namespace Retort.Cli.Tests;

/// <summary>What a squash puts away, and who still needs it.</summary>
public sealed class SquashArchiveTests
{
    [Fact]
    public async Task The_archive_lists_its_files_and_the_checksums_of_old_and_new_count()
    {
        using var project = Project.OfSql(History);
        await project.DoAsync("upgrade");

        var squash = await project.DoAsync("squash base:head -m", "All of it");

        var file = squash.Output.Trim();
        Assert.Equal(["README.md", "00.sql", "01.sql", "02.sql", "03.sql", "04.sql", "05.sql"], Directory.GetFiles(project.PathOf("versions/archive")).Select(Path.GetFileName).OrderByDescending(name => name == "README.md").ThenBy(name => name, StringComparer.Ordinal));
        Assert.Contains("| [01.sql](01.sql) | b | 2026-01-02 | Step b | f |", await File.ReadAllTextAsync(project.PathOf("versions/archive/README.md")), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(project.PathOf("versions")));
        Assert.Contains("replaces: a, b, c, d, e\n", await File.ReadAllTextAsync(project.PathOf(file)), StringComparison.Ordinal);
        Assert.Equal("f (head)\n", (await project.DoAsync("current")).Output);
        await project.DoAsync("check --fail-on-pending --fail-on-drift");

        project.Write(file, (await File.ReadAllTextAsync(project.PathOf(file))).Replace("formerly: ", "formerly: 0000000000000000000000000000000000000000000000000000000000000000, ", StringComparison.Ordinal));
        await project.DoAsync("check");
        File.Delete(project.PathOf("app.db"));
        await project.DoAsync("upgrade");
        project.Write(file, (await File.ReadAllTextAsync(project.PathOf(file))).Replace("VARCHAR(50)", "VARCHAR(51)", StringComparison.Ordinal));
        Assert.Equal(3, (await project.RunAsync("check")).ExitCode);
    }

    [Fact]
    public async Task A_database_in_the_middle_is_told_where_it_is_and_notices_an_edited_archive()
    {
        using var project = Project.OfSql(History);
        await project.DoAsync("upgrade c");
        await project.DoAsync("squash base:head -m Start");

        var history = await project.DoAsync("history --indicate-current");
        var script = await project.DoAsync("upgrade c:head --sql");

        Assert.Contains("c (current)", history.Output, StringComparison.Ordinal);
        Assert.Equal("c\n", (await project.DoAsync("current")).Output);
        Assert.Contains("Step c", (await project.DoAsync("show current")).Output, StringComparison.Ordinal);
        Assert.Equal(["d", "e", "f"], Json(await project.DoAsync("plan --json --offline"), "steps", "revision"));
        Assert.Contains("CREATE TABLE posts", script.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("CREATE TABLE users", script.Output, StringComparison.Ordinal);
        Assert.Equal(3, (await project.RunAsync("check --fail-on-pending")).ExitCode);
        Assert.Equal(0, (await project.RunAsync("check --fail-on-drift")).ExitCode);

        project.Write("versions/archive/01.sql", History[1].Replace("'guest'", "'nobody'", StringComparison.Ordinal));
        Assert.Contains("b was edited after it was applied", (await project.RunAsync("check")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_downgrade_into_the_archive_and_back_goes_through_its_files()
    {
        using var project = Project.OfSql(History);
        await project.DoAsync("squash base:e -m Start");
        await project.DoAsync("upgrade");
        await project.SqliteAsync("INSERT INTO users (id, name) VALUES (1, 'ann');");

        var down = await project.DoAsync("downgrade c --yes");
        var kept = await project.SqliteAsync("SELECT login FROM users;");
        var up = await project.DoAsync("upgrade");

        Assert.Equal("f e d", Words(down.Error));
        Assert.Equal("ann\n", kept);
        Assert.Equal("d e f", Words(up.Error));
        await project.DoAsync("check --fail-on-pending --fail-on-drift");
    }

    [Fact]
    public async Task Without_the_archive_only_a_database_in_the_middle_is_stopped()
    {
        using var project = Project.OfSql(History);
        await project.DoAsync("upgrade c");
        File.Copy(project.PathOf("app.db"), project.PathOf("middle.db"));
        await project.DoAsync("upgrade");
        await project.DoAsync("squash base:head -m Start");
        Directory.Delete(project.PathOf("versions/archive"), recursive: true);

        await project.DoAsync("check --fail-on-pending --fail-on-drift");
        project.Environment["RETORT_URL"] = "sqlite:///new.db";
        await project.DoAsync("upgrade");
        project.Environment["RETORT_URL"] = "sqlite:///middle.db";
        var refused = await project.RunAsync("upgrade");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("RT0215", refused.Error, StringComparison.Ordinal);
        Assert.Contains("version control", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_compares_a_squashed_revision_with_the_archive()
    {
        using var project = Project.OfSql(History);
        var file = (await project.DoAsync("squash base:head -m Start")).Output.Trim();
        var holds = await project.RunAsync("verify");

        project.Write(file, (await File.ReadAllTextAsync(project.PathOf(file))).Replace("VARCHAR(50)", "VARCHAR(51)", StringComparison.Ordinal));
        var differs = await project.RunAsync("verify");
        Directory.Delete(project.PathOf("versions/archive"), recursive: true);
        var alone = await project.RunAsync("verify");

        Assert.Equal((0, 3, 0), (holds.ExitCode, differs.ExitCode, alone.ExitCode));
        Assert.Contains("It does not make the schema that the revisions in the archive make.", differs.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("revision --rev-id b -m Again")]
    [InlineData("show b")]
    [InlineData("history -r b:")]
    public async Task The_id_of_a_replaced_revision_stays_taken(string command)
    {
        using var project = Project.OfSql(History);
        await project.DoAsync("squash base:e -m Start");

        var refused = await project.RunAsync(command);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("_e_start.sql", refused.Error, StringComparison.Ordinal);
    }
}
