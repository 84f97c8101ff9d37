using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;
using Retort.Schema;
using Retort.Testing;

namespace Retort.Sqlite.Tests;

/// <summary>A database file of its own for a test, and a session on it.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    private TestDatabase() => Database = SqliteDatabase.Connect($"sqlite:///{File}");

    public string File => _folder["test.db"];

    public SqliteDatabase Database { get; }

    public IDatabaseSession Session { get; private set; } = null!;

    /// <summary>Creates a database from a script.</summary>
    public static async Task<TestDatabase> CreateAsync(string script = "")
    {
        var database = new TestDatabase();
        database.Session = await database.Database.OpenAsync();

        // The disk need not have it: nothing here dies.
        await database.OutsideAsync("PRAGMA synchronous = OFF");
        await database.SqlAsync(script);
        return database;
    }

    /// <summary>Runs operations in one transaction, as a revision does.</summary>
    public Task RunAsync(params IReadOnlyList<Operation> operations) => RunAsync(Session, operations);

    public static async Task RunAsync(IDatabaseSession session, IReadOnlyList<Operation> operations)
    {
        var statements = SqliteDialect.Instance.Write(operations, session.ServerVersion);
        await session.BeginAsync(statements, default);
        try
        {
            foreach (var statement in statements)
            {
                await RunAsync(session, statement);
            }

            await session.CommitAsync(default);
        }
        catch
        {
            await session.RollbackAsync(default);
            throw;
        }
    }

    /// <summary>Runs a script in a transaction.</summary>
    public Task SqlAsync(string script) => RunAsync(new ExecuteSql(script));

    /// <summary>Runs statements that cannot be in a transaction, or must not.</summary>
    public async Task OutsideAsync(params IEnumerable<string> statements) =>
        await Session.ExecuteAsync([.. statements.Select(sql => new SqlStatement(sql))], default);

    public async Task<object?> ScalarAsync(string sql) => (await Session.QueryAsync(sql, default))[0][0];

    /// <summary>The rows of a query, a line each, with <c>|</c> between the values.</summary>
    public async Task<string> RowsAsync(string sql) => string.Join('\n', (await Session.QueryAsync(sql, default)).Select(row => string.Join('|', row.Select(Show))));

    /// <summary>The text SQLite keeps of an object.</summary>
    public async Task<string?> TextOfAsync(string name) => (await Session.QueryAsync($"SELECT sql FROM sqlite_master WHERE name = {SqliteLiteral.Text(name)}", default)).SingleOrDefault()?[0] as string;

    /// <summary>The schema as the model has it.</summary>
    public Task<DatabaseSchema> ReadSchemaAsync() => Session.ReadSchemaAsync(new SchemaScope(), default);

    /// <summary>The whole schema, in order of its names.</summary>
    public Task<string> SchemaAsync() => RowsAsync("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name");

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        await Database.DisposeAsync();
        _folder.Dispose();
    }

    private static async Task RunAsync(IDatabaseSession session, Statement statement)
    {
        switch (statement)
        {
            case CodeStatement code:
                await code.Code(session.Connection, default);
                break;
            case CatalogStatement catalog:
                await session.ExecuteAsync(await catalog.Write(session.Connection, default), default);
                break;
            case BackfillStatement backfill:
                await session.ExecuteAsync([backfill.Whole], default);
                break;
            case SqlStatement sql:
                await session.ExecuteAsync([sql], default);
                break;
        }
    }

    private static string Show(object? value) => value switch
    {
        null => "NULL",
        byte[] bytes => Convert.ToHexString(bytes),
        _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
    };
}
