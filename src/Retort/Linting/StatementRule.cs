using Retort.Schema;
using Retort.Statements;

namespace Retort.Linting;

/// <summary>What a rule has to say about a statement.</summary>
/// <param name="Table">The table it is about; of one that is new most rules say nothing.</param>
/// <param name="Message">What it is, and why it matters.</param>
/// <param name="Recipe">The safe way to the same end; <see langword="null"/> when there is none.</param>
internal sealed record Remark(ObjectName? Table, string Message, string? Recipe = null);

/// <summary>A remark, and the statement it blames.</summary>
internal sealed record Blame(OutlinedStatement Statement, Remark Remark);

/// <summary>A rule of Retort's own.</summary>
internal abstract class BuiltInRule(RuleText text) : LintRule(text.Id, text.Title, text.Severity)
{
    public RuleText Text { get; } = text;

    public sealed override IEnumerable<Finding> Find(LintContext context) => Find(OutlinedRevision.Of(context));

    /// <summary>The same, where the statements are outlined already.</summary>
    public IReadOnlyList<Finding> Find(OutlinedRevision revision)
    {
        var context = revision.Context;
        if (context.Dialect.Engine != "postgresql" && !Text.OnSqlite)
        {
            return [];
        }

        var findings = new List<Finding>();
        foreach (var (statement, remark) in Blames(revision))
        {
            if (!(Text.MutedOnNewTables && remark.Table is { } table && statement.IsNew(table)))
            {
                findings.Add(Weigh(context, remark, Report(context, remark.Message, remark.Recipe, statement.Index)));
            }
        }

        return findings;
    }

    protected abstract IEnumerable<Blame> Blames(OutlinedRevision revision);

    private Finding Weigh(LintContext context, Remark remark, Finding finding)
    {
        const long Small = 10_000;
        return remark.Table is not { } table || context.Sizes.Count == 0 || context.Sizes.GetValueOrDefault(table)?.Rows is not { } rows ? finding
            : Text.GrowsWithTable && rows < Small ? finding with { Severity = (Severity)Math.Min((int)finding.Severity, (int)Severity.Info), Message = $"{finding.Message} It has about {rows} rows today." }
            : finding with { Message = $"{finding.Message} It has about {rows} rows." };
    }
}

/// <summary>A rule that looks at each statement by itself.</summary>
internal sealed class StatementRule(RuleText text, Func<OutlinedStatement, IEnumerable<Remark>> find) : BuiltInRule(text)
{
    // Each rule looks at each statement, and most find nothing: that must not cost more than to look.
    protected override IEnumerable<Blame> Blames(OutlinedRevision revision)
    {
        var blames = new List<Blame>();
        foreach (var statement in revision.Statements)
        {
            if (find(statement) is not Remark[] { Length: 0 } and var remarks)
            {
                blames.AddRange(remarks.Select(remark => new Blame(statement, remark)));
            }
        }

        return blames;
    }
}

/// <summary>A rule that looks at what statements do one after the other, and blames one of them.</summary>
internal sealed class RevisionRule(RuleText text, Func<OutlinedRevision, IEnumerable<Blame>> find) : BuiltInRule(text)
{
    protected override IEnumerable<Blame> Blames(OutlinedRevision revision) => find(revision);
}
