using System.Diagnostics;
using System.Globalization;
using Retort.Dialects;
using Retort.Schema;

namespace Retort.Sqlite;

/// <summary>The names of types. SQLite keeps them as text and derives only an affinity, except in STRICT tables, which allow five.</summary>
internal static partial class SqliteTypeName
{
    public static string Of(ColumnType type, bool strict) => type.Kind switch
    {
        ColumnTypeKind.Native => type.NativeName!,
        ColumnTypeKind.Text => "TEXT",
        ColumnTypeKind.String => strict || type.Length is null ? "TEXT" : string.Create(CultureInfo.InvariantCulture, $"VARCHAR({type.Length})"),
        ColumnTypeKind.Char => strict ? "TEXT" : string.Create(CultureInfo.InvariantCulture, $"CHAR({type.Length})"),
        ColumnTypeKind.SmallInt => strict ? "INTEGER" : "SMALLINT",
        ColumnTypeKind.Int => "INTEGER",
        ColumnTypeKind.BigInt => strict ? "INTEGER" : "BIGINT",
        ColumnTypeKind.Decimal => strict ? "ANY" : Decimal(type),
        ColumnTypeKind.Real or ColumnTypeKind.Double => "REAL",
        ColumnTypeKind.Bool => strict ? "INTEGER" : "BOOLEAN",
        ColumnTypeKind.Uuid => strict ? "TEXT" : "CHAR(36)",
        ColumnTypeKind.Json => "TEXT",
        ColumnTypeKind.Date => strict ? "TEXT" : "DATE",
        ColumnTypeKind.Time => strict ? "TEXT" : "TIME",
        ColumnTypeKind.DateTime or ColumnTypeKind.DateTimeOffset => strict ? "TEXT" : "TIMESTAMP",
        ColumnTypeKind.Interval => "TEXT",
        ColumnTypeKind.Bytes => "BLOB",
        ColumnTypeKind.Enum => throw new UnsupportedOperationException(
            $"hold the enumerated type \"{type.EnumName}\"", "SQLite", "Use t.Text() with .Check(...) there: if (db.IsSqlite)."),
        ColumnTypeKind.Array => throw new UnsupportedOperationException("hold an array", "SQLite", "Use t.Json() there: if (db.IsSqlite)."),
        _ => throw new UnreachableException($"No type name for {type.Kind}."),
    };

    private static string Decimal(ColumnType type) => (type.Precision, type.Scale) switch
    {
        (null, _) => "NUMERIC",
        ({ } precision, null) => string.Create(CultureInfo.InvariantCulture, $"NUMERIC({precision})"),
        ({ } precision, { } scale) => string.Create(CultureInfo.InvariantCulture, $"NUMERIC({precision}, {scale})"),
    };
}
