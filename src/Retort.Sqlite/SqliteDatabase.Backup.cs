using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using Retort.Backups;
using Retort.Dialects;
using Retort.Sqlite.Backups;

namespace Retort.Sqlite;

public sealed partial class SqliteDatabase : IRestorableDatabase
{
    /// <inheritdoc/>
    string IRestorableDatabase.BackupName => _file is null ? "memory" : Path.GetFileNameWithoutExtension(_file);

    /// <inheritdoc/>
    string IRestorableDatabase.ExtensionOf(BackupKind kind) => ".db";

    /// <inheritdoc/>
    /// <remarks>The whole file is copied as fast as tables could be.</remarks>
    bool IRestorableDatabase.CanBackUpTables => false;

    /// <inheritdoc/>
    Task<bool> IRestorableDatabase.ExistsAsync(CancellationToken cancellationToken) => Task.FromResult(_file is not null && !IsMissing);

    /// <inheritdoc/>
    async Task<long> IRestorableDatabase.EstimateBackupAsync(CancellationToken cancellationToken)
    {
        var session = await OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        var rows = await session.QueryAsync("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()", cancellationToken).ConfigureAwait(false);
        return rows is [[long bytes]] ? bytes : 0;
    }

    /// <inheritdoc/>
    /// <remarks>The copy is a database in itself. What is in it is read from the copy, so that nobody waits for that.</remarks>
    async Task<BackupContents> IRestorableDatabase.BackUpAsync(
        BackupRequest request, BackupWorkspace workspace, string file, IProgress<BackupProgress> progress, CancellationToken cancellationToken)
    {
        if (IsMissing)
        {
            throw new BackupException("RT0921", $"There is no database {DisplayName} to back up.", hint: "Check the path; a relative one starts at the folder of the project.");
        }

        await BackupWorkspace.CreateFile(file).DisposeAsync().ConfigureAwait(false);
        var session = await OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        var copy = OfFile(file, SqliteOpenMode.ReadWrite);
        await using var disposing = copy.ConfigureAwait(false);
        await copy.TakeAllOfAsync(session, progress, cancellationToken).ConfigureAwait(false);
        await copy.LeaveLogAsync(cancellationToken).ConfigureAwait(false);
        return await copy.InspectAsync(request, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    async Task IRestorableDatabase.RestoreAsync(Backup backup, BackupWorkspace workspace, IProgress<BackupProgress> progress, CancellationToken cancellationToken)
    {
        var source = OfFile(backup.Path, SqliteOpenMode.ReadOnly);
        await using var disposing = source.ConfigureAwait(false);
        var session = await source.OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        await TakeAllOfAsync(session, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    Task IRestorableDatabase.RestoreInPlaceAsync(Backup backup, BackupWorkspace workspace, IProgress<BackupProgress> progress, CancellationToken cancellationToken) =>
        ((IRestorableDatabase)this).RestoreAsync(backup, workspace, progress, cancellationToken);

    /// <inheritdoc/>
    async Task IRestorableDatabase.RestoreTablesAsync(
        Backup backup, ImmutableArray<TableContents> tables, BackupWorkspace workspace, IProgress<BackupProgress> progress, CancellationToken cancellationToken)
    {
        var session = await OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        await new RowCopy(session, backup, tables, progress).MakeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    Task<ReplacedRows> IRestorableDatabase.ReplaceRowsAsync(
        IDatabaseSession session, RowsRequest request, BackupWorkspace workspace, IProgress<BackupProgress> progress, CancellationToken cancellationToken) =>
        new RowsReplacement((SqliteSession)session, request, progress).RunAsync(cancellationToken);

    /// <inheritdoc/>
    Task<BackupContents> IRestorableDatabase.ReadContentsAsync(BackupRequest request, CancellationToken cancellationToken) =>
        InspectAsync(request, new Progress<BackupProgress>(), cancellationToken);

    /// <inheritdoc/>
    Task<IReplacementDatabase> IRestorableDatabase.CreateReplacementAsync(string? name, string mark, CancellationToken cancellationToken) =>
        Task.FromResult<IReplacementDatabase>(ReplacementFile.Create(this, _file, name, mark));

    /// <summary>A file, as a database.</summary>
    internal static SqliteDatabase OfFile(string file, SqliteOpenMode mode) => new(new SqliteConnectionStringBuilder { DataSource = file, Mode = mode });

    /// <summary>How long to wait for others.</summary>
    internal TimeSpan Patience => TimeSpan.FromSeconds(_settings.DefaultTimeout);

    private async Task TakeAllOfAsync(SqliteSession source, IProgress<BackupProgress> progress, CancellationToken cancellationToken)
    {
        var session = await OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        await OnlineCopy.RunAsync((SqliteConnection)source.Connection, (SqliteConnection)session.Connection, Patience, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A database with a write-ahead log is one file only as long as nobody opens it, were it to read.</summary>
    private async Task LeaveLogAsync(CancellationToken cancellationToken)
    {
        var session = await OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        await session.QueryAsync("PRAGMA journal_mode = DELETE", cancellationToken).ConfigureAwait(false);
    }

    private async Task<BackupContents> InspectAsync(BackupRequest request, IProgress<BackupProgress> progress, CancellationToken cancellationToken)
    {
        progress.Report(new BackupProgress("checking the integrity"));
        var session = await OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        return await FindDamageAsync(session, cancellationToken).ConfigureAwait(false) is { } damage
            ? throw new BackupException("RT0922", "SQLite finds the database damaged.", damage, "Save what can be read with `sqlite3 FILE .recover`, or restore an older backup: `retort backup list`.")
            : await SqliteContents.ReadAsync(session, request.VersionTable, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<string?> FindDamageAsync(SqliteSession session, CancellationToken cancellationToken)
    {
        try
        {
            var found = await session.QueryAsync("PRAGMA integrity_check(10)", cancellationToken).ConfigureAwait(false);
            return found is [["ok"]] ? null : string.Join('\n', found.Select(row => row[0]));
        }
        catch (StatementException e) when (e.Failure == StatementFailure.Refused)
        {
            // It is so damaged that it cannot even be checked.
            return e.Message;
        }
    }
}
