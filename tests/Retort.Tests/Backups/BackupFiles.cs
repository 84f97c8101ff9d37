using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Retort.Backups;
using Retort.Testing;

namespace Retort.Tests.Backups;

/// <summary>Backup files that hold a word, with metadata that fit.</summary>
internal static class BackupFiles
{
    public static readonly DateTimeOffset Now = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

    public static Backup Make(TempFolder folder, string name, DateTimeOffset? createdAt = null, BackupKind kind = BackupKind.Full, string database = "app")
    {
        var path = folder.Write($"{name}.db", name);
        var metadata = new BackupMetadata
        {
            FormatVersion = BackupMetadata.CurrentFormat,
            File = $"{name}.db",
            Bytes = name.Length,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))),
            Kind = kind,
            Engine = "sqlite",
            ServerVersion = "3.40.1",
            ToolVersion = "0.1.0",
            Database = database,
            CreatedAt = createdAt ?? Now,
            DurationMs = 12,
            Reason = "by hand",
            Revisions = ["a1"],
            Schemas = [],
            Fingerprint = new string('0', 64),
            Tables = [new TableContents(null, "users", 3, new string('1', 64))],
        };
        File.WriteAllBytes(Backup.MetadataPathOf(path), metadata.Write());
        return new Backup(path, metadata);
    }

    /// <summary>A backup of some days ago.</summary>
    public static Backup MakeOld(TempFolder folder, int days, BackupKind kind = BackupKind.Full) =>
        Make(folder, string.Create(CultureInfo.InvariantCulture, $"app_{Now.AddDays(-days):yyyyMMdd}_120000"), Now.AddDays(-days), kind);

    /// <summary>The name that a shell would show.</summary>
    public static string NameOf(Backup backup) => Path.GetFileName(backup.Path);
}
