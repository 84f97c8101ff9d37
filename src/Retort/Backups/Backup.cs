namespace Retort.Backups;

/// <summary>A backup in a folder: the file, and what is known of it.</summary>
/// <param name="Path">The full path of the file.</param>
/// <param name="Metadata">What is known of it.</param>
internal sealed record Backup(string Path, BackupMetadata Metadata)
{
    private const string MetadataExtension = ".metadata.json";

    /// <summary>The pattern of the files that hold metadata.</summary>
    public const string MetadataPattern = "*" + MetadataExtension;

    /// <summary>The path of the metadata of a file: the extension is another one.</summary>
    public static string MetadataPathOf(string path) => System.IO.Path.ChangeExtension(path, null) + MetadataExtension;

    /// <summary>The path without its extension, which a file and its metadata have in common.</summary>
    public static string StemOf(string path) =>
        path.EndsWith(MetadataExtension, StringComparison.Ordinal) ? path[..^MetadataExtension.Length] : System.IO.Path.ChangeExtension(path, null);
}
