using System.Xml.Linq;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>The schema of a real project as a script, a reference and a diagram.</summary>
public sealed class SchemaTests
{
    [Theory]
    [InlineData("unity")]
    [InlineData("agentic-rag")]
    public async Task A_script_makes_the_schema_it_was_written_from(string example)
    {
        using var project = await UpgradedAsync(example);
        await project.DoAsync("schema export -o schema.sql");

        var live = await project.DoAsync("schema export --format json");
        var made = await project.DoAsync("schema export file:schema.sql --json");
        var replayed = await project.DoAsync("schema export revision:heads --format json");

        Assert.Equal(1, live.Json["schemaVersion"]!.GetValue<int>());
        Assert.Equal(live.Output, made.Output);
        Assert.Equal(live.Output, replayed.Output);
    }

    [Theory]
    [InlineData("schema docs --no-revisions -o s.html", "<!doctype html>")]
    [InlineData("schema docs --no-revisions -o s.md", "<a id=\"top\"></a>\n# ")]
    [InlineData("schema docs --no-revisions --format markdown -o s.html", "<a id=\"top\"></a>\n# ")]
    [InlineData("schema erd -o s.SVG", "<svg ")]
    [InlineData("schema export -o s.json", "{")]
    [InlineData("history --graph -o s.svg", "<svg ")]
    public async Task The_file_says_which_form_is_meant_unless_an_option_does(string line, string beginning)
    {
        using var project = Project.OfExample("unity", "sqlite:///app.db");

        await project.DoAsync(line);

        Assert.StartsWith(beginning, File.ReadAllText(project.PathOf(line.Split(' ')[^1])), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_file_in_a_folder_that_is_not_there_is_refused_by_its_name()
    {
        using var project = Project.OfExample("unity", "sqlite:///app.db");

        var run = await project.RunAsync("schema export -o nowhere/s.sql");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"The file {project.PathOf("nowhere/s.sql")} cannot be written: its folder does not exist.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_diagram_of_unity_in_Mermaid()
    {
        using var project = await UpgradedAsync("unity");

        var actual = (await project.DoAsync("schema erd")).Output;

        Assert.Equal(await Approved.TextOrApproveAsync("tests/approved/unity.mmd", actual), actual);
    }

    [Fact]
    public async Task The_picture_in_the_documentation_is_the_one_that_is_drawn()
    {
        using var project = await UpgradedAsync("unity");

        var actual = (await project.DoAsync("schema erd --format svg")).Output;

        Assert.Equal(await Approved.TextOrApproveAsync("docs/unity.svg", actual), actual);
    }

    [Fact]
    public async Task A_diagram_is_written_to_a_file_whole()
    {
        using var project = await UpgradedAsync("agentic-rag");

        var run = await project.DoAsync("schema erd --format svg -o erd.svg");

        Assert.Equal("", run.Output);
        Assert.Equal(45, XDocument.Load(project.PathOf("erd.svg")).Descendants().Count(element => ((string?)element.Attribute("class"))?.StartsWith("table ", StringComparison.Ordinal) == true));
        Assert.Empty(Directory.GetFiles(project.Path, "*.tmp"));
    }

    [Fact]
    public async Task A_reference_tells_which_revision_made_what()
    {
        using var project = await UpgradedAsync("unity");

        var reference = (await project.DoAsync("schema docs")).Output;
        var without = (await project.DoAsync("schema docs --no-revisions")).Output;

        Assert.Contains("Made by revision `12e8b371598f`: Add users, their API keys and the audit log", reference, StringComparison.Ordinal);
        Assert.Contains("Added by `a1b2c3d4e5f6`", reference, StringComparison.Ordinal);
        Assert.DoesNotContain("Made by revision", without, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reference_without_a_project_is_one_of_the_database()
    {
        using var project = await UpgradedAsync("unity");
        using var elsewhere = Project.Empty();

        var run = await elsewhere.DoAsync($"schema docs --format html --title Unity --no-revisions sqlite:///{project.PathOf("app.db")}");

        Assert.Equal("Unity", XDocument.Parse(run.Output).Descendants("h1").Single().Value);
    }

    [Fact]
    public async Task With_json_a_document_is_in_the_one_document_of_standard_output()
    {
        using var project = await UpgradedAsync("unity");

        var shown = (await project.DoAsync("schema erd --json")).Json;
        var written = (await project.DoAsync("schema erd --format svg --json -o erd.svg")).Json;

        Assert.StartsWith("erDiagram", shown["document"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(project.PathOf("erd.svg"), written["file"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_history_is_drawn_with_the_current_revision_marked()
    {
        using var project = await UpgradedAsync("unity");
        await project.DoAsync("downgrade -1 --yes");

        await project.DoAsync("history --graph --format svg -o history.svg");

        var tags = XDocument.Load(project.PathOf("history.svg")).Descendants().Where(element => (string?)element.Attribute("class") == "tagtext").Select(tag => tag.Value);
        Assert.Equal(["pending", "head", "current"], tags);
    }

    [Theory]
    [InlineData("schema erd elsewhere", "names no schema")]
    [InlineData("schema doc", "Did you mean \"docs\"?")]
    [InlineData("schema docs --fromat html", "retort schema docs --help")]
    [InlineData("schema erd --format png", "png")]
    [InlineData("history --format svg", "--graph")]
    public async Task What_cannot_be_meant_is_refused(string line, string text)
    {
        using var project = await UpgradedAsync("unity");

        var run = await project.RunAsync(line);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(text, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_leaves_nothing_behind()
    {
        using var project = await UpgradedAsync("unity");
        Directory.CreateDirectory(project.PathOf("erd.svg"));
        var before = project.Files();

        var run = await project.RunAsync("schema erd -o erd.svg");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("RT0103", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, project.Files());
    }

    private static async Task<Project> UpgradedAsync(string example)
    {
        var project = Project.OfExample(example, "sqlite:///app.db");
        await project.DoAsync("upgrade --yes");
        return project;
    }
}
