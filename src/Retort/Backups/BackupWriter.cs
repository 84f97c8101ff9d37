using System.Globalization;
using Retort.Dialects;

namespace Retort.Backups;

/// <summary>
/// Makes backups. Everything is written in a folder of its own and moved when it is whole, the metadata last: what has metadata is a backup, however the
/// process that made it ended.
/// </summary>
internal sealed class BackupWriter(string folder, TimeProvider clock, IProgress<BackupProgress> progress)
{
    private const long SmallestRoom = 1 << 20;

    private static readonly string ToolVersion = typeof(BackupWriter).Assembly.GetName().Version?.ToString(3) ?? "";

    /// <summary>Makes a backup of a database.</summary>
    /// <exception cref="BackupException">It could not be made; nothing was left behind.</exception>
    public async Task<Backup> CreateAsync(IRestorableDatabase database, BackupRequest request, CancellationToken cancellationToken)
    {
        var (begun, start) = (clock.GetUtcNow(), clock.GetTimestamp());
        try
        {
            using var workspace = BackupWorkspace.Create(folder, $"{SafeName(database.BackupName)}_{begun.UtcDateTime.ToString("yyyyMMdd_HHmmss", CultureInfo.InvariantCulture)}");
            await RequireRoomAsync(database, cancellationToken).ConfigureAwait(false);
            var file = workspace[$"{workspace.Name}{database.ExtensionOf(request.Kind)}"];
            var contents = await database.BackUpAsync(request, workspace, file, progress, cancellationToken).ConfigureAwait(false);
            progress.Report(new BackupProgress("checking what was written"));
            var bytes = FlushToDisk(file);
            var metadata = new BackupMetadata
            {
                FormatVersion = BackupMetadata.CurrentFormat,
                File = Path.GetFileName(file),
                Bytes = bytes,
                Sha256 = await BackupCatalog.HashAsync(file, cancellationToken).ConfigureAwait(false),
                Kind = request.Kind,
                Engine = database.Dialect.Engine,
                ServerVersion = contents.ServerVersion,
                ToolVersion = ToolVersion,
                Database = database.BackupName,
                CreatedAt = begun,
                DurationMs = (long)clock.GetElapsedTime(start).TotalMilliseconds,
                Reason = request.Reason,
                Revisions = contents.Revisions,
                Schemas = contents.Schemas,
                Fingerprint = contents.Fingerprint,
                Tables = contents.Tables,
            };
            return Publish(file, metadata, workspace);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw BackupException.OfFolder(folder, e);
        }
    }

    private async Task RequireRoomAsync(IRestorableDatabase database, CancellationToken cancellationToken)
    {
        var needed = Math.Max(await database.EstimateBackupAsync(cancellationToken).ConfigureAwait(false), SmallestRoom);
        var free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < needed)
        {
            throw BackupException.OfSpace(folder, needed, free);
        }
    }

    private Backup Publish(string file, BackupMetadata metadata, BackupWorkspace workspace)
    {
        var path = Path.Combine(folder, metadata.File);
        var metadataFile = workspace["metadata.json"];
        BackupCatalog.WriteMetadata(metadataFile, metadata);
        File.Move(file, path);
        File.Move(metadataFile, Backup.MetadataPathOf(path));
        return new Backup(path, metadata);
    }

    private static long FlushToDisk(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
        return stream.Length;
    }

    // A database can have a name that a file cannot, and a dot would begin an extension.
    private static string SafeName(string name) => string.Concat(name.Select(c => char.IsLetterOrDigit(c) || c is '_' or '-' ? c : '_'));
}
