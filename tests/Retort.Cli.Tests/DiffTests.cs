using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary><c>diff</c>: what turns one schema into another.</summary>
public sealed class DiffTests
{
    private const string Users = "-- revision: aa1\n-- upgrade\nCREATE TABLE users (id integer PRIMARY KEY, name text);\n-- downgrade\nDROP TABLE users;\n";

    [Fact]
    public async Task Databases_are_compared_without_a_project()
    {
        using var project = Project.Empty();
        await project.SqliteAsync("CREATE TABLE a (id integer, name text); INSERT INTO a VALUES (1, 'Ada');", "one.db");
        await project.SqliteAsync("CREATE TABLE a (id integer, name text NOT NULL); CREATE INDEX ix ON a (name);", "two.db");

        var run = await project.RunAsync("diff sqlite:///one.db sqlite:///two.db");
        var script = await project.RunAsync("diff sqlite:///one.db sqlite:///two.db --sql");
        await project.SqliteAsync(script.Output, "one.db");
        var after = await project.RunAsync("diff sqlite:///one.db sqlite:///two.db --json");

        Assert.Equal(3, run.ExitCode);
        Assert.Equal(2, run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal("""{"schemaVersion":1,"equal":true,"operations":[],"unmanaged":[]}""", after.Json.ToJsonString());
        Assert.Equal("1|Ada\n", await project.SqliteAsync("SELECT * FROM a;", "one.db"));
    }

    [Fact]
    public async Task Every_kind_of_source_can_be_named()
    {
        using var project = Project.OfSql(Users);
        project.Write("schema.sql", "CREATE TABLE users (id integer PRIMARY KEY, name text);");
        project.Write("retort.json", """{ "url": "sqlite:///app.db", "target": { "kind": "sql", "path": "schema.sql" } }""");
        await project.DoAsync("upgrade");

        foreach (var pair in (string[])["database model", "revision:aa1 file:schema.sql", "model revision:head", "sqlite:///app.db database"])
        {
            Assert.Equal((0, ""), ((await project.RunAsync($"diff {pair}")).ExitCode, (await project.RunAsync($"diff {pair} --sql")).Output));
        }
    }

    [Theory]
    [InlineData(15)]
    [InlineData(18)]
    public async Task A_rename_that_the_model_tells_loses_nothing(int major)
    {
        await using var database = await PostgresDatabase.CreateAsync(major);
        using var project = Project.OfSql(Users);
        project.Environment["RETORT_URL"] = database.Url;
        project.Write("retort.json", """{ "target": { "kind": "sql", "path": "schema.sql" } }""");
        project.Write("schema.sql", "CREATE TABLE users (\n    id integer PRIMARY KEY,\n    -- renamed from: name\n    full_name varchar(50)\n);\nCREATE VIEW names AS SELECT full_name FROM users;");
        await project.DoAsync("upgrade");
        await database.ExecuteAsync("CREATE VIEW names AS SELECT name AS full_name FROM users");

        var run = await project.RunAsync("diff database model --json");

        Assert.Equal(3, run.ExitCode);
        var operations = run.Json["operations"]!.AsArray();
        Assert.Equal("rename_column", operations[0]!["kind"]!.GetValue<string>());
        Assert.DoesNotContain(operations, operation => operation!["kind"]!.GetValue<string>() is "drop_column" or "add_column");
    }

    [Theory]
    [InlineData("diff database modle", 2, "names no schema")]
    [InlineData("diff database revision:zz", 2, "zz")]
    [InlineData("diff database file:missing.sql", 2, "missing.sql")]
    [InlineData("diff database postgresql://127.0.0.1:1/db", 2, "cannot be compared with one of")]
    [InlineData("diff postgresql://127.0.0.1:1/a postgresql://127.0.0.1:1/b", 1, "cannot be reached")]
    [InlineData("diff sqlite:///missing.db database", 2, "There is no database")]
    [InlineData("diff database", 2, "diff database model")]
    public async Task What_cannot_be_compared_is_told(string line, int exitCode, string message)
    {
        using var project = Project.OfSql(Users);
        var before = project.Files();

        var run = await project.RunAsync(line);

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal(before, project.Files());
    }
}
