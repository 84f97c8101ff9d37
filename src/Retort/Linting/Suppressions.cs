using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;

namespace Retort.Linting;

/// <summary>The suppressions of a revision: those of its header count for all of it, those above a statement for that one.</summary>
internal sealed class Suppressions
{
    private readonly List<Placed> _all = [];

    private Suppressions()
    {
    }

    public static Suppressions Of(LintContext context)
    {
        var suppressions = new Suppressions();
        suppressions._all.AddRange(context.Planned.Step.Revision.Ignored.Select(suppression => new Placed(null, suppression)));
        var statements = context.Planned.Statements;
        for (var first = 0; first < statements.Length;)
        {
            var operation = statements[first].Operation;
            var end = first;
            while (end < statements.Length && ReferenceEquals(statements[end].Operation, operation))
            {
                end++;
            }

            if (operation is ExecuteSql sql && sql.Sql.Contains("retort", StringComparison.OrdinalIgnoreCase))
            {
                suppressions.Read(sql, context.Dialect.Syntax, [.. statements.AsSpan(first..end)], first);
            }

            first = end;
        }

        return suppressions;
    }

    /// <summary>Whether a finding is known and accepted.</summary>
    public bool Cover(Finding finding, DateOnly today) => _all.Any(item =>
        item.Suppression is { Fault: null } suppression && !IsOver(suppression, today) && suppression.Rules.Contains(finding.Rule) && (item.Statement is null || item.Statement == finding.Statement));

    /// <summary>What is wrong with the suppressions themselves.</summary>
    public IEnumerable<Finding> Faults(LintContext context, HashSet<string> rules, DateOnly today)
    {
        foreach (var (statement, suppression) in _all)
        {
            var unknown = suppression.Rules.FirstOrDefault(rule => !rules.Contains(rule));
            var fault = suppression.Fault is { } written ? $"A lint suppression does not count. {written}"
                : unknown is not null ? $"A lint suppression names \"{unknown}\", which is no rule."
                : IsOver(suppression, today) ? $"A lint suppression ended on {suppression.Until:yyyy-MM-dd}: {suppression.Because}"
                : null;
            if (fault is not null)
            {
                yield return new Finding(Linter.SuppressionRule, Severity.Warning, fault)
                {
                    Revision = context.Planned.Step.Revision.Id,
                    Direction = context.Direction,
                    Statement = statement,
                    Location = suppression.Location,
                    Recipe = "-- retort: ignore RT-L003 because REASON until 2027-01-31",
                };
            }
        }
    }

    private static bool IsOver(LintSuppression suppression, DateOnly today) => suppression.Until < today;

    /// <summary>A suppression, and the statement above which it stands; <see langword="null"/> for the header.</summary>
    private sealed record Placed(int? Statement, LintSuppression Suppression);

    /// <summary>Finds the comments that stand before the statements of a text.</summary>
    /// <param name="sql">The text.</param>
    /// <param name="syntax">The lexical rules of the engine.</param>
    /// <param name="written">What was written for it: its statements in their order, and between them what the dialect adds.</param>
    /// <param name="first">The place of the first of them in the plan.</param>
    private void Read(ExecuteSql sql, SqlSyntax syntax, IReadOnlyList<Statement> written, int first)
    {
        var place = new TextPlace(sql.Sql, sql.Origin);
        var (statements, next, at) = (SqlScript.Split(sql.Sql, syntax, sql.Origin), 0, 0);
        foreach (var token in new SqlLexer(sql.Sql, syntax))
        {
            while (next < statements.Count && statements[next].Offset + statements[next].Text.Length <= token.Start)
            {
                next++;
                at++;
            }

            while (next < statements.Count && at < written.Count && written[at].Text != statements[next].Text)
            {
                at++;
            }

            var isAbove = token.Kind == SqlTokenKind.Comment && next < statements.Count && token.Start < statements[next].Offset;
            if (isAbove && LintSuppression.Parse(token.In(sql.Sql).ToString(), place.Of(token.Start)) is { } suppression)
            {
                _all.Add(new Placed(first + at, suppression));
            }
        }
    }
}
