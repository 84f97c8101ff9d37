using System.Collections.Immutable;
using System.Globalization;
using Npgsql;

namespace Retort.PostgreSql.Introspection;

/// <summary>A row of a catalogue query, read by the names of its columns.</summary>
internal readonly struct CatalogueRow(NpgsqlDataReader reader)
{
    public string Text(string column) => reader.GetString(reader.GetOrdinal(column));

    public string? TextOrNull(string column) => IsNull(column) ? null : Text(column);

    /// <summary>What the server tells of an expression, a query or a definition.</summary>
    public string Sql(string column) => DeparsedSql.Normalize(Text(column));

    public string? SqlOrNull(string column) => IsNull(column) ? null : Sql(column);

    public uint Oid(string column) => reader.GetFieldValue<uint>(reader.GetOrdinal(column));

    public uint? OidOrNull(string column) => IsNull(column) ? null : Oid(column);

    public bool Is(string column) => reader.GetBoolean(reader.GetOrdinal(column));

    /// <summary>The text of a value of the type <c>"char"</c>, by which the catalogue tells kinds apart; 0 for none.</summary>
    public char Letter(string column) => Text(column) is [var letter] ? letter : '\0';

    public char? LetterOrNull(string column) => IsNull(column) ? null : Letter(column);

    public int Int(string column) => reader.GetInt32(reader.GetOrdinal(column));

    public int? IntOrNull(string column) => IsNull(column) ? null : Int(column);

    public long Long(string column) => reader.GetInt64(reader.GetOrdinal(column));

    /// <summary>The elements of an array, which the query told as text; none for NULL.</summary>
    public ImmutableArray<string> Texts(string column) => IsNull(column) ? [] : ArrayText.Elements(Text(column));

    /// <summary>The numbers of columns in an array, which the query told as text; none for NULL.</summary>
    public ImmutableArray<int> Numbers(string column)
    {
        var numbers = ImmutableArray.CreateBuilder<int>();
        foreach (var number in Texts(column))
        {
            numbers.Add(int.Parse(number, CultureInfo.InvariantCulture));
        }

        return numbers.ToImmutable();
    }

    public bool IsNull(string column) => reader.IsDBNull(reader.GetOrdinal(column));
}
