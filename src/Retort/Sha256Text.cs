using System.Diagnostics.CodeAnalysis;

namespace Retort;

/// <summary>The text of a SHA-256: 64 lower-case hex digits.</summary>
internal static class Sha256Text
{
    /// <summary>Reads the digits in either case.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out string? hex)
    {
        hex = text is { Length: 64 } && text.All(char.IsAsciiHexDigit) ? text.ToLowerInvariant() : null;
        return hex is not null;
    }
}
