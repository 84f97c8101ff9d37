using System.Diagnostics;
using System.Globalization;
using Retort.Dialects;
using Retort.Schema;

namespace Retort.PostgreSql;

/// <summary>The names of the portable types.</summary>
internal static class PostgreSqlTypeName
{
    public static string Of(ColumnType type) => type.Kind switch
    {
        ColumnTypeKind.Text => "text",
        ColumnTypeKind.String => With("varchar", type.Length),
        ColumnTypeKind.Char => With("char", type.Length),
        ColumnTypeKind.SmallInt => "smallint",
        ColumnTypeKind.Int => "integer",
        ColumnTypeKind.BigInt => "bigint",
        ColumnTypeKind.Decimal => Decimal(type),
        ColumnTypeKind.Real => "real",
        ColumnTypeKind.Double => "double precision",
        ColumnTypeKind.Bool => "boolean",
        ColumnTypeKind.Uuid => "uuid",
        ColumnTypeKind.Json => "jsonb",
        ColumnTypeKind.Date => "date",
        ColumnTypeKind.Time => With("time", type.Precision),
        ColumnTypeKind.DateTime => With("timestamp", type.Precision),
        ColumnTypeKind.DateTimeOffset => With("timestamptz", type.Precision),
        ColumnTypeKind.Interval => "interval",
        ColumnTypeKind.Bytes => "bytea",
        ColumnTypeKind.Enum => PostgreSqlIdentifier.Quote(type.EnumName!.Value),
        ColumnTypeKind.Array => $"{Of(type.Element!)}[]",
        ColumnTypeKind.Native => type.NativeName!,
        _ => throw new UnreachableException($"No name for type {type.Kind}."),
    };

    /// <summary>Whether an assignment cast leads from one type to the other, so that a change of type needs no USING (pg_cast, castcontext 'a' or 'i').</summary>
    public static bool ConvertsByItself(ColumnType from, ColumnType to) => from == to || to.Kind switch
    {
        ColumnTypeKind.Text or ColumnTypeKind.String or ColumnTypeKind.Char => true,
        ColumnTypeKind.SmallInt or ColumnTypeKind.Int or ColumnTypeKind.BigInt or ColumnTypeKind.Decimal or ColumnTypeKind.Real or ColumnTypeKind.Double => IsNumber(from),
        ColumnTypeKind.Date or ColumnTypeKind.DateTime or ColumnTypeKind.DateTimeOffset => from.Kind is ColumnTypeKind.Date or ColumnTypeKind.DateTime or ColumnTypeKind.DateTimeOffset,
        ColumnTypeKind.Time => from.Kind is ColumnTypeKind.Time or ColumnTypeKind.DateTime or ColumnTypeKind.DateTimeOffset,
        ColumnTypeKind.Interval => from.Kind is ColumnTypeKind.Interval or ColumnTypeKind.Time,
        _ => false,
    };

    /// <summary>Whether an explicit cast leads from one type to the other; else a value goes over as text, as any type can (pg_cast).</summary>
    public static bool HasCast(ColumnType from, ColumnType to) => (from.Kind, to.Kind) switch
    {
        (ColumnTypeKind.Text or ColumnTypeKind.String or ColumnTypeKind.Char, _) => true,
        (ColumnTypeKind.Bool, ColumnTypeKind.Int) or (ColumnTypeKind.Int, ColumnTypeKind.Bool) => true,
        (ColumnTypeKind.Json, _) => to.Kind == ColumnTypeKind.Bool || IsNumber(to),
        _ => false,
    };

    private static bool IsNumber(ColumnType type) => type.Kind is ColumnTypeKind.SmallInt or ColumnTypeKind.Int or ColumnTypeKind.BigInt
        or ColumnTypeKind.Decimal or ColumnTypeKind.Real or ColumnTypeKind.Double;

    private static string With(string name, int? modifier) =>
        modifier is null ? name : string.Create(CultureInfo.InvariantCulture, $"{name}({modifier})");

    private static string Decimal(ColumnType type) => (type.Precision, type.Scale) switch
    {
        (null, null) => "numeric",
        ({ } precision, null) => string.Create(CultureInfo.InvariantCulture, $"numeric({precision})"),
        ({ } precision, { } scale) => string.Create(CultureInfo.InvariantCulture, $"numeric({precision},{scale})"),
        _ => throw new UnsupportedOperationException("limit the scale of a decimal without its precision", "PostgreSQL", "Give the precision too: t.Decimal(18, 2)."),
    };
}
