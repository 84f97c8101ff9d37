using System.Collections.Immutable;
using Npgsql;
using Retort.Backups;
using Retort.Dialects;
using Retort.PostgreSql.Backups;

namespace Retort.PostgreSql;

public sealed partial class PostgreSqlDatabase : IRestorableDatabase
{
    /// <inheritdoc/>
    string IRestorableDatabase.BackupName => Name;

    /// <inheritdoc/>
    string IRestorableDatabase.ExtensionOf(BackupKind kind) => ".tar";

    /// <inheritdoc/>
    bool IRestorableDatabase.CanBackUpTables => true;

    /// <inheritdoc/>
    async Task<bool> IRestorableDatabase.ExistsAsync(CancellationToken cancellationToken)
    {
        try
        {
            await (await OpenSessionAsync(cancellationToken).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
            return true;
        }
        catch (DatabaseConnectionException e) when (e.InnerException is PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName })
        {
            return false;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Rows as they are stored, without indexes; compressed text takes less than half of that.</remarks>
    async Task<long> IRestorableDatabase.EstimateBackupAsync(CancellationToken cancellationToken)
    {
        var session = await OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        var rows = await session.QueryAsync(
            "SELECT (sum(pg_table_size(oid)) / 2)::bigint FROM pg_catalog.pg_class WHERE relkind IN ('r', 'm') AND (oid >= 16384 OR oid = 'pg_catalog.pg_largeobject'::regclass)",
            cancellationToken).ConfigureAwait(false);
        return (long)rows[0][0]!;
    }

    /// <inheritdoc/>
    Task<BackupContents> IRestorableDatabase.BackUpAsync(
        BackupRequest request, BackupWorkspace workspace, string file, IProgress<BackupProgress> progress, CancellationToken cancellationToken) =>
        request.Kind == BackupKind.Full
            ? FullBackup.WriteAsync(this, request, workspace, file, progress, cancellationToken)
            : AffectedBackup.WriteAsync(this, request, workspace, file, progress, cancellationToken);

    /// <inheritdoc/>
    Task IRestorableDatabase.RestoreAsync(Backup backup, BackupWorkspace workspace, IProgress<BackupProgress> progress, CancellationToken cancellationToken) =>
        backup.Metadata.Kind == BackupKind.Full
            ? FullBackup.ReadAsync(this, backup, null, workspace, isScratch: _owner is not null, progress, cancellationToken)
            : AffectedBackup.ReadAsync(this, backup, backup.Metadata.Tables, workspace, progress, cancellationToken);

    /// <inheritdoc/>
    Task IRestorableDatabase.RestoreTablesAsync(
        Backup backup, ImmutableArray<TableContents> tables, BackupWorkspace workspace, IProgress<BackupProgress> progress, CancellationToken cancellationToken) =>
        backup.Metadata.Kind == BackupKind.Full
            ? FullBackup.ReadAsync(this, backup, tables, workspace, isScratch: _owner is not null, progress, cancellationToken)
            : AffectedBackup.ReadAsync(this, backup, tables, workspace, progress, cancellationToken);

    /// <inheritdoc/>
    async Task<ReplacedRows> IRestorableDatabase.ReplaceRowsAsync(
        IDatabaseSession session, RowsRequest request, BackupWorkspace workspace, IProgress<BackupProgress> progress, CancellationToken cancellationToken)
    {
        progress.Report(new BackupProgress("unpacking the backup"));
        var folder = workspace["rows"];
        await DumpArchive.UnpackAsync(request.Backup.Path, folder, cancellationToken).ConfigureAwait(false);
        var own = (PostgreSqlSession)session;
        var scripts = request.Backup.Metadata.Kind == BackupKind.Affected
            ? AffectedBackup.FilesOf(folder)
            : FullBackup.ScriptsOf(await ClientPrograms.FindAsync(own.ServerVersion.Major, Options.ServerPrograms, cancellationToken).ConfigureAwait(false), folder, AddressOf(own));
        return await new RowsReplacement(own, request, new RowArchive(scripts), progress).RunAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    Task IRestorableDatabase.RestoreInPlaceAsync(Backup backup, BackupWorkspace workspace, IProgress<BackupProgress> progress, CancellationToken cancellationToken) =>
        InPlaceRestore.RunAsync(this, backup, workspace, progress, cancellationToken);

    /// <inheritdoc/>
    async Task<BackupContents> IRestorableDatabase.ReadContentsAsync(BackupRequest request, CancellationToken cancellationToken)
    {
        var session = await OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        await PostgreSqlContents.OpenSnapshotAsync(session, cancellationToken).ConfigureAwait(false);
        return (await PostgreSqlContents.ReadAsync(session, request, spares: false, cancellationToken).ConfigureAwait(false)).Contents;
    }

    /// <inheritdoc/>
    async Task<IReplacementDatabase> IRestorableDatabase.CreateReplacementAsync(string? name, string mark, CancellationToken cancellationToken) =>
        await ReplacementDatabase.CreateAsync(this, name, mark, cancellationToken).ConfigureAwait(false);

    /// <summary>The address of the very server that a session is on, which can be one of several.</summary>
    internal NpgsqlConnectionStringBuilder AddressOf(PostgreSqlSession session)
    {
        var connection = (NpgsqlConnection)session.Connection;
        return new NpgsqlConnectionStringBuilder(AddressOf(Name).ConnectionString.ConnectionString) { Host = connection.Host, Port = connection.Port };
    }
}
