using System.Text.Json.Nodes;

namespace Retort.Cli.Tests;

/// <summary>The documents that scripts read: fields may be added, never removed or renamed.</summary>
public sealed class JsonTests
{
    private static readonly string[] Revisions =
    [
        "-- revision: a\n-- created: 2026-01-02\n-- message: First\n-- upgrade\nCREATE TABLE a (id integer);\nCREATE INDEX ix ON a (id);\n-- downgrade\nDROP TABLE a;\n",
        "-- revision: b\n-- revises: a\n-- labels: left\n-- created: 2026-01-03\n-- message: Second\n-- upgrade\nCREATE TABLE b (id integer);\n-- downgrade\nDROP TABLE b;\n",
        "-- revision: c\n-- revises: a\n-- depends-on: b\n-- created: 2026-01-04\n-- message: Third\n-- upgrade\nCREATE TABLE c (id integer);\n-- downgrade\nDROP TABLE c;\n",
    ];

    [Fact]
    public async Task Current()
    {
        using var project = Project.OfSql(Revisions);
        await project.DoAsync("upgrade b");

        await AssertJsonAsync(project, "current --json", """{"schemaVersion":1,"current":[{"revision":"b","isHead":true,"message":"Second"}],"interrupted":[]}""");
    }

    [Fact]
    public async Task Heads_and_branches()
    {
        using var project = Project.OfSql(Revisions);

        await AssertJsonAsync(project, "heads --json", """{"schemaVersion":1,"heads":[{"revision":"b","labels":["left"],"message":"Second"},{"revision":"c","labels":[],"message":"Third"}]}""");
        await AssertJsonAsync(project, "branches --json", """{"schemaVersion":1,"branches":[{"revision":"a","message":"First","children":["b","c"]}]}""");
    }

    [Fact]
    public async Task History_is_newest_first_and_knows_the_current_revision()
    {
        using var project = Project.OfSql(Revisions);
        await project.DoAsync("upgrade b");

        var history = (await project.RunAsync("history --json")).Json["revisions"]!.AsArray();

        Assert.Equal(["c", "b", "a"], history.Select(revision => revision!["revision"]!.GetValue<string>()));
        Assert.Equal(
            JsonNode.Parse($$$"""{"revision":"c","revises":["a"],"dependsOn":["b"],"labels":[],"message":"Third","created":"2026-01-04T00:00:00.0000000+00:00","file":"{{{project.PathOf("versions/02.sql")}}}","isHead":true,"isBranchPoint":false,"isMergePoint":false,"isCurrent":false}""")!.ToJsonString(),
            history[0]!.ToJsonString());
        Assert.Equal([false, true, false], history.Select(revision => revision!["isCurrent"]!.GetValue<bool>()));
        Assert.True(history[2]!["isBranchPoint"]!.GetValue<bool>());
    }

    [Fact]
    public async Task History_without_a_database_does_not_pretend_to_know_the_current_revision()
    {
        using var project = Project.OfSql(Revisions);
        project.Write("retort.json", """{ "url": "postgresql://127.0.0.1:1/db" }""");

        var run = await project.RunAsync("history --json");

        Assert.Equal(0, run.ExitCode);
        Assert.All(run.Json["revisions"]!.AsArray(), revision => Assert.Null(revision!["isCurrent"]));
    }

    [Fact]
    public async Task Upgrade_and_downgrade()
    {
        using var project = Project.OfSql(Revisions);

        var up = (await project.RunAsync("upgrade b --json")).Json;
        var down = (await project.RunAsync("downgrade -1 --yes --json")).Json;

        Assert.Equal(["schemaVersion", "direction", "steps", "current", "backup", "durationMs"], up.AsObject().Select(field => field.Key));
        Assert.Equal("upgrade", up["direction"]!.GetValue<string>());
        Assert.Equal("""["b"]""", up["current"]!.ToJsonString());
        Assert.Equal([("a", 2, true), ("b", 1, true)], up["steps"]!.AsArray().Select(step => (step!["revision"]!.GetValue<string>(), step["statements"]!.GetValue<int>(), step["transactional"]!.GetValue<bool>())));
        Assert.All(up["steps"]!.AsArray(), step => Assert.True(step!["durationMs"]!.GetValue<long>() >= 0));
        Assert.Equal(("downgrade", """["a"]"""), (down["direction"]!.GetValue<string>(), down["current"]!.ToJsonString()));
    }

    [Fact]
    public async Task A_dry_run_shows_its_sql()
    {
        using var project = Project.OfSql(Revisions);

        var run = (await project.DoAsync("upgrade a --dry-run --json")).Json;
        var step = run["steps"]![0]!;

        Assert.Equal(["schemaVersion", "direction", "dryRun", "risk", "reasons", "steps", "current", "backup"], run.AsObject().Select(field => field.Key));
        Assert.Equal(("upgrade", true, "low"), ((string)run["direction"]!, (bool)run["dryRun"]!, (string)run["risk"]!));
        Assert.Equal("""["CREATE TABLE a (id integer)","CREATE INDEX ix ON a (id)"]""", step["sql"]!.ToJsonString());
        Assert.Equal(("a", 2, true), ((string)step["revision"]!, (int)step["statements"]!, (bool)step["transactional"]!));
        Assert.Equal("CREATE INDEX ix ON a (id)", (string)step["plan"]![1]!["sql"]!);
    }

    [Fact]
    public async Task Stamp()
    {
        using var project = Project.OfSql(Revisions);

        await AssertJsonAsync(project, "stamp b --json", """{"schemaVersion":1,"before":[],"current":["b"]}""");
    }

    private static async Task AssertJsonAsync(Project project, string line, string expected)
    {
        var run = await project.RunAsync(line);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), run.Json.ToJsonString());
    }
}
