using System.Collections.Immutable;
using System.Globalization;
using Retort.Backups;
using Retort.Diagnosis;
using Retort.Dialects;
using Retort.Monitoring;
using Retort.Planning;
using Retort.Reporting.Documents;
using Retort.Revisions;

namespace Retort.Reporting;

/// <summary>A report on a project and its database for people to read.</summary>
internal sealed partial class StatusDocument
{
    private const string Title = "Migration report";
    private const string NotKnown = "not known";

    private readonly StatusReport _report;
    private readonly HashSet<string>? _current;
    private readonly HashSet<RevisionId>? _applied;

    private StatusDocument(StatusReport report)
    {
        _report = report;
        _current = report.Status?.Rows.ToHashSet(StringComparer.Ordinal);
        _applied = _current is null ? null : report.Graph.AppliedBy(_current);
    }

    /// <summary>Writes it as Markdown, with the chain as a Mermaid chart.</summary>
    public static string ToMarkdown(StatusReport report) => MarkdownDocument.Write(new StatusDocument(report).Blocks());

    /// <summary>Writes it as one HTML file that loads nothing.</summary>
    public static string ToHtml(StatusReport report) => HtmlDocument.Write(Title, [.. new StatusDocument(report).Blocks()]);

    private IEnumerable<Block> Blocks() =>
    [
        new Heading(1, Title, "report"),
        new Paragraph($"Written {StatusBlocks.Moment(_report.WrittenAt)} by Retort {typeof(StatusDocument).Assembly.GetName().Version?.ToString(3)}."),
        new Heading(2, "Status", "status"),
        .. Status(),
        new Heading(2, "Next steps", "next-steps"),
        new Listing([.. NextSteps()]),
        new Heading(2, "Risk of what is pending", "risk"),
        .. Risk(),
        new Heading(2, "Revision chain", "chain"),
        .. Chain(),
        new Heading(2, "Revisions", "revisions"),
        .. _report.Graph.Revisions.Reverse().SelectMany(BlocksOf),
        new Heading(2, "Tables", "tables"),
        .. Tables(),
        new Heading(2, "Troubleshooting", "troubleshooting"),
        .. Troubleshooting(),
    ];

    private IEnumerable<Block> Status()
    {
        if (_report.Status is not { } status)
        {
            yield return new Paragraph(new Span("unknown: not connected", SpanKind.Strong));
            yield return new Paragraph(_report.Disconnection is { } e ? $"{_report.Address}: {e.Message}" : "No database is named.");
            yield return Facts(
                ("Latest revision", Names(_report.Graph.Heads)),
                ("Revisions", [Count(_report.Graph.Revisions.Length)]));
            yield break;
        }

        foreach (var block in StatusBlocks.Of(status, _report.Backup, LinkTo))
        {
            yield return block;
        }
    }

    private ImmutableArray<Span>[] NextSteps()
    {
        if (_report.Status is not { } status)
        {
            return _report.Disconnection is null
                ? [["Name the database: set ", Code("url"), " in ", Code("retort.json"), " or say ", Code("--url"), "."]]
                : [["Make the database answer; what is in the way is told under ", new Span("Troubleshooting", Href: "#troubleshooting"), "."], ["Look again: ", Code("retort status"), "."]];
        }

        ImmutableArray<Span>[] steps =
        [
            .. _report.Symptoms.Any(symptom => symptom.Verdict == Verdict.NoGo)
                ? [["Solve first what would make a run fail: see ", new Span("Troubleshooting", Href: "#troubleshooting"), "."]]
                : Array.Empty<ImmutableArray<Span>>(),
            .. status.Interrupted.Select(one => (ImmutableArray<Span>)[$"Finish {one.Revision}, unless it is running now: ", Code(one.Command), "."]),
            .. status.Pending.IsEmpty ? Array.Empty<ImmutableArray<Span>>() :
            [
                ["Read what would be done: ", Code("retort plan"), "."],
                .. _report.Pending is { Risk: > Planning.Risk.Low } || _report.Backup is null ? [["Make a backup: ", Code("retort backup create"), "."]] : Array.Empty<ImmutableArray<Span>>(),
                ["Apply what is pending: ", Code(status.Heads.Length > 1 ? "retort upgrade heads" : "retort upgrade"), "."],
            ],
        ];
        return steps.Length > 0 ? steps : [["There is nothing to do."]];
    }

    private IEnumerable<Block> Risk()
    {
        if (_report.Pending is not { } plan)
        {
            return [new Paragraph(_report.Status is { IsUpToDate: true } ? "Nothing is pending." : NotKnown)];
        }

        return
        [
            new Paragraph("Risk: ", PlanDocument.Name(plan.Risk)),
            new Listing([.. plan.Reasons.Select(reason => (ImmutableArray<Span>)[reason])]),
            new Grid(
                ["Revision", "Risk", "Why"],
                [.. plan.Revisions.Select(revision => (ImmutableArray<ImmutableArray<Span>>)[[LinkTo(revision.Planned.Step.Revision)], [PlanDocument.WordFor(revision.Risk)], [string.Join(' ', revision.Reasons)]])]),
        ];
    }

    private IEnumerable<Block> Troubleshooting()
    {
        if (_report.Symptoms.IsEmpty && _report.Obstacles.IsEmpty)
        {
            return [new Paragraph(_report.Status is null ? "Nothing was looked at." : "Nothing wrong was found.")];
        }

        return
        [
            .. StatusBlocks.Of(_report.Symptoms),
            .. _report.Obstacles.IsEmpty ? Array.Empty<Block>() :
            [
                new Paragraph("Parts of this report are missing or could say more:"),
                new Listing([.. _report.Obstacles.Select(obstacle => (ImmutableArray<Span>)[obstacle])]),
            ],
        ];
    }

    private static Grid Facts(params (string Name, ImmutableArray<Span> Value)[] facts) => StatusBlocks.Facts(facts);

    private ImmutableArray<Span> Names(IEnumerable<Revision> revisions) => StatusBlocks.Names(revisions, LinkTo);

    private static Span Code(string text) => new(text, SpanKind.Code);
}
