using System.Text.RegularExpressions;

namespace Retort.Execution;

/// <summary>Hides passwords in SQL that is shown because it failed. What is shown keeps its length, so that positions in it stay right.</summary>
internal static partial class Secrets
{
    /// <summary>The text with every password in it replaced by stars.</summary>
    public static string Mask(string text) => Password().Replace(text, match => new string('*', match.Length));

    // PASSWORD 'secret', password => 'secret', and password=secret in a connection string.
    [GeneratedRegex(@"(?<=\bpassword\b\s*(?:=>?)?\s*')(?:[^']|'')+(?=')|(?<=\bpassword\s*=\s*)[^\s'"";&]+", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture)]
    private static partial Regex Password();
}
