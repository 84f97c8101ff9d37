using System.Collections.Immutable;
using System.Globalization;
using Retort.Backups;
using Retort.Planning;
using Retort.Reporting.Documents;
using Retort.Schema;

namespace Retort.Reporting;

/// <summary>An assessed plan as a document for those who decide about it.</summary>
internal static class PlanDocument
{
    private const string Title = "Migration plan";

    /// <summary>Writes it as Markdown, fit for a pull request.</summary>
    public static string ToMarkdown(PlanAssessment plan) => MarkdownDocument.Write(Blocks(plan));

    /// <summary>Writes it as one HTML file that loads nothing.</summary>
    public static string ToHtml(PlanAssessment plan) => HtmlDocument.Write(Title, [.. Blocks(plan)]);

    /// <summary>What a statement locks, and who waits: <c>ACCESS EXCLUSIVE on "t" (blocks reads and writes)</c>.</summary>
    public static IEnumerable<string> LocksOf(AssessedStatement statement) => statement.Effects.Locks
        .GroupBy(held => held.Mode)
        .Select(group => $"{Words.Of(group.Key)} on {string.Join(", ", group.Select(held => Quoted(held.Relation)))}{(group.Key.Blocks() == Blocked.Nothing ? "" : $" (blocks {Words.Of(group.Key.Blocks())})")}");

    /// <summary>What a statement costs: what it writes anew and reads, how large that is, and about how long it takes.</summary>
    public static IEnumerable<string> CostOf(AssessedStatement statement)
    {
        var effects = statement.Effects;
        if (!effects.Rewrites.IsEmpty)
        {
            yield return $"writes anew {string.Join(", ", effects.Rewrites.Select(Quoted))}";
        }

        if (effects.Scans.Except(effects.Rewrites).ToList() is { Count: > 0 } scans)
        {
            yield return $"reads all of {string.Join(", ", scans.Select(Quoted))}";
        }

        if (statement.Size is { } size && (!effects.Rewrites.IsEmpty || !effects.Scans.IsEmpty))
        {
            string[] known =
            [
                .. size.Bytes is { } bytes ? [ByteSize.Of(bytes)] : Array.Empty<string>(),
                .. size.Rows is { } rows ? [string.Create(CultureInfo.InvariantCulture, $"{rows:N0} {(rows == 1 ? "row" : "rows")}")] : Array.Empty<string>(),
                Words.Of(statement.Duration),
            ];
            yield return string.Join(", ", known);
        }
    }

    /// <summary>How it is known.</summary>
    public static string WordFor(EffectSource source) => source switch
    {
        EffectSource.Observed => "observed",
        EffectSource.Ruled => "by the rules",
        _ => "not known",
    };

    /// <summary>The plan as blocks.</summary>
    public static IEnumerable<Block> Blocks(PlanAssessment plan) =>
    [
        new Heading(1, Title, "plan"),
        new Paragraph("Risk: ", Name(plan.Risk)),
        .. plan.Reasons.Select(reason => new Paragraph(reason)),
        .. plan.Revisions.SelectMany(BlocksOf),
    ];

    private static IEnumerable<Block> BlocksOf(AssessedRevision revision)
    {
        var (step, id) = (revision.Planned.Step, revision.Planned.Step.Revision.Id.Value);
        yield return new Heading(2, $"{(step.Direction == Revisions.Direction.Upgrade ? "" : "Revert ")}{id} {step.Revision.Message}".TrimEnd(), $"revision-{id}");
        yield return new Paragraph("Risk: ", Name(revision.Risk), $". {(revision.Planned.Transactional ? "One transaction." : "Statement by statement, journalled.")}");
        yield return Statements(revision);
    }

    /// <summary>The statements of a revision, and what each does.</summary>
    public static Grid Statements(AssessedRevision revision) => new(["Statement", "Locks", "Cost", "Loses", "Known"], [.. revision.Statements.Select(Row)]);

    private static ImmutableArray<ImmutableArray<Span>> Row(AssessedStatement statement) =>
    [
        [new Span(string.Join(";\n", statement.Sql), SpanKind.Code)],
        [string.Join("; ", LocksOf(statement))],
        [statement.Refusal is null ? string.Join("; ", CostOf(statement)) : $"refused: {statement.Refusal}"],
        [string.Join(", ", statement.Losses)],
        [WordFor(statement.Effects.Source)],
    ];

    /// <summary>A risk by its name.</summary>
    public static Span Name(Risk risk) => new(WordFor(risk), risk switch { Risk.High => SpanKind.Bad, Risk.Medium => SpanKind.Notable, _ => SpanKind.Good });

    /// <summary>The word for a risk.</summary>
    public static string WordFor(Risk risk) => risk switch
    {
        Risk.None => "none",
        Risk.Low => "low",
        Risk.Medium => "medium",
        _ => "high",
    };

    private static string Quoted(ObjectName name) => $"\"{name}\"";
}
