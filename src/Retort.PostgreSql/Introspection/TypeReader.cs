using System.Globalization;
using Retort.Schema;

namespace Retort.PostgreSql.Introspection;

/// <summary>Reads the server's name of a type (<c>format_type</c>) as one of the portable types.</summary>
internal sealed class TypeReader : ColumnTypes
{
    private static readonly TypeReader Types = new();

    private TypeReader()
    {
    }

    /// <summary>Reads a type.</summary>
    /// <param name="text">The server's name of it.</param>
    /// <param name="enumName">The name of the enumerated type that it is, or is an array of.</param>
    public static ColumnType Read(string text, ObjectName? enumName = null)
    {
        // A quoted name ends in a quote, so brackets are those of an array.
        if (text.EndsWith("[]", StringComparison.Ordinal))
        {
            return Types.Array(Read(text[..^2], enumName));
        }

        return enumName is { } name ? Types.Enum(name) : ReadScalar(text);
    }

    private static ColumnType ReadScalar(string text)
    {
        var (name, modifiers) = Split(text);
        return (name, modifiers) switch
        {
            ("text", []) => Types.Text(),
            ("character varying", []) => Types.String(),
            ("character varying", [var length]) => Types.String(length),
            ("character", [var length]) => Types.Char(length),
            ("smallint", []) => Types.SmallInt(),
            ("integer", []) => Types.Int(),
            ("bigint", []) => Types.BigInt(),
            ("numeric", []) => Types.Decimal(),
            ("numeric", [var precision, var scale]) => Types.Decimal(precision, scale),
            ("real", []) => Types.Real(),
            ("double precision", []) => Types.Double(),
            ("boolean", []) => Types.Bool(),
            ("uuid", []) => Types.Uuid(),
            ("jsonb", []) => Types.Json(),
            ("date", []) => Types.Date(),
            ("time without time zone", []) => Types.Time(),
            ("time without time zone", [var precision]) => Types.Time(precision),
            ("timestamp without time zone", []) => Types.DateTime(),
            ("timestamp without time zone", [var precision]) => Types.DateTime(precision),
            ("timestamp with time zone", []) => Types.DateTimeOffset(),
            ("timestamp with time zone", [var precision]) => Types.DateTimeOffset(precision),
            ("interval", []) => Types.Interval(),
            ("bytea", []) => Types.Bytes(),
            _ => Types.Type(text),
        };
    }

    // "timestamp(3) with time zone" has its modifier in the middle. Modifiers that are no numbers are those of a type of an extension.
    private static (string Name, int[] Modifiers) Split(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var close = text.IndexOf(')', StringComparison.Ordinal);
        if (open < 0 || close < open || text[0] == '"')
        {
            return (text, []);
        }

        var modifiers = new List<int>();
        foreach (var part in text[(open + 1)..close].Split(','))
        {
            if (!int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var modifier))
            {
                return (text, []);
            }

            modifiers.Add(modifier);
        }

        return (text[..open] + text[(close + 1)..], [.. modifiers]);
    }
}
