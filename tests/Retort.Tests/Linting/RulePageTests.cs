using System.Text;
using Retort.Linting;
using Retort.Testing;

namespace Retort.Tests.Linting;

/// <summary>The pages of the rules: each is written from the rule's own texts, and its examples are looked at.</summary>
public sealed class RulePageTests
{
    public static TheoryData<string> Rules() => [.. BuiltInRules.All.Select(rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_failing_example_breaks_the_rule_and_no_other(string id)
    {
        var text = TextOf(id);

        var found = LintedSql.Lint(text.Failing, text.Before, text.ExampleVersion);

        Assert.Contains(id, found.Select(finding => finding.Rule));
        Assert.Empty(found.Where(finding => finding.Rule != id && !text.Beside.Contains(finding.Rule) && finding.Severity > Severity.Info).Select(finding => $"{finding.Rule}: {finding.Message}"));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_passing_example_does_not_break_the_rule(string id)
    {
        var text = TextOf(id);

        var found = LintedSql.Lint(text.Passing, text.Before, text.ExampleVersion, text.PassesInSteps);

        Assert.DoesNotContain(id, found.Select(finding => finding.Rule));
        Assert.Empty(found.Where(finding => !text.Beside.Contains(finding.Rule) && finding.Severity == Severity.Error).Select(finding => $"{finding.Rule}: {finding.Message}"));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task The_page_of_a_rule(string id)
    {
        var actual = Page(TextOf(id));

        Assert.Equal(await Approved.TextOrApproveAsync($"docs/rules/{id}.md", actual), actual);
    }

    [Fact]
    public async Task The_list_of_the_rules()
    {
        var actual = $"""
            # Lint rules

            Of each rule: what it finds, how much it matters, and a page with the reason, the locks, the safe way and two examples. How they are used: [lint](../lint.md).

            | rule | severity | finds |
            | --- | --- | --- |
            {string.Join('\n', BuiltInRules.All.Select(rule => $"| [{rule.Id}]({rule.Id}.md) | {Word(rule.Severity)} | {rule.Title}{(((BuiltInRule)rule).Text.OnSqlite ? " (SQLite too)" : "")} |"))}

            """;

        Assert.Equal(await Approved.TextOrApproveAsync("docs/rules/README.md", actual), actual);
    }

    [Fact]
    public void There_is_a_page_for_each_rule_and_no_other()
    {
        var pages = Directory.GetFiles(Path.Combine(PostgresServer.Repository, "docs/rules"), "RT-*.md").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal);

        Assert.Equal(BuiltInRules.All.Select(rule => rule.Id), pages);
    }

    private static RuleText TextOf(string id) => ((BuiltInRule)BuiltInRules.All.Single(rule => rule.Id == id)).Text;

    private static string Page(RuleText text)
    {
        var page = new StringBuilder($"# {text.Id}: {text.Title}\n\nSeverity: {Word(text.Severity)}.{(text.OnSqlite ? " On PostgreSQL and SQLite." : " On PostgreSQL.")}");
        page.Append(text.MutedOnNewTables ? " Not on tables that are made in the same run." : "");
        page.Append($"\n\n{text.Why}\n\n");
        page.Append(text.Cost is null ? "" : $"**Locks and cost.** {text.Cost}\n\n");
        page.Append($"**Instead.** {text.Instead}\n\n");
        page.Append($"## Breaks the rule\n\n{Block(text.Before, text.Failing, inSteps: false, text.ExampleVersion)}");
        if (LintedSql.Lint(text.Failing, text.Before, text.ExampleVersion).First(finding => finding.Rule == text.Id) is var finding)
        {
            page.Append($"\n> {finding.Message}\n");
            page.Append(finding.Recipe is null ? "" : $"\nThe recipe it is given:\n\n```sql\n{finding.Recipe}\n```\n");
        }

        return page.Append($"\n## Keeps it\n\n{Block("", text.Passing, text.PassesInSteps, version: null)}").ToString();
    }

    private static string Block(string before, string sql, bool inSteps, int? version)
    {
        var given = before.Length == 0 ? "" : $"-- given{(version is null ? "" : $", on PostgreSQL {version}")}:\n{Lines(before)}\n-- then:\n";
        return $"```sql\n{given}{(inSteps ? "-- transactional: false\n" : "")}{Lines(sql)}\n```\n";
    }

    private static string Lines(string sql) => string.Join('\n', Retort.Dialects.SqlScript.Split(sql, Retort.Dialects.SqlSyntax.PostgreSql).Select(statement => $"{string.Concat(statement.Directives.Select(comment => $"{comment}\n"))}{statement.Text};"));

    private static string Word(Severity severity) => severity.ToString().ToLowerInvariant();
}
