using System.Collections.Immutable;
using System.Globalization;
using Retort.Dialects;
using Retort.Execution;
using Retort.Schema;

namespace Retort.Backups;

/// <summary>Restores backups of a database. What is restored is compared with what was backed up before it takes the place of anything.</summary>
/// <param name="database">The database whose place it takes.</param>
/// <param name="versionTable">Where its revisions stand.</param>
/// <param name="clock">The clock.</param>
/// <param name="progress">Is told how far it has come.</param>
internal sealed class Restoration(IRestorableDatabase database, ObjectName versionTable, TimeProvider clock, IProgress<BackupProgress> progress)
{
    /// <summary>Refuses a backup that is damaged, of another engine, or of another database than the one whose place it is to take.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="isBeside">Whether it takes nobody's place.</param>
    /// <param name="isOfTables">Whether only rows of some tables come back.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="UnfitBackupException">It is not fit. Nothing was touched.</exception>
    public async Task RequireFitAsync(Backup backup, bool isBeside, bool isOfTables, CancellationToken cancellationToken)
    {
        await BackupProof.RequireFitAsync(backup, database, cancellationToken).ConfigureAwait(false);
        if (!isBeside && !isOfTables && backup.Metadata.Kind == BackupKind.Affected)
        {
            throw UnfitBackupException.OfTables(backup);
        }

        if (!isBeside && backup.Metadata.Database != database.BackupName)
        {
            throw UnfitBackupException.OfOtherDatabase(backup, database.BackupName);
        }
    }

    /// <summary>Restores into a new database, and puts that in the place of the old one, which stays under another name.</summary>
    public async Task<Replaced> ReplaceAsync(Backup backup, CancellationToken cancellationToken)
    {
        var replacement = await FillAsync(backup, null, null, cancellationToken).ConfigureAwait(false);
        await using var disposing = replacement.ConfigureAwait(false);
        progress.Report(new BackupProgress("putting it in the place of the old one"));
        return await replacement.SwapAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Restores into a new database that takes nobody's place.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="name">The name of the new database.</param>
    /// <param name="tables">The only tables whose rows come along; <see langword="null"/> for all of the backup.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The address of the new database, for a person to read.</returns>
    public async Task<string> RestoreBesideAsync(Backup backup, string name, ImmutableArray<TableContents>? tables, CancellationToken cancellationToken)
    {
        var replacement = await FillAsync(backup, name, tables, cancellationToken).ConfigureAwait(false);
        await using var disposing = replacement.ConfigureAwait(false);
        replacement.Keep();
        return replacement.Database.DisplayName;
    }

    /// <summary>Puts the contents of a backup in the place of those of the database, where no other database can be made or it cannot be renamed. No runner may be at work meanwhile.</summary>
    /// <exception cref="LockNotAcquiredException">A runner is, and goes on for longer than the lock timeout.</exception>
    public async Task RestoreInPlaceAsync(Backup backup, TimeSpan lockTimeout, CancellationToken cancellationToken)
    {
        var session = await database.OpenForSqlAsync(cancellationToken).ConfigureAwait(false);
        await using var unlocking = session.ConfigureAwait(false);
        await RunLock.AcquireAsync(session, database.DisplayName, Waiting(lockTimeout), cancellationToken).ConfigureAwait(false);
        using var workspace = BackupProof.Workspace(backup);
        await database.RestoreInPlaceAsync(backup, workspace, progress, cancellationToken).ConfigureAwait(false);
        await BackupProof.CompareAsync(database, backup, versionTable, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Puts the rows of some tables back, in one transaction that leaves all others alone. No runner may be at work meanwhile.</summary>
    /// <param name="backup">The backup.</param>
    /// <param name="names">The names of its tables, or of partitioned ones.</param>
    /// <param name="tables">Its tables that are meant.</param>
    /// <param name="lockTimeout">For how long others are waited for.</param>
    /// <param name="beforehand">What is done when nobody writes to the tables any more, and before anything is changed.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="LockNotAcquiredException">A runner goes on for longer than the lock timeout.</exception>
    /// <exception cref="BackupException">It cannot be done. Nothing was changed.</exception>
    public async Task<ReplacedRows> ReplaceRowsAsync(
        Backup backup, ImmutableArray<ObjectName> names, ImmutableArray<TableContents> tables, TimeSpan lockTimeout, Func<CancellationToken, Task> beforehand, CancellationToken cancellationToken)
    {
        var session = await database.OpenForSqlAsync(cancellationToken).ConfigureAwait(false);
        await using var unlocking = session.ConfigureAwait(false);
        var request = new RowsRequest(backup, names, tables, Waiting(lockTimeout), beforehand);
        await RunLock.AcquireAsync(session, database.DisplayName, request.Waiting, cancellationToken).ConfigureAwait(false);
        using var workspace = BackupProof.Workspace(backup);
        return await database.ReplaceRowsAsync(session, request, workspace, progress, cancellationToken).ConfigureAwait(false);
    }

    private MigratorOptions Waiting(TimeSpan lockTimeout) =>
        new() { Tables = new VersionTables(versionTable, VersionTables.Default.History), LockTimeout = lockTimeout, TimeProvider = clock };

    private async Task<IReplacementDatabase> FillAsync(Backup backup, string? name, ImmutableArray<TableContents>? tables, CancellationToken cancellationToken)
    {
        using var workspace = BackupProof.Workspace(backup);
        var mark = clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd_HHmmss", CultureInfo.InvariantCulture);
        var replacement = await database.CreateReplacementAsync(name, mark, cancellationToken).ConfigureAwait(false);
        try
        {
            await (tables is null
                ? BackupProof.FillAsync(replacement.Database, backup, versionTable, workspace, progress, cancellationToken)
                : BackupProof.FillTablesAsync(replacement.Database, backup, tables.Value, versionTable, workspace, progress, cancellationToken)).ConfigureAwait(false);
            return replacement;
        }
        catch
        {
            await replacement.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
