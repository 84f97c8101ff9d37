using System.Globalization;

namespace Retort.Cli.Configuration;

/// <summary>A span of time as people write it: <c>500ms</c>, <c>60s</c>, <c>5m</c>, <c>1h</c>.</summary>
internal static class Duration
{
    public static TimeSpan Parse(string text, string what)
    {
        var number = text.TrimEnd("abcdefghijklmnopqrstuvwxyz ".ToCharArray());
        var unit = text[number.Length..].Trim();
        var seconds = unit switch
        {
            "ms" => 0.001,
            "s" or "" => 1,
            "m" or "min" => 60,
            "h" => 3600,
            _ => double.NaN,
        };
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value * seconds is >= 0 and < 1e9 and var total
            ? TimeSpan.FromSeconds(total)
            : throw new UsageException($"\"{text}\" is not a time ({what}).", hint: "Write 500ms, 60s, 5m or 1h.");
    }
}
