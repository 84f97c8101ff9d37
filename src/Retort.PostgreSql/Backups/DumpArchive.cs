using System.Formats.Tar;
using Retort.Backups;

namespace Retort.PostgreSql.Backups;

/// <summary>The folder that pg_dump writes, in one file: a tar archive, from which other tools take it out again.</summary>
internal static class DumpArchive
{
    /// <summary>Moves the files of a folder into an archive. Each goes when it is in there, so that they are not there twice at any time.</summary>
    public static async Task PackAsync(string folder, string file, CancellationToken cancellationToken)
    {
        var stream = BackupWorkspace.CreateFile(file);
        await using var closing = stream.ConfigureAwait(false);
        var archive = new TarWriter(stream, TarEntryFormat.Pax);
        await using var ending = archive.ConfigureAwait(false);
        foreach (var path in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
        {
            await archive.WriteEntryAsync(path, Path.GetFileName(path), cancellationToken).ConfigureAwait(false);
            File.Delete(path);
        }
    }

    /// <summary>Takes the files out of an archive. A name that would lead out of the folder is refused.</summary>
    public static async Task UnpackAsync(string file, string folder, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        try
        {
            var stream = File.OpenRead(file);
            await using var closing = stream.ConfigureAwait(false);
            var archive = new TarReader(stream);
            await using var ending = archive.ConfigureAwait(false);
            while (await archive.GetNextEntryAsync(copyData: false, cancellationToken).ConfigureAwait(false) is { } entry)
            {
                if (entry.EntryType != TarEntryType.RegularFile || entry.Name != Path.GetFileName(entry.Name))
                {
                    throw new InvalidDataException($"It holds {entry.Name}, which is no file of a dump.");
                }

                await entry.ExtractToFileAsync(Path.Combine(folder, entry.Name), overwrite: false, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new BackupException("RT0935", $"The archive {file} cannot be unpacked: {e.Message}", hint: "There must be room for it in the folder of the backups.", inner: e);
        }
    }
}
