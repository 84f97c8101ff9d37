using Retort.Linting;
using Retort.RevisionFiles;
using Retort.Revisions;
using Retort.Tests.Revisions;

namespace Retort.Tests.Linting;

/// <summary>Findings that are known and accepted.</summary>
public sealed class SuppressionTests
{
    private const string Users = "CREATE TABLE users (id bigint PRIMARY KEY, name text)";
    private const string Risky = "CREATE INDEX ix ON users (name)";

    [Fact]
    public void A_comment_above_a_statement_covers_that_statement_alone()
    {
        var found = LintedSql.Lint($"-- retort: ignore RT-L043 because the table is small\n{Risky};\n{Risky.Replace("ix", "iy", StringComparison.Ordinal)}", Users);

        Assert.Equal([(1, "RT-L043")], found.Where(finding => finding.Rule == "RT-L043").Select(finding => (finding.Statement!.Value, finding.Rule)));
    }

    [Fact]
    public void A_comment_below_a_statement_or_inside_one_does_not_cover_it()
    {
        var found = LintedSql.Lint($"CREATE INDEX ix -- retort: ignore RT-L043 because inside\n ON users (name);\n-- retort: ignore RT-L043 because below", Users);

        Assert.Contains("RT-L043", found.Select(finding => finding.Rule));
    }

    [Theory]
    [InlineData("retort: ignore RT-L043", "It gives no reason.")]
    [InlineData("retort: ignore", "It names no rule.")]
    [InlineData("retort: ignore because it is late", "It names no rule.")]
    [InlineData("retort: ignore RT-L043 because of the calendar until spring", "\"spring\" is not a date such as 2027-01-31.")]
    public void One_that_does_not_say_enough_does_not_count_and_is_a_finding(string comment, string fault)
    {
        var found = LintedSql.Lint($"-- {comment}\n{Risky}", Users);

        Assert.Contains("RT-L043", found.Select(finding => finding.Rule));
        Assert.Equal([$"A lint suppression does not count. {fault}"], found.Where(finding => finding.Rule == "RT-L000").Select(finding => finding.Message));
    }

    [Fact]
    public void One_that_names_a_rule_that_is_not_there_is_a_finding()
    {
        var found = LintedSql.Lint($"-- retort: ignore RT-L999 because of a typing error\n{Risky}", Users);

        Assert.Contains("A lint suppression names \"RT-L999\", which is no rule.", found.Select(finding => finding.Message));
    }

    [Theory]
    [InlineData("2027-01-31", false)]
    [InlineData("2027-02-01", true)]
    public void It_counts_until_the_end_of_its_last_day(string today, bool isOver)
    {
        var options = new LintOptions { TimeProvider = new FixedTime(DateTimeOffset.Parse($"{today}T23:00:00Z", System.Globalization.CultureInfo.InvariantCulture)) };

        var found = LintedSql.Lint($"-- retort: ignore RT-L043, RT-L095 because it is small until 2027-01-31\n{Risky}", Users, options: options);

        Assert.Equal(isOver, found.Any(finding => finding.Rule == "RT-L043"));
        Assert.Equal(isOver ? ["A lint suppression ended on 2027-01-31: it is small"] : [], found.Where(finding => finding.Rule == "RT-L000").Select(finding => finding.Message));
    }

    [Fact]
    public void In_the_header_of_a_SQL_file_it_covers_all_of_it_and_is_in_no_checksum()
    {
        const string Body = "-- upgrade\nCREATE INDEX ix ON users (name);\n";
        var plain = SqlRevisionFile.Parse("a.sql", $"-- revision: aa1\n{Body}").Revision;

        var ignoring = SqlRevisionFile.Parse("a.sql", $"-- revision: aa1\n-- retort: ignore RT-L043 because it is small until 2027-01-31\n{Body}").Revision;

        var suppression = Assert.Single(ignoring.Ignored);
        Assert.Equal(("RT-L043", "it is small", new DateOnly(2027, 1, 31), 2), (Assert.Single(suppression.Rules), suppression.Because, suppression.Until, suppression.Location.Line));
        Assert.Equal(plain.Checksum, ignoring.Checksum);
        var context = LintedSql.Context(Risky, Users);
        var covered = context with { Planned = context.Planned with { Step = context.Planned.Step with { Revision = ignoring } } };
        Assert.DoesNotContain("RT-L043", new Linter(new LintOptions { TimeProvider = new FixedTime(new DateTimeOffset(2027, 1, 1, 0, 0, 0, TimeSpan.Zero)) }).Lint(covered).Select(finding => finding.Rule));
    }

    [Theory]
    [InlineData("[IgnoreLint(\"RT-L043\", Because = \"it is small\", Until = \"2027-01-31\")]\n[Revision(\"aa1\")]")]
    [InlineData("[Revision(\"aa1\")]\n[IgnoreLint(\"RT-L043\", Because = \"it is small\", Until = \"2027-01-31\")]")]
    [InlineData("[Revision(\"aa1\"), IgnoreLint(\"RT-L043\", Because = \"it is small\", Until = \"2027-01-31\")]")]
    public void An_attribute_of_a_class_is_read_without_compiling_and_is_in_no_checksum(string attributes)
    {
        const string Class = "public sealed class A : Migration { public override void Upgrade(MigrationBuilder db) { } }";
        var plain = Assert.Single(CSharpRevisionFile.Parse("a.cs", $"[Revision(\"aa1\")] {Class}").Revisions);

        var ignoring = Assert.Single(CSharpRevisionFile.Parse("a.cs", $"{attributes} {Class}").Revisions);

        var suppression = Assert.Single(ignoring.Ignored);
        Assert.Equal(("RT-L043", "it is small", new DateOnly(2027, 1, 31)), (Assert.Single(suppression.Rules), suppression.Because, suppression.Until));
        Assert.Equal(plain.Checksum, ignoring.Checksum);
    }

    [Fact]
    public void An_attribute_of_a_compiled_class_is_read_too()
    {
        var suppression = Assert.Single(new RevisionClass(typeof(Nested.AddIndex)).Read().Ignored);

        Assert.Equal(("RT-L043", "nobody writes here"), (Assert.Single(suppression.Rules), suppression.Because));
    }

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
