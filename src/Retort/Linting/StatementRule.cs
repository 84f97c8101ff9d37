using Retort.Schema;
using Retort.Statements;

namespace Retort.Linting;

/// <summary>What a rule has to say about a statement.</summary>
/// <param name="Table">The table it is about; of one that is new most rules say nothing.</param>
/// <param name="Message">What it is, and why it matters.</param>
/// <param name="Recipe">The safe way to the same end; <see langword="null"/> when there is none.</param>
internal sealed record Remark(ObjectName? Table, string Message, string? Recipe = null);

/// <summary>A rule of Retort's own.</summary>
internal abstract class BuiltInRule(RuleText text) : LintRule(text.Id, text.Title, text.Severity)
{
    public RuleText Text { get; } = text;

    public sealed override IEnumerable<Finding> Find(LintContext context) => context.Dialect.Engine == "postgresql" || Text.OnSqlite
        ? Find(OutlinedRevision.Of(context))
            .Where(found => !(Text.MutedOnNewTables && found.Remark.Table is { } table && found.Statement.IsNew(table)))
            .Select(found => Weigh(context, found.Remark, Report(context, found.Remark.Message, found.Remark.Recipe, found.Statement.Index)))
        : [];

    protected abstract IEnumerable<(OutlinedStatement Statement, Remark Remark)> Find(OutlinedRevision revision);

    private Finding Weigh(LintContext context, Remark remark, Finding finding)
    {
        const long Small = 10_000;
        return remark.Table is not { } table || context.Sizes.GetValueOrDefault(table)?.Rows is not { } rows ? finding
            : Text.GrowsWithTable && rows < Small ? finding with { Severity = (Severity)Math.Min((int)finding.Severity, (int)Severity.Info), Message = $"{finding.Message} It has about {rows} rows today." }
            : finding with { Message = $"{finding.Message} It has about {rows} rows." };
    }
}

/// <summary>A rule that looks at each statement by itself.</summary>
internal sealed class StatementRule(RuleText text, Func<OutlinedStatement, IEnumerable<Remark>> find) : BuiltInRule(text)
{
    // Each rule looks at each statement, and most find nothing: that must not cost more than to look.
    protected override IEnumerable<(OutlinedStatement Statement, Remark Remark)> Find(OutlinedRevision revision)
    {
        foreach (var statement in revision.Statements)
        {
            foreach (var remark in find(statement))
            {
                yield return (statement, remark);
            }
        }
    }
}

/// <summary>A rule that looks at what statements do one after the other, and blames one of them.</summary>
internal sealed class RevisionRule(RuleText text, Func<OutlinedRevision, IEnumerable<(OutlinedStatement Statement, Remark Remark)>> find) : BuiltInRule(text)
{
    protected override IEnumerable<(OutlinedStatement Statement, Remark Remark)> Find(OutlinedRevision revision) => find(revision);
}
