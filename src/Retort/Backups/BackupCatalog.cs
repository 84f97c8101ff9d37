using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace Retort.Backups;

/// <summary>A line of the list of backups: one that can be used, as far as that can be told without reading it, or what is wrong with it.</summary>
internal sealed record BackupEntry(string Path, Backup? Backup, UnfitBackupException? Problem);

/// <summary>The backups in a folder: files with their metadata beside them.</summary>
internal sealed partial class BackupCatalog(string folder)
{
    /// <summary>The folder.</summary>
    public string Folder { get; } = folder;

    /// <summary>All backups, the newest first; those that cannot be used come last.</summary>
    public IReadOnlyList<BackupEntry> List() => !Directory.Exists(Folder)
        ? []
        : [.. Guarded(() => Directory.GetFiles(Folder))
            .Where(path => path.EndsWith(Backup.MetadataPattern[1..], StringComparison.Ordinal) || BackupName().IsMatch(Path.GetFileName(path)))
            .Select(Backup.StemOf)
            .Distinct(StringComparer.Ordinal)
            .Select(Inspect)
            .OrderByDescending(entry => entry.Backup?.Metadata.CreatedAt ?? DateTimeOffset.MinValue)
            .ThenByDescending(entry => entry.Path, StringComparer.Ordinal)];

    /// <summary>The newest backup of a database that can be used; <see langword="null"/> when there is none.</summary>
    public Backup? FindNewest(string engine, string database) =>
        List().Select(entry => entry.Backup).FirstOrDefault(backup => backup?.Metadata.Engine == engine && backup.Metadata.Database == database);

    /// <summary>Finds a backup by the path of its file, its name in the folder, or the beginning of the name if it fits no other.</summary>
    /// <exception cref="BackupNotFoundException">There is none, or there are several.</exception>
    /// <exception cref="UnfitBackupException">It has no metadata, or unusable ones, or its file is missing or has another size.</exception>
    public Backup Find(string name)
    {
        var path = Path.GetFullPath(name, Folder);
        if (File.Exists(path) || File.Exists(Backup.MetadataPathOf(path)))
        {
            return Read(Backup.StemOf(path));
        }

        var stems = List().Select(entry => Backup.StemOf(entry.Path)).Where(stem => Path.GetFileName(stem).StartsWith(name, StringComparison.Ordinal)).ToList();
        return stems.Find(stem => Path.GetFileName(stem) == name) is { } exact ? Read(exact)
            : stems switch
            {
                [var only] => Read(only),
                [] => throw new BackupNotFoundException("RT0901", $"There is no backup \"{name}\".", $"Folder {Folder}.", "See `retort backup list`."),
                _ => throw new BackupNotFoundException("RT0902", $"Several backups begin with \"{name}\".", string.Join('\n', stems.Select(Path.GetFileName)), "Type more of the name."),
            };
    }

    /// <summary>Reads the whole file and refuses it when it is not as it was written.</summary>
    /// <exception cref="UnfitBackupException">The file is missing, cut off or damaged.</exception>
    public static async Task VerifyFileAsync(Backup backup, CancellationToken cancellationToken)
    {
        RequireSize(backup);
        var found = await HashAsync(backup.Path, cancellationToken).ConfigureAwait(false);
        if (found != backup.Metadata.Sha256)
        {
            throw UnfitBackupException.Damaged(backup, $"Its SHA-256 is {found}, and was {backup.Metadata.Sha256}.");
        }
    }

    /// <summary>The SHA-256 of a file.</summary>
    public static async Task<string> HashAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20, FileOptions.SequentialScan | FileOptions.Asynchronous);
            await using var closing = file.ConfigureAwait(false);
            return Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw BackupException.OfFolder(Path.GetDirectoryName(path)!, e);
        }
    }

    /// <summary>Notes that a backup was proved by a restore.</summary>
    public static Backup MarkVerified(Backup backup, DateTimeOffset now)
    {
        var verified = backup with { Metadata = backup.Metadata with { VerifiedAt = now } };
        var path = Backup.MetadataPathOf(backup.Path);

        // One is left by a process that ended here.
        File.Delete(path + ".new");
        WriteMetadata(path + ".new", verified.Metadata);
        File.Move(path + ".new", path, overwrite: true);
        return verified;
    }

    /// <summary>Writes metadata to a file that is not there yet, down to the disk.</summary>
    public static void WriteMetadata(string path, BackupMetadata metadata)
    {
        using var file = BackupWorkspace.CreateFile(path);
        file.Write(metadata.Write());
        file.Flush(flushToDisk: true);
    }

    /// <summary>Removes a backup: first what makes it one.</summary>
    public static void Remove(Backup backup)
    {
        File.Delete(Backup.MetadataPathOf(backup.Path));
        File.Delete(backup.Path);
    }

    private static BackupEntry Inspect(string stem)
    {
        try
        {
            var backup = Read(stem);
            return new BackupEntry(backup.Path, backup, null);
        }
        catch (UnfitBackupException problem)
        {
            return new BackupEntry(FileOf(stem) ?? Backup.MetadataPathOf(stem + ".x"), null, problem);
        }
    }

    private static Backup Read(string stem)
    {
        var path = Backup.MetadataPathOf(stem + ".x");
        if (!File.Exists(path))
        {
            throw UnfitBackupException.WithoutMetadata(FileOf(stem) ?? stem);
        }

        var metadata = BackupMetadata.Read(Guarded(() => File.ReadAllBytes(path)), out var problem) ?? throw UnfitBackupException.WithBrokenMetadata(path, problem!);
        if (Backup.StemOf(metadata.File) != Path.GetFileName(stem))
        {
            throw UnfitBackupException.WithBrokenMetadata(path, $"They are those of {metadata.File}.");
        }

        var backup = new Backup(Path.Combine(Path.GetDirectoryName(stem)!, metadata.File), metadata);
        RequireSize(backup);
        return backup;
    }

    private static void RequireSize(Backup backup)
    {
        var file = new FileInfo(backup.Path);
        if (!file.Exists)
        {
            throw UnfitBackupException.WithoutFile(backup);
        }

        if (file.Length != backup.Metadata.Bytes)
        {
            throw UnfitBackupException.Damaged(backup, $"It has {file.Length} bytes, and had {backup.Metadata.Bytes}.");
        }
    }

    private static string? FileOf(string stem) => Array.Find(
        Directory.GetFiles(Path.GetDirectoryName(stem)!, Path.GetFileName(stem) + ".*"),
        path => Backup.StemOf(path) == stem && !path.EndsWith(Backup.MetadataPattern[1..], StringComparison.Ordinal));

    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException("RT0913", $"The backups cannot be read: {e.Message}", hint: "Check the permissions of the folder and its files.", inner: e);
        }
    }

    [GeneratedRegex(@"_[0-9]{8}_[0-9]{6}(_[0-9]+)?\.[a-z]+$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex BackupName();
}
