using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary><c>drift</c>: what was changed behind the revisions' back, and what can be done about it.</summary>
public sealed class DriftTests
{
    private const string Users = "-- revision: aa1\n-- upgrade\nCREATE TABLE users (id integer PRIMARY KEY, name text);\n-- downgrade\nDROP TABLE users;\n";
    private const string Index = "-- revision: bb2\n-- revises: aa1\n-- upgrade\nCREATE INDEX ix ON users (name);\n-- downgrade\nDROP INDEX ix;\n";

    [Fact]
    public async Task A_database_that_only_revisions_changed_has_none()
    {
        using var project = Project.OfSql(Users, Index);
        await project.DoAsync("upgrade aa1");

        var run = await project.RunAsync("drift");
        var document = await project.RunAsync("drift --json");

        Assert.Equal((0, "", "no drift\n"), (run.ExitCode, run.Output, run.Error));
        Assert.Equal("""{"schemaVersion":1,"equal":true,"operations":[],"unmanaged":[],"comparedWith":"revisions"}""", document.Json.ToJsonString());
    }

    [Fact]
    public async Task What_was_changed_by_hand_is_found_and_the_script_undoes_it()
    {
        using var project = await DriftedAsync();
        await project.SqliteAsync("INSERT INTO users (id, name) VALUES (1, 'Ada');");

        var run = await project.RunAsync("drift");
        var document = await project.RunAsync("drift --json");
        var script = await project.RunAsync("drift --sql");
        await project.SqliteAsync(script.Output);

        Assert.Equal((3, "create table \"notes\"\nadd column \"email\" to table \"users\"\n"), (run.ExitCode, run.Output));
        Assert.Equal(["create_table", "add_column"], document.Json["operations"]!.AsArray().Select(operation => operation!["kind"]!.GetValue<string>()));
        Assert.Equal(3, script.ExitCode);
        Assert.StartsWith("-- loses data: ", script.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await project.RunAsync("drift")).ExitCode);
        Assert.Equal("1|Ada\n", await project.SqliteAsync("SELECT * FROM users;"));
    }

    [Fact]
    public async Task A_revision_that_accepts_it_is_proved_and_makes_other_databases_the_same()
    {
        using var project = await DriftedAsync();

        var adopted = await project.DoAsync("drift --adopt --rev-id cc3 -m", "Accept what was done by hand");
        await project.DoAsync("stamp cc3");
        await project.DoAsync("upgrade --url sqlite:///other.db");

        Assert.Contains("proved", adopted.Error, StringComparison.Ordinal);
        Assert.Contains("retort stamp cc3", adopted.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await project.RunAsync("drift")).ExitCode);
        Assert.Equal(0, (await project.RunAsync("diff database sqlite:///other.db")).ExitCode);
    }

    [Fact]
    public async Task Without_drift_there_is_nothing_to_accept()
    {
        using var project = Project.OfSql(Users);
        await project.DoAsync("upgrade");

        var run = await project.DoAsync("drift --adopt -m Nothing");

        Assert.Contains("no changes", run.Error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(project.PathOf("versions")));
    }

    [Fact]
    public async Task Drift_is_not_accepted_below_revisions_that_are_pending()
    {
        using var project = Project.OfSql(Users, Index);
        await project.DoAsync("upgrade aa1");
        await project.SqliteAsync("CREATE TABLE notes (id integer);");

        var run = await project.RunAsync("drift --adopt -m Notes");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("retort upgrade", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(project.PathOf("versions")).Length);
    }

    [Fact]
    public async Task What_the_settings_leave_out_is_not_drift()
    {
        using var project = await DriftedAsync();

        project.Write("retort.json", """{ "url": "sqlite:///app.db", "compare": { "exclude": ["note?"] } }""");
        var named = await project.RunAsync("drift");
        project.Write("retort.json", """{ "url": "sqlite:///app.db", "compare": { "include": ["nothing*"] } }""");
        var included = await project.RunAsync("drift");
        project.Write("retort.json", """{ "url": "sqlite:///app.db", "compare": { "kinds": ["index", "view"] } }""");
        var kinds = await project.RunAsync("drift");

        Assert.Equal("add column \"email\" to table \"users\"\n", named.Output);
        Assert.Equal((0, 0), (included.ExitCode, kinds.ExitCode));
    }

    [Fact]
    public async Task The_history_of_Entity_Framework_is_its_own_business()
    {
        using var project = Project.OfSql(Users);
        await project.DoAsync("upgrade");
        await project.SqliteAsync("CREATE TABLE __EFMigrationsHistory (MigrationId text PRIMARY KEY, ProductVersion text NOT NULL);");
        var counted = await project.RunAsync("drift");

        project.Write("retort.json", """{ "url": "sqlite:///app.db", "target": { "kind": "efcore", "assembly": "App.dll" } }""");
        var hidden = await project.RunAsync("drift");

        Assert.Equal((3, 0), (counted.ExitCode, hidden.ExitCode));
    }

    [Fact]
    public async Task Where_nothing_can_be_replayed_the_fingerprint_of_the_last_run_tells()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql(Users);
        project.Environment["RETORT_URL"] = database.Url;
        await project.DoAsync("upgrade");
        project.Environment["RETORT__SCRATCHURL"] = "postgresql://nobody@127.0.0.1:1/nowhere";

        var same = await project.RunAsync("drift");
        await database.ExecuteAsync("CREATE INDEX by_hand ON users (name)");
        var changed = await project.RunAsync("drift");
        var document = await project.RunAsync("drift --json");
        var script = await project.RunAsync("drift --sql");
        var check = await project.RunAsync("check --fail-on-drift");
        await database.ExecuteAsync("DROP INDEX by_hand; UPDATE retort_history SET schema_fingerprint = NULL");
        var unknown = await project.RunAsync("drift");

        Assert.Equal((0, ""), (same.ExitCode, same.Output));
        Assert.Contains("compared with the fingerprint", same.Error, StringComparison.Ordinal);
        Assert.Equal((3, "the schema is not the one that the last run left\n"), (changed.ExitCode, changed.Output));
        Assert.Equal(("fingerprint", false), (document.Json["comparedWith"]!.GetValue<string>(), document.Json["equal"]!.GetValue<bool>()));
        Assert.Equal((1, ""), (script.ExitCode, script.Output));
        Assert.Equal(3, check.ExitCode);
        Assert.Equal(1, unknown.ExitCode);
    }

    [Fact]
    public async Task A_run_leaves_the_fingerprint_whichever_way_it_went()
    {
        using var project = Project.OfSql(Users, Index);
        await project.DoAsync("upgrade aa1");
        var first = await FingerprintAsync(project);
        await project.DoAsync("upgrade");
        var second = await FingerprintAsync(project);
        await project.DoAsync("downgrade aa1 --yes");
        var third = await FingerprintAsync(project);
        project.Write("versions/02.sql", "-- revision: cc3\n-- revises: bb2\n-- upgrade\nCREATE TABLE users (id integer);\n");
        Assert.Equal(1, (await project.RunAsync("upgrade")).ExitCode);
        var afterFailure = await FingerprintAsync(project);
        await project.DoAsync("stamp bb2");

        Assert.Equal(first, third);
        Assert.NotEqual(first, second);
        Assert.Equal(second, afterFailure);
        Assert.Equal(second, await FingerprintAsync(project));
    }

    [Fact]
    public async Task What_the_settings_leave_out_is_not_in_the_fingerprint()
    {
        using var project = Project.OfSql(Users, Index);
        project.Write("retort.json", """{ "url": "sqlite:///app.db", "compare": { "exclude": ["note?"] } }""");
        await project.DoAsync("upgrade");
        var bare = await FingerprintAsync(project);

        await project.SqliteAsync("CREATE TABLE note1 (id integer); CREATE TABLE kept (id integer);");
        await project.DoAsync("stamp bb2");
        var more = await FingerprintAsync(project);
        await project.SqliteAsync("DROP TABLE kept;");
        await project.DoAsync("stamp bb2");

        Assert.NotEqual(bare, more);
        Assert.Equal(bare, await FingerprintAsync(project));
    }

    private static Task<string> FingerprintAsync(Project project) => project.SqliteAsync("SELECT schema_fingerprint FROM retort_history ORDER BY id DESC LIMIT 1;");

    private static async Task<Project> DriftedAsync()
    {
        var project = Project.OfSql(Users, Index);
        await project.DoAsync("upgrade");
        await project.SqliteAsync("ALTER TABLE users ADD COLUMN email text; CREATE TABLE notes (id integer);");
        return project;
    }
}
