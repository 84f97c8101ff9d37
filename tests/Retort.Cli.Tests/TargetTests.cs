using System.CommandLine;
using Retort.Schema;
using Retort.Sqlite;
using Retort.Targets;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>The <c>target</c> of a project.</summary>
public sealed class TargetTests
{
    private const string Tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE 'retort%' ORDER BY name";

    [Theory]
    [InlineData("""{ "kind": "sql", "path": "schema.sql" }""", "shops")]
    [InlineData("""{ "kind": "csharp", "path": "Schema.cs" }""", "stores")]
    [InlineData("""{ "kind": "revisions" }""", "visits")]
    public async Task A_target_is_what_the_project_says(string target, string table)
    {
        using var project = Project.OfSql("-- revision: a\n-- upgrade\nCREATE TABLE visits (id integer);\n");
        project.Write("schema.sql", "CREATE TABLE shops (id integer);");
        project.Write("Schema.cs", "public class S : Retort.SchemaDefinition { public override void Define(Retort.MigrationBuilder db) => db.CreateTable(\"stores\", t => t.Column(\"id\", t.Int())); }");
        project.Write("retort.json", $$"""{ "url": "sqlite:///app.db", "target": {{target}} }""");

        Assert.Equal([table], await RealisedAsync(project));
    }

    [Fact]
    public async Task A_database_has_its_own_target_or_that_of_the_project()
    {
        using var project = Project.Empty();
        project.Write("a.sql", "CREATE TABLE a (id integer);");
        project.Write("b.sql", "CREATE TABLE b (id integer);");
        project.Write("retort.json", """{ "target": { "kind": "sql", "path": "a.sql" }, "databases": { "one": {}, "two": { "target": { "kind": "sql", "path": "b.sql" } } } }""");

        Assert.Equal(["a"], await RealisedAsync(project, "--database one"));
        Assert.Equal(["b"], await RealisedAsync(project, "--database two"));
    }

    [Fact]
    public async Task The_address_of_another_database_is_read_like_any_and_only_when_it_is_needed()
    {
        using var project = Project.OfSql("-- revision: a\n-- upgrade\nCREATE TABLE visits (id integer);\n");
        project.Write("retort.json", """{ "url": "sqlite:///app.db", "target": { "kind": "database", "url": "sqlite:///${OTHER}.db" } }""");

        await project.DoAsync("upgrade");
        Assert.Contains("OTHER", Assert.Throws<UsageException>(() => Context(project).OpenTarget()).Message, StringComparison.Ordinal);
        project.Environment["OTHER"] = "other";
        Assert.Contains("There is no database", Assert.Throws<UsageException>(() => Context(project).OpenTarget()).Message, StringComparison.Ordinal);
        project.Write("other.db", "");
        await using var target = Context(project).OpenTarget();

        Assert.Equal($"database {project.PathOf("other.db")}", target.Description);
    }

    [Theory]
    [InlineData("{}", "Set \"target\"", false)]
    [InlineData("""{ "target": { "path": "a.sql" } }""", "sql, csharp, efcore, database, revisions", true)]
    [InlineData("""{ "target": { "kind": "efcor" } }""", "Did you mean \"efcore\"", true)]
    [InlineData("""{ "target": { "kind": "sql" } }""", "needs \"path\"", false)]
    [InlineData("""{ "target": { "kind": "csharp" } }""", "needs \"path\"", false)]
    [InlineData("""{ "target": { "kind": "efcore" } }""", "needs \"assembly\"", false)]
    [InlineData("""{ "target": { "kind": "database" } }""", "needs \"url\"", false)]
    public void A_target_that_cannot_be_meant_is_refused(string settings, string text, bool whenRead)
    {
        using var project = Project.OfSql();
        project.Write("retort.json", settings);

        var error = Assert.Throws<UsageException>(() => whenRead ? (object)Context(project).Settings : Context(project).OpenTarget());

        Assert.Contains(text, $"{error.Message} {error.Detail} {error.Hint}", StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> RealisedAsync(Project project, string options = "")
    {
        await using var database = new WatchedScratch(SqliteDatabase.Connect("sqlite://"), Tables);
        await using var target = Context(project, options).OpenTarget();
        await target.ReadAsync(new TargetContext(database, new SchemaScope()));
        return database.Seen;
    }

    private static CommandContext Context(Project project, string options = "")
    {
        var host = project.Host(TextWriter.Null, TextWriter.Null);
        return new CommandContext(RetortCli.Root.Parse($"current {options}"), host);
    }
}
