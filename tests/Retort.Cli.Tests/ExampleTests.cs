using System.Text.RegularExpressions;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>The real histories of examples/: up, down to the base, and up again leaves what the first run left.</summary>
public sealed partial class ExampleTests
{
    [Theory]
    [InlineData("unity", "add_plugin_execution (head)")]
    [InlineData("agentic-rag", "20260120_plugin_marketplace (head)")]
    [InlineData("ultra", "d95b03f7c6a1 (head)")]
    public async Task A_history_goes_up_down_and_up_again_on_SQLite(string example, string head)
    {
        using var project = Project.OfExample(example, "sqlite:///app.db");

        await UpAsync(project, head);
        var first = await SqliteSchemaAsync(project);
        var down = await project.RunAsync("downgrade base --yes");
        var empty = await SqliteSchemaAsync(project);
        await UpAsync(project, head);
        var second = await SqliteSchemaAsync(project);

        Assert.Equal(0, down.ExitCode);
        Assert.DoesNotContain("CREATE", string.Join('\n', empty.Split('\n').Where(line => !line.Contains("retort_", StringComparison.Ordinal) && !line.Contains("sqlite_sequence", StringComparison.Ordinal))), StringComparison.Ordinal);
        Assert.Equal(first, second);
    }

    [Theory]
    [InlineData("unity", "add_plugin_execution (head)", 13)]
    [InlineData("unity", "add_plugin_execution (head)", 15)]
    [InlineData("unity", "add_plugin_execution (head)", 18)]
    [InlineData("agentic-rag", "20260120_plugin_marketplace (head)", 13)]
    [InlineData("agentic-rag", "20260120_plugin_marketplace (head)", 15)]
    [InlineData("agentic-rag", "20260120_plugin_marketplace (head)", 18)]
    [InlineData("ultra", "d95b03f7c6a1 (head)", 13)]
    [InlineData("ultra", "d95b03f7c6a1 (head)", 15)]
    [InlineData("ultra", "d95b03f7c6a1 (head)", 18)]
    [InlineData("ops-center", "c38d2b9f4e60 (head)", 13)]
    [InlineData("ops-center", "c38d2b9f4e60 (head)", 15)]
    [InlineData("ops-center", "c38d2b9f4e60 (head)", 18)]
    public async Task A_history_goes_up_down_and_up_again_on_PostgreSQL(string example, string head, int major)
    {
        await using var database = await PostgresDatabase.CreateAsync(major);
        using var project = Project.OfExample(example, database.Url);

        // The pg_dump that is installed refuses a newer server.
        project.Environment["RETORT__BACKUP__MODE"] = "none";

        await UpAsync(project, head);
        var first = await CatalogueAsync(database);
        var down = await project.RunAsync("downgrade base --yes");
        var empty = await CatalogueAsync(database);
        await UpAsync(project, head);
        var second = await CatalogueAsync(database);

        Assert.Equal(0, down.ExitCode);
        Assert.Empty(empty);
        Assert.NotEmpty(first);
        Assert.Equal(first, second);
    }

    [Theory]
    [InlineData("unity")]
    [InlineData("agentic-rag")]
    [InlineData("ops-center")]
    public async Task A_script_does_on_PostgreSQL_what_a_run_does(string example)
    {
        await using var byRun = await PostgresDatabase.CreateAsync();
        await using var byScript = await PostgresDatabase.CreateAsync();
        using var project = Project.OfExample(example, byRun.Url);
        var script = await project.RunAsync("upgrade head --sql");
        var run = await project.RunAsync("upgrade");

        await byScript.LoadAsync(script.Output);

        Assert.Equal((0, 0), (script.ExitCode, run.ExitCode));
        Assert.Equal(await byRun.DumpSchemaAsync(), await byScript.DumpSchemaAsync());
        Assert.Equal(await byRun.QueryAsync("SELECT version_num FROM retort_version"), await byScript.QueryAsync("SELECT version_num FROM retort_version"));
        Assert.Equal(await byRun.QueryAsync("SELECT revision || status FROM retort_history ORDER BY id"), await byScript.QueryAsync("SELECT revision || status FROM retort_history ORDER BY id"));
    }

    [Theory]
    [InlineData("unity")]
    [InlineData("agentic-rag")]
    [InlineData("ops-center")]
    public async Task A_schema_that_was_written_down_and_loaded_dumps_the_same(string example)
    {
        await using var original = await PostgresDatabase.CreateAsync();
        await using var restored = await PostgresDatabase.CreateAsync();
        await using var loaded = await PostgresDatabase.CreateAsync();
        using var project = Project.OfExample(example, original.Url);
        await project.DoAsync("upgrade");

        await loaded.LoadAsync((await project.DoAsync("schema export")).Output);

        // The server tells "varchar IN (...)" in other words once it has read its own, so it is held against what its own dump restores.
        await original.ExecuteAsync("DROP TABLE retort_version, retort_history");
        await restored.LoadAsync(await original.DumpSchemaAsync());
        Assert.Equal(await restored.DumpSchemaAsync(), await loaded.DumpSchemaAsync());
    }

    [Theory]
    [InlineData("unity")]
    [InlineData("agentic-rag")]
    public async Task A_script_does_on_SQLite_what_a_run_does(string example)
    {
        using var project = Project.OfExample(example, "sqlite:///app.db");
        var up = await project.RunAsync("upgrade --sql");
        var down = await project.RunAsync("downgrade --sql heads:base");
        await project.RunAsync("upgrade");

        var sqlite = await CommandRun.RunAsync("/usr/bin/sqlite3", [project.PathOf("script.db")], input: up.Output);
        var byScript = await SqliteSchemaAsync(project, "script.db");
        var reverted = await CommandRun.RunAsync("/usr/bin/sqlite3", [project.PathOf("script.db")], input: down.Output);
        var again = await CommandRun.RunAsync("/usr/bin/sqlite3", [project.PathOf("script.db")], input: down.Output);

        Assert.Equal((0, ""), (sqlite.ExitCode, sqlite.Error));
        Assert.Equal(await SqliteSchemaAsync(project), byScript);
        Assert.Equal((0, ""), (reverted.ExitCode, reverted.Error));
        Assert.Contains("the database is not where this script starts", again.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_48_archived_revisions_and_the_one_that_replaced_them_make_the_same(bool onPostgreSql)
    {
        await using var server = onPostgreSql ? await PostgresDatabase.CreateAsync() : null;
        using var project = Project.OfExample("agentic-rag", server?.Url ?? "sqlite:///app.db");
        var archived = Directory.GetFiles(project.PathOf("versions/archive")).Where(file => !file.EndsWith(".md", StringComparison.Ordinal)).ToList();
        var listed = (await File.ReadAllLinesAsync(project.PathOf("versions/archive/README.md"))).Where(line => line.EndsWith("| 9ce227b568e8 |", StringComparison.Ordinal)).Select(line => line.Split('|')[2].Trim()).ToList();

        // One database stops at each of some positions, sees that nothing has drifted there, and goes on.
        foreach (var position in listed.Where((_, index) => index % 9 == 4).Append("9ce227b568e8"))
        {
            await project.DoAsync($"upgrade {position} --yes");
            Assert.Equal(position, (await project.DoAsync("current")).Output.Trim());
            await project.DoAsync("check --fail-on-drift");
        }

        await UpAsync(project, "20260120_plugin_marketplace (head)");

        Assert.Equal((48, 48), (archived.Count, listed.Count));
        await project.DoAsync("check --fail-on-drift --fail-on-pending");
        Assert.Equal(4, (await project.DoAsync("history")).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        await project.DoAsync("downgrade base --yes");
        Assert.DoesNotContain("CREATE", (await project.DoAsync("schema export")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_breaks_a_foreign_key_undoes_its_revision()
    {
        using var project = Project.OfSql(
            "-- revision: a\n-- upgrade\nCREATE TABLE p (id INTEGER PRIMARY KEY);\nCREATE TABLE c (p INTEGER REFERENCES p (id));\nINSERT INTO p VALUES (1);\nINSERT INTO c VALUES (1), (2);\n",
            "-- revision: b\n-- revises: a\n-- upgrade\nDROP TABLE p;\nCREATE TABLE p (id INTEGER PRIMARY KEY);\nINSERT INTO p VALUES (1);\n",
            "-- revision: c\n-- revises: b\n-- upgrade\nDROP TABLE p;\n");

        var run = await CommandRun.RunAsync("/usr/bin/sqlite3", [project.PathOf("app.db")], input: (await project.DoAsync("upgrade --sql")).Output);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("a foreign key no longer holds", run.Error, StringComparison.Ordinal);
        Assert.Equal("b\n", (await project.RunAsync("current")).Output);
    }

    private static async Task UpAsync(Project project, string head)
    {
        var up = await project.RunAsync("upgrade");
        var current = await project.RunAsync("current");

        Assert.True(up.ExitCode == 0, up.Error);
        Assert.Equal(head, current.Output.Trim());
    }

    private static async Task<string> SqliteSchemaAsync(Project project, string file = "app.db")
    {
        var schema = await CommandRun.RunAsync("/usr/bin/sqlite3", [project.PathOf(file), "SELECT sql || ';' FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'retort%' AND name NOT LIKE 'sqlite%' ORDER BY name"]);
        return Spaces().Replace(schema.RequireSuccess().Output, " ");
    }

    /// <summary>Every column, constraint and index as the server itself writes them.</summary>
    private static async Task<IReadOnlyList<string?>> CatalogueAsync(PostgresDatabase database) => await database.QueryAsync(
        """
        SELECT format('%s.%s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid))
          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
         WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'm', 'p') AND a.attnum > 0 AND NOT a.attisdropped AND c.relname NOT LIKE 'retort%'
        UNION ALL
        SELECT format('%s %s', conrelid::regclass, pg_get_constraintdef(oid)) FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text NOT LIKE 'retort%'
        UNION ALL
        SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE 'retort%'
        UNION ALL
        SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace AND typtype = 'e'
        ORDER BY 1
        """);

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
