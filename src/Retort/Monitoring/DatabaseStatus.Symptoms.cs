using System.Collections.Immutable;
using Retort.Diagnosis;
using Retort.Verification;

namespace Retort.Monitoring;

public sealed partial record DatabaseStatus
{
    /// <summary>What is wrong with where the database stands, or in the way, each with what to do about it. Pending revisions are neither.</summary>
    public ImmutableArray<Symptom> Symptoms =>
    [
        .. Unknown.Select(row => new Symptom(
            "unknown revision", Verdict.NoGo, $"The database is at \"{row}\", which no file has.", "Bring the file back, or say where the database is: retort stamp --purge REVISION")),
        .. Overlapping.Select(row => new Symptom(
            "version table", Verdict.NoGo, $"The version table has \"{row}\" beside a revision that stands on it.", $"retort stamp --purge {string.Join(' ', Rows.Except(Overlapping, StringComparer.Ordinal))}")),
        .. Interrupted.Select(one => new Symptom(
            "interrupted revision", Verdict.Wait, $"{one.Revision} is applied in part: it is running now, or was interrupted.", one.Command)),

        // Of a database at an unknown revision every other one seems not to be recorded.
        .. Faults.Where(fault => fault.CanBeAccepted && (Unknown.IsEmpty || fault.Kind == HistoryFaultKind.Edited)).Select(fault => new Symptom(
            fault.Kind == HistoryFaultKind.Edited ? "edited revision" : "history", Verdict.Wait, $"{fault.Message}.", "Bring the file back as it was run, or accept what is there: retort verify --repair")),
        .. LastRun is { Outcome: HistoryOutcome.Failed } failed
            ? [new Symptom("last run", Verdict.Wait, $"The {WordFor(failed.Action)} of {failed.Revision} failed: {failed.Error}", $"Mend the cause, then type the same command again: retort {WordFor(failed.Action)}")]
            : Array.Empty<Symptom>(),
        .. Heads.Length > 1
            ? [new Symptom("heads", Verdict.Wait, $"There are several heads: {string.Join(", ", Heads.Select(head => head.Id))}.", "Join them with `retort merge`, or apply all of them with `retort upgrade heads`.")]
            : Array.Empty<Symptom>(),
        .. LockHolder is { } holder
            ? [new Symptom("lock", Verdict.Wait, $"Revisions are being run: {holder.Describe()}.", holder.Ending is { } ending ? $"Wait for it. If its process is gone, end what it left behind: {ending};" : null)]
            : Array.Empty<Symptom>(),
    ];

    /// <summary>The word of the history for what was done.</summary>
    internal static string WordFor(HistoryAction action) => action.ToString().ToLowerInvariant();
}
