using System.Text.Json.Nodes;
using Retort.Linting;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary><c>lint</c>: what is risky in revision files.</summary>
public sealed class LintTests
{
    private const string Users = "-- revision: aa1\n-- message: Users\n-- upgrade\nCREATE TABLE users (id bigint CONSTRAINT pk_users PRIMARY KEY, name text);\n-- downgrade\nDROP TABLE users;\n";
    private const string Index = "-- revision: bb2\n-- revises: aa1\n-- upgrade\n\nCREATE INDEX ix ON users (name);\n-- downgrade\nDROP INDEX ix;\n";
    private const string Text = """
        versions/01.sql:5: error RT-L043: Nobody can write to "users" while index "ix" is built.
            CREATE INDEX CONCURRENTLY ix ON users (name);
        versions/01.sql:7: warning RT-L049: Nobody can read "users" while index "ix" is dropped. (downgrade)
            DROP INDEX CONCURRENTLY ix;

        """;

    [Fact]
    public async Task Findings_have_a_place_a_reason_and_a_recipe()
    {
        using var project = OfPostgreSql(Users, Index);

        var run = await project.RunAsync("lint");

        Assert.Equal((3, Text, "2 revisions: 1 error, 1 warning\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData("lint aa1", 0)]
    [InlineData("lint bb2", 3)]
    [InlineData("lint head", 3)]
    [InlineData("lint --downgrade", 0)]
    [InlineData("lint --downgrade --fail-on warning", 3)]
    [InlineData("lint --upgrade --fail-on warning", 3)]
    [InlineData("lint zz9", 2)]
    [InlineData("lint --format csv", 2)]
    public async Task It_looks_at_what_it_is_told_and_fails_on_what_it_is_told(string line, int exitCode)
    {
        using var project = OfPostgreSql(Users, Index);

        Assert.Equal(exitCode, (await project.RunAsync(line)).ExitCode);
    }

    [Fact]
    public async Task A_revision_without_risks_is_silent()
    {
        using var project = OfPostgreSql(Users, Index.Replace("INDEX ix", "INDEX CONCURRENTLY ix", StringComparison.Ordinal));

        var run = await project.RunAsync("lint --fail-on warning --verbose");

        Assert.Equal((0, "", "2 revisions: 0 errors, 0 warnings\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Severities_are_those_of_the_project()
    {
        using var project = OfPostgreSql(Users, Index);

        var softened = await LintWithAsync(project, """{ "url": "postgresql://nobody@127.0.0.1:1/db", "lint": { "RT-L043": "warning", "RT-L049": "off" } }""");
        var unknown = await LintWithAsync(project, """{ "url": "postgresql://nobody@127.0.0.1:1/db", "lint": { "RT-L999": "off" } }""");
        var loud = await LintWithAsync(project, """{ "url": "postgresql://nobody@127.0.0.1:1/db", "lint": { "RT-L043": "loud" } }""");

        Assert.Equal((0, "2 revisions: 0 errors, 1 warning\n"), (softened.ExitCode, softened.Error));
        Assert.Equal((2, 2), (unknown.ExitCode, loud.ExitCode));
        Assert.Contains("RT0850", unknown.Error, StringComparison.Ordinal);
        Assert.Contains("\"loud\" is not a severity", loud.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_every_finding()
    {
        using var project = OfPostgreSql(Users, Index);

        var findings = (await project.RunAsync("lint --json")).Json["findings"]!.AsArray();

        var first = findings[0]!;
        Assert.Equal(
            ("RT-L043", "error", "bb2", "upgrade", 0, "versions/01.sql", 5, "CREATE INDEX CONCURRENTLY ix ON users (name);"),
            ((string)first["rule"]!, (string)first["severity"]!, (string)first["revision"]!, (string)first["direction"]!, (int)first["statement"]!, (string)first["file"]!, (int)first["line"]!, (string)first["recipe"]!));
        Assert.Equal(2, findings.Count);
    }

    [Fact]
    public async Task Code_scanning_gets_SARIF()
    {
        using var project = OfPostgreSql(Users, Index);

        var log = JsonNode.Parse((await project.RunAsync("lint --format sarif")).Output)!;

        var run = Assert.Single(log["runs"]!.AsArray())!;
        Assert.Equal(("2.1.0", "retort"), ((string)log["version"]!, (string)run["tool"]!["driver"]!["name"]!));
        Assert.Equal(["RT-L043", "RT-L049"], run["tool"]!["driver"]!["rules"]!.AsArray().Select(rule => (string)rule!["id"]!));
        var place = run["results"]![0]!["locations"]![0]!["physicalLocation"]!;
        Assert.Equal(("versions/01.sql", 5), ((string)place["artifactLocation"]!["uri"]!, (int)place["region"]!["startLine"]!));
        Assert.Equal(["error", "warning"], run["results"]!.AsArray().Select(result => (string)result!["level"]!));
    }

    [Fact]
    public async Task A_pull_request_gets_annotations()
    {
        using var project = OfPostgreSql(Users, Index);

        var lines = (await project.RunAsync("lint --format github")).Output.Split('\n');

        Assert.Equal("::error file=versions/01.sql,line=5,title=RT-L043::Nobody can write to \"users\" while index \"ix\" is built.%0ACREATE INDEX CONCURRENTLY ix ON users (name);", lines[0]);
    }

    [Fact]
    public async Task Since_means_nothing_outside_a_repository()
    {
        using var project = Project.OfSql();

        var run = await project.RunAsync("lint --since HEAD");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("not a git repository", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("usage:", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Since_a_commit_only_what_changed_is_looked_at()
    {
        using var project = OfPostgreSql(Users, Index);
        await GitAsync(project, "init -q", "add .", "-c user.name=a -c user.email=a@b commit -qm one");
        var nothing = await project.RunAsync("lint --since HEAD");
        project.Write("versions/02.sql", Index.Replace("bb2", "cc3", StringComparison.Ordinal).Replace("aa1", "bb2", StringComparison.Ordinal).Replace(" ix", " iy", StringComparison.Ordinal));

        var added = await project.RunAsync("lint --since HEAD");
        var unknown = await project.RunAsync("lint --since nowhere");

        Assert.Equal((0, "0 revisions: 0 errors, 0 warnings\n"), (nothing.ExitCode, nothing.Error));
        Assert.Equal((3, "1 revision: 1 error, 1 warning, 1 note (--verbose)\n"), (added.ExitCode, added.Error));
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("nowhere", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revisions_in_CSharp_are_looked_at_line_by_line()
    {
        using var project = OfPostgreSql(Users);
        project.Write("versions/b.cs", """
            using Retort;

            [Revision("bb2", Revises = "aa1")]
            [IgnoreLint("RT-L012", Because = "nobody uses it")]
            public sealed class B : Migration
            {
                public override void Upgrade(MigrationBuilder db)
                {
                    db.DropColumn("users", "name");
                    db.AddColumn("users", "token", db.Uuid()).NotNull().DefaultSql("gen_random_uuid()");
                }
            }
            """);

        var run = await project.RunAsync("lint bb2");

        Assert.Equal(3, run.ExitCode);
        Assert.StartsWith("versions/b.cs:10: error RT-L003:", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("RT-L012", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_of_the_project_come_from_its_assemblies()
    {
        using var project = OfPostgreSql(Users);

        var own = await LintWithAsync(project, $$"""{ "lintAssemblies": ["{{typeof(NoUsers).Assembly.Location}}"] }""", "--fail-on warning");
        var missing = await LintWithAsync(project, """{ "lintAssemblies": "missing.dll" }""");
        var none = await LintWithAsync(project, $$"""{ "lintAssemblies": ["{{typeof(Migrator).Assembly.Location}}"] }""");

        Assert.Equal((3, "versions/00.sql:4: warning ACME-001: Call them people.\n"), (own.ExitCode, own.Output));
        Assert.Equal((2, 2), (missing.ExitCode, none.ExitCode));
        Assert.Contains("missing.dll", missing.Error, StringComparison.Ordinal);
        Assert.Contains("RT0852", none.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_asks_for_it_too()
    {
        using var project = OfPostgreSql(Users, Index);

        var run = await project.RunAsync("check --fail-on-lint");

        Assert.Equal(3, run.ExitCode);
        Assert.Contains($"FOUND    lint\n           {project.PathOf("versions/01.sql")}:5:1: RT-L043: Nobody can write", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unity", "RT-L049 ix_notification_logs_pending")]
    [InlineData("agentic-rag", "RT-L043 ix_agents_mcp_servers", "RT-L049 ix_agents_mcp_servers")]
    public async Task Of_the_examples_only_what_touches_tables_in_use_is_told(string name, params string[] expected)
    {
        using var project = Project.OfExample(name, "postgresql://nobody@127.0.0.1:1/db");

        var findings = (await project.RunAsync("lint --json")).Json["findings"]!.AsArray().Where(finding => (string)finding!["severity"]! != "info");

        Assert.Equal(expected, findings.Select(finding => $"{finding!["rule"]} {((string)finding["recipe"]!).Split(' ').First(word => word.StartsWith("ix_", StringComparison.Ordinal)).Trim(';')}"));
    }

    private static Project OfPostgreSql(params string[] revisions)
    {
        var project = Project.OfSql(revisions);
        project.Write("retort.json", """{ "url": "postgresql://nobody@127.0.0.1:1/db" }""");
        return project;
    }

    private static async Task<CommandRun> LintWithAsync(Project project, string settings, string options = "")
    {
        project.Write("retort.json", settings);
        return await project.RunAsync($"lint {options}".TrimEnd());
    }

    private static async Task GitAsync(Project project, params string[] commands)
    {
        foreach (var command in commands)
        {
            (await CommandRun.RunAsync("git", ["-C", project.Path, .. command.Split(' ')])).RequireSuccess();
        }
    }
}

/// <summary>A rule as a project writes it.</summary>
public sealed class NoUsers() : LintRule("ACME-001", "A table is called users", Severity.Warning)
{
    /// <inheritdoc/>
    public override IEnumerable<Finding> Find(LintContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Planned.Statements.Select((statement, index) => (statement.Text, index))
            .Where(pair => pair.Text.StartsWith("CREATE TABLE users", StringComparison.Ordinal)).Select(pair => Report(context, "Call them people.", statement: pair.index));
    }
}
