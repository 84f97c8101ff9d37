using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Retort.Dialects;
using Retort.Operations;

namespace Retort.PostgreSql;

/// <summary>
/// Writes values as literals. Most are strings without a type, which take the type of the column they go to: an array of
/// texts fits a column of varchar[], an enum's name fits the enum.
/// </summary>
internal static class PostgreSqlLiteral
{
    public static string Of(object? value) => value switch
    {
        null or DBNull => "NULL",
        SqlExpression expression => expression.Sql,
        bool boolean => boolean ? "true" : "false",
        byte[] bytes => $"'\\x{Convert.ToHexStringLower(bytes)}'::bytea",
        string text => Text(text),
        _ when IsNumber(value) => Number(value),
        IEnumerable items and not JsonNode when Items(items) is var list && list.Exists(ContainsExpression) => $"ARRAY[{string.Join(", ", list.Select(Of))}]",
        _ => Text(Plain(value)),
    };

    /// <summary>Writes a text; with standard_conforming_strings on, a backslash is a character like any other.</summary>
    public static string Text(string text)
    {
        if (text.Contains('\0'))
        {
            throw new UnsupportedOperationException("store a text that holds a NUL character", "PostgreSQL", "Remove the character, or store the text as bytes.");
        }

        if (!IsWellFormed(text))
        {
            throw new UnsupportedOperationException("store a text that holds half of a surrogate pair", "PostgreSQL", "Remove the broken character, or store the text as bytes.");
        }

        return $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    /// <summary>Writes a text as a dollar-quoted string, with a tag that does not occur in it.</summary>
    public static string DollarQuoted(string text)
    {
        var tag = "$retort$";
        for (var i = 1; text.Contains(tag, StringComparison.Ordinal); i++)
        {
            tag = string.Create(CultureInfo.InvariantCulture, $"$retort{i}$");
        }

        return $"{tag}\n{text}\n{tag}";
    }

    public static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }

    // The value as the server's input function of its type reads it.
    private static string Plain(object value) => value switch
    {
        string text => text,
        char character => character.ToString(),
        bool boolean => boolean ? "t" : "f",
        Guid guid => guid.ToString(),
        DateTime time => DateAndTime(time),
        DateTimeOffset moment => moment.ToString("yyyy-MM-dd HH:mm:ss.FFFFFFzzz", CultureInfo.InvariantCulture),
        DateOnly date => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        TimeOnly time => time.ToString("HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        TimeSpan span => Interval(span),
        byte[] bytes => $"\\x{Convert.ToHexStringLower(bytes)}",
        JsonElement json => json.GetRawText(),
        JsonDocument json => json.RootElement.GetRawText(),
        JsonNode json => json.ToJsonString(),
        Enum name => name.ToString(),
        _ when IsNumber(value) => Number(value).Trim('\''),
        IEnumerable items => $"{{{string.Join(',', Items(items).Select(Element))}}}",
        _ => throw new UnsupportedOperationException(
            $"write a value of type {value.GetType()} as a literal", "PostgreSQL", "Give a string, or an expression: new SqlExpression(\"...\")."),
    };

    private static string Element(object? item) => item switch
    {
        null or DBNull => "NULL",
        IEnumerable and not (string or byte[] or JsonNode) => Plain(item),
        _ when IsNumber(item) || item is bool => Plain(item),
        _ => $"\"{Plain(item).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"",
    };

    private static bool IsNumber(object value) =>
        value is int or long or short or byte or sbyte or ushort or uint or ulong or decimal or double or float or Half or BigInteger or Int128 or UInt128;

    private static string Number(object value) => value switch
    {
        double number => FloatingPoint(number, number.ToString("R", CultureInfo.InvariantCulture)),
        float number => FloatingPoint(number, number.ToString("R", CultureInfo.InvariantCulture)),
        Half number => FloatingPoint((double)number, number.ToString("R", CultureInfo.InvariantCulture)),
        _ => ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture),
    };

    // An unquoted -0 is the integer 0, and the special values have no unquoted form.
    private static string FloatingPoint(double value, string text) => value switch
    {
        double.NaN => "'NaN'",
        double.PositiveInfinity => "'Infinity'",
        double.NegativeInfinity => "'-Infinity'",
        0 when double.IsNegative(value) => "'-0'",
        _ => text,
    };

    // The offset makes a moment exact for timestamptz; a column without a zone ignores it and keeps the wall time.
    private static string DateAndTime(DateTime time) => time.ToString(
        time.Kind == DateTimeKind.Unspecified ? "yyyy-MM-dd HH:mm:ss.FFFFFF" : time.Kind == DateTimeKind.Utc ? "yyyy-MM-dd HH:mm:ss.FFFFFF'+00'" : "yyyy-MM-dd HH:mm:ss.FFFFFFzzz",
        CultureInfo.InvariantCulture);

    private static string Interval(TimeSpan span)
    {
        var sign = span < TimeSpan.Zero ? "-" : "";
        var days = span.Days == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{span.Days} days ");
        return $"{days}{sign}{span.ToString("hh\\:mm\\:ss\\.ffffff", CultureInfo.InvariantCulture)}";
    }

    private static List<object?> Items(IEnumerable items) => [.. items.Cast<object?>()];

    private static bool ContainsExpression(object? item) =>
        item is SqlExpression || item is IEnumerable nested and not (string or byte[] or JsonNode) && Items(nested).Exists(ContainsExpression);
}
