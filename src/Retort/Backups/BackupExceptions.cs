using System.Globalization;
using Retort.Dialects;

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

    /// <summary>The database did not take rows that were to come back.</summary>
    /// <param name="tables">The tables whose rows they are.</param>
    /// <param name="inner">What it says.</param>
    /// <param name="isOrphan">Whether rows would be left without those that they refer to.</param>
    public static BackupException OfRows(string tables, StatementException inner, bool isOrphan) => new(
        "RT0916",
        isOrphan ? $"With these rows of {tables} a foreign key would not hold: {inner.Message}" : $"The rows of {tables} could not be put back: {inner.Message}",
        inner.Detail,
        "Nothing was changed. " + (inner.Failure == StatementFailure.Contention ? "Others hold a lock on the tables: run the same command again when they are done."
            : isOrphan ? "Restore the tables on both sides of the key together (--tables a,b), or correct the rows first. To look at the rows of the backup: --into NAME."
            : "Restore them beside with --into NAME, and copy from there the rows that are missed."),
        inner);

    /// <summary>The role may not replace the rows of a table.</summary>
    public static BackupException OfRights(string role, IEnumerable<string> tables) => new(
        "RT0917",
        $"The role \"{role}\" may not replace rows where it does not own the table.",
        $"It owns neither, nor is it a member of the owner: {string.Join(", ", tables)}.",
        "Nothing was changed. Connect as the owner of the tables and of those that refer to them, or restore beside with --into NAME.");

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
internal sealed class BackupNotFoundException(string code, string message, string? detail, string? hint) : BackupException(code, message, detail, hint)
{
    /// <summary>A table is not in a backup, or its name fits several.</summary>
    public static BackupNotFoundException OfTable(Backup backup, Schema.ObjectName name, IReadOnlyList<string> schemas) => new(
        "RT0914",
        schemas.Count == 0 ? $"The backup {backup.Metadata.File} has no table \"{name}\"." : $"\"{name}\" can be one of several tables in the backup {backup.Metadata.File}.",
        schemas.Count == 0 ? $"It has the rows of {Some([.. backup.Metadata.Tables.Select(table => table.ToString())])}." : $"There is one in each of the schemas {string.Join(", ", schemas)}.",
        "Nothing was touched. Write the name as it is in the catalogue, with its schema before a dot.");

    private static string Some(string[] names)
    {
        const int Shown = 10;
        return names.Length == 0 ? "no table" : string.Join(", ", names.Take(Shown)) + (names.Length > Shown ? string.Create(CultureInfo.InvariantCulture, $" and {names.Length - Shown} more") : "");
    }
}

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
        "Nothing was touched. Put the rows of tables back with --tables a,b, or restore it beside with --into NAME.");

    public static UnfitBackupException OfChangedTable(Backup backup, TableContents table, string change) => new(
        "RT0915",
        $"Table {table} is not what it was when {backup.Metadata.File} was made.",
        change,
        $"Nothing was touched. Restore it beside with --into NAME --tables {table}, and copy from there the rows that are missed.");

    public static UnfitBackupException OfNewPartition(Backup backup, TableContents partition) => new(
        "RT0919",
        $"The backup {backup.Metadata.File} is older than {partition}, which is a partition of a table that was named.",
        "Its rows would stay, and they are not in the backup.",
        "Nothing was touched. Name the partitions that are to come back: --tables a,b.");

    public static UnfitBackupException OfOwnTable(Schema.ObjectName table) => new(
        "RT0918",
        $"Table {table} says which revisions the database is at, and goes back only together with the schema.",
        null,
        "Nothing was touched. Restore all of the backup, or correct the revision with `retort stamp`.");
}
