namespace Retort.Revisions;

/// <summary>
/// The SHA-256 of what a revision runs, in 64 lower-case hex digits. Comments, blank lines, layout and the revision's
/// header are left out before hashing, so that a licence header or a reformat is not tampering.
/// </summary>
public readonly record struct Checksum
{
    private readonly string? _hex;

    private Checksum(string hex) => _hex = hex;

    /// <summary>The 64 hex digits; empty for the default value.</summary>
    public string Hex => _hex ?? "";

    /// <summary>Hashes the tokens that make up a revision; the boundaries between them count, the white space does not, nor does how lines end.</summary>
    public static Checksum OfTokens(IEnumerable<string> tokens)
    {
        ArgumentNullException.ThrowIfNull(tokens);
        using var builder = new ChecksumBuilder();
        foreach (var token in tokens)
        {
            builder.Append(token);
        }

        return builder.ToChecksum();
    }

    /// <summary>The checksum that a hash is.</summary>
    internal static Checksum OfHash(ReadOnlySpan<byte> hash) => new(Convert.ToHexStringLower(hash));

    /// <summary>Reads a checksum that was written by <see cref="ToString"/>.</summary>
    /// <exception cref="FormatException"><paramref name="hex"/> is not 64 hex digits.</exception>
    public static Checksum Parse(string hex) =>
        Sha256Text.TryParse(hex, out var digits)
            ? new Checksum(digits)
            : throw new FormatException($"\"{hex}\" is not a checksum: 64 hex digits are.");

    /// <inheritdoc/>
    public override string ToString() => Hex;
}
