using System.Collections.Immutable;
using System.Globalization;
using Retort.Monitoring;
using Retort.Reporting;
using Retort.Reporting.Documents;
using Retort.Revisions;

namespace Retort.Hosting.Pages;

/// <summary>What was run, line by line.</summary>
internal static class RunHistory
{
    public static Grid Of(IEnumerable<HistoryEntry> history, RevisionGraph graph, PageLinks links) => new(
        ["Began", "What", "Revision", "Outcome", "Took", "By", "Tag", "Error"],
        [.. history.Select(entry => (ImmutableArray<ImmutableArray<Span>>)
        [
            [StatusBlocks.Moment(entry.StartedAt)],
            [DatabaseStatus.WordFor(entry.Action)],
            [RevisionId.TryParse(entry.Revision, out var id) && graph.TryGet(id, out var revision) ? links.NameOf(revision) : new Span(entry.Revision, SpanKind.Code)],
            [Outcome(entry.Outcome)],
            [entry.Duration is { } duration ? Took(duration) : ""],
            [entry.AppliedBy is null ? "" : $"{entry.AppliedBy} on {entry.Host}"],
            [entry.Tag ?? ""],
            [entry.Error ?? ""],
        ])]);

    private static Span Outcome(HistoryOutcome outcome) => outcome switch
    {
        HistoryOutcome.Done => new("done", SpanKind.Good),
        HistoryOutcome.Failed => new("failed", SpanKind.Bad),
        _ => new("began", SpanKind.Notable),
    };

    // A clock that was set back meanwhile makes it less than nothing.
    private static string Took(TimeSpan duration) => duration < TimeSpan.FromSeconds(10)
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, duration.TotalMilliseconds):N0} ms")
        : duration.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture);
}
