using System.Globalization;
using System.Text;
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
        ulong number when number > long.MaxValue => throw TooLong(number),
        sbyte or byte or short or ushort or int or uint or long or ulong => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        double number => Real(number),
        float number => Real(number),
        decimal number when !IsExact(number) => throw TooLong(number),
        decimal number => number.ToString(CultureInfo.InvariantCulture),
        Guid guid => Text(guid.ToString()),
        DateTimeOffset moment => Text(moment.ToUniversalTime().ToString($"yyyy-MM-dd HH:mm:ss.{Fraction(moment.Ticks)}zzz", CultureInfo.InvariantCulture)),
        DateTime moment => Text(moment.ToString($"yyyy-MM-dd HH:mm:ss.{Fraction(moment.Ticks)}", CultureInfo.InvariantCulture)),
        DateOnly date => Text(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
        TimeOnly time => Text(time.ToString($"HH:mm:ss.{Fraction(time.Ticks)}", CultureInfo.InvariantCulture)),
        TimeSpan span => Text(span.ToString("c", CultureInfo.InvariantCulture)),
        JsonNode json => Text(json.ToJsonString()),
        JsonDocument json => Text(json.RootElement.GetRawText()),
        JsonElement json => Text(json.GetRawText()),
        Enum name => Text(name.ToString()),
        _ => throw new UnsupportedOperationException($"store a value of type {value.GetType().Name}", "SQLite", "Give it as a text, a number or bytes."),
    };

    public static string Text(string text) => text.Contains('\0') || !IsWellFormed(text)
        ? throw new UnsupportedOperationException("write a text that holds a NUL character or half a surrogate pair", "SQLite", "Remove the character, or store the text as bytes.")
        : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>Whether a text can be written in UTF-8: the encoder would put another character in the place of half a surrogate pair.</summary>
    public static bool IsWellFormed(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;

    /// <summary>The value whose literal is exactly this text; <see langword="null"/> for other texts.</summary>
    public static object? ValueOf(string sql)
    {
        ArgumentNullException.ThrowIfNull(sql);
        object? value = sql is ['\'', .., '\''] && sql.Length > 1 ? sql[1..^1].Replace("''", "'", StringComparison.Ordinal)
            : long.TryParse(sql, CultureInfo.InvariantCulture, out var integer) ? integer
            : double.TryParse(sql, CultureInfo.InvariantCulture, out var real) && double.IsFinite(real) ? real
            : null;
        return value is not null && IsWritable(value) && Of(value) == sql ? value : null;
    }

    private static bool IsWritable(object value) => value is not string text || (!text.Contains('\0') && IsWellFormed(text));

    private static string Real(double number) => number switch
    {
        double.PositiveInfinity => "9e999",
        double.NegativeInfinity => "-9e999",
        double.NaN => throw new UnsupportedOperationException("store NaN", "SQLite", "Store NULL instead."),
        _ => number.ToString("R", CultureInfo.InvariantCulture) is var text && text.AsSpan().IndexOfAny('.', 'E') < 0 ? $"{text}.0" : number.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>Milliseconds, as SQLite itself writes them, unless the moment is finer.</summary>
    private static string Fraction(long ticks) => ticks % TimeSpan.TicksPerMillisecond == 0 ? "fff" : "fffffff";

    /// <summary>A number that is no 64-bit integer is stored as a REAL, which keeps 15 digits.</summary>
    private static bool IsExact(decimal number) =>
        (number.Scale == 0 && number is >= long.MinValue and <= long.MaxValue) || (Math.Abs(number) < 1e28m && (decimal)(double)number == number);

    private static UnsupportedOperationException TooLong(object number) => new(
        string.Create(CultureInfo.InvariantCulture, $"store the number {number} exactly"), "SQLite", "It keeps 64-bit integers and 15 digits of other numbers: store it as a text.");
}
