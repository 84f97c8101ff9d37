using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Retort.Backups;

/// <summary>
/// What is known of a backup, kept in a file beside it. It holds no address and no password. A hash over all the rest tells whether the
/// file itself was damaged or edited.
/// </summary>
internal sealed record BackupMetadata
{
    /// <summary>The form of the file that is written, and the newest that is understood.</summary>
    public const int CurrentFormat = 1;

    public required int FormatVersion { get; init; }

    /// <summary>The name of the backup file, without its folder.</summary>
    public required string File { get; init; }

    public required long Bytes { get; init; }

    public required string Sha256 { get; init; }

    public required BackupKind Kind { get; init; }

    public required string Engine { get; init; }

    public required string ServerVersion { get; init; }

    public required string ToolVersion { get; init; }

    /// <summary>The name of the database.</summary>
    public required string Database { get; init; }

    /// <summary>When the backup was begun.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    public required long DurationMs { get; init; }

    /// <summary>Why it was made.</summary>
    public required string Reason { get; init; }

    public required ImmutableArray<string> Revisions { get; init; }

    public required ImmutableArray<string> Schemas { get; init; }

    /// <summary>The fingerprint of everything in these schemas.</summary>
    public required string Fingerprint { get; init; }

    public required ImmutableArray<TableContents> Tables { get; init; }

    /// <summary>When it was last proved by a restore; <see langword="null"/> when it never was.</summary>
    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>The SHA-256 of this document with nothing here. With it a file that is not byte for byte what <see cref="Write"/> gives was changed.</summary>
    public string Checksum { get; init; } = "";

    /// <summary>Reads a file; <see langword="null"/> with the reason when it is none, is damaged, or is of a newer form.</summary>
    public static BackupMetadata? Read(ReadOnlySpan<byte> json, out string? problem)
    {
        try
        {
            var metadata = JsonSerializer.Deserialize(json, BackupJson.Default.BackupMetadata);
            problem = metadata switch
            {
                null => "It is empty.",
                { FormatVersion: > CurrentFormat } => $"It was written by a newer Retort ({metadata.ToolVersion}).",
                { IsComplete: false } => "A part of it is missing.",
                _ when !json.SequenceEqual(metadata.Write()) => "It is not as it was written: it was damaged or edited.",
                _ => null,
            };
            return problem is null ? metadata : null;
        }
        catch (JsonException e)
        {
            problem = $"It is not what Retort writes: {e.Message}";
            return null;
        }
    }

    /// <summary>The document as it is kept.</summary>
    public byte[] Write() => (this with { Checksum = ComputeChecksum() }).Serialize();

    private bool IsComplete => !Revisions.IsDefault && !Schemas.IsDefault && !Tables.IsDefault && Path.GetFileName(File) == File && File.Length > 0;

    private string ComputeChecksum() => Convert.ToHexStringLower(SHA256.HashData((this with { Checksum = "" }).Serialize()));

    private byte[] Serialize() => JsonSerializer.SerializeToUtf8Bytes(this, BackupJson.Default.BackupMetadata);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, NewLine = "\n", RespectNullableAnnotations = true, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BackupMetadata))]
internal sealed partial class BackupJson : JsonSerializerContext;
