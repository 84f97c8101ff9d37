namespace Retort.Cli.Tests;

/// <summary><c>verify</c>: each revision is applied, reverted and applied again in a scratch database, with rows.</summary>
public sealed class VerifyTests
{
    private const string Users = "-- revision: aa1\n-- message: Users\n-- upgrade\nCREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL, note text, kind text NOT NULL CHECK (kind IN ('a', 'b')));\n-- downgrade\nDROP TABLE users;\n";
    private const string Third = "-- revision: cc3\n-- revises: bb2\n-- message: Third\n-- upgrade\nCREATE INDEX ix ON users (name);\n-- downgrade\nDROP INDEX ix;\n";

    [Fact]
    public async Task Revisions_that_undo_what_they_do_are_exact()
    {
        using var project = Project.OfSql(Users, Next("CREATE TABLE posts (id integer PRIMARY KEY, author integer NOT NULL REFERENCES users);", "DROP TABLE posts;"));

        var run = await project.DoAsync("verify");
        var document = await project.DoAsync("verify --json --rev bb2");

        Assert.Equal("exact        aa1 Users\nexact        bb2 Next\n", run.Output);
        Assert.Equal("""{"schemaVersion":1,"ok":true,"edited":[],"faults":[],"proofs":[{"revision":"bb2","result":"exact","losses":[],"difference":[],"message":null,"withoutRows":[]}],"unseen":[]}""", document.Json.ToJsonString());
    }

    [Theory]
    [InlineData("ALTER TABLE users DROP COLUMN note;", "ALTER TABLE users ADD COLUMN note text;", 0, "loses data   bb2 Next: loses values of column \"note\" of table \"users\"\n")]
    [InlineData("DELETE FROM users WHERE id = 2;", "SELECT 1;", 0, "loses data   bb2 Next: loses 1 of 3 rows of table \"users\"\n")]
    [InlineData("CREATE INDEX ix ON users (name);", "SELECT 1;", 3, "differs      bb2 Next: The downgrade does not give the schema back.\n               drop index \"ix\"\n")]
    [InlineData("CREATE TABLE IF NOT EXISTS posts (id integer);", "DROP TABLE posts; CREATE TABLE IF NOT EXISTS other (id integer); DROP TABLE other;", 0, "exact        bb2 Next\n")]
    public async Task What_a_downgrade_does_not_give_back_is_told(string upgrade, string downgrade, int exitCode, string expected)
    {
        using var project = Project.OfSql(Users, Next(upgrade, downgrade));

        var run = await project.RunAsync("verify --rev bb2");

        Assert.Equal((exitCode, expected), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task Rows_that_a_trigger_puts_elsewhere_count()
    {
        using var project = Project.OfSql(
            "-- revision: aa1\n-- message: Log\n-- upgrade\nCREATE TABLE log (id integer PRIMARY KEY, what text);\n-- downgrade\nDROP TABLE log;\n",
            Next("CREATE TABLE users (id integer PRIMARY KEY, name text); CREATE TRIGGER seen AFTER INSERT ON users BEGIN INSERT INTO log (what) VALUES ('seen'); END;", "DROP TABLE users;"),
            Third.Replace("DROP INDEX ix;", "DROP INDEX ix; DELETE FROM log WHERE what = 'seen';", StringComparison.Ordinal));

        var run = await project.DoAsync("verify");

        Assert.Equal("exact        aa1 Log\nexact        bb2 Next\nloses data   cc3 Third: loses 3 of 6 rows of table \"log\"\n", run.Output);
    }

    [Fact]
    public async Task What_fails_on_rows_is_told_and_the_rest_is_proved_all_the_same()
    {
        using var project = Project.OfSql(
            Users,
            Next("CREATE UNIQUE INDEX ux ON users (kind);", "DROP INDEX ux;"),
            Next("CREATE INDEX ix ON users (name);", "DROP INDEX ix;").Replace("bb2", "cc3", StringComparison.Ordinal).Replace("aa1", "bb2", StringComparison.Ordinal));

        var run = await project.RunAsync("verify");

        Assert.Equal(3, run.ExitCode);
        Assert.Matches("^exact        aa1 Users\nfails        bb2 Next: .*UNIQUE.*\nexact        cc3 Next\n$", run.Output);
    }

    [Fact]
    public async Task What_cannot_be_applied_at_all_ends_the_proofs()
    {
        using var project = Project.OfSql(
            Users,
            Next("CREATE INDEX ix ON nothing (name);", "DROP INDEX ix;"),
            Next("CREATE INDEX iy ON users (name);", "DROP INDEX iy;").Replace("bb2", "cc3", StringComparison.Ordinal).Replace("aa1", "bb2", StringComparison.Ordinal));

        var run = await project.RunAsync("verify");

        Assert.Equal(3, run.ExitCode);
        Assert.EndsWith("unseen       cc3 Next: a revision before it fails\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_what_is_pending_can_be_proved()
    {
        using var project = Project.OfSql(Users, Next("CREATE INDEX ix ON users (name);", "DROP INDEX ix;"));
        await project.DoAsync("upgrade aa1");

        var run = await project.DoAsync("verify --pending");

        Assert.Equal("exact        bb2 Next\n", run.Output);
    }

    [Fact]
    public async Task An_edited_revision_is_told()
    {
        using var project = Project.OfSql(Users);
        await project.DoAsync("upgrade");
        var file = Directory.GetFiles(project.PathOf("versions")).Single();
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace("name text NOT NULL", "name text", StringComparison.Ordinal));

        var run = await project.RunAsync("verify");

        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith("edited       aa1 was edited after it was applied: ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_contradicts_the_history_is_told_and_can_be_accepted()
    {
        using var project = Project.OfSql(Users, Next("CREATE TABLE posts (id integer PRIMARY KEY);", "DROP TABLE posts;"), Third);
        await project.DoAsync("upgrade");
        project.Write("versions/00.sql", Users.Replace("note text", "remark text", StringComparison.Ordinal));
        File.Delete(project.PathOf("versions/02.sql"));
        await project.SqliteAsync("UPDATE retort_version SET version_num = 'aa1'");

        var found = await project.RunAsync("verify --pending");
        var gate = await project.RunAsync("check");
        var asked = await project.RunAsync("verify --repair");
        var repaired = await project.RunAsync("verify --repair --yes");
        var after = await project.RunAsync("verify --rev bb2");

        Assert.Equal([3, 3, 5, 0, 0], [found.ExitCode, gate.ExitCode, asked.ExitCode, repaired.ExitCode, after.ExitCode]);
        Assert.StartsWith(
            $"edited       aa1 was edited after it was applied: {project.PathOf("versions/00.sql")}:1\nnot recorded bb2 was applied last, and is not in the version table\nmissing      cc3 was applied, and no file has it\n",
            found.Output,
            StringComparison.Ordinal);
        Assert.Equal("exact        bb2 Next\n", after.Output);
    }

    [Fact]
    public async Task A_revision_that_was_reverted_and_came_back_by_hand_is_told()
    {
        using var project = Project.OfSql(Users, Next("CREATE TABLE posts (id integer PRIMARY KEY);", "DROP TABLE posts;"));
        await project.DoAsync("upgrade");
        await project.DoAsync("downgrade -1 --yes");
        await project.SqliteAsync("UPDATE retort_version SET version_num = 'bb2'");

        var run = await project.RunAsync("verify --json --rev aa1");

        Assert.Equal([("not reverted", "bb2")], run.Json["faults"]!.AsArray().Select(fault => ((string)fault!["kind"]!, (string)fault["revision"]!)));
    }

    [Fact]
    public async Task Where_the_database_is_at_a_missing_revision_it_must_be_stamped()
    {
        using var project = Project.OfSql(Users, Next("CREATE TABLE posts (id integer PRIMARY KEY);", "DROP TABLE posts;"));
        await project.DoAsync("upgrade");
        File.Delete(project.PathOf("versions/01.sql"));

        var run = await project.RunAsync("verify --repair --yes");
        await project.DoAsync("stamp aa1 --purge");
        var after = await project.RunAsync("verify");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("bb2 is where the version table says the database is, and no file has it", run.Output, StringComparison.Ordinal);
        Assert.Contains("retort stamp --purge", run.Error, StringComparison.Ordinal);
        Assert.Equal((0, "exact        aa1 Users\n"), (after.ExitCode, after.Output));
    }

    [Fact]
    public async Task A_stamp_settles_what_was_before_it()
    {
        using var project = Project.OfSql(Users, Next("CREATE TABLE posts (id integer PRIMARY KEY);", "DROP TABLE posts;"));
        await project.DoAsync("upgrade");
        await project.DoAsync("stamp aa1");

        Assert.Equal(0, (await project.RunAsync("verify")).ExitCode);
    }

    private static string Next(string upgrade, string downgrade) => $"-- revision: bb2\n-- revises: aa1\n-- message: Next\n-- upgrade\n{upgrade}\n-- downgrade\n{downgrade}\n";
}
