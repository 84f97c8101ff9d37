using System.Text.Json.Nodes;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>Commands that write files: projects, revisions, merges, templates.</summary>
public sealed class AuthoringTests
{
    private const string Chain = "-- revision: aa1\n-- upgrade\nCREATE TABLE a (id integer);\n-- downgrade\nDROP TABLE a;\n";

    [Theory]
    [InlineData("csharp", "*.cs")]
    [InlineData("sql", "*.sql")]
    public async Task A_new_project_works_at_once(string template, string files)
    {
        using var project = Project.Empty();
        await project.DoAsync($"init --template {template}");

        await project.DoAsync("revision --rev-id aa1 -m", "First tables");
        await project.DoAsync($"revision {(template == "sql" ? "--sql" : "")} --rev-id bb2 -m", "Second tables");
        await project.DoAsync("upgrade");
        await project.DoAsync("downgrade base --yes");

        Assert.NotEmpty(Directory.GetFiles(project.PathOf("versions"), files));
        Assert.Equal("", (await project.RunAsync("current")).Output);
        Assert.Equal("aa1 -> bb2 (head), Second tables\n<base> -> aa1, First tables\n", (await project.RunAsync("history")).Output);
    }

    [Theory]
    [InlineData("<Project Sdk=\"Microsoft.NET.Sdk.Web\"><PropertyGroup><TargetFramework>net9.0</TargetFramework></PropertyGroup></Project>", "bin/Debug/net9.0/Shop.dll")]
    [InlineData("<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><AssemblyName>Contoso.Shop</AssemblyName></PropertyGroup></Project>", "bin/Debug/net10.0/Contoso.Shop.dll")]
    [InlineData(null, "bin/Debug/net10.0/App.dll")]
    public async Task A_project_beside_an_application_takes_its_model(string? application, string assembly)
    {
        using var project = Project.Empty();
        if (application is not null)
        {
            project.Write("Shop.csproj", application);
        }

        var run = await project.DoAsync("init --template efcore");
        var settings = JsonNode.Parse(await File.ReadAllTextAsync(project.PathOf("retort.json")))!;
        var unbuilt = await project.RunAsync("revision --autogenerate -m First");

        Assert.Equal(("efcore", assembly), (settings["target"]!["kind"]!.GetValue<string>(), settings["target"]!["assembly"]!.GetValue<string>()));
        Assert.Contains("next: dotnet build && retort revision --autogenerate", run.Error, StringComparison.Ordinal);
        Assert.Contains("versions/**", await File.ReadAllTextAsync(project.PathOf("README.md")), StringComparison.Ordinal);
        Assert.Equal(2, unbuilt.ExitCode);
        Assert.Contains(Path.GetFileName(assembly), unbuilt.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_new_project_overwrites_nothing_of_others()
    {
        using var project = Project.Empty();
        project.Write("README.md", "mine");
        project.Write(".gitignore", "mine");

        await project.DoAsync("init");
        project.Write("retort.json", "{}");
        await project.DoAsync("init --force --url sqlite:///new.db");

        Assert.Equal("mine", await File.ReadAllTextAsync(project.PathOf("README.md")));
        Assert.Equal("mine", await File.ReadAllTextAsync(project.PathOf(".gitignore")));
        Assert.Contains("sqlite:///new.db", await File.ReadAllTextAsync(project.PathOf("retort.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Say \"hi\" */ to {0} \\n <b> & 'them'")]
    [InlineData("-- upgrade")]
    [InlineData("1st: größere Tabellen 表")]
    [InlineData("two\nlines")]
    public async Task Any_message_makes_a_revision_that_runs(string message)
    {
        using var project = Project.OfSql();

        await project.DoAsync("revision --rev-id aa1 -m", message);
        await project.DoAsync("revision --sql --rev-id bb2 -m", message);
        await project.DoAsync("upgrade");

        var history = (await project.RunAsync("history --json")).Json["revisions"]!.AsArray();
        Assert.All(history, revision => Assert.Equal(message.Replace('\n', ' '), revision!["message"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Branches_grow_and_are_joined()
    {
        using var project = Project.OfSql(Chain);

        await project.DoAsync("revision -m Left --rev-id bb1 --branch-label left --sql");
        await project.DoAsync("revision -m Right --rev-id cc1 --head aa1 --splice --sql");
        await project.DoAsync("revision -m More --rev-id bb2 --head left@head --depends-on cc1 --sql");
        var heads = await project.RunAsync("heads");
        await project.DoAsync("upgrade left@head");
        var current = await project.RunAsync("current");
        await project.DoAsync("merge bb2 cc1 -m Joined --rev-id dd1");
        await project.DoAsync("upgrade");

        Assert.Equal("cc1 (head)\nbb2 (head)\n", heads.Output);
        Assert.Equal("bb2 (head)\n", current.Output);
        Assert.Equal("dd1 (head) (mergepoint)\n", (await project.RunAsync("current")).Output);
        Assert.Contains("bb2, cc1 -> dd1", (await project.RunAsync("history")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tree_shows_forks_merges_heads_and_where_the_database_is()
    {
        using var project = Project.OfSql(
            Chain, "-- revision: bb1\n-- revises: aa1\n-- upgrade\n", "-- revision: cc1\n-- revises: aa1\n-- upgrade\n", "-- revision: dd1\n-- revises: bb1, cc1\n-- upgrade\n");
        await project.DoAsync("upgrade bb1");

        Assert.Equal(
            """
            o dd1 (head) (mergepoint)
            | \
            | * cc1
            @ | bb1 (current)
            | /
            * aa1 (branchpoint)

            """,
            (await project.RunAsync("history --graph")).Output);
    }

    [Fact]
    public async Task Templates_of_the_project_are_used()
    {
        using var project = Project.OfSql();
        await project.DoAsync("templates --write");
        var template = project.PathOf("templates/revision.sql.template");
        await File.WriteAllTextAsync(template, "-- Copyright of ours.\n" + await File.ReadAllTextAsync(template));

        var run = await project.DoAsync("revision --sql -m x --rev-id aa1");

        Assert.StartsWith("-- Copyright of ours.\n", await File.ReadAllTextAsync(project.PathOf(run.Output.Trim())), StringComparison.Ordinal);
        await project.DoAsync("upgrade");
    }

    [Fact]
    public async Task The_editor_of_the_user_opens_the_file()
    {
        using var project = Project.OfSql(Chain);
        var editor = project.Write("editor.sh", "#!/bin/sh\nsed -i 's/TABLE a/TABLE edited/' \"$2\"\n");
        await CommandRun.RunAsync("/bin/chmod", ["+x", editor]);
        project.Environment["EDITOR"] = "does-not-exist";
        project.Environment["VISUAL"] = $"{editor} --wait";

        await project.DoAsync("edit aa1");
        project.Environment.Remove("VISUAL");
        var missing = await project.RunAsync("edit aa1");

        Assert.Contains("CREATE TABLE edited", await File.ReadAllTextAsync(project.PathOf("versions/00.sql")), StringComparison.Ordinal);
        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("does-not-exist", missing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_template_with_folders_and_dates_is_followed()
    {
        using var project = Project.OfSql();
        project.Write("retort.json", """{ "url": "sqlite:///app.db", "fileTemplate": "{year}-{rev}-{slug}" }""");

        var run = await project.DoAsync("revision -m", "Add  USERS, and more!", "--rev-id", "aa1");

        Assert.Matches(@"^versions/\d{4}-aa1-add_users_and_more\.cs\n$", run.Output);
    }
}
