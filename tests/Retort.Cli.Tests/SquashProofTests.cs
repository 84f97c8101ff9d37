using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>What is written in place of a range is run and compared before anything is moved: a trigger can make of the same statements something else.</summary>
public sealed class SquashProofTests
{
    private const string Numbers = "-- revision: a\n-- upgrade\nCREATE TABLE numbers (id integer PRIMARY KEY, n integer NOT NULL);\nCREATE TABLE gone (id integer PRIMARY KEY);\n-- downgrade\nDROP TABLE gone;\nDROP TABLE numbers;\n";
    private const string One = "-- revision: c\n-- revises: b\n-- upgrade\nINSERT INTO numbers (id, n) VALUES (1, 1);\n-- downgrade\nDELETE FROM numbers WHERE id = 1;\n";
    private const string Other = "-- revision: d\n-- revises: c\n-- upgrade\nCREATE TABLE others (id integer PRIMARY KEY);\n-- downgrade\nDROP TABLE others;\n";

    [Fact]
    public async Task Rows_that_a_trigger_changes_once_more_are_not_the_same_rows()
    {
        using var project = Project.OfSql(
            Numbers,
            "-- revision: b\n-- revises: a\n-- upgrade\nCREATE TRIGGER twice AFTER INSERT ON numbers BEGIN UPDATE numbers SET n = n * 2 WHERE id = NEW.id; END;\n-- downgrade\nDROP TRIGGER twice;\n",
            One,
            Other);

        await RefusesAsync(project, "RT0423", "The squashed revision does not make the same rows.", "the rows of table \"numbers\" have other values");
    }

    [Fact]
    public async Task Rows_that_a_trigger_adds_once_more_are_not_the_same_rows()
    {
        using var project = Project.OfSql(
            Numbers,
            "-- revision: b\n-- revises: a\n-- upgrade\nCREATE TRIGGER noted AFTER INSERT ON numbers BEGIN INSERT INTO gone SELECT coalesce(max(id), 0) + 1 FROM gone; END;\n-- downgrade\nDROP TRIGGER noted;\n",
            One,
            "-- revision: d\n-- revises: c\n-- upgrade\nDELETE FROM gone;\n-- downgrade\n");

        await RefusesAsync(project, "RT0423", "The squashed revision does not make the same rows.", "table \"gone\" has 1 rows instead of 0", "--keep-data");
    }

    [Fact]
    public async Task A_downgrade_that_leaves_other_rows_in_older_tables_is_refused()
    {
        using var project = Project.OfSql(
            Numbers,
            "-- revision: b\n-- revises: a\n-- upgrade\nCREATE TRIGGER kept AFTER DELETE ON numbers BEGIN INSERT INTO gone VALUES (OLD.id); END;\n-- downgrade\nDROP TRIGGER kept;\n",
            One,
            Other);

        await RefusesAsync(project, "RT0423", "The downgrade of the squashed revision does not leave the rows that were there before.", "");
    }

    [Theory]
    [InlineData("INSERT", "after its upgrade")]
    [InlineData("DELETE", "after its downgrade")]
    public async Task A_schema_that_a_trigger_changes_is_not_the_same(string when, string where)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql(
            Numbers,
            $"""
            -- revision: b
            -- revises: a
            -- upgrade
            CREATE FUNCTION make() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN CREATE TABLE made (id integer); RETURN NULL; END $$;
            CREATE TRIGGER making AFTER {when} ON numbers FOR EACH ROW EXECUTE FUNCTION make();
            -- downgrade
            DROP TRIGGER making ON numbers;
            DROP FUNCTION make();

            """,
            One,
            "-- revision: d\n-- revises: c\n-- upgrade\nDROP TABLE IF EXISTS made;\n-- downgrade\n");
        project.Environment["RETORT_URL"] = database.Url;

        await RefusesAsync(project, "RT0422", $"The squashed revision does not make the same schema {where}.", "drop table \"made\"");
    }

    /// <summary>Squashes what inserts a row into a table that is older than the range.</summary>
    private static async Task RefusesAsync(Project project, string code, string message, string detail, string option = "")
    {
        var before = project.Files();

        var run = await project.RunAsync($"squash c:d -m Again {option}");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"ERROR {code}:  {message}\n", run.Error, StringComparison.Ordinal);
        Assert.Contains(detail, run.Error, StringComparison.Ordinal);
        Assert.Equal(before, project.Files());
    }
}
