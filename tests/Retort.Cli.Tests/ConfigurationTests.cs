namespace Retort.Cli.Tests;

/// <summary>Where the settings come from, and which wins.</summary>
public sealed class ConfigurationTests
{
    private const string Revision = "-- revision: a\n-- upgrade\nCREATE TABLE a (id integer);\n";

    [Theory]
    [InlineData("", "file.db")]
    [InlineData("RETORT__URL=sqlite:///variable.db", "variable.db")]
    [InlineData("RETORT__URL=sqlite:///variable.db SQLALCHEMY_DATABASE_URL=sqlite:///alchemy.db", "alchemy.db")]
    [InlineData("SQLALCHEMY_DATABASE_URL=sqlite:///alchemy.db DATABASE_URL=sqlite:///database.db", "database.db")]
    [InlineData("DATABASE_URL=sqlite:///database.db RETORT_URL=sqlite:///retort.db", "retort.db")]
    [InlineData("RETORT_URL=sqlite:///retort.db RETORT_ENVIRONMENT=staging", "retort.db")]
    [InlineData("RETORT_ENVIRONMENT=staging", "staging.db")]
    [InlineData("DATABASE_URL=", "file.db")]
    [InlineData("RETORT_URL=file:secret", "secret.db")]
    [InlineData("RETORT_URL=sqlite:///${NAME}.db NAME=named", "named.db")]
    public async Task The_nearest_address_wins(string environment, string file)
    {
        using var project = Project.OfSql(Revision);
        project.Write("retort.json", """{ "url": "sqlite:///file.db" }""");
        project.Write("retort.staging.json", """{ "url": "sqlite:///staging.db" }""");
        project.Write("secret", "sqlite:///secret.db\n");
        foreach (var pair in environment.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(variable => variable.Split('=', 2)))
        {
            project.Environment[pair[0]] = pair[1];
        }

        await project.DoAsync("upgrade");
        await project.DoAsync("upgrade --url sqlite:///flag.db");

        Assert.Equal([file, "flag.db"], Directory.GetFiles(project.Path, "*.db").Select(Path.GetFileName).OrderBy(name => name == "flag.db"));
    }

    [Theory]
    [InlineData("{ \"urll\": \"x\" }", "\"urll\" is not a setting")]
    [InlineData("{ \"lock\": { \"timout\": \"1s\" } }", "\"lock.timout\" is not a setting")]
    [InlineData("{ \"databases\": { \"main\": { \"ur\": \"x\" } } }", "\"databases.main.ur\" is not a setting")]
    [InlineData("{ \"transaction\": \"sometimes\" }", "perRevision, all or none")]
    [InlineData("{ \"timezone\": \"Mars/Olympus\" }", "Mars/Olympus")]
    [InlineData("{ \"lock\": { \"timeout\": \"long\" } }", "lock.timeout")]
    [InlineData("{ \"generate\": { \"online\": \"maybe\" } }", "generate.online")]
    [InlineData("{ \"compare\": { \"kinds\": [\"tables\"] } }", "Did you mean \"table\"")]
    [InlineData("{ \"compare\": { \"excludes\": [\"a\"] } }", "\"compare.excludes\" is not a setting")]
    [InlineData("{ \"url\": \"${NOT_SET_ANYWHERE}\" }", "NOT_SET_ANYWHERE")]
    [InlineData("{ \"url\": \"file:nowhere\" }", "nowhere")]
    [InlineData("{ \"url\": \"sqlite:///a.db\", \"scratchUrl\": \"${NOT_SET_ANYWHERE}\" }", "The scratchUrl names the variable ${NOT_SET_ANYWHERE}")]
    [InlineData("{ \"url\": \"sqlite:///a.db\", \"scratchUrl\": \"file:nowhere\" }", "The scratchUrl is in the file")]
    [InlineData("{ \"url\": \"postgresql://db/shop\", \"scratchUrl\": \"sqlite://\" }", "not the address of a PostgreSQL database")]
    [InlineData("{ \"url\": ", "retort.json")]
    [InlineData("[]", "retort.json")]
    [InlineData("{ \"url\": \"sqlite:///a.db\", \"versions\": [\"elsewhere\"] }", "elsewhere")]
    [InlineData("{}", "DATABASE_URL")]
    [InlineData("{ \"databases\": { \"main\": {}, \"other\": {} } }", "--database NAME")]
    public async Task A_setting_that_cannot_be_meant_is_refused(string settings, string text)
    {
        using var project = Project.OfSql(Revision);
        project.Write("retort.json", settings);

        var run = await project.RunAsync("current");

        Assert.True(run.ExitCode == 2, $"{run.ExitCode} {run.Error}");
        Assert.Contains(text, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_databases_have_their_own_addresses_and_revisions()
    {
        using var project = Project.OfSql();
        project.Write("retort.json", """
            {
              "versionTable": "applied",
              "databases": {
                "main": { "url": "sqlite:///main.db", "versions": ["main"] },
                "reports": { "url": "sqlite:///reports.db", "versions": ["reports"] }
              }
            }
            """);
        project.Write("main/a.sql", Revision);
        project.Write("reports/b.sql", Revision.Replace("revision: a", "revision: b", StringComparison.Ordinal));

        // One address cannot be meant for both, so it does not overrule theirs.
        project.Environment["DATABASE_URL"] = "sqlite:///wrong.db";
        await project.DoAsync("upgrade --database main");
        await project.DoAsync("upgrade --database reports");

        Assert.Equal("a (head)\n", (await project.RunAsync("current --database main")).Output);
        Assert.Equal("b (head)\n", (await project.RunAsync("current --database reports")).Output);
        Assert.False(File.Exists(project.PathOf("wrong.db")));
    }

    [Fact]
    public async Task The_project_is_found_from_a_folder_inside_it_and_by_name()
    {
        using var project = Project.OfSql(Revision);
        using var elsewhere = Project.Empty();
        Directory.CreateDirectory(project.PathOf("versions/deep"));

        Assert.Equal("a (head)\n", (await project.RunAsync("-C versions/.. heads")).Output);
        Assert.Equal("a (head)\n", (await elsewhere.RunAsync("heads -C", project.Path)).Output);
        Assert.Equal("a (head)\n", (await project.RunInAsync("versions/deep", "heads")).Output);
    }

    [Fact]
    public async Task A_version_table_of_Alembics_is_taken_over_as_it_is()
    {
        using var project = Project.OfSql(Revision, "-- revision: b\n-- revises: a\n-- upgrade\nCREATE TABLE b (id integer);\n");
        project.Write("retort.json", """{ "url": "sqlite:///app.db", "versionTable": "alembic_version" }""");
        await Retort.Testing.CommandRun.RunAsync(
            "/usr/bin/sqlite3", [project.PathOf("app.db"), "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)); INSERT INTO alembic_version VALUES ('a')"]);

        await project.DoAsync("upgrade");

        Assert.Equal("b (head)\n", (await project.RunAsync("current")).Output);
        Assert.Equal(["b"], (await project.RunAsync("history -r current: --json")).Json["revisions"]!.AsArray().Select(revision => revision!["revision"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Arguments_reach_the_revisions_and_the_last_one_wins()
    {
        using var project = Project.OfSql();
        project.Write("versions/a.cs", """
            using Retort;

            [Revision("a")]
            public sealed class A : Migration
            {
                public override void Upgrade(MigrationBuilder db) => db.Sql($"CREATE TABLE {db.Context.Arguments["name"]} (id integer)");
            }
            """);

        var run = await project.RunAsync("upgrade --dry-run -x name=first -x name=second -x flag");

        Assert.Contains("CREATE TABLE second (id integer)", run.Output, StringComparison.Ordinal);
    }
}
