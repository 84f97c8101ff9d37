namespace Retort.Schema;

/// <summary>The portable types; each dialect maps them to its own.</summary>
public enum ColumnTypeKind
{
    /// <summary>Text of any length.</summary>
    Text,

    /// <summary>Text with an optional limit on its length.</summary>
    String,

    /// <summary>Text padded to a fixed length.</summary>
    Char,

    /// <summary>A 16-bit integer.</summary>
    SmallInt,

    /// <summary>A 32-bit integer.</summary>
    Int,

    /// <summary>A 64-bit integer.</summary>
    BigInt,

    /// <summary>An exact number with optional precision and scale.</summary>
    Decimal,

    /// <summary>A 32-bit floating-point number.</summary>
    Real,

    /// <summary>A 64-bit floating-point number.</summary>
    Double,

    /// <summary>True or false.</summary>
    Bool,

    /// <summary>A UUID.</summary>
    Uuid,

    /// <summary>JSON, in the form the database can index (<c>jsonb</c> on PostgreSQL).</summary>
    Json,

    /// <summary>A calendar date.</summary>
    Date,

    /// <summary>A time of day.</summary>
    Time,

    /// <summary>A date and time without a zone.</summary>
    DateTime,

    /// <summary>A point in time (<c>timestamp with time zone</c> on PostgreSQL).</summary>
    DateTimeOffset,

    /// <summary>A span of time.</summary>
    Interval,

    /// <summary>Binary data.</summary>
    Bytes,

    /// <summary>A value of an enumerated type.</summary>
    Enum,

    /// <summary>An array of another type.</summary>
    Array,

    /// <summary>A type written in the database's own words.</summary>
    Native,
}

/// <summary>The type of a column. Made by the methods of <see cref="ColumnTypes"/>, which the builders share.</summary>
public sealed record ColumnType
{
    internal ColumnType(ColumnTypeKind kind) => Kind = kind;

    /// <summary>Which type it is.</summary>
    public ColumnTypeKind Kind { get; }

    /// <summary>Length in characters, for <see cref="ColumnTypeKind.String"/> and <see cref="ColumnTypeKind.Char"/>.</summary>
    public int? Length { get; internal init; }

    /// <summary>Total digits of a decimal, or digits of a fraction of a second for the types of time.</summary>
    public int? Precision { get; internal init; }

    /// <summary>Digits after the point of a decimal.</summary>
    public int? Scale { get; internal init; }

    /// <summary>The type of the elements of an array.</summary>
    public ColumnType? Element { get; internal init; }

    /// <summary>The name of the enumerated type.</summary>
    public ObjectName? EnumName { get; internal init; }

    /// <summary>The type in the database's own words, for <see cref="ColumnTypeKind.Native"/>.</summary>
    public string? NativeName { get; internal init; }
}
