using System.Globalization;
using System.Text.Json.Nodes;
using Retort.Backups;

namespace Retort.Cli.Output;

/// <summary>How a backup is written: in a line, in a table, or as JSON.</summary>
internal static class BackupText
{
    /// <summary>Where a backup is and how large.</summary>
    public static string Title(Backup backup, CommandContext context) => $"{Path.GetRelativePath(context.Host.Folder, backup.Path)} ({ByteSize.Of(backup.Metadata.Bytes)})";

    /// <summary>How far one has come.</summary>
    public static string Line(BackupProgress progress) => string.Create(
        CultureInfo.InvariantCulture,
        $"{progress.Phase}{(progress.Bytes is { } bytes ? $" {ByteSize.Of(bytes)}" : "")}{(progress.Percent is { } percent ? string.Create(CultureInfo.InvariantCulture, $" {percent:0} %") : "")}");

    /// <summary>A table of backups, and below it what cannot be used.</summary>
    public static IEnumerable<string> Table(IReadOnlyList<BackupEntry> entries, DateTimeOffset now)
    {
        var rows = entries.Where(entry => entry.Backup is not null).Select(entry => Row(entry.Backup!, now)).Prepend(["BACKUP", "SIZE", "AGE", "REVISIONS", "VERIFIED", "REASON"]).ToList();
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToList();
        if (rows.Count > 1)
        {
            foreach (var row in rows)
            {
                yield return string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd();
            }
        }

        foreach (var entry in entries.Where(entry => entry.Problem is not null))
        {
            yield return $"{Path.GetFileName(entry.Path)}: cannot be used. {entry.Problem!.Message} {entry.Problem.Detail}".TrimEnd();
        }
    }

    /// <summary>What scripts read of a backup.</summary>
    public static JsonObject ToJson(Backup backup) => new()
    {
        ["file"] = backup.Path,
        ["createdAt"] = JsonOutput.Moment(backup.Metadata.CreatedAt),
        ["database"] = backup.Metadata.Database,
        ["kind"] = backup.Metadata.Kind == BackupKind.Full ? "full" : "affected",
        ["revision"] = JsonOutput.Array(backup.Metadata.Revisions),
        ["bytes"] = backup.Metadata.Bytes,
        ["sha256"] = backup.Metadata.Sha256,
        ["reason"] = backup.Metadata.Reason,
        ["verifiedAt"] = backup.Metadata.VerifiedAt is { } moment ? JsonOutput.Moment(moment) : null,
    };

    private static string[] Row(Backup backup, DateTimeOffset now) =>
    [
        backup.Metadata.File,
        ByteSize.Of(backup.Metadata.Bytes),
        Spell.Age(now - backup.Metadata.CreatedAt),
        backup.Metadata.Revisions.IsEmpty ? "base" : string.Join(", ", backup.Metadata.Revisions),
        backup.Metadata.VerifiedAt is { } verified ? Spell.Age(now - verified) + " ago" : "never",
        backup.Metadata.Reason,
    ];
}
