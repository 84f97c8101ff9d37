using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Retort.Dialects;
using Retort.Operations;

namespace Retort.Sqlite;

/// <summary>Writes values as literals. Dates are text in ISO 8601, which SQLite's own functions read and which sorts as time does.</summary>
internal static class SqliteLiteral
{
    public static string Of(object? value) => value switch
    {
        null or DBNull => "NULL",
        SqlExpression expression => expression.Sql,
        string text => Text(text),
        char character => Text(character.ToString()),
        bool boolean => boolean ? "1" : "0",
        byte[] bytes => $"x'{Convert.ToHexStringLower(bytes)}'",
        sbyte or byte or short or ushort or int or uint or long => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        double number => Real(number),
        float number => Real(number),
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        Guid guid => Text(guid.ToString()),
        DateTimeOffset moment => Text(moment.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.fffzzz", CultureInfo.InvariantCulture)),
        DateTime moment => Text(moment.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)),
        DateOnly date => Text(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        TimeOnly time => Text(time.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)),
        TimeSpan span => Text(span.ToString("c", CultureInfo.InvariantCulture)),
        JsonNode json => Text(json.ToJsonString()),
        JsonDocument json => Text(json.RootElement.GetRawText()),
        JsonElement json => Text(json.GetRawText()),
        Enum name => Text(name.ToString()),
        _ => throw new UnsupportedOperationException($"store a value of type {value.GetType().Name}", "SQLite", "Give it as a text, a number or bytes."),
    };

    public static string Text(string text) => text.Contains('\0')
        ? throw new UnsupportedOperationException("write a text that holds a NUL character", "SQLite", "Remove the character, or store the text as bytes.")
        : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string Real(double number) => number switch
    {
        double.PositiveInfinity => "9e999",
        double.NegativeInfinity => "-9e999",
        double.NaN => throw new UnsupportedOperationException("store NaN", "SQLite", "Store NULL instead."),
        _ => number.ToString("R", CultureInfo.InvariantCulture) is var text && text.AsSpan().IndexOfAny('.', 'E') < 0 ? $"{text}.0" : number.ToString("R", CultureInfo.InvariantCulture),
    };
}
