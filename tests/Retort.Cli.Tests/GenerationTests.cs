using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary><c>revision --autogenerate</c>: a model is changed, and a proved revision is written.</summary>
public sealed class GenerationTests
{
    private const string Users = "-- revision: aa1\n-- upgrade\nCREATE TABLE users (id integer PRIMARY KEY, name text);\nCREATE INDEX ix_users_name ON users (name);\n-- downgrade\nDROP TABLE users;\n";

    [Fact]
    public async Task What_the_model_has_more_becomes_a_revision_once()
    {
        using var project = Modelled("CREATE TABLE users (id integer PRIMARY KEY, name text, email text UNIQUE);\nCREATE INDEX ix_users_name ON users (name);");

        var run = await project.DoAsync("revision --autogenerate --sql --rev-id bb2 -m", "Add email");
        await project.DoAsync("upgrade");
        var again = await project.DoAsync("revision --autogenerate --rev-id cc3 -m", "Nothing");

        Assert.Contains("proved: the upgrade reaches the target, the downgrade returns", run.Error, StringComparison.Ordinal);
        Assert.Contains("email", await File.ReadAllTextAsync(project.PathOf(run.Output.Trim())), StringComparison.Ordinal);
        Assert.Equal("1\n", await project.SqliteAsync("SELECT count(*) FROM pragma_table_info('users') WHERE name = 'email';"));
        Assert.Equal(("", "no changes: the revisions make what the target says\n"), (again.Output, again.Error));
        Assert.Equal(2, Directory.GetFiles(project.PathOf("versions")).Length);
    }

    [Fact]
    public async Task The_document_tells_the_file_and_the_operations()
    {
        using var project = Modelled("CREATE TABLE users (id integer PRIMARY KEY, name text);");

        var run = await project.DoAsync("revision --autogenerate --json --rev-id bb2 -m", "Drop the index");
        await project.DoAsync("upgrade");
        var nothing = await project.DoAsync("revision --autogenerate --json -m", "Nothing");

        Assert.Equal("bb2", run.Json["revision"]!.GetValue<string>());
        Assert.True(run.Json["proved"]!.GetValue<bool>());
        Assert.True(File.Exists(run.Json["file"]!.GetValue<string>()));
        Assert.Equal(["drop_index"], run.Json["operations"]!.AsArray().Select(operation => operation!["kind"]!.GetValue<string>()));
        Assert.Null(nothing.Json["revision"]);
        Assert.Empty(nothing.Json["operations"]!.AsArray());
    }

    [Theory]
    [InlineData("--rename users.name:full_name", "")]
    [InlineData("", "    -- renamed from: name\n")]
    public async Task A_rename_that_somebody_tells_keeps_the_data(string option, string comment)
    {
        using var project = Modelled($"CREATE TABLE users (\n    id integer PRIMARY KEY,\n{comment}    full_name text\n);\nCREATE INDEX ix_users_name ON users (full_name);");
        await project.DoAsync("upgrade");
        await project.SqliteAsync("INSERT INTO users VALUES (1, 'Ada');");

        await project.DoAsync($"revision --autogenerate {option} -m", "Name people in full");
        await project.DoAsync("upgrade");

        Assert.Equal("1|Ada\n", await project.SqliteAsync("SELECT id, full_name FROM users;"));
    }

    [Theory]
    [InlineData("y\n", "Ada\n")]
    [InlineData("n\n", "\n")]
    public async Task At_a_terminal_a_likely_rename_is_asked_for(string answer, string name)
    {
        using var project = Modelled("CREATE TABLE users (id integer PRIMARY KEY, full_name text);\nCREATE INDEX ix_users_name ON users (full_name);");
        await project.DoAsync("upgrade");
        await project.SqliteAsync("INSERT INTO users VALUES (1, 'Ada');");

        var run = await project.AnswerAsync(answer, "revision --autogenerate -m Names");
        await project.DoAsync("upgrade --yes");

        Assert.Contains("Is column \"name\" of table \"users\" renamed to \"full_name\"?", run.Error, StringComparison.Ordinal);
        Assert.Equal(name, await project.SqliteAsync("SELECT full_name FROM users;"));
    }

    [Fact]
    public async Task Without_a_terminal_a_likely_rename_is_told_and_the_loss_is_written_down()
    {
        using var project = Modelled("CREATE TABLE users (id integer PRIMARY KEY, full_name text);\nCREATE INDEX ix_users_name ON users (full_name);");

        var run = await project.DoAsync("revision --autogenerate --sql -m Names");

        Assert.Contains("--rename users.name:full_name", run.Error, StringComparison.Ordinal);
        Assert.Contains("-- Loses data: the values of column \"name\" of table \"users\".", await File.ReadAllTextAsync(project.PathOf(run.Output.Trim())), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name text, email text NOT NULL", "// Needs a person:")]
    [InlineData("name text NOT NULL", "// Fails, and changes nothing, while a row holds NULL there.")]
    public async Task What_rows_may_not_allow_is_told_in_the_revision(string columns, string note)
    {
        using var project = Modelled($"CREATE TABLE users (id integer PRIMARY KEY, {columns});\nCREATE INDEX ix_users_name ON users (name);");

        var run = await project.DoAsync("revision --autogenerate -m Required");

        Assert.Contains(note, await File.ReadAllTextAsync(project.PathOf(run.Output.Trim())), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revision_that_does_not_reach_the_target_is_taken_back()
    {
        using var project = Modelled("CREATE TABLE users (id integer PRIMARY KEY, name text);");
        await project.DoAsync("templates --write");
        var template = project.PathOf("templates/revision.sql.template");
        await File.WriteAllTextAsync(template, (await File.ReadAllTextAsync(template)).Replace("-- downgrade", "CREATE TABLE extra (id integer);\n-- downgrade", StringComparison.Ordinal));

        var run = await project.RunAsync("revision --autogenerate --sql -m Drop");
        var kept = await project.RunAsync("revision --autogenerate --sql --no-proof -m Drop");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("RT0412", run.Error, StringComparison.Ordinal);
        Assert.Contains("drop table \"extra\"", run.Error, StringComparison.Ordinal);
        Assert.Contains("not proved", kept.RequireSuccess().Error, StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(project.PathOf("versions")).Length);
    }

    [Fact]
    public async Task The_first_revision_of_a_database_that_is_there_is_its_baseline()
    {
        using var project = Project.OfSql();
        await project.SqliteAsync("CREATE TABLE users (id integer PRIMARY KEY, name text NOT NULL); CREATE VIEW names AS SELECT name FROM users; INSERT INTO users VALUES (1, 'Ada');");

        var run = await project.DoAsync("revision --autogenerate --rev-id base1 -m Baseline");
        await project.DoAsync("stamp base1");
        var check = await project.DoAsync("check --fail-on-pending --fail-on-drift");
        await project.DoAsync("upgrade --url sqlite:///new.db");

        Assert.Contains("retort stamp base1", run.Error, StringComparison.Ordinal);
        Assert.Equal("ok       graph\nok       checksums\nok       pending\nskipped  model (not asked for: --fail-on-model-changes)\nok       drift\nskipped  lint (not asked for: --fail-on-lint)\n", check.Output);
        Assert.Equal("1\n", await project.SqliteAsync("SELECT count(*) FROM users;"));
        Assert.Equal("users\nnames\n", await project.SqliteAsync("SELECT name FROM sqlite_master WHERE name IN ('users', 'names') ORDER BY type;", "new.db"));
    }

    [Theory]
    [InlineData("--rename users", "\"users\" is no rename")]
    [InlineData("--rename a.b.c.d:e", "\"a.b.c.d:e\" is no rename")]
    [InlineData("--rename users.nam:full_name", "There is no column \"nam\" of table \"users\" to be renamed.")]
    [InlineData("--rename users.id:name", "that name is taken")]
    public async Task A_rename_that_cannot_be_is_refused(string option, string message)
    {
        using var project = Modelled("CREATE TABLE users (id integer PRIMARY KEY, name text);");
        var before = project.Files();

        var run = await project.RunAsync($"revision --autogenerate {option} -m x");

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.Equal(before, project.Files());
    }

    [Theory]
    [InlineData("revision --rename a:b -m x", "--rename")]
    [InlineData("revision --no-proof -m x", "--no-proof")]
    [InlineData("drift -m x", "--message")]
    public async Task What_is_meant_for_another_option_is_not_ignored_without_it(string line, string option)
    {
        using var project = Project.OfSql(Users);

        var run = await project.RunAsync(line);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains($"{option} means something only with --", run.Error, StringComparison.Ordinal);
        Assert.Single(Directory.GetFiles(project.PathOf("versions")));
    }

    [Fact]
    public async Task A_project_without_a_target_is_told_how_to_set_one()
    {
        using var project = Project.OfSql(Users);

        var run = await project.RunAsync("revision --autogenerate -m x");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("docs/targets.md", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("true", "CONCURRENTLY")]
    [InlineData("false", "CREATE INDEX ix_users_name ON users (name)")]
    public async Task On_PostgreSQL_forms_that_keep_others_working_can_be_turned_off(string online, string form)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql("-- revision: aa1\n-- upgrade\nCREATE TABLE users (id integer PRIMARY KEY, name text);\n-- downgrade\nDROP TABLE users;\n");
        project.Write("schema.sql", "CREATE TABLE users (id integer PRIMARY KEY, name text); CREATE INDEX ix_users_name ON users (name);");
        project.Write("retort.json", $$"""{ "target": { "kind": "sql", "path": "schema.sql" }, "generate": { "online": {{online}} } }""");
        project.Environment["RETORT_URL"] = database.Url;

        var run = await project.DoAsync("revision --autogenerate --sql -m Index");

        Assert.Contains(form, await File.ReadAllTextAsync(project.PathOf(run.Output.Trim())), StringComparison.Ordinal);
        await project.DoAsync("upgrade");
    }

    private static Project Modelled(string model)
    {
        var project = Project.OfSql(Users);
        project.Write("schema.sql", model);
        project.Write("retort.json", """{ "url": "sqlite:///app.db", "target": { "kind": "sql", "path": "schema.sql" } }""");
        return project;
    }
}
