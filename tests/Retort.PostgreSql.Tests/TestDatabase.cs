using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;
using Retort.Testing;

namespace Retort.PostgreSql.Tests;

/// <summary>A database of its own for a test, and a session on it.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly PostgresDatabase _database;

    private TestDatabase(PostgresDatabase database, string url)
    {
        _database = database;
        Url = url;
        Database = PostgreSqlDatabase.Connect(url);
    }

    public string Url { get; }

    public PostgreSqlDatabase Database { get; }

    public IDatabaseSession Session { get; private set; } = null!;

    public static async Task<TestDatabase> CreateAsync(int major = 15)
    {
        var created = await (await PostgresServer.GetAsync(major)).CreateDatabaseAsync();
        var database = new TestDatabase(created, created.Url);
        database.Session = await database.Database.OpenAsync();
        return database;
    }

    public async Task RunAsync(params IReadOnlyList<Operation> operations) => await RunAsync(Session, operations);

    public static async Task RunAsync(IDatabaseSession session, IReadOnlyList<Operation> operations)
    {
        foreach (var statement in PostgreSqlDialect.Instance.Write(operations, session.ServerVersion))
        {
            if (!statement.Transactional)
            {
                await session.ExecuteAsync([(SqlStatement)statement], default);
                continue;
            }

            await session.BeginAsync([statement], default);
            try
            {
                if (statement is CodeStatement code)
                {
                    await code.Code(session.Connection, default);
                }
                else
                {
                    await session.ExecuteAsync([(SqlStatement)statement], default);
                }
            }
            catch
            {
                await session.RollbackAsync(default);
                throw;
            }

            await session.CommitAsync(default);
        }
    }

    public async Task SqlAsync(string sql) => await RunAsync(new ExecuteSql(sql));

    public async Task<object?> ScalarAsync(string sql) => (await Session.QueryAsync(sql, default))[0][0];

    public Task LoadAsync(string script) => _database.LoadAsync(script);

    public Task<IReadOnlyList<string>> SchemasAsync() => _database.SchemasAsync();

    public Task<string> DumpSchemaAsync() => _database.DumpSchemaAsync();

    /// <summary>Empties the database, so that many cases can share it.</summary>
    public Task ResetAsync() => SqlAsync(
        """
        DO $$
        DECLARE name text;
        BEGIN
            FOR name IN SELECT quote_ident(nspname) FROM pg_namespace WHERE nspname NOT LIKE 'pg\_%' AND nspname <> 'information_schema' LOOP
                EXECUTE 'DROP SCHEMA ' || name || ' CASCADE';
            END LOOP;
            CREATE SCHEMA public;
        END
        $$
        """);

    public async ValueTask DisposeAsync()
    {
        await Session.DisposeAsync();
        await Database.DisposeAsync();
        await _database.DisposeAsync();
    }
}
