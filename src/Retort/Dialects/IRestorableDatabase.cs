using System.Collections.Immutable;
using Retort.Backups;

namespace Retort.Dialects;

/// <summary>A database that can be written to a file and read back from one.</summary>
internal interface IRestorableDatabase : IDatabase
{
    /// <summary>The name of the database, which its backups bear.</summary>
    string BackupName { get; }

    /// <summary>The extension of the files, with its dot: that of the format, so that other tools can read them.</summary>
    string ExtensionOf(BackupKind kind);

    /// <summary>Whether it can make a backup of some tables; else all its backups are full ones.</summary>
    bool CanBackUpTables { get; }

    /// <summary>About how many bytes a full backup has at most.</summary>
    Task<long> EstimateBackupAsync(CancellationToken cancellationToken);

    /// <summary>Writes the database to a file, as it is at one moment, and tells what is in it at that moment.</summary>
    /// <param name="request">What the backup shall hold.</param>
    /// <param name="workspace">Where there is room for more files meanwhile.</param>
    /// <param name="file">The file, which is not there yet.</param>
    /// <param name="progress">Is told how far it has come.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="BackupException">It cannot be done.</exception>
    Task<BackupContents> BackUpAsync(BackupRequest request, BackupWorkspace workspace, string file, IProgress<BackupProgress> progress, CancellationToken cancellationToken);

    /// <summary>Fills this database, which is empty, from a backup.</summary>
    /// <param name="backup">The backup, whose file was verified.</param>
    /// <param name="workspace">Where there is room for more files meanwhile.</param>
    /// <param name="progress">Is told how far it has come.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task RestoreAsync(Backup backup, BackupWorkspace workspace, IProgress<BackupProgress> progress, CancellationToken cancellationToken);

    /// <summary>Puts the contents of a backup in the place of those of this database, in one transaction, while others may be connected.</summary>
    Task RestoreInPlaceAsync(Backup backup, BackupWorkspace workspace, IProgress<BackupProgress> progress, CancellationToken cancellationToken);

    /// <summary>Fills this database, which is empty, with some tables of a backup. Foreign keys would point to rows that are not there, and triggers would change what was saved: neither is in force.</summary>
    Task RestoreTablesAsync(Backup backup, ImmutableArray<TableContents> tables, BackupWorkspace workspace, IProgress<BackupProgress> progress, CancellationToken cancellationToken);

    /// <summary>Puts the rows of some tables back in one transaction. All other tables stay as they are, triggers do not fire, and foreign keys hold at the end.</summary>
    /// <param name="session">A session, which is the only runner.</param>
    /// <param name="request">Which rows.</param>
    /// <param name="workspace">Where there is room for more files meanwhile.</param>
    /// <param name="progress">Is told how far it has come.</param>
    /// <param name="cancellationToken">Cancels the call, and undoes it.</param>
    /// <exception cref="BackupException">It cannot be done. Nothing was changed.</exception>
    Task<ReplacedRows> ReplaceRowsAsync(IDatabaseSession session, RowsRequest request, BackupWorkspace workspace, IProgress<BackupProgress> progress, CancellationToken cancellationToken);

    /// <summary>Tells what is in the database.</summary>
    Task<BackupContents> ReadContentsAsync(BackupRequest request, CancellationToken cancellationToken);

    /// <summary>Whether there is such a database; a restore makes one that is lost.</summary>
    Task<bool> ExistsAsync(CancellationToken cancellationToken);

    /// <summary>Makes an empty database beside this one that can take its place.</summary>
    /// <param name="name">Its name; <see langword="null"/> for one made of this one's and <paramref name="mark"/>.</param>
    /// <param name="mark">What tells the names of this restore from those of others.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    Task<IReplacementDatabase> CreateReplacementAsync(string? name, string mark, CancellationToken cancellationToken);
}

/// <summary>A database made beside another one. It is thrown away again unless it was kept or took the place of the other one.</summary>
internal interface IReplacementDatabase : IAsyncDisposable
{
    /// <summary>The database.</summary>
    IRestorableDatabase Database { get; }

    /// <summary>Keeps it where it is.</summary>
    void Keep();

    /// <summary>Puts it in the place of the other one in one step, so that at no moment there is none.</summary>
    /// <exception cref="BackupException">The server does not permit it, or others are connected.</exception>
    Task<Replaced> SwapAsync(CancellationToken cancellationToken);
}

/// <summary>What became of the database whose place was taken.</summary>
/// <param name="Kept">Where it is now; <see langword="null"/> when there was none.</param>
/// <param name="Undo">The commands that bring it back.</param>
/// <param name="Discard">The command that throws it away.</param>
internal sealed record Replaced(string? Kept, string? Undo, string? Discard);
