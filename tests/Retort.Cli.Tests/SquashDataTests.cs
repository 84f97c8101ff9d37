using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>What becomes of rows when revisions are squashed, and of files when that is stopped.</summary>
public sealed class SquashDataTests
{
    private const string Roles = "-- revision: a\n-- upgrade\nCREATE TABLE roles (id integer PRIMARY KEY, name text NOT NULL);\nINSERT INTO roles VALUES (1, 'admin'), (2, 'guest');\n-- downgrade\nDROP TABLE roles;\n";

    [Fact]
    public async Task Statements_that_do_more_than_insert_are_named_and_nothing_is_changed()
    {
        using var project = Project.OfSql(Roles, "-- revision: b\n-- revises: a\n-- upgrade\nUPDATE roles SET name = 'Admin'\nWHERE id = 1;\n-- downgrade\nUPDATE roles SET name = 'admin' WHERE id = 1;\n");
        var before = project.Files();

        var refused = await project.RunAsync("squash base:head -m Start");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("RT0420", refused.Error, StringComparison.Ordinal);
        Assert.Contains("01.sql:4:1: UPDATE roles SET name = 'Admin' ...", refused.Error, StringComparison.Ordinal);
        Assert.Contains("2 rows of table \"roles\"", refused.Error, StringComparison.Ordinal);
        Assert.Contains("--keep-data", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, project.Files());
    }

    [Theory]
    [InlineData("--keep-data", "1|Admin\n2|guest\n")]
    [InlineData("--drop-data", "")]
    public async Task Rows_are_kept_or_dropped_as_told(string option, string rows)
    {
        using var project = Project.OfSql(Roles, "-- revision: b\n-- revises: a\n-- upgrade\nUPDATE roles SET name = 'Admin' WHERE id = 1;\n-- downgrade\nUPDATE roles SET name = 'admin' WHERE id = 1;\n");

        var squash = await project.DoAsync($"squash base:head -m Start {option}");
        await project.DoAsync("upgrade");

        Assert.Equal(rows, await project.SqliteAsync("SELECT id, name FROM roles;"));
        Assert.Contains(option == "--keep-data" ? "carried over and compared: 2 rows of table \"roles\"" : "left out: ", squash.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Code_and_backfills_are_found()
    {
        using var project = Project.OfSql(Roles);
        project.Write("versions/b.cs", """
            using Retort;

            [Revision("b", Revises = "a")]
            public sealed class Fill : Migration
            {
                public override void Upgrade(MigrationBuilder db)
                {
                    db.Backfill("roles", "name = upper(name)", where: "name <> upper(name)");
                    db.Run((connection, token) => Task.CompletedTask, "call the shop");
                }

                public override void Downgrade(MigrationBuilder db)
                {
                }
            }
            """);

        var refused = await project.RunAsync("squash base:head -m Start");
        await project.DoAsync("squash base:head -m Start --keep-data");
        await project.DoAsync("upgrade");

        Assert.Contains("2 statements do more than add some", refused.Error, StringComparison.Ordinal);
        Assert.Contains("call the shop", refused.Error, StringComparison.Ordinal);
        Assert.Equal("ADMIN\nGUEST\n", await project.SqliteAsync("SELECT name FROM roles ORDER BY id;"));
    }

    [Fact]
    public async Task Counters_go_on_behind_the_rows_that_were_carried_over()
    {
        await using var old = await PostgresDatabase.CreateAsync();
        await using var fresh = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql(
            "-- revision: a\n-- upgrade\nCREATE TABLE a (id serial PRIMARY KEY, name text, made timestamptz NOT NULL DEFAULT now(), key uuid NOT NULL DEFAULT gen_random_uuid());\nCREATE TABLE b (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a integer REFERENCES a (id), ok boolean, price numeric(8, 2), data bytea);\nCREATE SEQUENCE tickets START 100;\n-- downgrade\nDROP TABLE b; DROP TABLE a; DROP SEQUENCE tickets;\n",
            "-- revision: b\n-- revises: a\n-- upgrade\nINSERT INTO a (name) VALUES ('x'), ('y'), ('z');\nINSERT INTO b (a, ok, price, data) VALUES (1, true, 1.50, '\\x00ff'), (2, false, NULL, NULL);\nDELETE FROM a WHERE name = 'z';\nSELECT nextval('tickets');\n-- downgrade\nDELETE FROM b; DELETE FROM a;\n");
        project.Environment["RETORT_URL"] = old.Url;
        await project.DoAsync("upgrade");

        var squash = await project.DoAsync("squash base:head -m Start --keep-data");
        project.Environment["RETORT_URL"] = fresh.Url;
        await project.DoAsync("upgrade");

        Assert.Contains("made anew by its default: a.made, a.key", squash.Error, StringComparison.Ordinal);
        const string next = "SELECT nextval('a_id_seq') || '|' || nextval('b_id_seq') || '|' || nextval('tickets')";
        const string rows = "SELECT concat_ws('|', b.id, a.id, name, ok, price, data) FROM b JOIN a ON a.id = b.a ORDER BY 1";
        Assert.Equal(await old.QueryAsync(rows), await fresh.QueryAsync(rows));
        Assert.Equal(["4|3|101"], await fresh.QueryAsync(next));
        Assert.Equal(["4|3|101"], await old.QueryAsync(next));
        Assert.Equal(["2|2"], await fresh.QueryAsync("SELECT count(*) || '|' || count(DISTINCT key) FROM a WHERE made > now() - interval '1 hour'"));
    }

    [Fact]
    public async Task Values_that_differ_from_run_to_run_and_have_no_default_are_refused()
    {
        using var project = Project.OfSql("-- revision: a\n-- upgrade\nCREATE TABLE t (id integer PRIMARY KEY, key blob NOT NULL);\n", "-- revision: b\n-- revises: a\n-- upgrade\nINSERT INTO t VALUES (1, randomblob(16));\n");
        var before = project.Files();

        var refused = await project.RunAsync("squash base:head -m Start");

        Assert.Contains("RT0421", refused.Error, StringComparison.Ordinal);
        Assert.Contains("column \"key\" of table \"t\" has other values after each run", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, project.Files());
    }

    [Fact]
    public async Task What_cannot_be_compared_is_refused_by_name()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql(
            "-- revision: a\n-- upgrade\nCREATE TABLE t (id integer PRIMARY KEY);\n-- downgrade\nDROP TABLE t;\n",
            "-- revision: b\n-- revises: a\n-- upgrade\nCREATE TEXT SEARCH CONFIGURATION shop (COPY = english);\n-- downgrade\nDROP TEXT SEARCH CONFIGURATION shop;\n");
        project.Environment["RETORT_URL"] = database.Url;
        var before = project.Files();

        var refused = await project.RunAsync("squash base:head -m Start");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("RT0424", refused.Error, StringComparison.Ordinal);
        Assert.Contains("text search configuration", refused.Error, StringComparison.Ordinal);
        Assert.Equal(before, project.Files());
    }

    [Fact]
    public async Task Rows_that_a_range_in_the_middle_adds_go_with_its_downgrade()
    {
        using var project = Project.OfSql(
            Roles, "-- revision: b\n-- revises: a\n-- upgrade\nINSERT INTO roles VALUES (3, 'clerk');\n-- downgrade\nDELETE FROM roles WHERE id = 3;\n",
            "-- revision: c\n-- revises: b\n-- upgrade\nALTER TABLE roles RENAME COLUMN name TO title;\n-- downgrade\nALTER TABLE roles RENAME COLUMN title TO name;\n");

        var refused = await project.RunAsync("squash b:c -m Middle");
        await project.DoAsync("squash base:c -m All");

        Assert.Contains("changes rows of table \"roles\" that were there before it", refused.Error, StringComparison.Ordinal);
        await project.DoAsync("upgrade");
        Assert.Equal("3\n", await project.SqliteAsync("SELECT count(title) FROM roles;"));
    }

    [Fact]
    public async Task A_range_in_the_middle_carries_only_its_own_rows()
    {
        using var project = Project.OfSql(
            Roles, "-- revision: b\n-- revises: a\n-- upgrade\nINSERT INTO roles VALUES (3, 'clerk');\n-- downgrade\nDELETE FROM roles WHERE id = 3;\n",
            "-- revision: c\n-- revises: b\n-- upgrade\nCREATE TABLE t (id integer PRIMARY KEY);\n-- downgrade\nDROP TABLE t;\n");

        await project.DoAsync("squash b:c -m Middle");
        await project.DoAsync("upgrade");
        var up = await project.SqliteAsync("SELECT id FROM roles ORDER BY id;");
        await project.DoAsync("downgrade a --yes");

        Assert.Equal("1\n2\n3\n", up);
        Assert.Equal("1\n2\n", await project.SqliteAsync("SELECT id FROM roles ORDER BY id;"));
    }

    /// <summary>A folder stands in the way of one file after the other, so that the squash stops there.</summary>
    [Theory]
    [InlineData("README.md")]
    [InlineData("00.sql")]
    [InlineData("01.sql")]
    [InlineData("02.sql")]
    [InlineData("03.sql")]
    public async Task Stopped_while_files_are_moved_it_leaves_a_graph_that_works_and_is_finished_by_the_same_command(string obstacle)
    {
        using var project = Project.OfSql(
            [Roles, .. from id in new[] { ("b", "a"), ("c", "b"), ("d", "c") } select $"-- revision: {id.Item1}\n-- revises: {id.Item2}\n-- upgrade\nCREATE TABLE t{id.Item1} (id integer PRIMARY KEY);\n-- downgrade\nDROP TABLE t{id.Item1};\n"]);
        foreach (var position in (string[])["a", "b", "c", "d"])
        {
            project.Environment["RETORT_URL"] = $"sqlite:///{position}.db";
            await project.DoAsync($"upgrade {position}");
        }

        Directory.CreateDirectory(project.PathOf($"versions/archive/{obstacle}"));
        var stopped = await project.RunAsync("squash base:head -m Start");
        Directory.Delete(project.PathOf($"versions/archive/{obstacle}"));

        Assert.Equal(1, stopped.ExitCode);
        Assert.Contains("RT0426", stopped.Error, StringComparison.Ordinal);
        Assert.Equal(4, Directory.GetFiles(project.PathOf("versions"), "0?.sql", SearchOption.AllDirectories).Length);
        await UpgradeAllAsync(project, "stopped", obstacle == "README.md" ? 4 : 1);

        await project.DoAsync("squash base:head -m Start");

        Assert.Single(Directory.GetFiles(project.PathOf("versions")));
        Assert.Equal(5, Directory.GetFiles(project.PathOf("versions/archive")).Length);
        Assert.Equal(4, (await File.ReadAllTextAsync(project.PathOf("versions/archive/README.md"))).Split('\n').Count(line => line.EndsWith("| d |", StringComparison.Ordinal)));
        await UpgradeAllAsync(project, "finished", 1);
    }

    private static async Task UpgradeAllAsync(Project project, string moment, int revisionsOfNew)
    {
        foreach (var (position, left) in new[] { ("new", revisionsOfNew), ("a", 3), ("b", 2), ("c", 1), ("d", 0) })
        {
            var copy = $"{moment}_{position}.db";
            if (position != "new")
            {
                File.Copy(project.PathOf($"{position}.db"), project.PathOf(copy));
            }

            project.Environment["RETORT_URL"] = $"sqlite:///{copy}";
            var up = await project.DoAsync("upgrade");
            Assert.Equal((position, left), (position, up.Error.Split('\n').Count(line => line.StartsWith("done ", StringComparison.Ordinal))));
            Assert.Equal("2\n", await project.SqliteAsync("SELECT count(*) FROM roles, (SELECT count(*) FROM tb, tc, td);", copy));
            await project.DoAsync("check --fail-on-pending --fail-on-drift");
        }
    }
}
