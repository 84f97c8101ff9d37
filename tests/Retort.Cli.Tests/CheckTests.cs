using System.Text.Json.Nodes;

namespace Retort.Cli.Tests;

/// <summary><c>check</c>: the gate of a pipeline.</summary>
public sealed class CheckTests
{
    private const string Users = "-- revision: aa1\n-- message: Users\n-- upgrade\nCREATE TABLE users (id integer PRIMARY KEY, name text);\n-- downgrade\nDROP TABLE users;\n";
    private const string Index = "-- revision: bb2\n-- revises: aa1\n-- message: Find by name\n-- upgrade\nCREATE INDEX ix ON users (name);\n-- downgrade\nDROP INDEX ix;\n";

    [Fact]
    public async Task All_is_well()
    {
        using var project = Modelled("CREATE TABLE users (id integer PRIMARY KEY, name text); CREATE INDEX ix ON users (name);");
        await project.DoAsync("upgrade");

        var run = await project.RunAsync("check --fail-on-pending --fail-on-model-changes --fail-on-drift --fail-on-lint");

        Assert.Equal((0, "ok       graph\nok       checksums\nok       pending\nok       model\nok       drift\nok       lint\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task Everything_is_looked_at_before_it_says_no()
    {
        using var project = Modelled("CREATE TABLE users (id integer PRIMARY KEY, name text, email text); CREATE INDEX ix ON users (name);");
        await project.DoAsync("upgrade aa1");
        await project.SqliteAsync("CREATE TABLE notes (id integer);");
        project.Write("versions/00.sql", Users.Replace("name text", "-- reformatted\n    name    text", StringComparison.Ordinal));
        var harmless = await project.RunAsync("check");
        project.Write("versions/00.sql", Users.Replace("PRIMARY KEY", "PRIMARY KEY NOT NULL", StringComparison.Ordinal));

        var run = await project.RunAsync("check --fail-on-pending --fail-on-model-changes --fail-on-drift");

        Assert.Equal(0, harmless.ExitCode);
        Assert.Equal(3, run.ExitCode);
        Assert.Equal(
            $"""
            ok       graph
            FOUND    checksums
                       aa1 was edited after it was applied: {project.PathOf("versions/00.sql")}:1
            FOUND    pending
                       bb2 Find by name
            FOUND    model
                       add column "email" to table "users"
            FOUND    drift
                       create table "notes"
            skipped  lint (not asked for: --fail-on-lint)

            """,
            run.Output);
    }

    [Fact]
    public async Task What_was_not_asked_for_is_named()
    {
        using var project = Project.OfSql(Users, Index);

        var run = await project.RunAsync("check --json --fail-on-pending");

        Assert.Equal(3, run.ExitCode);
        Assert.False(run.Json["ok"]!.GetValue<bool>());
        Assert.Equal(
            ["graph True False", "checksums True False", "pending False False", "model True True", "drift True True", "lint True True"],
            run.Json["checks"]!.AsArray().Select(check => $"{check!["name"]} {check["ok"]!.GetValue<bool>()} {check["skipped"]!.GetValue<bool>()}"));
        Assert.Equal(["aa1", "bb2"], run.Json["checks"]![2]!["items"]!.AsArray().Select(item => item!["revision"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Revisions_that_make_no_graph_are_found()
    {
        using var project = Project.OfSql(Users, Index.Replace("revises: aa1", "revises: zz9", StringComparison.Ordinal));

        var run = await project.RunAsync("check --fail-on-pending");

        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith("FOUND    graph\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("zz9", run.Output, StringComparison.Ordinal);
        Assert.Contains("skipped  pending (the revisions make no graph)", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_at_a_revision_that_no_file_has_is_found()
    {
        using var project = Project.OfSql(Users);
        await project.DoAsync("upgrade");
        await project.SqliteAsync("UPDATE retort_version SET version_num = 'gone';");

        var run = await project.RunAsync("check --fail-on-pending");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains("gone", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipeline_without_a_database_needs_none_for_the_revisions_and_the_model()
    {
        using var project = Project.OfSql(Users);
        project.Write("retort.json", "{}");
        var none = await project.RunAsync("check");
        project.Write("retort.json", """{ "url": "postgresql://127.0.0.1:1/db" }""");

        var unreachable = await project.RunAsync("check");
        var needed = await project.RunAsync("check --fail-on-pending");

        Assert.Equal(0, none.ExitCode);
        Assert.Contains("skipped  checksums (the project names no database)", none.Output, StringComparison.Ordinal);
        Assert.Equal(0, unreachable.ExitCode);
        Assert.Contains("skipped  checksums (The server cannot be reached", unreachable.Output, StringComparison.Ordinal);
        Assert.Equal(1, needed.ExitCode);
        Assert.False(File.Exists(project.PathOf("app.db")));
    }

    [Fact]
    public async Task The_model_is_checked_without_touching_the_database()
    {
        using var project = Modelled("CREATE TABLE users (id integer PRIMARY KEY, name text); CREATE INDEX ix ON users (name);");

        var run = await project.RunAsync("check --fail-on-model-changes");
        project.Write("retort.json", """{ "url": "sqlite:///app.db" }""");
        var noTarget = await project.RunAsync("check --fail-on-model-changes");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(2, noTarget.ExitCode);
        Assert.False(File.Exists(project.PathOf("app.db")));
    }

    [Fact]
    public async Task A_check_that_cannot_be_made_keeps_no_other_from_being_made()
    {
        using var project = Project.OfSql(Users, Index);
        project.Write("retort.json", """{ "url": "postgresql://127.0.0.1:1/db" }""");

        var text = await project.RunAsync("check --fail-on-pending --fail-on-model-changes --fail-on-lint");
        var json = await project.RunAsync("check --fail-on-pending --fail-on-model-changes --fail-on-lint --json");

        Assert.Equal((1, 1), (text.ExitCode, json.ExitCode));
        Assert.Equal(
            ["ok       graph", "FAILED   checksums", "FAILED   pending", "FAILED   model", "skipped  drift (not asked for: --fail-on-drift)", "FOUND    lint"],
            text.Output.Split('\n').Where(line => line.Length > 0 && line[0] != ' '));
        Assert.StartsWith("ERROR RT06", text.Error, StringComparison.Ordinal);
        Assert.Equal("", json.Error);
        Assert.Equal(["schemaVersion", "ok", "checks", "error"], json.Json.AsObject().Select(field => field.Key));
        Assert.Equal((string)json.Json["error"]!["code"]!, (string)json.Json["checks"]![1]!["error"]!["code"]!);
        Assert.Equal("RT-L043", (string)json.Json["checks"]![5]!["items"]![0]!["rule"]!);
    }

    [Fact]
    public async Task What_is_found_is_annotated_where_it_stands()
    {
        using var project = Modelled("CREATE TABLE users (id integer PRIMARY KEY, name text, email text); CREATE INDEX ix ON users (name);");
        await project.DoAsync("upgrade aa1");

        async Task<string> AnnotateAsync(string format)
        {
            var run = await project.RunAsync($"check --fail-on-pending --fail-on-model-changes --format {format}");
            Assert.Equal(3, run.ExitCode);
            return run.Output;
        }

        Assert.Equal(
            "::error file=versions/01.sql,line=1,title=pending::Pending: bb2 Find by name\n::error title=model::The model is ahead of the revisions: add column \"email\" to table \"users\"\n",
            await AnnotateAsync("github"));
        Assert.Equal(
            "##vso[task.logissue type=error;sourcepath=versions/01.sql;linenumber=1;code=pending]Pending: bb2 Find by name\n##vso[task.logissue type=error;code=model]The model is ahead of the revisions: add column \"email\" to table \"users\"\n",
            await AnnotateAsync("azure"));
        var quality = JsonNode.Parse(await AnnotateAsync("gitlab"))!.AsArray();
        Assert.Equal(["pending major versions/01.sql 1", "model major retort.json 1"], quality.Select(one => $"{one!["check_name"]} {one["severity"]} {one["location"]!["path"]} {one["location"]!["lines"]!["begin"]}"));
        Assert.Equal(2, quality.Select(one => (string)one!["fingerprint"]!).Distinct().Count());
        var results = JsonNode.Parse(await AnnotateAsync("sarif"))!["runs"]![0]!["results"]!.AsArray();
        Assert.Equal(["pending versions/01.sql", "model "], results.Select(one => $"{one!["ruleId"]} {one["locations"]?[0]!["physicalLocation"]!["artifactLocation"]!["uri"]}"));
    }

    [Fact]
    public async Task A_revision_that_cannot_be_read_is_annotated_on_its_line()
    {
        using var project = Project.OfSql(Users, Index.Replace("-- message: ", "-- mesage: ", StringComparison.Ordinal));

        var run = await project.RunAsync("check --format github");

        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith("::error file=versions/01.sql,line=3,title=graph::", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_document_can_go_to_a_file()
    {
        using var project = Project.OfSql(Users, Index);

        var run = await project.RunAsync("check --fail-on-pending -o check.json");
        await project.RunAsync("check --fail-on-pending -o check.txt");

        Assert.Equal((3, ""), (run.ExitCode, run.Output));
        Assert.False((bool)JsonNode.Parse(await File.ReadAllTextAsync(project.PathOf("check.json")))!["ok"]!);
        Assert.Contains("FOUND    pending\n           aa1 Users\n", await File.ReadAllTextAsync(project.PathOf("check.txt")), StringComparison.Ordinal);
    }

    private static Project Modelled(string model)
    {
        var project = Project.OfSql(Users, Index);
        project.Write("schema.sql", model);
        project.Write("retort.json", """{ "url": "sqlite:///app.db", "target": { "kind": "sql", "path": "schema.sql" } }""");
        return project;
    }
}
