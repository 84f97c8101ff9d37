namespace Retort.Cli.Tests;

/// <summary><c>doctor</c>: whether a change can be started here and now.</summary>
public sealed class DoctorTests
{
    private const string Users = "-- revision: aa1\n-- upgrade\nCREATE TABLE users (id integer PRIMARY KEY, boss integer REFERENCES users);\n-- downgrade\nDROP TABLE users;\n";

    [Fact]
    public async Task A_healthy_project_is_a_go()
    {
        using var project = Project.OfSql(Users);
        await project.DoAsync("upgrade");

        var run = await project.DoAsync("doctor");
        var document = await project.DoAsync("doctor --json");

        Assert.Contains("go     revisions: 1 revision, heads: aa1\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("go     scratch database: one was made and thrown away\n", run.Output, StringComparison.Ordinal);
        Assert.Equal("go: nothing is in the way\n", run.Error);
        Assert.Equal("go", document.Json["verdict"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_reference_without_a_row_is_told()
    {
        using var project = Project.OfSql(Users);
        await project.DoAsync("upgrade");
        await project.SqliteAsync("PRAGMA foreign_keys = OFF; INSERT INTO users VALUES (1, 7);");

        var run = await project.RunAsync("doctor");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("wait   foreign keys: Rows of \"users\" refer to rows of \"users\" that are not there: 1.\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_file_is_a_no_go()
    {
        using var project = Project.OfSql(Users);
        await project.DoAsync("upgrade");
        await project.SqliteAsync("CREATE TABLE many (a text); INSERT INTO many SELECT hex(randomblob(400)) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200) SELECT i FROM n);");
        await using (var file = File.OpenWrite(project.PathOf("app.db")))
        {
            file.Seek(-4096 * 3, SeekOrigin.End);
            file.Write(new byte[4096]);
        }

        var run = await project.RunAsync("doctor");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("no-go  integrity: The file is damaged: ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Broken_revisions_and_a_server_that_is_away_are_a_no_go()
    {
        using var project = Project.OfSql(Users, Users);

        var run = await project.RunAsync("doctor --url postgresql://nobody@127.0.0.1:1/none");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("no-go  revisions: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("no-go  connection: The server cannot be reached", run.Output, StringComparison.Ordinal);
    }
}
