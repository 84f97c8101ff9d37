using System.Collections.Immutable;
using Retort.Linting;
using Retort.Planning;
using Retort.Revisions;
using Retort.Schema;
using Retort.Sqlite;
using Retort.Statements;

namespace Retort.Tests.Linting;

/// <summary>What decides whether a rule speaks, and how loudly.</summary>
public sealed class LinterTests
{
    private const string Users = "CREATE TABLE users (id bigint PRIMARY KEY, name text, email varchar(100))";

    [Fact]
    public void A_table_that_the_revision_makes_can_be_treated_as_one_likes()
    {
        var found = LintedSql.Lint($"{Users}; CREATE INDEX ix ON users (name); ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid(); UPDATE users SET name = ''");

        Assert.DoesNotContain(found, finding => finding.Severity > Severity.Info);
    }

    [Fact]
    public void A_table_that_another_revision_of_the_run_makes_too()
    {
        var context = LintedSql.Context("CREATE INDEX ix ON users (name)", Users);

        Assert.NotEmpty(new Linter().Lint(context));
        Assert.Empty(new Linter().Lint(context with { Created = ["users"] }));
    }

    [Fact]
    public void A_table_that_is_only_made_when_it_is_missing_may_be_in_use()
    {
        var found = LintedSql.Lint("CREATE TABLE IF NOT EXISTS users (id bigint PRIMARY KEY, name text); CREATE INDEX ix ON users (name)");

        Assert.Contains("RT-L043", found.Select(finding => finding.Rule));
    }

    [Fact]
    public void The_project_decides_how_much_a_rule_matters()
    {
        var options = new LintOptions { Severities = ImmutableDictionary<string, Severity>.Empty.Add("RT-L043", Severity.Info).Add("RT-L025", Severity.Off) };

        var found = LintedSql.Lint("CREATE INDEX ix ON users (name); ALTER TABLE users ALTER COLUMN name SET NOT NULL", Users, options: options);

        Assert.Equal([("RT-L043", Severity.Info)], found.Select(finding => (finding.Rule, finding.Severity)));
    }

    [Fact]
    public void A_rule_that_is_not_there_cannot_be_configured()
    {
        var error = Assert.Throws<LintConfigurationException>(() => new Linter(new LintOptions { Severities = ImmutableDictionary<string, Severity>.Empty.Add("RT-L44", Severity.Off) }));

        Assert.Equal("RT0850", error.Code);
        Assert.Contains("Did you mean", error.Hint, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_of_the_project_speaks_beside_the_others_under_an_id_of_its_own()
    {
        var found = LintedSql.Lint("CREATE TABLE things (id bigint PRIMARY KEY)", options: new LintOptions { Rules = [new NoThings()] });
        var error = Assert.Throws<LintConfigurationException>(() => new Linter(new LintOptions { Rules = [new NoThings(), new NoThings()] }));

        Assert.Equal([("ACME-001", "Call it by its name.", 0)], found.Select(finding => (finding.Rule, finding.Message, finding.Statement!.Value)));
        Assert.Equal("RT0851", error.Code);
    }

    [Fact]
    public void What_takes_no_time_on_a_small_table_is_a_note_there()
    {
        var context = LintedSql.Context("CREATE INDEX ix ON users (name)", Users);

        Severity SeverityAt(long rows) => Assert.Single(new Linter().Lint(context with { Sizes = new Dictionary<ObjectName, RelationSize> { ["users"] = new(rows, rows * 100) } })).Severity;

        Assert.Equal((Severity.Info, Severity.Error), (SeverityAt(200), SeverityAt(2_000_000)));
    }

    [Fact]
    public void What_was_observed_has_the_last_word()
    {
        var context = LintedSql.Context("ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid()", Users);
        var observed = new StatementEffects { Source = EffectSource.Observed, Locks = [new RelationLock("users", LockMode.AccessExclusive)] };

        Assert.Equal(["RT-L003"], new Linter().Lint(context).Select(finding => finding.Rule));
        Assert.Empty(new Linter().Lint(context with { Effects = [observed] }));
    }

    [Theory]
    [InlineData(17, "RT-L005")]
    [InlineData(18, null)]
    public void The_version_of_the_server_counts(int version, string? rule)
    {
        var found = LintedSql.Lint("ALTER TABLE users ADD COLUMN lower text GENERATED ALWAYS AS (lower(name))", Users, version);

        Assert.Equal(rule is null ? [] : [rule], found.Select(finding => finding.Rule));
    }

    [Fact]
    public void The_recipe_for_NOT_NULL_is_that_of_the_version()
    {
        string? RecipeOn(int version) => Assert.Single(LintedSql.Lint("ALTER TABLE users ALTER COLUMN name SET NOT NULL", Users, version)).Recipe;

        Assert.Equal(
            """
            ALTER TABLE users ADD CONSTRAINT ck_users_name_not_null NOT NULL name NOT VALID;
            -- then, in a transaction of its own:
            ALTER TABLE users VALIDATE CONSTRAINT ck_users_name_not_null;
            """,
            RecipeOn(18));
        Assert.Contains("CHECK (name IS NOT NULL) NOT VALID", RecipeOn(17), StringComparison.Ordinal);
    }

    [Fact]
    public void A_downgrade_may_drop_what_its_revision_made()
    {
        var context = LintedSql.Context("ALTER TABLE users DROP COLUMN name; DROP TABLE notes; ALTER TABLE users DROP COLUMN email", $"{Users}; CREATE TABLE notes (id bigint PRIMARY KEY)");
        var made = Footprint.Of([Outline("ALTER TABLE users ADD COLUMN name text"), Outline("CREATE TABLE notes (id bigint PRIMARY KEY)")]);
        var downgrade = context with { Made = made, Planned = context.Planned with { Step = context.Planned.Step with { Direction = Direction.Downgrade } } };

        Assert.Equal([0, 1, 2], new Linter().Lint(context).Where(finding => finding.Rule is "RT-L012" or "RT-L074").Select(finding => finding.Statement!.Value));
        Assert.Equal([2], new Linter().Lint(downgrade).Where(finding => finding.Rule is "RT-L012" or "RT-L074").Select(finding => finding.Statement!.Value));
    }

    [Fact]
    public void One_action_of_several_is_blamed()
    {
        var found = LintedSql.Lint("ALTER TABLE users ADD COLUMN a integer DEFAULT 5, ADD COLUMN b uuid DEFAULT gen_random_uuid()", Users);

        Assert.Contains("\"b\"", Assert.Single(found).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_SQLite_only_what_is_true_there_is_said()
    {
        const string Risky = "CREATE INDEX ix ON users (name); ALTER TABLE users ADD COLUMN age integer NOT NULL; ALTER TABLE users RENAME COLUMN name TO title; DROP TABLE users; UPDATE notes SET a = 1";

        var found = LintedSql.Lint(Risky, "CREATE TABLE users (id integer PRIMARY KEY, name text)", dialect: SqliteDialect.Instance);

        Assert.Equal(["RT-L007", "RT-L014", "RT-L074", "RT-L084"], found.Select(finding => finding.Rule));
    }

    [Fact]
    public void A_finding_names_the_line_of_its_statement()
    {
        var found = LintedSql.Lint("ALTER TABLE users ADD COLUMN a integer;\n\nCREATE INDEX ix ON users (name)", Users);

        Assert.Equal(new SourceLocation("versions/aa1.sql", 3, 1), found.Single(finding => finding.Rule == "RT-L043").Location);
    }

    private static StatementOutline Outline(string sql) => OutlineReader.Read(sql, Retort.Dialects.SqlSyntax.PostgreSql);

    private sealed class NoThings() : LintRule("ACME-001", "A table is called things", Severity.Warning)
    {
        public override IEnumerable<Finding> Find(LintContext context) => context.Planned.Statements
            .Select((statement, index) => (statement.Text, index)).Where(pair => pair.Text.Contains("things", StringComparison.Ordinal)).Select(pair => Report(context, "Call it by its name.", statement: pair.index));
    }
}
