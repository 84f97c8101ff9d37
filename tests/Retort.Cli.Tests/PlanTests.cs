using System.Xml.Linq;

namespace Retort.Cli.Tests;

/// <summary><c>plan</c>: what an upgrade would do, seen in a scratch database before it does.</summary>
public sealed class PlanTests
{
    private const string Users = "-- revision: aa1\n-- message: Users\n-- upgrade\nCREATE TABLE users (id integer PRIMARY KEY, name text, age integer);\n-- downgrade\nDROP TABLE users;\n";
    private const string Index = "-- revision: bb2\n-- revises: aa1\n-- message: Index\n-- upgrade\nCREATE INDEX ix ON users (name);\n-- downgrade\nDROP INDEX ix;\n";
    private const string Loss = "-- revision: bb2\n-- revises: aa1\n-- message: Loss\n-- upgrade\nALTER TABLE users ADD COLUMN fresh integer;\nALTER TABLE users DROP COLUMN fresh;\nALTER TABLE users DROP COLUMN age;\n-- downgrade\nALTER TABLE users ADD COLUMN age integer;\n";

    [Fact]
    public async Task Nothing_to_do_is_no_risk()
    {
        using var project = await AppliedAsync(Users);

        var run = await project.DoAsync("plan");
        var document = await project.DoAsync("plan --json");

        Assert.Equal("risk: none\n", run.Output);
        Assert.Equal("""{"schemaVersion":1,"risk":"none","direction":"upgrade","reasons":[],"wayBack":"none","steps":[]}""", document.Json.ToJsonString());
    }

    [Fact]
    public async Task A_harmless_revision_is_told_with_its_way_back()
    {
        using var project = await AppliedAsync(Users, Index);

        var run = await project.DoAsync("plan");
        var current = await project.DoAsync("current");

        Assert.Equal(
            """
            risk: low
              No data is deleted.
              A downgrade exists and was proved.

            upgrade bb2 Index (risk: low)
              CREATE INDEX ix ON users (name)

            """,
            run.Output);
        Assert.StartsWith("aa1", current.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE FROM users WHERE id < 0", "No column and no table is deleted; rows may be.")]
    [InlineData("CREATE TABLE pets (owner integer REFERENCES users (id) ON DELETE CASCADE)", "No data is deleted.")]
    public async Task That_rows_go_is_told(string sql, string told)
    {
        using var project = await AppliedAsync(Users, $"-- revision: bb2\n-- revises: aa1\n-- upgrade\n{sql};\n");

        var document = await project.DoAsync("plan --json");

        Assert.Contains(told, document.Json["reasons"]!.AsArray().Select(reason => reason!.GetValue<string>()));
    }

    [Fact]
    public async Task Only_what_was_there_before_counts_as_lost()
    {
        using var project = await AppliedAsync(Users, Loss);

        var document = await project.DoAsync("plan --json");

        Assert.Equal("high", document.Json["risk"]!.GetValue<string>());
        Assert.Equal("Data is deleted: column \"age\" of table \"users\".", document.Json["reasons"]![0]!.GetValue<string>());
        Assert.Equal([false, false, true], document.Json["steps"]![0]!["statements"]!.AsArray().Select(statement => statement!["destructive"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task What_the_database_refuses_is_told_before_it_does()
    {
        using var project = await AppliedAsync(Users, Index.Replace("(name)", "(nme)", StringComparison.Ordinal));

        var run = await project.DoAsync("plan");

        Assert.Contains("risk: high\n  The database refuses a statement: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("nme", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_downgrade_that_leaves_something_is_told()
    {
        using var project = await AppliedAsync(Users, Index.Replace("DROP INDEX ix", "SELECT 1", StringComparison.Ordinal));

        var run = await project.DoAsync("plan");

        Assert.Contains("risk: medium\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("The downgrade does not give the schema back as it was.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_downgrade_can_be_planned_too()
    {
        using var project = await AppliedAsync(Users);

        var run = await project.DoAsync("plan --downgrade base");

        Assert.Contains("downgrade aa1 Users (risk: high)\n  DROP TABLE users\n      loses table \"users\"\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documents_escape_what_they_quote()
    {
        using var project = await AppliedAsync(Users, Index.Replace("ix ON users (name)", "ix ON users (name) WHERE name < '<b>|'", StringComparison.Ordinal));

        var markdown = await project.DoAsync("plan --format markdown");
        await project.DoAsync("plan -o plan.html");

        Assert.Contains("`CREATE INDEX ix ON users (name) WHERE name < '<b>\\|'`", markdown.Output, StringComparison.Ordinal);
        Assert.Contains("WHERE name < '<b>|'", XDocument.Parse((await File.ReadAllTextAsync(project.PathOf("plan.html"))).Replace("<!DOCTYPE html>", "", StringComparison.Ordinal)).Root!.Value, StringComparison.Ordinal);
    }

    private static async Task<Project> AppliedAsync(params string[] revisions)
    {
        var project = Project.OfSql(revisions);
        await project.DoAsync("upgrade aa1");
        return project;
    }
}
