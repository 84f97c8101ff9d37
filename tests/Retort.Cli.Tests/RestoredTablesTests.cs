using System.Text.Json.Nodes;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary><c>restore --tables</c>: rows of single tables, as somebody brings them back who deleted them by accident.</summary>
public sealed class RestoredTablesTests
{
    private const string Tables =
        "-- revision: a\n-- upgrade\nCREATE TABLE users (id integer PRIMARY KEY, name text);\nCREATE TABLE \"Odd, \"\"one\"\"\" (x integer REFERENCES users ON DELETE CASCADE);\nCREATE TABLE other (y integer);\n";

    private const string Rows = "INSERT INTO users VALUES (1, 'Ada'), (2, 'Bob'); INSERT INTO \"Odd, \"\"one\"\"\" VALUES (1), (2); INSERT INTO other VALUES (7);";

    private const string Accident = "DELETE FROM \"Odd, \"\"one\"\"\"; DELETE FROM users; UPDATE other SET y = 8;";

    [Theory]
    [InlineData("sqlite")]
    [InlineData("full")]
    [InlineData("affected")]
    public async Task Rows_deleted_by_accident_come_back_and_the_restore_can_be_undone(string kind)
    {
        await using var scene = await Scene.CreateAsync(kind);
        await scene.SqlAsync(Rows);
        var backup = await scene.BackUpAsync("users,\"Odd, \"\"one\"\"\"");
        await scene.SqlAsync(Accident);

        var refused = await scene.Project.RunAsync($"restore {backup} --tables", "users,\"Odd, \"\"one\"\"\"");
        var restored = await scene.Project.DoAsync($"restore {backup} --json --yes --tables", "users,\"Odd, \"\"one\"\"\"");

        Assert.Equal(5, refused.ExitCode);
        Assert.Contains("2 rows of ", refused.Error, StringComparison.Ordinal);
        Assert.Contains("only in the backup that is made first", refused.Error, StringComparison.Ordinal);
        Assert.Equal("2 2 8", await scene.CountAsync());
        Assert.Equal([2, 2], restored.Json["tables"]!.AsArray().Select(table => (int)table!["rows"]!));
        Assert.Equal(kind == "sqlite" ? "full" : "affected", (string)restored.Json["backup"]!["kind"]!);
        Assert.Equal(kind == "sqlite" ? 6 : 2, Named(restored.Json["backup"]!));

        var safety = Path.GetFileName((string)restored.Json["backup"]!["file"]!);
        await scene.Project.DoAsync($"restore {safety} --yes --backup none --tables", "\"Odd, \"\"one\"\"\",users");

        Assert.Equal("0 0 8", await scene.CountAsync());
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("full")]
    public async Task Nothing_is_changed_where_a_key_would_not_hold_or_no_backup_can_be_made(string kind)
    {
        await using var scene = await Scene.CreateAsync(kind);
        await scene.SqlAsync(Rows);
        var backup = await scene.BackUpAsync("users");
        await scene.SqlAsync("INSERT INTO users VALUES (3, 'Cyd'); INSERT INTO \"Odd, \"\"one\"\"\" VALUES (3);");

        var orphaned = await scene.Project.RunAsync($"restore {backup} --json --yes --tables users");
        var folder = scene.Project.PathOf("backups");
        Directory.Move(folder, folder + "2");
        await File.WriteAllTextAsync(folder, "no folder");
        var unsaved = await scene.Project.RunAsync($"restore {Path.Combine(folder + "2", backup)} --json --yes --tables users");

        Assert.Equal((1, "RT0916"), (orphaned.ExitCode, (string)orphaned.Json["error"]!["code"]!));
        Assert.Equal((5, "RT0104"), (unsaved.ExitCode, (string)unsaved.Json["error"]!["code"]!));
        Assert.Equal("3 3 7", await scene.CountAsync());
    }

    [Fact]
    public async Task What_cannot_be_meant_is_told_before_anything_is_touched()
    {
        await using var scene = await Scene.CreateAsync("sqlite");
        await scene.SqlAsync(Rows);
        var backup = await scene.BackUpAsync("");
        await scene.SqlAsync(Accident);

        var codes = new List<(int, string?)>();
        foreach (var tables in (string[])["nobody", "retort_version", "", "users,,other", "\"users"])
        {
            var run = await scene.Project.RunAsync($"restore {backup} --yes --json --tables", tables);
            codes.Add((run.ExitCode, (string?)run.Json["error"]?["code"]));
        }

        var both = await scene.Project.RunAsync($"restore {backup} --yes --in-place --tables users");

        Assert.Equal([(2, "RT0914"), (5, "RT0918"), (2, "RT0101"), (2, "RT0101"), (2, "RT0101")], codes);
        Assert.Equal(2, both.ExitCode);
        Assert.Equal("0 0 8", await scene.CountAsync());
        Assert.Equal(2, Directory.GetFiles(scene.Project.PathOf("backups")).Length);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("full")]
    public async Task Beside_only_the_named_tables_have_their_rows_and_no_yes_is_needed(string kind)
    {
        await using var scene = await Scene.CreateAsync(kind);
        await scene.SqlAsync(Rows);
        var backup = await scene.BackUpAsync("");
        await scene.SqlAsync(Accident);

        await scene.Project.DoAsync($"restore {backup} --into {scene.Beside} --tables", "\"Odd, \"\"one\"\"\"");

        Assert.Equal("2", await scene.QueryBesideAsync("SELECT count(*) FROM \"Odd, \"\"one\"\"\""));
        Assert.Equal("0 0 8", await scene.CountAsync());
    }

    [Fact]
    public async Task Another_runner_is_waited_for()
    {
        await using var scene = await Scene.CreateAsync("affected");
        await scene.SqlAsync(Rows);
        var backup = await scene.BackUpAsync("users");
        await using var runner = PostgreSql.PostgreSqlDatabase.Connect(scene.Url);
        await using var session = await runner.OpenAsync();
        Assert.True(await session.TryLockAsync("retort_version", default));

        scene.Project.Write("retort.json", $$"""{ "url": "{{scene.Url}}", "lock": { "timeout": "1ms" } }""");
        var run = await scene.Project.RunAsync($"restore {backup} --yes --tables users");

        Assert.Equal(4, run.ExitCode);
    }

    private static int Named(JsonNode backup) => JsonNode.Parse(File.ReadAllText(Path.ChangeExtension((string)backup["file"]!, "metadata.json")))!["tables"]!.AsArray().Count;

    private sealed class Scene : IAsyncDisposable
    {
        private readonly PostgresDatabase? _database;
        private readonly bool _isAffected;

        private Scene(PostgresDatabase? database, bool isAffected)
        {
            (_database, _isAffected) = (database, isAffected);
            Project.Write("retort.json", $$"""{ "url": "{{Url}}" }""");
        }

        public Project Project { get; } = Project.OfSql(Tables);

        public string Url => _database?.Url ?? "sqlite:///app.db";

        public string Beside => _database is null ? "beside.db" : $"{_database.Name}_beside";

        public static async Task<Scene> CreateAsync(string kind)
        {
            var scene = new Scene(kind == "sqlite" ? null : await PostgresDatabase.CreateAsync(), kind == "affected");
            await scene.Project.DoAsync("upgrade --yes --backup none");
            return scene;
        }

        public Task SqlAsync(string sql) => _database?.ExecuteAsync(sql) ?? Project.SqliteAsync(sql);

        public async Task<string> BackUpAsync(string tables)
        {
            var made = _isAffected ? await Project.DoAsync("backup create --json --tables", tables) : await Project.DoAsync("backup create --json");
            return Path.GetFileName((string)made.Json["file"]!);
        }

        public async Task<string> CountAsync() => string.Join(' ', await RowsAsync("SELECT count(*) FROM users; SELECT count(*) FROM \"Odd, \"\"one\"\"\"; SELECT y FROM other"));

        public async Task<string?> QueryBesideAsync(string sql) => _database is null
            ? (await Project.SqliteAsync(sql, Beside)).Trim()
            : (await new PostgresDatabase(_database.Server, Beside).QueryAsync(sql))[0];

        public async ValueTask DisposeAsync()
        {
            Project.Dispose();
            if (_database is not null)
            {
                await _database.Server.ExecuteAsync("postgres", $"DROP DATABASE IF EXISTS {Beside} WITH (FORCE)");
                await _database.DisposeAsync();
            }
        }

        private async Task<IReadOnlyList<string?>> RowsAsync(string sql) =>
            _database is null ? (await Project.SqliteAsync(sql)).Split('\n', StringSplitOptions.RemoveEmptyEntries) : await _database.QueryAsync(sql);
    }
}
