using System.Globalization;

namespace Retort.Backups;

/// <summary>A backup or a restore did not succeed. The database is as it was.</summary>
internal class BackupException(string code, string message, string? detail = null, string? hint = null, Exception? inner = null)
    : RetortException(code, message, detail, hint, inner)
{
    /// <summary>A file of the folder could not be written or read.</summary>
    public static BackupException OfFolder(string folder, Exception inner) => new(
        "RT0911",
        $"The backup folder {folder} cannot be used: {inner.Message}",
        hint: "Nothing was left behind. Make room or correct the permissions, or name another folder as \"directory\" of \"backup\" in retort.json.",
        inner: inner);

    /// <summary>There is not enough room for a backup.</summary>
    public static BackupException OfSpace(string folder, long needed, long free) => new(
        "RT0910",
        $"There is not enough room for the backup: it may take {ByteSize.Of(needed)}, and {ByteSize.Of(free)} are free.",
        $"Folder {folder}.",
        "Make room (`retort backup prune`), or name another folder as \"directory\" of \"backup\" in retort.json.");

    /// <summary>What was restored is not what was backed up.</summary>
    public static BackupException OfDifference(Backup backup, IReadOnlyList<string> differences)
    {
        const int Shown = 10;
        var more = differences.Count > Shown ? string.Create(CultureInfo.InvariantCulture, $"\nand {differences.Count - Shown} more") : "";
        return new(
            "RT0912",
            $"What was restored from {backup.Metadata.File} is not what was backed up.",
            string.Join('\n', differences.Take(Shown)) + more,
            "The database in use was not changed. Take another backup: `retort backup list`.");
    }
}

/// <summary>No backup is meant, or several could be.</summary>
internal sealed class BackupNotFoundException(string code, string message, string? detail, string? hint) : BackupException(code, message, detail, hint);

/// <summary>A backup is damaged, or is not one of the database. Nothing was touched.</summary>
internal sealed class UnfitBackupException : BackupException
{
    private const string TakeAnother = "Nothing was touched. Take another backup: `retort backup list`.";

    private UnfitBackupException(string code, string message, string? detail = null, string hint = TakeAnother)
        : base(code, message, detail, hint)
    {
    }

    public static UnfitBackupException WithoutMetadata(string path) => new(
        "RT0903", $"The backup {path} has no metadata.", $"There is no {Path.GetFileName(Backup.MetadataPathOf(path))} beside it: the backup was interrupted, or the file was moved without it.");

    public static UnfitBackupException WithBrokenMetadata(string path, string problem) => new("RT0904", $"The metadata {path} cannot be used.", problem);

    public static UnfitBackupException WithoutFile(Backup backup) => new("RT0905", $"The backup file {backup.Path} is missing.");

    public static UnfitBackupException Damaged(Backup backup, string difference) => new("RT0906", $"The backup {backup.Path} is damaged.", difference);

    public static UnfitBackupException OfOtherEngine(Backup backup, string engine) => new(
        "RT0907", $"The backup {backup.Metadata.File} is of {backup.Metadata.Engine}, and the database is {engine}.");

    public static UnfitBackupException OfOtherDatabase(Backup backup, string database) => new(
        "RT0908",
        $"The backup {backup.Metadata.File} is of database \"{backup.Metadata.Database}\", not of \"{database}\".",
        null,
        "Nothing was touched. Restore it beside with --into NAME, or take a backup of this database: `retort backup list`.");

    public static UnfitBackupException OfTables(Backup backup) => new(
        "RT0909",
        $"The backup {backup.Metadata.File} holds the rows of some tables only: {string.Join(", ", backup.Metadata.Tables)}.",
        null,
        "Nothing was touched. Restore it beside with --into NAME, and copy from there the rows that are missed.");
}
