using System.Text;

namespace Retort.PostgreSql.Introspection;

/// <summary>The names the server gives by itself: <c>users_email_key</c>.</summary>
internal static class GeneratedName
{
    private const int MaxBytes = 63;

    /// <summary>Whether a name is the one the server would give, with a number behind it where that was taken.</summary>
    public static bool Is(string name, string table, IEnumerable<string> columns, string label)
    {
        var addition = string.Join('_', columns);
        var number = name[name.TrimEnd("0123456789".ToCharArray()).Length..];
        return name == Of(table, addition, label) || name == Of(table, addition, label + number);
    }

    // Both parts are cut evenly, the longer one first, until the whole fits.
    private static string Of(string table, string addition, string label)
    {
        var (first, second) = (Encoding.UTF8.GetByteCount(table), Encoding.UTF8.GetByteCount(addition));
        var available = MaxBytes - (label.Length + 1) - (addition.Length > 0 ? 1 : 0);
        while (first + second > available)
        {
            if (first > second)
            {
                first--;
            }
            else
            {
                second--;
            }
        }

        return $"{Cut(table, first)}{(addition.Length > 0 ? "_" : "")}{Cut(addition, second)}_{label}";
    }

    private static string Cut(string name, int bytes)
    {
        var length = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            bytes -= rune.Utf8SequenceLength;
            if (bytes < 0)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return name[..length];
    }
}
