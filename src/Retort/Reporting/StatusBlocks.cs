using System.Collections.Immutable;
using System.Globalization;
using Retort.Backups;
using Retort.Diagnosis;
using Retort.Dialects;
using Retort.Monitoring;
using Retort.Reporting.Documents;
using Retort.Revisions;

namespace Retort.Reporting;

/// <summary>Where a database stands, as blocks of whatever document tells it.</summary>
internal static class StatusBlocks
{
    /// <summary>The status in a sentence, then in facts.</summary>
    /// <param name="status">The status.</param>
    /// <param name="backup">The newest backup; <see langword="null"/> when there is none.</param>
    /// <param name="linkTo">Names a revision, and leads to it.</param>
    public static IEnumerable<Block> Of(DatabaseStatus status, Backup? backup, Func<Revision, Span> linkTo) =>
    [
        new Paragraph(Verdict(status)),
        Facts(
            ("Database", [$"{status.Engine} {status.ServerVersion}, ", Code(status.Address)]),
            ("Size", [$"{ByteSize.Of(status.Figures.SizeBytes)}, {Counted(status.Figures.TableCount, "table")}"]),
            ("Current revision", status.Rows.IsEmpty ? ["none"] : Span.List(status.Rows.Select(row => status.Current.FirstOrDefault(revision => revision.Id.Value == row) is { } known ? linkTo(known) : Code(row)))),
            ("Latest revision", Names(status.Heads, linkTo)),
            ("Pending", status.Pending.IsEmpty ? [status.Unknown.IsEmpty ? "nothing" : "not known"] : Names(status.Pending, linkTo)),
            ("Last run", [status.LastRun is { } run ? Text(run) : "none"]),
            ("Lock", [status.LockHolder is { } holder ? $"held by {holder.Describe()}" : "free"]),
            ("Newest backup", backup is { Metadata: var made } ? [Code(made.File), $", {ByteSize.Of(made.Bytes)}, {Moment(made.CreatedAt)}"] : ["none"])),
    ];

    /// <summary>What is wrong, each with what to do about it; nothing where nothing is.</summary>
    public static IEnumerable<Block> Of(ImmutableArray<Symptom> symptoms) => symptoms.IsEmpty ? [] :
    [
        new Grid(["What", "What was found", "What to do"], [.. symptoms.Select(symptom => (ImmutableArray<ImmutableArray<Span>>)[[symptom.Subject], [symptom.Message], [symptom.Remedy ?? ""]])]),
    ];

    /// <summary>The status in a sentence.</summary>
    public static Span Verdict(DatabaseStatus status) =>
        status.IsUpToDate ? new("Up to date.", SpanKind.Good)
        : !status.Unknown.IsEmpty ? new("At a revision that no file has.", SpanKind.Bad)
        : status.Pending.IsEmpty ? new("Applied in part.", SpanKind.Bad)
        : new($"{Counted(status.Pending.Length, "revision")} pending.", SpanKind.Notable);

    /// <summary>Facts with their names.</summary>
    public static Grid Facts(params (string Name, ImmutableArray<Span> Value)[] facts) =>
        new(["What", "Value"], [.. facts.Select(fact => (ImmutableArray<ImmutableArray<Span>>)[[fact.Name], fact.Value])]);

    /// <summary>Revisions by their names.</summary>
    public static ImmutableArray<Span> Names(IEnumerable<Revision> revisions, Func<Revision, Span> linkTo) => Span.List(revisions.Select(linkTo)) is { IsEmpty: false } links ? links : ["none"];

    /// <summary>A moment for a person to read.</summary>
    public static string Moment(DateTimeOffset moment) => moment.ToString("u", CultureInfo.InvariantCulture);

    private static string Text(HistoryEntry run)
    {
        string?[] parts =
        [
            $"{DatabaseStatus.WordFor(run.Action)} of {run.Revision} {(run.Outcome == HistoryOutcome.Started ? "began" : run.Outcome.ToString().ToLowerInvariant())}",
            Moment(run.StartedAt),
            run.Duration is { } duration ? string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMilliseconds:0} ms") : null,
            run.AppliedBy is null ? null : $"by {run.AppliedBy} on {run.Host}",
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    private static string Counted(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    private static Span Code(string text) => new(text, SpanKind.Code);
}
