using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>Revisions that change the settings of their session, as dumps do.</summary>
public sealed class SessionSettingsTests
{
    [Fact]
    public async Task The_head_of_a_dump_neither_hides_the_version_table_nor_changes_the_next_revision()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql(
            "-- revision: a\n-- upgrade\nSET row_security = off;\nSELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.a (id int);\n",
            "-- revision: b\n-- revises: a\n-- upgrade\nCREATE TABLE b (id int);\n",
            "-- revision: c\n-- revises: b\n-- upgrade\nDO $$ BEGIN PERFORM set_config('search_path', '', false); END $$;\n");
        project.Environment["RETORT_URL"] = database.Url;

        await project.DoAsync("upgrade");

        Assert.Equal(["c"], await database.QueryAsync("SELECT version_num FROM retort_version"));
        Assert.Equal(["3"], await database.QueryAsync("SELECT count(*) FROM retort_history WHERE status = 'done'"));
        Assert.Equal(["b"], await database.QueryAsync("SELECT to_regclass('public.b')::text"));
    }

    [Fact]
    public async Task A_script_of_such_a_revision_runs_in_psql()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql("-- revision: a\n-- upgrade\nSELECT pg_catalog.set_config('search_path', '', false);\nCREATE TABLE public.a (id int);\n");
        var script = project.Write("upgrade.sql", (await project.DoAsync("upgrade --sql --url", database.Url)).Output);

        (await CommandRun.RunAsync("psql", [database.Url, "-q", "-f", script])).RequireSuccess();

        Assert.Equal(["a"], await database.QueryAsync("SELECT version_num FROM retort_version"));
    }

    [Fact]
    public async Task A_run_that_goes_on_where_another_one_stopped_sets_again_what_was_set()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await database.QueryAsync("CREATE SCHEMA app; CREATE TABLE app.t (id int); INSERT INTO app.t VALUES (1), (1)");
        using var project = Project.OfSql(
            "-- revision: a\n-- upgrade\nSET search_path = app;\nCREATE TABLE u (id int);\nCREATE UNIQUE INDEX CONCURRENTLY ix ON t (id);\nCREATE TABLE v (id int);\n");
        project.Environment["RETORT_URL"] = database.Url;

        var first = await project.RunAsync("upgrade");
        await database.QueryAsync("DELETE FROM app.t");
        await project.DoAsync("upgrade");

        Assert.Equal(1, first.ExitCode);
        Assert.Equal(["app.ix app.u app.v"], await database.QueryAsync("SELECT string_agg(oid::regclass::text, ' ' ORDER BY relname) FROM pg_class WHERE relname IN ('ix', 'u', 'v')"));
    }
}
