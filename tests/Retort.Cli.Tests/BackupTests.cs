using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>The commands around backups, and the backup before a run.</summary>
public sealed class BackupTests
{
    private const string First = "-- revision: a\n-- message: Make\n-- upgrade\nCREATE TABLE t (x int);\nCREATE TABLE u (y int);\n-- downgrade\nDROP TABLE u;\nDROP TABLE t;\n";
    private const string Second = "-- revision: b\n-- revises: a\n-- message: Empty\n-- upgrade\nDELETE FROM t;\n-- downgrade\nUPDATE t SET x = 0;\n";

    [Fact]
    public async Task A_backup_is_made_before_a_run_and_told_in_its_json()
    {
        using var project = await ProjectAsync(""" "backup": { "mode": "full", "directory": "saved" } """);

        var run = await project.DoAsync("upgrade --yes b --json --prove-backup");

        var backup = run.Json["backup"]!;
        Assert.Equal(Path.Combine(project.PathOf("saved"), Path.GetFileName((string)backup["file"]!)), (string)backup["file"]!);
        Assert.Equal(new FileInfo((string)backup["file"]!).Length, (long)backup["bytes"]!);
        Assert.Equal(["a"], backup["revision"]!.AsArray().Select(id => (string)id!));
        Assert.Equal("before upgrade of b", (string)backup["reason"]!);
        Assert.NotNull(backup["verifiedAt"]);
        Assert.Equal("3", (await project.SqliteAsync("SELECT count(*) FROM t", Path.GetRelativePath(project.Path, (string)backup["file"]!))).Trim());
        Assert.Equal("0", (await project.SqliteAsync("SELECT count(*) FROM t")).Trim());
    }

    [Fact]
    public async Task Nothing_to_do_and_nothing_there_yet_need_no_backup()
    {
        using var project = Project.OfSql(First);
        project.Write("retort.json", """{ "url": "sqlite:///app.db", "backup": { "mode": "full" } }""");

        var first = await project.DoAsync("upgrade --yes --json");
        var again = await project.DoAsync("upgrade --yes --json");
        var dry = await project.DoAsync("downgrade base --dry-run --json");

        Assert.All([first, again, dry], run => Assert.Null(run.Json["backup"]));
        Assert.False(Directory.Exists(project.PathOf("backups")));
    }

    [Fact]
    public async Task The_flag_goes_before_the_project()
    {
        using var project = await ProjectAsync(""" "backup": { "mode": "full" } """);

        var none = await project.DoAsync("upgrade --yes --json --backup none");
        var full = await project.DoAsync("downgrade -1 --yes --json --backup full");
        var wrong = await project.RunAsync("upgrade --yes --backup half");
        var idle = await project.RunAsync("upgrade --yes --backup none --prove-backup");

        Assert.Null(none.Json["backup"]);
        Assert.Equal("before downgrade of b", (string)full.Json["backup"]!["reason"]!);
        Assert.Equal([2, 2], [wrong.ExitCode, idle.ExitCode]);
    }

    [Fact]
    public async Task A_run_without_the_backup_it_was_to_have_is_refused_before_anything_is_changed()
    {
        using var project = await ProjectAsync(""" "backup": { "mode": "full", "directory": "app.db/backups" } """);
        var before = await project.SqliteAsync(".dump");

        var run = await project.RunAsync("upgrade --yes --json");

        Assert.Equal(5, run.ExitCode);
        Assert.Equal("RT0104", (string)run.Json["error"]!["code"]!);
        Assert.Contains("--backup none", (string)run.Json["error"]!["hint"]!, StringComparison.Ordinal);
        Assert.Equal(before, await project.SqliteAsync(".dump"));
    }

    [Fact]
    public async Task A_database_goes_back_to_a_backup_and_forward_again()
    {
        using var project = await ProjectAsync();
        await project.DoAsync("backup create --reason", "Before the sale");
        await project.DoAsync("upgrade --yes");

        var listed = await project.DoAsync("backup list --json");
        var name = Path.GetFileNameWithoutExtension((string)listed.Json["backups"]![0]!["file"]!);
        var refused = await project.RunAsync($"restore {name}");
        var said = await project.AnswerAsync("n\n", $"restore {name}");
        var done = await project.AnswerAsync("y\n", $"restore {name}");

        Assert.Equal("Before the sale", (string)listed.Json["backups"]![0]!["reason"]!);
        Assert.Equal([5, 5, 0], [refused.ExitCode, said.ExitCode, done.ExitCode]);
        Assert.Contains("to undo:", done.Error, StringComparison.Ordinal);
        Assert.Equal("3", (await project.SqliteAsync("SELECT count(*) FROM t")).Trim());
        Assert.Equal("a\n", (await project.DoAsync("current")).Output.Replace(" (head)", "", StringComparison.Ordinal));
        Assert.Contains($"before restore of {name}.db", (await project.DoAsync("backup list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Restoring_without_a_name_lists_the_backups_and_says_which_is_the_newest()
    {
        using var project = await ProjectAsync();
        var none = await project.RunAsync("restore");
        await project.DoAsync("backup create");
        var name = Path.GetFileNameWithoutExtension((string)(await project.DoAsync("backup create --json")).Json["file"]!);

        var run = await project.RunAsync("restore");
        var json = await project.RunAsync("restore --json");

        Assert.Equal([2, 2, 2], [none.ExitCode, run.ExitCode, json.ExitCode]);
        Assert.Equal(("", $"ERROR RT0101:  There is no backup to restore.\nDETAIL: Folder {project.PathOf("backups")}.\nHINT:   Make one: retort backup create\n"), (none.Output, none.Error));
        Assert.Contains("by hand", run.Output, StringComparison.Ordinal);
        Assert.Equal($"ERROR RT0101:  A restore needs the name of a backup.\nHINT:   The newest: retort restore {name}\n", run.Error);
        Assert.Equal("RT0101", (string)json.Json["error"]!["code"]!);
    }

    public static TheoryData<string> Damages =>
    [
        "cut 0", "cut 1", "cut half", "cut last", "grow", "flip 0", "flip 16", "flip half", "flip last", "zero",
        "no file", "no metadata", "metadata cut", "metadata empty", "metadata flip", "metadata of another", "metadata json", "metadata swapped", "other database", "other engine", "swap files",
    ];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task A_backup_that_is_not_whole_or_not_of_the_database_is_refused_before_anything_is_touched(string damage)
    {
        using var project = await ProjectAsync();
        var file = (string)(await project.DoAsync("backup create --json")).Json["file"]!;
        await project.SqliteAsync("INSERT INTO u VALUES (7)");
        var other = (string)(await project.DoAsync("backup create --json")).Json["file"]!;
        Damage(damage, file, other);
        var before = project.Files();

        var run = await project.RunAsync($"restore {file} --yes{(damage == "other database" ? " --url sqlite:///shop.db" : damage == "other engine" ? " --url postgresql://nobody@localhost:1/app" : "")}");
        var after = project.Files();
        var verified = await project.RunAsync($"backup verify {file}{(damage == "other engine" ? " --url postgresql://nobody@localhost:1/app" : "")}");

        Assert.True(run.ExitCode == 5, run.Error);
        Assert.Contains("Nothing was touched", run.Error, StringComparison.Ordinal);
        Assert.Equal(before, after);
        Assert.Equal(damage == "other database" ? 0 : 3, verified.ExitCode);
    }

    [Fact]
    public async Task Backups_prove_themselves_and_the_list_says_so()
    {
        using var project = await ProjectAsync();
        await project.DoAsync("backup create");

        var verified = await project.DoAsync("backup verify --all --json");
        var listed = await project.DoAsync("backup list --json");

        Assert.True((bool)verified.Json["backups"]![0]!["ok"]!);
        Assert.NotNull(listed.Json["backups"]![0]!["verifiedAt"]);
        Assert.Empty(listed.Json["unusable"]!.AsArray());
    }

    [Fact]
    public async Task Old_backups_go_when_new_ones_are_made()
    {
        using var project = await ProjectAsync(""" "backup": { "keepLast": 2 } """);
        for (var i = 0; i < 3; i++)
        {
            await project.DoAsync("backup create");
        }

        Assert.Equal(2, (await project.DoAsync("backup list --json")).Json["backups"]!.AsArray().Count);
        Assert.Equal(4, Directory.GetFileSystemEntries(project.PathOf("backups")).Length);
        Assert.Contains("nothing to remove", (await project.DoAsync("backup prune --dry-run")).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_disk_leaves_nothing_of_a_backup()
    {
        using var project = await ProjectAsync();
        await project.SqliteAsync("INSERT INTO u SELECT zeroblob(1000) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) SELECT * FROM n)");

        // The runtime keeps its own code in a file as large as it likes unless told otherwise.
        var run = await CommandRun.RunAsync("/bin/bash", ["-c", $"trap '' XFSZ; export DOTNET_EnableWriteXorExecute=0; ulimit -f 64; exec {Path.Combine(AppContext.BaseDirectory, "retort")} backup create"], project.Path);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains("HINT", run.Error, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(project.PathOf("backups")));
    }

    [Fact]
    public async Task A_killed_backup_leaves_nothing_that_looks_like_one_and_the_next_clears_it_away()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await database.ExecuteAsync("CREATE TABLE t AS SELECT i, sha256(i::text::bytea) FROM generate_series(1, 200000) i");
        using var project = Project.OfSql();
        using var process = CommandRun.Start(Path.Combine(AppContext.BaseDirectory, "retort"), ["backup", "create", "--url", database.Url], project.Path);
        while (!Directory.Exists(project.PathOf("backups")) || Directory.GetFiles(project.PathOf("backups"), "toc.dat", SearchOption.AllDirectories).Length + Directory.GetFiles(project.PathOf("backups"), "*.dat.gz", SearchOption.AllDirectories).Length == 0)
        {
            await Task.Delay(5);
        }

        process.Kill();
        await process.WaitForExitAsync();
        var listed = await project.DoAsync($"backup list --json --url {database.Url}");
        var left = Directory.GetFileSystemEntries(project.PathOf("backups")).Length;
        await project.DoAsync($"backup create --url {database.Url}");

        Assert.Empty(listed.Json["backups"]!.AsArray());
        Assert.Empty(listed.Json["unusable"]!.AsArray());
        Assert.Equal(1, left);
        Assert.Equal(2, Directory.GetFileSystemEntries(project.PathOf("backups")).Length);
    }

    [Fact]
    public async Task On_PostgreSQL_a_run_saves_the_tables_it_can_harm_or_everything_when_that_is_not_certain()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql(
            First, Second, "-- revision: c\n-- revises: b\n-- upgrade\nCREATE TABLE v (z int);\n", "-- revision: d\n-- revises: c\n-- upgrade\nDO $$ BEGIN DELETE FROM t; END $$;\n");
        project.Write("retort.json", $$"""{ "url": "{{database.Url}}", "backup": { "mode": "affected" } }""");
        var harmless = await project.DoAsync("upgrade --yes a");
        await database.ExecuteAsync("INSERT INTO t VALUES (1), (2)");

        var affected = await project.DoAsync("upgrade --yes b --json --prove-backup");
        var nothing = await project.DoAsync("upgrade --yes c --json");
        var everything = await project.DoAsync("upgrade --yes d --json");
        var doubt = await project.RunAsync("downgrade -1 --yes");

        Assert.Contains("no backup", harmless.Error, StringComparison.Ordinal);
        Assert.Equal(["affected", null, "full"], ((CommandRun[])[affected, nothing, everything]).Select(run => (string?)run.Json["backup"]?["kind"]));
        Assert.Contains("DO $$", everything.Error, StringComparison.Ordinal);
        Assert.NotEqual(0, doubt.ExitCode);
    }

    [Fact]
    public async Task On_PostgreSQL_a_restore_takes_the_place_of_the_database_and_tells_how_to_undo_it()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql(First, Second);
        project.Write("retort.json", $$"""{ "url": "{{database.Url}}" }""");
        await project.DoAsync("upgrade --yes a");
        await database.ExecuteAsync("INSERT INTO t VALUES (1), (2)");
        await project.DoAsync("upgrade --yes b --backup full");
        var name = Path.GetFileName((string)(await project.DoAsync("backup list --json")).Json["backups"]![0]!["file"]!);

        var restored = await project.DoAsync($"restore {name} --yes --json");

        Assert.Equal(["2"], await database.QueryAsync("SELECT count(*) FROM t"));
        Assert.Equal("a\n", (await project.DoAsync("current")).Output);
        Assert.Contains("ALTER DATABASE", (string)restored.Json["undo"]!, StringComparison.Ordinal);
        Assert.Equal(2, (await project.DoAsync("backup list --json")).Json["backups"]!.AsArray().Count);
        await database.Server.ExecuteAsync("postgres", ((string)restored.Json["discard"]!).TrimEnd(';'));
    }

    private static async Task<Project> ProjectAsync(string? settings = null)
    {
        var project = Project.OfSql(First, Second);
        if (settings is not null)
        {
            project.Write("retort.json", $$"""{ "url": "sqlite:///app.db", {{settings}} }""");
        }

        await project.DoAsync("upgrade --yes a --backup none");
        await project.SqliteAsync("INSERT INTO t VALUES (1), (2), (3)");
        return project;
    }

    private static void Damage(string damage, string file, string other)
    {
        var bytes = File.ReadAllBytes(file);
        var metadata = Path.ChangeExtension(file, "metadata.json");
        var text = File.ReadAllText(metadata);
        switch (damage.Split(' '))
        {
            case ["cut", var where]: File.WriteAllBytes(file, bytes[..Place(where, bytes.Length)]); break;
            case ["grow"]: File.WriteAllBytes(file, [.. bytes, 0]); break;
            case ["flip", var where]: bytes[Place(where, bytes.Length)] ^= 1; File.WriteAllBytes(file, bytes); break;
            case ["zero"]: File.WriteAllBytes(file, new byte[bytes.Length]); break;
            case ["no", "file"]: File.Delete(file); break;
            case ["no", "metadata"]: File.Delete(metadata); break;
            case ["metadata", "cut"]: File.WriteAllText(metadata, text[..^20]); break;
            case ["metadata", "empty"]: File.WriteAllText(metadata, ""); break;
            case ["metadata", "flip"]: File.WriteAllText(metadata, text.Replace("\"rows\": 3", "\"rows\": 2", StringComparison.Ordinal)); break;
            case ["metadata", "json"]: File.WriteAllText(metadata, """{"file":"x"}"""); break;
            case ["metadata", "of", "another"]: File.Copy(Path.ChangeExtension(other, "metadata.json"), metadata, overwrite: true); break;
            case ["metadata", "swapped"]: File.WriteAllText(metadata, text.Replace("\"sha256\": \"", "\"sha256\": \"0", StringComparison.Ordinal)); break;
            case ["swap", "files"]: File.Copy(other, file, overwrite: true); break;
        }
    }

    private static int Place(string where, int length) => where switch { "half" => length / 2, "last" => length - 1, _ => int.Parse(where, System.Globalization.CultureInfo.InvariantCulture) };
}
