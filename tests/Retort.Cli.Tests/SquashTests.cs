using Retort.Testing;
using static Retort.Cli.Tests.SquashedHistory;

namespace Retort.Cli.Tests;

/// <summary>What a squash leaves: one revision for who begins, the old ones for who is in the middle, and nothing to do for all others.</summary>
public sealed class SquashTests
{
    private const string Sqlite = "sqlite";
    private const string PostgreSql = "postgresql";

    [Theory]
    [InlineData(Sqlite)]
    [InlineData(PostgreSql)]
    public async Task A_database_at_any_position_reaches_what_an_empty_one_gets_from_one_revision(string engine)
    {
        await using var place = await Place.CreateAsync(engine);
        using var project = Project.OfSql(History);
        string[] positions = ["base", "a", "b", "c", "d", "e", "f"];
        foreach (var position in positions)
        {
            await place.UseAsync(project, position);
            if (position != "base")
            {
                await project.DoAsync($"upgrade {position}");
            }
        }

        await place.UseAsync(project, "squash");
        await project.DoAsync("squash base:e -m Start");

        var seen = new List<(string Position, string Told, string Schema, string Rows)>();
        foreach (var position in positions)
        {
            await place.UseAsync(project, position);
            var told = Words((await project.DoAsync("upgrade")).Error);
            Assert.Equal("f (head)\n", (await project.DoAsync("current")).Output);
            await project.DoAsync("check --fail-on-pending --fail-on-drift");
            seen.Add((position, told, (await project.DoAsync("schema export")).Output, await place.QueryAsync(position, "SELECT id, name FROM roles ORDER BY id")));
        }

        Assert.Equal(
            ["base: e f", "a: b c d e f", "b: c d e f", "c: d e f", "d: e f", "e: f", "f: "],
            seen.Select(one => $"{one.Position}: {one.Told}"));
        Assert.Single(seen.Select(one => one.Rows).Distinct());
        Assert.Contains("it's me", seen[0].Rows, StringComparison.Ordinal);
        Assert.Single(seen.Select(one => Sorted(one.Schema)).Distinct());
    }

    [Theory]
    [InlineData(Sqlite)]
    [InlineData(PostgreSql)]
    public async Task The_downgrade_takes_everything_away_again(string engine)
    {
        await using var place = await Place.CreateAsync(engine);
        using var project = Project.OfSql(History);
        await place.UseAsync(project, "one");
        await project.DoAsync("squash base:head -m Start");

        await project.DoAsync("upgrade");
        await project.DoAsync("downgrade base --yes");

        Assert.Equal("", (await project.DoAsync("current")).Output);
        Assert.DoesNotContain("CREATE", (await project.DoAsync("schema export")).Output, StringComparison.Ordinal);
        await project.DoAsync("check");
    }

    [Fact]
    public async Task A_database_below_a_range_in_the_middle_keeps_its_rows()
    {
        using var project = Project.OfSql(History);
        await project.DoAsync("upgrade c");
        await project.SqliteAsync("INSERT INTO users (id, login) VALUES (1, 'ann');");
        await project.DoAsync("squash d:f -m Middle");

        var up = await project.DoAsync("upgrade");

        Assert.Equal("d e f", Words(up.Error));
        Assert.Equal("ann\n", await project.SqliteAsync("SELECT name FROM users;"));
        File.Delete(project.PathOf("app.db"));
        Assert.Equal("a b c f", Words((await project.DoAsync("upgrade")).Error));
        await project.DoAsync("downgrade c --yes");
        await project.DoAsync("verify");
    }

    [Fact]
    public async Task A_squash_can_be_squashed()
    {
        using var project = Project.OfSql(History);
        await project.DoAsync("upgrade b");
        File.Copy(project.PathOf("app.db"), project.PathOf("old.db"));
        await project.DoAsync("squash base:c -m First");
        await project.DoAsync("upgrade d");

        await project.DoAsync("squash base:head -m Second");

        Assert.Equal("e f", Words((await project.DoAsync("upgrade")).Error));
        project.Environment["RETORT_URL"] = "sqlite:///old.db";
        Assert.Equal("c d e f", Words((await project.DoAsync("upgrade")).Error));
        await project.DoAsync("check --fail-on-pending --fail-on-drift");
        project.Environment["RETORT_URL"] = "sqlite:///new.db";
        Assert.Equal("f", Words((await project.DoAsync("upgrade")).Error));
        var readme = await File.ReadAllTextAsync(project.PathOf("versions/archive/README.md"));
        Assert.Contains("| a | 2026-01-01 | Step a | c |", readme, StringComparison.Ordinal);
        Assert.Contains("| c | 2026-01-03 | First | f |", readme, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revision_of_the_range_that_was_interrupted_is_finished_first()
    {
        using var project = Project.OfSql(
            "-- revision: a\n-- transactional: false\n-- upgrade\nCREATE TABLE a (id integer PRIMARY KEY);\nCREATE TABLE b (id integer PRIMARY KEY);\n-- downgrade\nDROP TABLE b;\nDROP TABLE a;\n",
            "-- revision: b\n-- revises: a\n-- upgrade\nCREATE TABLE c (id integer PRIMARY KEY);\n-- downgrade\nDROP TABLE c;\n");
        await project.SqliteAsync("CREATE TABLE b (in_the_way integer);");
        Assert.Equal(1, (await project.RunAsync("upgrade")).ExitCode);
        await project.SqliteAsync("DROP TABLE b;");
        await project.DoAsync("squash base:head -m Start");

        var up = await project.DoAsync("upgrade");

        Assert.Equal("a b", Words(up.Error));
        await project.DoAsync("check --fail-on-pending --fail-on-drift");
    }

    [Fact]
    public async Task A_dry_run_prints_the_revision_and_changes_nothing()
    {
        using var project = Project.OfSql(History);
        var before = project.Files();

        var dry = await project.DoAsync("squash base:HEAD -m Start --dry-run");

        Assert.Contains("-- replaces: a, b, c, d, e\n", dry.Output, StringComparison.Ordinal);
        Assert.Contains("CREATE TABLE roles", dry.Output, StringComparison.Ordinal);
        Assert.Contains("would move versions/00.sql to versions/archive/00.sql", dry.Error, StringComparison.Ordinal);
        Assert.Equal(before, project.Files());
    }

    [Fact]
    public async Task A_new_file_may_have_the_name_of_the_last_old_one()
    {
        using var project = Project.OfSql(History);
        project.Write("retort.json", """{ "url": "sqlite:///app.db", "fileTemplate": "05" }""");
        await project.DoAsync("upgrade d");

        var squash = await project.DoAsync("squash base:head -m Start");

        Assert.Equal("versions/05.sql\n", squash.Output);
        Assert.Equal(History[5], await File.ReadAllTextAsync(project.PathOf("versions/archive/05.sql")));
        Assert.Equal("e f", Words((await project.DoAsync("upgrade")).Error));
    }

    [Fact]
    public async Task A_revision_in_CSharp_replaces_revisions_in_CSharp_and_compile_has_them_all()
    {
        using var project = Project.OfSql();
        foreach (var (id, parent) in new[] { ("a", ""), ("b", "a"), ("c", "b") })
        {
            project.Write($"versions/{id}.cs", $$"""
                using Retort;

                /// <summary>Add {{id}}.</summary>
                [Revision("{{id}}", Revises = {{(parent.Length == 0 ? "null" : $"\"{parent}\"")}}, Created = "2026-01-01")]
                public sealed class Add : Migration
                {
                    public override void Upgrade(MigrationBuilder db)
                    {
                        db.CreateTable("t{{id}}", t => t.Column("id", t.Int()).PrimaryKey());
                        db.InsertData("t{{id}}", ["id"], [7]);
                    }

                    public override void Downgrade(MigrationBuilder db) => db.DropTable("t{{id}}");
                }
                """);
        }

        await project.DoAsync("upgrade a");
        var file = (await project.DoAsync("squash base:head -m", "Add \"it\" all")).Output.Trim();

        Assert.EndsWith(".cs", file, StringComparison.Ordinal);
        Assert.Contains("compiled", (await project.DoAsync("compile")).Error, StringComparison.Ordinal);
        Assert.Equal("compiled 0 files\n", (await project.DoAsync("compile")).Error);
        Assert.Equal("b c", Words((await project.DoAsync("upgrade")).Error));
        project.Environment["RETORT_URL"] = "sqlite:///new.db";
        Assert.Equal("c", Words((await project.DoAsync("upgrade")).Error));
        Assert.Equal("7|7|7\n", await project.SqliteAsync("SELECT ta.id, tb.id, tc.id FROM ta, tb, tc;", "new.db"));
        Assert.Equal("c (head)\n", (await project.DoAsync("current")).Output);
    }

    private static string Sorted(string text) => string.Join('\n', text.Split('\n').Select(line => line.TrimEnd(',')).Order(StringComparer.Ordinal));

    /// <summary>Databases of one engine, by name.</summary>
    private sealed class Place(string engine) : IAsyncDisposable
    {
        private readonly Dictionary<string, PostgresDatabase> _databases = [];
        private Project? _project;

        public static Task<Place> CreateAsync(string engine) => Task.FromResult(new Place(engine));

        public async Task UseAsync(Project project, string name)
        {
            _project = project;
            if (engine == PostgreSql && !_databases.ContainsKey(name))
            {
                _databases[name] = await PostgresDatabase.CreateAsync();
            }

            project.Environment["RETORT_URL"] = engine == PostgreSql ? _databases[name].Url : $"sqlite:///{name}.db";
        }

        public async Task<string> QueryAsync(string name, string sql) => engine == PostgreSql
            ? string.Join('\n', await _databases[name].QueryAsync($"SELECT concat_ws('|', q.*) FROM ({sql}) q"))
            : (await _project!.SqliteAsync(sql + ";", $"{name}.db")).TrimEnd();

        public async ValueTask DisposeAsync()
        {
            foreach (var database in _databases.Values)
            {
                await database.DisposeAsync();
            }
        }
    }
}
