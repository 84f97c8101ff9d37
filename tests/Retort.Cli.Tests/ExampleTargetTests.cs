using System.CommandLine;
using Retort.Authoring;
using Retort.Cli.Configuration;
using Retort.Dialects;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>The targets of examples/: the revisions reach them exactly, and what is added to one is all that is missing.</summary>
public sealed class ExampleTargetTests
{
    private static readonly Dictionary<(string Example, string Environment), string> Models = new()
    {
        [("agentic-rag", "--env efcore")] = "model/AgenticRag.Model.dll",
        [("ultra", "")] = "Ultra.dll",
    };

    [Theory]
    [InlineData("unity", "")]
    [InlineData("agentic-rag", "")]
    public async Task Nothing_is_missing_on_SQLite(string example, string environment)
    {
        using var project = Copy(example);

        Assert.Equal([], await MissingAsync(example, project, "sqlite://", environment));
    }

    [Theory]
    [InlineData("unity", "", 15)]
    [InlineData("unity", "", 18)]
    [InlineData("agentic-rag", "--env postgresql", 15)]
    [InlineData("agentic-rag", "--env postgresql", 18)]
    [InlineData("agentic-rag", "--env efcore", 15)]
    [InlineData("agentic-rag", "--env efcore", 18)]
    [InlineData("ultra", "", 15)]
    [InlineData("ultra", "", 18)]
    [InlineData("ops-center", "", 15)]
    [InlineData("ops-center", "", 18)]
    public async Task Nothing_is_missing_on_PostgreSQL(string example, string environment, int major)
    {
        await using var database = await PostgresDatabase.CreateAsync(major);
        using var project = Copy(example);

        Assert.Equal([], await MissingAsync(example, project, database.Url, environment));
    }

    [Theory]
    [InlineData("unity", "UnitySchema.cs", "t.Column(\"username\"", "t.Column(\"nickname\", t.String(50));\n            t.Column(\"username\"")]
    [InlineData("agentic-rag", "schema/sqlite.sql", "display_name", "nickname VARCHAR(50),\n    display_name")]
    public async Task An_added_column_is_all_that_is_missing_on_SQLite(string example, string file, string where, string column)
    {
        using var project = Copy(example);
        Edit(project, file, where, column);

        Assert.Equal(["add column \"nickname\" to table \"users\""], await MissingAsync(example, project, "sqlite://", ""));
    }

    [Theory]
    [InlineData("unity", "", "UnitySchema.cs", "t.Column(\"username\"", "t.Column(\"nickname\", t.String(50));\n            t.Column(\"username\"")]
    [InlineData("agentic-rag", "--env efcore", "model/beyond.sql", "CREATE UNIQUE INDEX uq_users", "ALTER TABLE users ADD COLUMN nickname varchar(50);\nCREATE UNIQUE INDEX uq_users")]
    [InlineData("agentic-rag", "--env postgresql", "schema/postgresql/accounts.sql", "display_name", "nickname varchar(50),\n    display_name")]
    public async Task An_added_column_is_all_that_is_missing_on_PostgreSQL(string example, string environment, string file, string where, string column)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Copy(example);
        Edit(project, file, where, column);

        Assert.Equal(["add column \"nickname\" to table \"users\""], await MissingAsync(example, project, database.Url, environment));
    }

    /// <summary>What a generated revision would do.</summary>
    private static async Task<IReadOnlyList<string>> MissingAsync(string example, Project project, string url, string environment)
    {
        if (Models.TryGetValue((example, environment), out var model))
        {
            // Where it was built with the tests.
            var output = Path.GetRelativePath(Path.Combine(PostgresServer.Repository, "tests/Retort.Cli.Tests"), AppContext.BaseDirectory);
            var path = Path.Combine(PostgresServer.Repository, "examples", example, model);
            project.Environment["RETORT__TARGET__ASSEMBLY"] = Path.Combine(Path.GetDirectoryName(path)!, output, Path.GetFileName(path));
        }

        var host = project.Host(TextWriter.Null, TextWriter.Null);
        var context = new CommandContext(RetortCli.Root.Parse($"current {environment}"), host);
        await using var database = DatabaseAddress.Open(url, project.Path);
        await using var target = context.OpenTarget();
        await using var generator = RevisionGenerator.Create(database);
        var change = await generator.GenerateAsync(context.Revisions, target);
        return [.. change.Body.Upgrade.Select(step => step.Operation.Describe())];
    }

    private static void Edit(Project project, string file, string where, string with)
    {
        var text = File.ReadAllText(project.PathOf(file));
        var at = text.IndexOf(where, StringComparison.Ordinal);
        project.Write(file, text[..at] + with + text[(at + where.Length)..]);
    }

    /// <summary>A copy of an example, without what was built of it.</summary>
    private static Project Copy(string example)
    {
        var project = Project.Empty();
        var source = Path.Combine(PostgresServer.Repository, "examples", example);
        foreach (var file in Directory.GetFiles(source, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(source, file)))
        {
            if (!file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or ".retort"))
            {
                project.Write(file, File.ReadAllText(Path.Combine(source, file)));
            }
        }

        return project;
    }
}
