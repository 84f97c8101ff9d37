using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;

namespace Retort.Schema;

/// <summary>
/// The SHA-256 of a schema, in 64 lower-case hex digits: two databases have the same one when their schemas do the same. The order in which objects,
/// the columns of a table and its constraints were created does not count, nor do a table's original text and what is not managed.
/// </summary>
public readonly record struct SchemaFingerprint
{
    private readonly string? _hex;

    private SchemaFingerprint(string hex) => _hex = hex;

    /// <summary>The 64 hex digits; empty for the default value.</summary>
    public string Hex => _hex ?? "";

    /// <summary>The fingerprint of a schema.</summary>
    public static SchemaFingerprint Of(DatabaseSchema schema)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            new SchemaJsonWriter(json, forFingerprint: true).WriteObjects(schema);
            json.WriteEndObject();
        }

        return new(Convert.ToHexStringLower(SHA256.HashData(buffer.WrittenSpan)));
    }

    /// <summary>Reads a fingerprint that was written by <see cref="ToString"/>.</summary>
    /// <exception cref="FormatException"><paramref name="hex"/> is not 64 hex digits.</exception>
    public static SchemaFingerprint Parse(string hex) =>
        TryParse(hex, out var fingerprint) ? fingerprint : throw new FormatException($"\"{hex}\" is not a fingerprint: 64 hex digits are.");

    /// <summary>Reads a fingerprint that was written by <see cref="ToString"/>, if it is one.</summary>
    public static bool TryParse(string? text, out SchemaFingerprint fingerprint)
    {
        var read = Sha256Text.TryParse(text, out var hex);
        fingerprint = read ? new(hex!) : default;
        return read;
    }

    /// <inheritdoc/>
    public override string ToString() => Hex;
}
