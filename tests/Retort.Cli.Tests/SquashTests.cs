using System.Text.Json;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>What a squash leaves: one revision for who begins, the old ones for who is in the middle, and nothing to do for all others.</summary>
public sealed class SquashTests
{
    private const string Sqlite = "sqlite";
    private const string PostgreSql = "postgresql";

    private static readonly string[] _history =
    [
        Revision("a", "", "CREATE TABLE users (id integer PRIMARY KEY, login text NOT NULL);", "DROP TABLE users;"),
        Revision("b", "a", "CREATE TABLE roles (id integer PRIMARY KEY, name text NOT NULL, made timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP);\nINSERT INTO roles (id, name) VALUES (1, 'admin'), (10, 'it''s me'), (9, 'guest');", "DROP TABLE roles;"),
        Revision("c", "b", "ALTER TABLE users ADD COLUMN role integer DEFAULT 10;\nCREATE INDEX ix_users_role ON users (role);", "DROP INDEX ix_users_role;\nALTER TABLE users DROP COLUMN role;"),
        Revision("d", "c", "CREATE TABLE posts (id integer PRIMARY KEY, author integer CONSTRAINT fk_author REFERENCES users (id), title varchar(50));", "DROP TABLE posts;"),
        Revision("e", "d", "ALTER TABLE users RENAME COLUMN login TO name;", "ALTER TABLE users RENAME COLUMN name TO login;"),
        Revision("f", "e", "CREATE VIEW authors AS SELECT name FROM users;", "DROP VIEW authors;"),
    ];

    [Theory]
    [InlineData(Sqlite)]
    [InlineData(PostgreSql)]
    public async Task A_database_at_any_position_reaches_what_an_empty_one_gets_from_one_revision(string engine)
    {
        await using var place = await Place.CreateAsync(engine);
        using var project = Project.OfSql(_history);
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
        using var project = Project.OfSql(_history);
        await place.UseAsync(project, "one");
        await project.DoAsync("squash base:head -m Start");

        await project.DoAsync("upgrade");
        await project.DoAsync("downgrade base --yes");

        Assert.Equal("", (await project.DoAsync("current")).Output);
        Assert.DoesNotContain("CREATE", (await project.DoAsync("schema export")).Output, StringComparison.Ordinal);
        await project.DoAsync("check");
    }

    [Fact]
    public async Task The_archive_lists_its_files_and_the_checksums_of_old_and_new_count()
    {
        using var project = Project.OfSql(_history);
        await project.DoAsync("upgrade");

        var squash = await project.DoAsync("squash base:head -m", "All of it");

        var file = squash.Output.Trim();
        Assert.Equal(["README.md", "00.sql", "01.sql", "02.sql", "03.sql", "04.sql", "05.sql"], Directory.GetFiles(project.PathOf("versions/archive")).Select(Path.GetFileName).OrderByDescending(name => name == "README.md").ThenBy(name => name, StringComparer.Ordinal));
        Assert.Contains("| [01.sql](01.sql) | b | 2026-01-02 | Step b | f |", await File.ReadAllTextAsync(project.PathOf("versions/archive/README.md")), StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(project.PathOf("versions")));
        Assert.Contains("replaces: a, b, c, d, e\n", await File.ReadAllTextAsync(project.PathOf(file)), StringComparison.Ordinal);
        Assert.Equal("f (head)\n", (await project.DoAsync("current")).Output);
        await project.DoAsync("check --fail-on-pending --fail-on-drift");

        project.Write(file, (await File.ReadAllTextAsync(project.PathOf(file))).Replace("formerly: ", "formerly: 0000000000000000000000000000000000000000000000000000000000000000, ", StringComparison.Ordinal));
        await project.DoAsync("check");
        File.Delete(project.PathOf("app.db"));
        await project.DoAsync("upgrade");
        project.Write(file, (await File.ReadAllTextAsync(project.PathOf(file))).Replace("VARCHAR(50)", "VARCHAR(51)", StringComparison.Ordinal));
        Assert.Equal(3, (await project.RunAsync("check")).ExitCode);
    }

    [Fact]
    public async Task A_database_in_the_middle_is_told_where_it_is_and_notices_an_edited_archive()
    {
        using var project = Project.OfSql(_history);
        await project.DoAsync("upgrade c");
        await project.DoAsync("squash base:head -m Start");

        var history = await project.DoAsync("history --indicate-current");
        var script = await project.DoAsync("upgrade c:head --sql");

        Assert.Contains("c (current)", history.Output, StringComparison.Ordinal);
        Assert.Equal("c\n", (await project.DoAsync("current")).Output);
        Assert.Contains("Step c", (await project.DoAsync("show current")).Output, StringComparison.Ordinal);
        Assert.Equal(["d", "e", "f"], Json(await project.DoAsync("plan --json --offline"), "steps", "revision"));
        Assert.Contains("CREATE TABLE posts", script.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("CREATE TABLE users", script.Output, StringComparison.Ordinal);
        Assert.Equal(3, (await project.RunAsync("check --fail-on-pending")).ExitCode);
        Assert.Equal(0, (await project.RunAsync("check --fail-on-drift")).ExitCode);

        project.Write("versions/archive/01.sql", _history[1].Replace("'guest'", "'nobody'", StringComparison.Ordinal));
        Assert.Contains("b was edited after it was applied", (await project.RunAsync("check")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_downgrade_into_the_archive_and_back_goes_through_its_files()
    {
        using var project = Project.OfSql(_history);
        await project.DoAsync("squash base:e -m Start");
        await project.DoAsync("upgrade");
        await project.SqliteAsync("INSERT INTO users (id, name) VALUES (1, 'ann');");

        var down = await project.DoAsync("downgrade c --yes");
        var kept = await project.SqliteAsync("SELECT login FROM users;");
        var up = await project.DoAsync("upgrade");

        Assert.Equal("f e d", Words(down.Error));
        Assert.Equal("ann\n", kept);
        Assert.Equal("d e f", Words(up.Error));
        await project.DoAsync("check --fail-on-pending --fail-on-drift");
    }

    [Fact]
    public async Task A_database_below_a_range_in_the_middle_keeps_its_rows()
    {
        using var project = Project.OfSql(_history);
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
        using var project = Project.OfSql(_history);
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
    public async Task What_grows_from_the_middle_is_named_and_nothing_is_changed()
    {
        using var project = Project.OfSql([.. _history, Revision("side", "c", "CREATE TABLE side (id integer PRIMARY KEY);", "DROP TABLE side;")]);
        var before = project.Files();

        var refused = await project.RunAsync("squash base:f -m Start");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("RT0216", refused.Error, StringComparison.Ordinal);
        Assert.Contains("\"side\" Step side", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, project.Files());
    }

    [Fact]
    public async Task A_fork_that_is_merged_within_the_range_goes_into_it_and_a_database_on_either_leg_goes_on()
    {
        using var project = Project.OfSql(
            [.. _history[..3], Revision("side", "b", "CREATE TABLE side (id integer PRIMARY KEY);", "DROP TABLE side;"), Revision("m", "c, side", "CREATE TABLE m (id integer PRIMARY KEY);", "DROP TABLE m;"),
             Revision("other", "", "CREATE TABLE other (id integer PRIMARY KEY);", "DROP TABLE other;", "depends-on: m")]);
        foreach (var (name, targets) in new[] { ("leg", "side"), ("both", "side c"), ("trunk", "c") })
        {
            project.Environment["RETORT_URL"] = $"sqlite:///{name}.db";
            await project.DoAsync($"upgrade {targets}");
        }

        await project.DoAsync("squash base:m -m Start");

        foreach (var (name, run) in new[] { ("leg", "c m other"), ("both", "m other"), ("trunk", "side m other"), ("new", "m other") })
        {
            project.Environment["RETORT_URL"] = $"sqlite:///{name}.db";
            Assert.Equal(run.Split(' ').Order(), Words((await project.DoAsync("upgrade heads")).Error).Split(' ').Order());
            await project.DoAsync("check --fail-on-pending --fail-on-drift");
        }
    }

    [Fact]
    public async Task What_depends_on_the_middle_is_named()
    {
        using var project = Project.OfSql([.. _history, Revision("other", "", "CREATE TABLE other (id integer PRIMARY KEY);", "DROP TABLE other;", "depends-on: c")]);

        var refused = await project.RunAsync("squash base:f -m Start");
        await project.DoAsync("squash base:c -m Start");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("\"other\" Step other", refused.Error, StringComparison.Ordinal);
        Assert.Equal("c d e f other", Words((await project.DoAsync("upgrade heads")).Error));
    }

    [Fact]
    public async Task What_a_range_depends_on_and_its_labels_stay()
    {
        using var project = Project.OfSql(
            Revision("a", "", "CREATE TABLE a (id integer PRIMARY KEY);", "DROP TABLE a;", "labels: billing"),
            Revision("b", "a", "CREATE TABLE b (id integer REFERENCES x (id));", "DROP TABLE b;", "depends-on: x"),
            Revision("c", "b", "CREATE TABLE c (id integer PRIMARY KEY);", "DROP TABLE c;"),
            Revision("x", "", "CREATE TABLE x (id integer PRIMARY KEY);", "DROP TABLE x;"),
            Revision("y", "x", "CREATE TABLE y (id integer PRIMARY KEY);", "DROP TABLE y;"));

        await project.DoAsync("squash base:billing@head -m Billing");

        Assert.Equal("x c", Words((await project.DoAsync("upgrade billing@head")).Error));
        Assert.Equal("y", Words((await project.DoAsync("upgrade heads")).Error));
        await project.DoAsync("verify");
    }

    [Fact]
    public async Task A_branch_that_comes_in_later_and_grows_from_the_middle_is_told_what_to_do()
    {
        using var project = Project.OfSql(_history);
        await project.DoAsync("squash base:e -m Start");
        project.Write("versions/late.sql", Revision("late", "b", "CREATE TABLE late (id integer PRIMARY KEY);", "DROP TABLE late;"));

        var refused = await project.RunAsync("history");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("revises \"b\", which a squash has put into \"e\"", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_the_archive_only_a_database_in_the_middle_is_stopped()
    {
        using var project = Project.OfSql(_history);
        await project.DoAsync("upgrade c");
        File.Copy(project.PathOf("app.db"), project.PathOf("middle.db"));
        await project.DoAsync("upgrade");
        await project.DoAsync("squash base:head -m Start");
        Directory.Delete(project.PathOf("versions/archive"), recursive: true);

        await project.DoAsync("check --fail-on-pending --fail-on-drift");
        project.Environment["RETORT_URL"] = "sqlite:///new.db";
        await project.DoAsync("upgrade");
        project.Environment["RETORT_URL"] = "sqlite:///middle.db";
        var refused = await project.RunAsync("upgrade");

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("RT0215", refused.Error, StringComparison.Ordinal);
        Assert.Contains("version control", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_compares_a_squashed_revision_with_the_archive()
    {
        using var project = Project.OfSql(_history);
        var file = (await project.DoAsync("squash base:head -m Start")).Output.Trim();
        var holds = await project.RunAsync("verify");

        project.Write(file, (await File.ReadAllTextAsync(project.PathOf(file))).Replace("VARCHAR(50)", "VARCHAR(51)", StringComparison.Ordinal));
        var differs = await project.RunAsync("verify");
        Directory.Delete(project.PathOf("versions/archive"), recursive: true);
        var alone = await project.RunAsync("verify");

        Assert.Equal((0, 3, 0), (holds.ExitCode, differs.ExitCode, alone.ExitCode));
        Assert.Contains("It does not make the schema that the revisions in the archive make.", differs.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("revision --rev-id b -m Again")]
    [InlineData("show b")]
    [InlineData("history -r b:")]
    public async Task The_id_of_a_replaced_revision_stays_taken(string command)
    {
        using var project = Project.OfSql(_history);
        await project.DoAsync("squash base:e -m Start");

        var refused = await project.RunAsync(command);

        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("_e_start.sql", refused.Error, StringComparison.Ordinal);
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
        using var project = Project.OfSql(_history);
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
        using var project = Project.OfSql(_history);
        project.Write("retort.json", """{ "url": "sqlite:///app.db", "fileTemplate": "05" }""");
        await project.DoAsync("upgrade d");

        var squash = await project.DoAsync("squash base:head -m Start");

        Assert.Equal("versions/05.sql\n", squash.Output);
        Assert.Equal(_history[5], await File.ReadAllTextAsync(project.PathOf("versions/archive/05.sql")));
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

    private static string Revision(string id, string parent, string upgrade, string downgrade, string? more = null) =>
        $"-- revision: {id}\n{(parent.Length == 0 ? "" : $"-- revises: {parent}\n")}-- created: 2026-01-0{"abcdef".IndexOf(id[0], StringComparison.Ordinal) + 1 + (id[0] > 'f' ? 8 : 0)}\n-- message: Step {id}\n{(more is null ? "" : $"-- {more}\n")}\n-- upgrade\n{upgrade}\n\n-- downgrade\n{downgrade}\n";

    /// <summary>The revisions that a run told as done.</summary>
    private static string Words(string error) => string.Join(' ', error.Split('\n').Where(line => line.StartsWith("done ", StringComparison.Ordinal)).Select(line => line.Split(' ')[1]));

    private static string Sorted(string text) => string.Join('\n', text.Split('\n').Select(line => line.TrimEnd(',')).Order(StringComparer.Ordinal));

    private static IEnumerable<string?> Json(CommandRun run, string array, string property) =>
        JsonDocument.Parse(run.Output).RootElement.GetProperty(array).EnumerateArray().Select(item => item.GetProperty(property).GetString());

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
