using System.Globalization;
using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;

namespace Retort.PostgreSql.Tests;

/// <summary>A database of its own for a test, and a session on it.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly string _name;
    private readonly int _major;

    private TestDatabase(int major, string name)
    {
        (_major, _name) = (major, name);
        Url = TestServer.UrlOf(major, name);
        Database = PostgreSqlDatabase.Connect(Url);
    }

    public string Url { get; }

    public PostgreSqlDatabase Database { get; }

    public IDatabaseSession Session { get; private set; } = null!;

    public static async Task<TestDatabase> CreateAsync(int major = 15)
    {
        var database = new TestDatabase(major, string.Create(CultureInfo.InvariantCulture, $"test_{Guid.NewGuid():N}"));
        await AdministerAsync(major, $"CREATE DATABASE {database._name}");
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
            if (statement is CodeStatement code)
            {
                await code.Code(session.Connection, default);
            }
            else
            {
                await session.ExecuteAsync([(SqlStatement)statement], default);
            }

            await session.CommitAsync(default);
        }
    }

    public async Task SqlAsync(string sql) => await RunAsync(new ExecuteSql(sql));

    public async Task<object?> ScalarAsync(string sql) => (await Session.QueryAsync(sql, default))[0][0];

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
        await AdministerAsync(_major, $"DROP DATABASE {_name} WITH (FORCE)");
    }

    private static async Task AdministerAsync(int major, string sql)
    {
        await using var server = PostgreSqlDatabase.Connect(TestServer.UrlOf(major));
        await using var session = await server.OpenAsync();
        await session.ExecuteAsync([new SqlStatement(sql) { Transactional = false }], default);
    }
}
