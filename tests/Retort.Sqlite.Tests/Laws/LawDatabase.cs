using Retort.Dialects;
using Retort.Schema;
using Retort.Testing;

namespace Retort.Sqlite.Tests.Laws;

/// <summary>A database for the laws of SQLite.</summary>
internal sealed class LawDatabase(TestDatabase database) : ILawDatabase
{
    public IDatabaseSession Session => database.Session;

    public SchemaScope Scope { get; } = new();

    public static async Task<ILawDatabase> CreateAsync() => new LawDatabase(await TestDatabase.CreateAsync());

    public async Task ResetAsync()
    {
        await database.OutsideAsync("PRAGMA foreign_keys = OFF");
        var objects = await Session.QueryAsync("SELECT type, name FROM sqlite_master WHERE type IN ('view', 'table') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY type DESC", default);
        await database.OutsideAsync(objects.Select(item => $"DROP {item[0]} {SqliteIdentifier.Quote((string)item[1]!)}"));
    }

    public IEnumerable<string> Insert(DatabaseSchema schema, Table table)
    {
        var columns = table.Columns.Where(column => column.Generated is null).ToList();
        return
        [
            // In a circle of foreign keys no table comes first.
            "PRAGMA defer_foreign_keys = ON",
            .. Enumerable.Range(11, 3).Select(number =>
                $"INSERT INTO {SqliteIdentifier.Quote(table.Name)} ({string.Join(", ", columns.Select(column => SqliteIdentifier.QuoteColumn(column.Name)))}) VALUES ({string.Join(", ", columns.Select(column => Value(column.Type, number)))})"),
        ];
    }

    // A number stays the same number in another storage class.
    public string Select(Table table)
    {
        var names = table.Columns.Select(column => SqliteIdentifier.QuoteColumn(column.Name)).ToList();
        return $"SELECT {string.Join(", ", names.Select(name => $"CASE WHEN typeof({name}) IN ('integer', 'real') THEN printf('%g', {name}) ELSE quote({name}) END"))} FROM {SqliteIdentifier.Quote(table.Name)} ORDER BY 1, 2";
    }

    public ValueTask DisposeAsync() => database.DisposeAsync();

    private static string Value(ColumnType type, int number) => type.Kind switch
    {
        ColumnTypeKind.Text or ColumnTypeKind.String or ColumnTypeKind.Char => $"'it{number}'",
        ColumnTypeKind.Decimal or ColumnTypeKind.Real or ColumnTypeKind.Double => $"{number}.25",
        ColumnTypeKind.DateTime or ColumnTypeKind.DateTimeOffset => $"'2020-01-{number} 12:00:00'",
        ColumnTypeKind.Bool => "1",
        ColumnTypeKind.Bytes => $"x'{number}'",
        _ => $"{number}",
    };
}
