using System.Collections.Immutable;
using Retort.Dialects;

namespace Retort.Backups;

/// <summary>Proves a backup by restoring it into a scratch database and looking whether everything is there.</summary>
internal static class BackupProof
{
    /// <summary>Verifies the file, restores it, compares the revisions, the fingerprint, the numbers of rows and the hashes, and notes that it was done.</summary>
    /// <exception cref="UnfitBackupException">The file is damaged, or of another engine.</exception>
    /// <exception cref="BackupException">What was restored is not what was backed up, or nothing could be restored.</exception>
    public static async Task<Backup> RunAsync(
        Backup backup, IDatabase database, Schema.ObjectName versionTable, TimeProvider clock, IProgress<BackupProgress> progress, CancellationToken cancellationToken)
    {
        await RequireFitAsync(backup, database, cancellationToken).ConfigureAwait(false);
        var scratch = await database.CreateScratchAsync(copySchema: false, cancellationToken).ConfigureAwait(false);
        await using var disposing = scratch.ConfigureAwait(false);
        using var workspace = Workspace(backup);
        await FillAsync((IRestorableDatabase)scratch, backup, versionTable, workspace, progress, cancellationToken).ConfigureAwait(false);
        return BackupCatalog.MarkVerified(backup, clock.GetUtcNow());
    }

    /// <summary>Refuses a backup that is damaged or of another engine.</summary>
    public static async Task RequireFitAsync(Backup backup, IDatabase database, CancellationToken cancellationToken)
    {
        if (backup.Metadata.Engine != database.Dialect.Engine)
        {
            throw UnfitBackupException.OfOtherEngine(backup, database.Dialect.Engine);
        }

        await BackupCatalog.VerifyFileAsync(backup, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Fills an empty database and requires that it then holds what the metadata say.</summary>
    public static async Task FillAsync(
        IRestorableDatabase target, Backup backup, Schema.ObjectName versionTable, BackupWorkspace workspace, IProgress<BackupProgress> progress, CancellationToken cancellationToken)
    {
        await target.RestoreAsync(backup, workspace, progress, cancellationToken).ConfigureAwait(false);
        await CompareAsync(target, backup, versionTable, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Fills an empty database with some tables of a backup, and requires that it then holds their rows.</summary>
    public static async Task FillTablesAsync(
        IRestorableDatabase target,
        Backup backup,
        ImmutableArray<TableContents> tables,
        Schema.ObjectName versionTable,
        BackupWorkspace workspace,
        IProgress<BackupProgress> progress,
        CancellationToken cancellationToken)
    {
        await target.RestoreTablesAsync(backup, tables, workspace, progress, cancellationToken).ConfigureAwait(false);
        progress.Report(new BackupProgress("comparing what was restored with what was backed up"));
        var request = new BackupRequest(BackupKind.Affected, [.. tables.Select(table => new Schema.ObjectName(table.Schema, table.Name))], versionTable, backup.Metadata.Reason);
        var contents = await target.ReadContentsAsync(request, cancellationToken).ConfigureAwait(false);
        var found = contents.Tables.Where(table => request.Tables.Contains(new Schema.ObjectName(table.Schema, table.Name)));
        if (TableContents.Differences(found, tables).ToList() is { Count: > 0 } differences)
        {
            throw BackupException.OfDifference(backup, differences);
        }
    }

    /// <summary>Requires that a database holds what the metadata of a backup say.</summary>
    public static async Task CompareAsync(IRestorableDatabase target, Backup backup, Schema.ObjectName versionTable, IProgress<BackupProgress> progress, CancellationToken cancellationToken)
    {
        progress.Report(new BackupProgress("comparing what was restored with what was backed up"));
        var contents = await target.ReadContentsAsync(RequestOf(backup, versionTable), cancellationToken).ConfigureAwait(false);
        if (contents.DifferencesFrom(backup.Metadata) is { Count: > 0 } differences)
        {
            throw BackupException.OfDifference(backup, differences);
        }
    }

    /// <summary>A folder for the files of a restore, beside the backup.</summary>
    public static BackupWorkspace Workspace(Backup backup)
    {
        var folder = Path.GetDirectoryName(backup.Path)!;
        try
        {
            return BackupWorkspace.Create(folder, "restore");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw BackupException.OfFolder(folder, e);
        }
    }

    private static BackupRequest RequestOf(Backup backup, Schema.ObjectName versionTable) => new(
        backup.Metadata.Kind, [.. backup.Metadata.Tables.Select(table => new Schema.ObjectName(table.Schema, table.Name))], versionTable, backup.Metadata.Reason);
}
