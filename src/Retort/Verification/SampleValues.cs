using System.Globalization;
using Retort.Dialects;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Verification;

/// <summary>Values for a column, the same every time. Different numbers give different values as far as the type has that many.</summary>
internal static class SampleValues
{
    private static readonly DateTime Start = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <summary>A value of a type; <see langword="null"/> when none is known.</summary>
    /// <param name="type">The type.</param>
    /// <param name="number">Which value, from 1.</param>
    /// <param name="schema">The schema, which knows the values of enumerated types.</param>
    public static object? Of(ColumnType type, int number, DatabaseSchema schema) => type.Kind switch
    {
        ColumnTypeKind.Text => $"text {number}",
        ColumnTypeKind.String or ColumnTypeKind.Char => Short(number, type.Length ?? int.MaxValue),
        ColumnTypeKind.SmallInt or ColumnTypeKind.Int or ColumnTypeKind.BigInt => number,
        ColumnTypeKind.Decimal => type is { Precision: { } precision, Scale: var scale } && precision <= (scale ?? 0) ? number * 0.1m : number,
        ColumnTypeKind.Real or ColumnTypeKind.Double => number + 0.5,
        ColumnTypeKind.Bool => number % 2 == 1,
        ColumnTypeKind.Uuid => new Guid(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1),
        ColumnTypeKind.Json => string.Create(CultureInfo.InvariantCulture, $"{{\"n\": {number}}}"),
        ColumnTypeKind.Date => DateOnly.FromDateTime(Start).AddDays(number),
        ColumnTypeKind.Time => new TimeOnly(number % 24, 0),
        ColumnTypeKind.DateTime => DateTime.SpecifyKind(Start.AddDays(number), DateTimeKind.Unspecified),
        ColumnTypeKind.DateTimeOffset => new DateTimeOffset(Start.AddDays(number)),
        ColumnTypeKind.Interval => TimeSpan.FromHours(number),
        ColumnTypeKind.Bytes => new[] { (byte)number },
        ColumnTypeKind.Enum => schema.Find(new(ObjectKind.Enum, type.EnumName!.Value)) is EnumType { Values: [_, ..] values } ? values[(number - 1) % values.Length] : null,
        ColumnTypeKind.Array => "{}",
        _ => OfNative(type.NativeName!, number, schema),
    };

    /// <summary>The strings and numbers in a condition: what a CHECK compares a column with is often what it allows.</summary>
    public static IReadOnlyList<object> In(string condition, SqlSyntax syntax)
    {
        var found = new List<object>();
        var lexer = new SqlLexer(condition, syntax);
        while (lexer.MoveNext())
        {
            var text = lexer.Current.In(condition);
            if (lexer.Current.Kind == SqlTokenKind.String && text is ['\'', .., '\''])
            {
                found.Add(text[1..^1].ToString().Replace("''", "'", StringComparison.Ordinal));
            }
            else if (lexer.Current.Kind == SqlTokenKind.Number && decimal.TryParse(text, CultureInfo.InvariantCulture, out var number))
            {
                found.AddRange([number, number + 1, number - 1]);
            }
        }

        return found;
    }

    private static string Short(int number, int length)
    {
        var digits = number.ToString(CultureInfo.InvariantCulture);
        return digits.Length + 5 <= length ? $"text {digits}" : digits.Length <= length ? digits : digits[^length..];
    }

    private static object? OfNative(string type, int number, DatabaseSchema schema) => type switch
    {
        "inet" or "cidr" => string.Create(CultureInfo.InvariantCulture, $"10.0.0.{number}"),
        "macaddr" => string.Create(CultureInfo.InvariantCulture, $"08:00:2b:01:02:{number:x2}"),
        "json" or "jsonb" => string.Create(CultureInfo.InvariantCulture, $"{{\"n\": {number}}}"),
        "xml" => string.Create(CultureInfo.InvariantCulture, $"<n>{number}</n>"),
        "citext" or "name" or "text" => $"text {number}",
        "int4range" or "int8range" or "numrange" => string.Create(CultureInfo.InvariantCulture, $"[{number * 10},{(number * 10) + 5})"),
        "tsrange" or "tstzrange" or "daterange" => string.Create(CultureInfo.InvariantCulture, $"[2026-01-{number:00},2026-01-{number + 1:00})"),
        "point" => string.Create(CultureInfo.InvariantCulture, $"({number},{number})"),
        "tsvector" => $"word{number}",
        "money" => number,
        _ => OfDomain(type, number, schema),
    };

    private static object? OfDomain(string type, int number, DatabaseSchema schema) =>
        schema.Objects.OfType<Domain>().FirstOrDefault(domain => domain.Id.Name.ToString() == type || domain.Id.Name.Name == type) is { } domain ? Of(domain.Type, number, schema) : null;
}
