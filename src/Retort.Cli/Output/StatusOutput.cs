using System.Globalization;
using System.Text.Json.Nodes;
using Retort.Backups;
using Retort.Dialects;
using Retort.Execution;
using Retort.Monitoring;
using Retort.Revisions;
using Retort.Verification;

namespace Retort.Cli.Output;

/// <summary>The status of a database for people and for scripts.</summary>
/// <param name="status">The status.</param>
/// <param name="backup">The newest backup of the database; <see langword="null"/> when there is none.</param>
internal sealed class StatusOutput(DatabaseStatus status, Backup? backup)
{
    /// <summary>The status as text.</summary>
    public IEnumerable<string> ToText(DateTimeOffset now)
    {
        var figures = status.Figures;
        yield return Line("database", string.Create(CultureInfo.InvariantCulture, $"{status.Engine} {status.ServerVersion}, {status.Address}, {ByteSize.Of(figures.SizeBytes)}, {Counted(figures.TableCount, "table")}"));
        foreach (var line in Listed("current", [.. status.Current.Select(RevisionText.Title), .. status.Unknown.Select(row => $"{row} (unknown: no file has it)")], "<base>"))
        {
            yield return line;
        }

        foreach (var line in Listed("latest", [.. status.Heads.Select(RevisionText.Title)], "<base>"))
        {
            yield return line;
        }

        foreach (var line in Listed("pending", Pending(), status.Unknown.IsEmpty ? "none" : "unknown"))
        {
            yield return line;
        }

        yield return Line("last run", status.LastRun is { } run ? $"{Entry(run)}, {Spell.Age(now - run.StartedAt)} ago" : "none");
        if (status.LockHolder is { } holder)
        {
            yield return Line("lock", $"held by {holder.Describe()}");
        }

        yield return Line("backup", backup is null ? "none" : $"{backup.Metadata.File}, {ByteSize.Of(backup.Metadata.Bytes)}, {Spell.Age(now - backup.Metadata.CreatedAt)} ago, of {Rows(backup.Metadata.Revisions)}");
        foreach (var symptom in status.Symptoms)
        {
            yield return Line("problem", symptom.Message);
            if (symptom.Remedy is { } remedy)
            {
                yield return Line("", remedy);
            }
        }

        foreach (var line in Listed("history", [.. status.History.Select(Entry)], null))
        {
            yield return line;
        }
    }

    /// <summary>The JSON that scripts rely on.</summary>
    public JsonObject ToJson(bool withHistory)
    {
        var document = new JsonObject
        {
            ["database"] = new JsonObject
            {
                ["engine"] = status.Engine,
                ["version"] = status.ServerVersion.ToString(),
                ["name"] = status.Figures.Name,
                ["address"] = status.Address,
                ["sizeBytes"] = status.Figures.SizeBytes,
                ["tableCount"] = status.Figures.TableCount,
            },
            ["current"] = JsonOutput.Array(status.Rows),
            ["heads"] = JsonOutput.Array(status.Heads.Select(head => head.Id)),
            ["pending"] = JsonOutput.Array(status.Pending, revision => new JsonObject
            {
                ["revision"] = revision.Id.Value,
                ["message"] = revision.Message,
                ["created"] = revision.Created is { } created ? JsonOutput.Moment(created) : null,
                ["file"] = revision.Source.File,
            }),
            ["upToDate"] = status.IsUpToDate,
            ["unknown"] = JsonOutput.Array(status.Unknown),
            ["interrupted"] = JsonOutput.Array(status.Interrupted, Describe),
            ["faults"] = JsonOutput.Array(status.Faults, Describe),
            ["lastRun"] = status.LastRun is { } run ? Describe(run) : null,
            ["lock"] = status.LockHolder is { } holder ? Describe(holder) : null,
            ["backup"] = backup is null ? null : BackupText.ToJson(backup),
            ["problems"] = JsonOutput.Array(status.Symptoms, symptom => new JsonObject { ["name"] = symptom.Subject, ["message"] = symptom.Message, ["remedy"] = symptom.Remedy }),
        };
        if (withHistory)
        {
            document["history"] = JsonOutput.Array(status.History, Describe);
        }

        return document;
    }

    private IReadOnlyList<string> Pending() =>
        [.. status.Pending.Select(revision => $"{RevisionText.Title(revision)}{(revision.Created is { } created ? $", {RevisionText.Date(created)}" : "")}")];

    private static string Entry(HistoryEntry entry)
    {
        string?[] parts =
        [
            $"{Spell.Moment(entry.StartedAt)}  {DatabaseStatus.WordFor(entry.Action)} {entry.Revision}{(entry.Outcome == HistoryOutcome.Done ? "" : $" {Word(entry.Outcome)}")}",
            entry is { Duration: { } duration, Action: HistoryAction.Upgrade or HistoryAction.Downgrade } ? Spell.Duration(duration) : null,
            entry.AppliedBy is null ? null : $"{entry.AppliedBy}@{entry.Host}",
            entry.Tag,
        ];
        return string.Join(", ", parts.OfType<string>());
    }

    private static IEnumerable<string> Listed(string title, IReadOnlyList<string> items, string? none) => (items.Count, none) switch
    {
        (0, null) => [],
        (0, _) => [Line(title, none)],
        _ => items.Select((item, index) => Line(index == 0 ? title : "", item)),
    };

    private static string Line(string title, string text) => $"{title,-9} {text}".TrimEnd();

    private static string Rows(IReadOnlyCollection<string> rows) => rows.Count == 0 ? "base" : string.Join(", ", rows);

    private static string Counted(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    private static JsonObject Describe(InterruptedRevision one) => new() { ["revision"] = one.Revision, ["direction"] = Word(one.Direction), ["command"] = one.Command };

    private static JsonObject Describe(HistoryFault fault) => new()
    {
        ["kind"] = System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(fault.Kind.ToString()),
        ["revision"] = fault.Id,
        ["message"] = fault.Message,
        ["file"] = fault.Revision?.Source.File,
    };

    private static JsonObject Describe(HistoryEntry entry) => new()
    {
        ["revision"] = entry.Revision,
        ["direction"] = DatabaseStatus.WordFor(entry.Action),
        ["status"] = Word(entry.Outcome),
        ["startedAt"] = JsonOutput.Moment(entry.StartedAt),
        ["finishedAt"] = entry.FinishedAt is { } finished ? JsonOutput.Moment(finished) : null,
        ["durationMs"] = entry.Duration is { } duration ? (long)duration.TotalMilliseconds : null,
        ["appliedBy"] = entry.AppliedBy,
        ["host"] = entry.Host,
        ["toolVersion"] = entry.ToolVersion,
        ["tag"] = entry.Tag,
        ["error"] = entry.Error,
    };

    private static JsonObject Describe(LockHolder holder) => new()
    {
        ["session"] = holder.Session,
        ["application"] = holder.Application,
        ["client"] = holder.Client,
        ["since"] = holder.Since is { } since ? JsonOutput.Moment(since) : null,
        ["ending"] = holder.Ending,
    };
}
