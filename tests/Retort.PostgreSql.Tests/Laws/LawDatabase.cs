using Retort.Dialects;
using Retort.Schema;
using Retort.Testing;

namespace Retort.PostgreSql.Tests.Laws;

/// <summary>A database for the laws of PostgreSQL.</summary>
internal sealed class LawDatabase(TestDatabase database) : ILawDatabase
{
    private static readonly SchemaScope Everything = new() { Schemas = ["public", "other"] };

    public IDatabaseSession Session => database.Session;

    public SchemaScope Scope => Everything;

    public static async Task<ILawDatabase> CreateAsync() => new LawDatabase(await TestDatabase.CreateForManyReadingsAsync());

    public async Task ResetAsync()
    {
        await database.ResetAsync();
        await database.SqlAsync("DROP PUBLICATION IF EXISTS news");
        await database.SqlAsync("ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM pg_monitor; ALTER DEFAULT PRIVILEGES REVOKE ALL ON SEQUENCES FROM PUBLIC; ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC");
    }

    public IEnumerable<string> Insert(DatabaseSchema schema, Table table)
    {
        // A partition is filled through its table, and in a circle of foreign keys no table comes first.
        var columns = table.Columns.Where(column => column.Generated is null).ToList();
        return table.PartitionOf is not null || columns.Count == 0 ? [] :
        [
            "SET LOCAL session_replication_role = replica",
            .. Enumerable.Range(table.Inherits.IsEmpty ? 11 : 21, 3).Select(number =>
                $"INSERT INTO {PostgreSqlIdentifier.Quote(table.Name)} ({string.Join(", ", columns.Select(column => PostgreSqlIdentifier.Quote(column.Name)))}) OVERRIDING SYSTEM VALUE "
                + $"VALUES ({string.Join(", ", columns.Select(column => Value(schema, column.Type, number)))})"),
        ];
    }

    public string Select(Table table) => table.Columns.IsEmpty
        ? $"SELECT count(*) FROM {PostgreSqlIdentifier.Quote(table.Name)}"
        : $"SELECT {string.Join(", ", table.Columns.Select(Spelled))} FROM {(table.PartitionBy is null ? "ONLY " : "")}{PostgreSqlIdentifier.Quote(table.Name)} ORDER BY "
            + string.Join(", ", Enumerable.Range(1, table.Columns.Length));

    // A document is the same when it becomes text.
    private static string Spelled(Column column) =>
        $"to_jsonb({PostgreSqlIdentifier.Quote(column.Name)}{(column.Type is { Kind: ColumnTypeKind.Json } or { NativeName: "json" } ? "::text" : "")})::text";

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private static string Value(DatabaseSchema schema, ColumnType type, int number) => type.Kind switch
    {
        ColumnTypeKind.Text or ColumnTypeKind.String or ColumnTypeKind.Char => $"'it{number}'",
        ColumnTypeKind.Decimal or ColumnTypeKind.Double => $"{number}.25",
        ColumnTypeKind.Bool => "true",
        ColumnTypeKind.DateTimeOffset => $"'2020-01-{number} 12:00Z'",
        ColumnTypeKind.Date => $"'2020-01-{number}'",
        ColumnTypeKind.Json => $"'{{\"n\": {number}}}'",
        ColumnTypeKind.Uuid => $"'00000000-0000-0000-0000-0000000000{number}'",
        ColumnTypeKind.Interval => $"'{number} days'",
        ColumnTypeKind.Bytes => $"'\\x{number}'",
        ColumnTypeKind.Enum => "'ok'",
        ColumnTypeKind.Array => $"ARRAY[{Value(schema, type.Element!, number)}]::{PostgreSqlTypeName.Of(type)}",
        ColumnTypeKind.Native => OfNative(schema, type.NativeName!, number),
        _ => $"{number}",
    };

    private static string OfNative(DatabaseSchema schema, string name, int number)
    {
        if (name is "json" or "inet" or "int4range")
        {
            return $"'{(name == "json" ? $"{{\"n\": {number}}}" : name == "inet" ? $"10.0.0.{number}" : $"[{number},{number + 1})")}'";
        }

        return schema.Objects.FirstOrDefault(item => PostgreSqlIdentifier.Quote(item.Id.Name) == name && item is Domain or CompositeType) switch
        {
            Domain domain => Value(schema, domain.Type, number),
            CompositeType composite => $"ROW({string.Join(", ", composite.Attributes.Select(attribute => Value(schema, attribute.Type, number + attribute.Name[0])))})",
            _ => $"'[{number},{number + 1})'",
        };
    }
}
