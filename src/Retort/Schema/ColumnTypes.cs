namespace Retort.Schema;

/// <summary>The types a column can be given, by the names used in revisions: <c>t.String(100)</c>, <c>db.Json()</c>.</summary>
public abstract class ColumnTypes
{
    /// <summary>For the builders, and for a dialect that reads types from its catalogue.</summary>
    protected ColumnTypes()
    {
    }

    /// <summary>Text of any length.</summary>
    public ColumnType Text() => new(ColumnTypeKind.Text);

    /// <summary>Text of at most <paramref name="length"/> characters; without a length as <see cref="Text"/>, but written as <c>varchar</c>.</summary>
    public ColumnType String(int? length = null) => new(ColumnTypeKind.String) { Length = Positive(length) };

    /// <summary>Text padded with blanks to <paramref name="length"/> characters.</summary>
    public ColumnType Char(int length) => new(ColumnTypeKind.Char) { Length = Positive(length) };

    /// <summary>A 16-bit integer.</summary>
    public ColumnType SmallInt() => new(ColumnTypeKind.SmallInt);

    /// <summary>A 32-bit integer.</summary>
    public ColumnType Int() => new(ColumnTypeKind.Int);

    /// <summary>A 64-bit integer.</summary>
    public ColumnType BigInt() => new(ColumnTypeKind.BigInt);

    /// <summary>An exact number of <paramref name="precision"/> digits, <paramref name="scale"/> of them after the point; unlimited without them.</summary>
    public ColumnType Decimal(int? precision = null, int? scale = null) =>
        new(ColumnTypeKind.Decimal) { Precision = Positive(precision), Scale = scale };

    /// <summary>A 32-bit floating-point number.</summary>
    public ColumnType Real() => new(ColumnTypeKind.Real);

    /// <summary>A 64-bit floating-point number.</summary>
    public ColumnType Double() => new(ColumnTypeKind.Double);

    /// <summary>True or false.</summary>
    public ColumnType Bool() => new(ColumnTypeKind.Bool);

    /// <summary>A UUID.</summary>
    public ColumnType Uuid() => new(ColumnTypeKind.Uuid);

    /// <summary>JSON, in the form the database can index (<c>jsonb</c> on PostgreSQL).</summary>
    public ColumnType Json() => new(ColumnTypeKind.Json);

    /// <summary>A calendar date.</summary>
    public ColumnType Date() => new(ColumnTypeKind.Date);

    /// <summary>A time of day, with <paramref name="precision"/> digits of a second's fraction.</summary>
    public ColumnType Time(int? precision = null) => new(ColumnTypeKind.Time) { Precision = precision };

    /// <summary>A date and time without a zone, with <paramref name="precision"/> digits of a second's fraction.</summary>
    public ColumnType DateTime(int? precision = null) => new(ColumnTypeKind.DateTime) { Precision = precision };

    /// <summary>A point in time, with <paramref name="precision"/> digits of a second's fraction.</summary>
    public ColumnType DateTimeOffset(int? precision = null) => new(ColumnTypeKind.DateTimeOffset) { Precision = precision };

    /// <summary>A span of time.</summary>
    public ColumnType Interval() => new(ColumnTypeKind.Interval);

    /// <summary>Binary data.</summary>
    public ColumnType Bytes() => new(ColumnTypeKind.Bytes);

    /// <summary>A value of the enumerated type <paramref name="name"/>, which <c>CreateEnum</c> makes.</summary>
    public ColumnType Enum(ObjectName name) => new(ColumnTypeKind.Enum) { EnumName = name };

    /// <summary>An array of <paramref name="element"/>.</summary>
    public ColumnType Array(ColumnType element) => new(ColumnTypeKind.Array) { Element = element };

    /// <summary>A type in the database's own words, such as <c>t.Type("tstzrange")</c>. Written as it stands.</summary>
    public ColumnType Type(string nativeName)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(nativeName);
        return new(ColumnTypeKind.Native) { NativeName = nativeName };
    }

    private static int? Positive(int? value) =>
        value is <= 0 ? throw new ArgumentOutOfRangeException(nameof(value), value, "A length or precision is at least 1.") : value;
}
