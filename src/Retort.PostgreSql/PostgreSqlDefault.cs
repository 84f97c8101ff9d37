using System.Globalization;
using System.Text.RegularExpressions;
using Retort.Schema;

namespace Retort.PostgreSql;

/// <summary>
/// Reads the constants among defaults as the server tells them (get_const_expr of ruleutils.c): numbers without a sign and booleans bare,
/// everything else as a string with the name of its type, <c>'draft'::character varying</c>.
/// </summary>
internal static partial class PostgreSqlDefault
{
    /// <summary>The value that, written as a literal for a column of that type, gives the same default; <see langword="null"/> for other expressions.</summary>
    public static object? ValueOf(string sql, ColumnType? type)
    {
        ArgumentNullException.ThrowIfNull(sql);
        if (sql is "true" or "false")
        {
            return sql == "true";
        }

        if (Typed().Match(sql) is not { Success: true } constant)
        {
            return Number(sql);
        }

        var text = constant.Groups["text"].Value.Replace("''", "'", StringComparison.Ordinal);
        return constant.Groups["type"].Value switch
        {
            // A number with a sign, or one that needs 64 bits, is told as a string: '-1'::integer is what -1 becomes.
            "integer" => Number(text) is int and < 0 and var number ? number : null,
            "bigint" => Number(text) is long number ? number : null,
            "numeric" => Number(text) is decimal and < 0 and var number ? number : null,
            var name => type is not null && name == Label(type) ? text : null,
        };
    }

    private static object? Number(string text)
    {
        object? number = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) ? integer
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var big) ? big
            : text.Contains('.') && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var exact) ? exact
            : null;
        return number is not null && PostgreSqlLiteral.Of(number) == text ? number : null;
    }

    /// <summary>The name with which the server marks a constant that an untyped string became; <see langword="null"/> where it is not told so.</summary>
    private static string? Label(ColumnType type) => type.Kind switch
    {
        ColumnTypeKind.String => "character varying",
        ColumnTypeKind.Char => "bpchar",
        ColumnTypeKind.Time => "time without time zone",
        ColumnTypeKind.DateTime => "timestamp without time zone",
        ColumnTypeKind.DateTimeOffset => "timestamp with time zone",
        ColumnTypeKind.Text or ColumnTypeKind.Uuid or ColumnTypeKind.Json or ColumnTypeKind.Date or ColumnTypeKind.Interval or ColumnTypeKind.Bytes
            or ColumnTypeKind.Enum or ColumnTypeKind.Native => PostgreSqlTypeName.Of(type),
        ColumnTypeKind.Array when Element(type.Element!) is { } element => $"{element}[]",
        _ => null,
    };

    private static string? Element(ColumnType type) => type.Kind switch
    {
        ColumnTypeKind.SmallInt or ColumnTypeKind.Int or ColumnTypeKind.BigInt or ColumnTypeKind.Real or ColumnTypeKind.Double or ColumnTypeKind.Bool => PostgreSqlTypeName.Of(type),
        ColumnTypeKind.Decimal => "numeric",
        ColumnTypeKind.Array => null,
        _ => Label(type),
    };

    [GeneratedRegex(@"\A'(?<text>([^']|'')*)'::(?<type>.+)\z", RegexOptions.ExplicitCapture | RegexOptions.Singleline)]
    private static partial Regex Typed();
}
