using System.Xml.Linq;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary><c>report</c>: everything there is to know about a project and its database.</summary>
public sealed class ReportTests
{
    private const string Users = "-- revision: aa1\n-- message: Users\n-- created: 2026-01-02\n-- upgrade\nCREATE TABLE users (id integer PRIMARY KEY, name text);\nINSERT INTO users VALUES (1, 'x');\n-- downgrade\nDROP TABLE users;\n";
    private const string Index = "-- revision: bb2\n-- revises: aa1\n-- message: Find by name\n-- upgrade\nCREATE INDEX ix ON users (name);\n-- downgrade\nDROP INDEX ix;\n";
    private const string Loss = "-- revision: cc3\n-- revises: bb2\n-- message: Forget names\n-- upgrade\nDROP INDEX ix;\nALTER TABLE users DROP COLUMN name;\n-- downgrade\nALTER TABLE users ADD COLUMN name text;\nCREATE INDEX ix ON users (name);\n";

    [Fact]
    public async Task It_says_all_there_is_to_know()
    {
        using var project = Project.OfSql(Users, Index, Loss);
        await project.DoAsync("upgrade bb2");

        var report = (await project.DoAsync("report")).Output;

        Assert.Equal(
            ["# Migration report", "## Status", "## Next steps", "## Risk of what is pending", "## Revision chain", "## Revisions", "### cc3 Forget names", "### bb2 Find by name", "### aa1 Users", "## Tables", "### Others", "## Troubleshooting"],
            report.Split('\n').Where(line => line.StartsWith('#')));
        Assert.Contains("**1 revision pending.**", report, StringComparison.Ordinal);
        Assert.Contains("Risk: **high**\n\n- Data is deleted: column \"name\" of table \"users\".\n", report, StringComparison.Ordinal);
        Assert.Contains("- Make a backup: `retort backup create`.\n- Apply what is pending: `retort upgrade`.\n", report, StringComparison.Ordinal);
        Assert.Contains("```text\no cc3 (head), Forget names\n@ bb2 (current), Find by name\n* aa1, Users\n```", report, StringComparison.Ordinal);
        Assert.Contains("    r1 --> r2\n", report, StringComparison.Ordinal);
        Assert.Contains("File `versions/00.sql`, 2026-01-02, base, **applied**.\n\n| Table | Changes |\n| --- | --- |\n| `users` | create table \"users\" with id, name; insert rows into table \"users\" |\n", report, StringComparison.Ordinal);
        Assert.Contains("File `versions/01.sql`, no date, after [`aa1`](#revision-1), **current**.\n\n| Table | Changes |\n| --- | --- |\n| `users` | create index \"ix\" on table \"users\" |\n", report, StringComparison.Ordinal);
        Assert.Contains("drop index \"ix\"", report, StringComparison.Ordinal);
        Assert.Contains("| `users` |  | 2 | [`aa1`](#revision-1) |\n", report, StringComparison.Ordinal);
        Assert.Contains("Nothing wrong was found.", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tables_are_told_with_their_purpose_and_a_page_with_its_picture_loads_nothing()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql(
            "-- revision: a\n-- message: Shop\n-- upgrade\nCREATE TABLE orders (id int PRIMARY KEY);\nCREATE TABLE order_items (id int PRIMARY KEY);\nCOMMENT ON TABLE orders IS 'What was bought';\nCREATE FUNCTION f() RETURNS int LANGUAGE sql RETURN 1;\n",
            "-- revision: b\n-- revises: a\n-- message: Later\n-- upgrade\nCREATE TABLE later (id int);\n");
        project.Environment["RETORT_URL"] = database.Url;
        await project.DoAsync("upgrade a");

        await project.DoAsync("report -o report.html");
        var page = await PageAsync(project);
        var markdown = (await project.DoAsync("report --offline")).Output;

        Assert.Equal(["Status", "Next steps", "Risk of what is pending", "Revision chain", "Revisions", "Tables", "Troubleshooting"], page.Descendants("h2").Select(heading => heading.Value));
        Assert.Contains("orders|What was bought|1|a", Cells(page));
        Assert.Contains("order_items||1|a", Cells(page));
        Assert.Contains("|create function \"f\"()", Cells(page));
        Assert.Equal("Order", page.Descendants("h3").Last().Value);
        var picture = Assert.Single(page.Descendants(), element => element.Name.LocalName == "svg");
        Assert.Contains("pending", picture.Value, StringComparison.Ordinal);
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName is "script" or "link" or "img" or "iframe");
        var ids = page.Descendants().Attributes("id").Select(id => id.Value).ToList();
        Assert.Empty(page.Descendants("a").Select(link => link.Attribute("href")!.Value).Except(ids.Select(id => $"#{id}")));
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Contains("| `orders` | create table \"orders\" with id; set the comment of table of \"orders\" |", markdown, StringComparison.Ordinal);
        Assert.Contains("| `orders` | What was bought | 1 |", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_written_also_where_no_database_is_named()
    {
        using var project = Project.OfSql(Users, Index, Loss);
        project.Write("retort.json", "{}");

        var run = await project.DoAsync("report");

        Assert.Contains("**unknown: not connected**\n\nNo database is named.\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("Name the database: set `url` in `retort.json` or say `--url`.", run.Output, StringComparison.Ordinal);
        Assert.Contains("| `users` | create table \"users\" with id, name; insert rows into table \"users\" |", run.Output, StringComparison.Ordinal);
        Assert.Contains("| `users` | alter table \"users\" DROP COLUMN name |", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("pending**", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_written_also_where_the_database_does_not_answer_which_is_an_error_nevertheless()
    {
        using var project = Project.OfSql(Users, Index);
        project.Write("retort.json", """{ "url": "postgresql://someone:secret@127.0.0.1:1/db" }""");

        var file = await project.RunAsync("report -o report.html");
        var run = await project.RunAsync("report");
        var json = await project.RunAsync("report --json");
        var page = await PageAsync(project);

        Assert.All([file, run, json], one => Assert.Equal(1, one.ExitCode));
        Assert.All([file, run, json], one => Assert.StartsWith("ERROR RT06", one.Error[one.Error.IndexOf("ERROR", StringComparison.Ordinal)..], StringComparison.Ordinal));
        Assert.Contains("unknown: not connected", page.Root!.Value, StringComparison.Ordinal);
        Assert.Contains("**unknown: not connected**\n\npostgresql://someone@127.0.0.1:1/db: The server cannot be reached", run.Output, StringComparison.Ordinal);
        Assert.Contains("| connection | The server cannot be reached", run.Output, StringComparison.Ordinal);
        Assert.Contains("| `users` | create table \"users\" with id, name; insert rows into table \"users\" |", run.Output, StringComparison.Ordinal);
        Assert.Contains("unknown: not connected", (string)json.Json["document"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Output + run.Error + json.Output + page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_found_is_told_with_what_to_do()
    {
        using var project = Project.OfSql(Users, Index);
        await project.DoAsync("upgrade");
        project.Write("versions/00.sql", Users.Replace("name text", "name text, age integer", StringComparison.Ordinal));
        project.Write("versions/02.sql", "-- revision: dd4\n-- revises: bb2\n-- upgrade\nSELECT * FROM gone;\n");

        var report = (await project.DoAsync("report")).Output;
        await project.SqliteAsync("UPDATE retort_version SET version_num = 'gone';");
        var lost = (await project.DoAsync("report")).Output;

        Assert.Contains("| edited revision | aa1 was edited after it was applied: ", report, StringComparison.Ordinal);
        Assert.Contains("retort verify --repair |", report, StringComparison.Ordinal);
        Assert.Contains("Risk: **high**", report, StringComparison.Ordinal);
        Assert.Contains("- The revisions could not be run in a scratch database, so that what they change is told as they say it: ", report, StringComparison.Ordinal);
        Assert.Contains("**At a revision that no file has.**", lost, StringComparison.Ordinal);
        Assert.Contains("- Solve first what would make a run fail: see [Troubleshooting](#troubleshooting).", lost, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_revisions_say_is_text_and_nothing_else()
    {
        const string Hostile = "<script>alert(1)</script> | **b** [c](d) \" ]:::x %% ` end";
        using var project = Project.OfSql($"-- revision: a\n-- message: {Hostile}\n-- upgrade\nCREATE TABLE \"<b>|\" (id integer);\n");

        var markdown = (await project.DoAsync("report")).Output;
        await project.DoAsync("report -o report.html");
        var page = await PageAsync(project);

        Assert.Contains(Hostile, page.Root!.Value, StringComparison.Ordinal);
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName == "script");
        var chart = markdown.Split("```mermaid\n")[1].Split("```")[0];
        Assert.DoesNotContain(chart.Split("r0[\"a<br/>")[1].Split("\"]:::pending")[0], character => "<>|*[]()\"%`:".Contains(character));
        Assert.Contains("\\<script\\>", markdown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_long_chain_is_text_alone_in_Markdown()
    {
        using var project = Project.OfSql([.. Enumerable.Range(0, 201).Select(i => $"-- revision: r{i}\n{(i == 0 ? "" : $"-- revises: r{i - 1}\n")}-- upgrade\n")]);

        var report = (await project.DoAsync("report --offline")).Output;

        Assert.DoesNotContain("```mermaid", report, StringComparison.Ordinal);
        Assert.Contains("o r200 (head)\n* r199\n", report, StringComparison.Ordinal);
    }

    private static async Task<XDocument> PageAsync(Project project) =>
        XDocument.Parse((await File.ReadAllTextAsync(project.PathOf("report.html"))).Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));

    private static IEnumerable<string> Cells(XDocument page) => page.Descendants("tr").Select(row => string.Join('|', row.Elements("td").Select(cell => cell.Value)));
}
