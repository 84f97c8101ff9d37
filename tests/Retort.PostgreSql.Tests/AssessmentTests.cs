using Retort.Execution;
using Retort.Planning;
using Retort.RevisionFiles;
using Retort.Testing;

namespace Retort.PostgreSql.Tests;

/// <summary>A plan is tried in a scratch copy that has a few rows.</summary>
public class AssessmentTests
{
    private const string Shop =
        """
        CREATE TABLE users (id bigint PRIMARY KEY, name text NOT NULL);
        CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint NOT NULL);
        CREATE TABLE barred (id bigint PRIMARY KEY, CONSTRAINT barred_check CHECK (id < 0 AND id > 0));
        CREATE TABLE others (id bigint PRIMARY KEY);
        """;

    private const string Rows = "SELECT format('%s %s', name, count) FROM (SELECT 'users' AS name, count(*) FROM users UNION ALL SELECT 'orders', count(*) FROM orders UNION ALL SELECT 'others', count(*) FROM others) c ORDER BY 1";

    [Fact]
    public async Task The_tables_that_it_is_about_have_rows()
    {
        var (assessment, scratch, _) = await AssessAsync("ALTER TABLE orders ADD CONSTRAINT fk FOREIGN KEY (user_id) REFERENCES users (id)", "ALTER TABLE orders DROP CONSTRAINT fk");

        Assert.Equal(["orders 3", "others 0", "users 3"], scratch);
        Assert.Equal(["orders", "users"], OnlyStatement(assessment).Effects.Scans.Select(table => table.Name));
        Assert.Equal(WayBack.Proved, assessment.WayBack);
    }

    [Theory]
    [InlineData("ALTER TABLE users ADD CONSTRAINT ck CHECK (name IN ('a', 'b'))", "ALTER TABLE users DROP CONSTRAINT ck")]
    [InlineData("INSERT INTO users VALUES (1, 'a')", "DELETE FROM users WHERE id = 1")]
    [InlineData("ALTER TABLE users ALTER COLUMN name TYPE integer USING name::integer", "ALTER TABLE users ALTER COLUMN name TYPE text")]
    public async Task What_only_rows_that_were_made_up_are_in_the_way_of_is_not_refused(string upgrade, string downgrade)
    {
        var (assessment, scratch, _) = await AssessAsync(upgrade, downgrade);

        Assert.Equal(["orders 0", "others 0", "users 0"], scratch);
        Assert.Null(OnlyStatement(assessment).Refusal);
        Assert.Equal((EffectSource.Observed, WayBack.Proved), (OnlyStatement(assessment).Effects.Source, assessment.WayBack));
    }

    [Fact]
    public async Task A_table_for_which_no_rows_can_be_made_is_tried_empty()
    {
        var (assessment, _, told) = await AssessAsync("ALTER TABLE barred ADD COLUMN a integer", "ALTER TABLE barred DROP COLUMN a");

        Assert.Equal((EffectSource.Observed, WayBack.Proved), (OnlyStatement(assessment).Effects.Source, assessment.WayBack));
        Assert.Contains("\"barred\"", Assert.Single(told.Lines), StringComparison.Ordinal);
    }

    private static AssessedStatement OnlyStatement(PlanAssessment assessment) => Assert.Single(Assert.Single(assessment.Revisions).Statements);

    private static async Task<(PlanAssessment Assessment, IReadOnlyList<string> Scratch, ScratchTenant.Log Told)> AssessAsync(string upgrade, string downgrade)
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync(Shop);
        using var folder = new TempFolder();
        var told = new ScratchTenant.Log();
        folder.Write("r1.sql", $"-- revision: r1\n-- upgrade\n{upgrade};\n-- downgrade\n{downgrade};\n");
        await using var watched = new WatchedScratch(PostgreSqlDatabase.Connect(database.Url), Rows);
        await using var migrator = Migrator.Create(watched, new VersionsFolder([folder.Path]), new MigratorOptions { Logger = told });

        var assessment = await migrator.AssessAsync(await migrator.PlanUpgradeAsync());
        return (assessment, watched.Seen, told);
    }
}
