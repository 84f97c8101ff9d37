using Npgsql;
using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;
using Retort.Testing;

namespace Retort.PostgreSql.Tests;

/// <summary>A database of its own for a test, and a session on it.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly PostgresDatabase _database;

    private readonly NpgsqlDataSource? _source;

    private TestDatabase(PostgresDatabase database, NpgsqlDataSource? source)
    {
        _database = database;
        _source = source;
        Database = source is null ? PostgreSqlDatabase.Connect(database.Url) : PostgreSqlDatabase.Connect(source);
    }

    public string Url => _database.Url;

    public PostgreSqlDatabase Database { get; }

    public IDatabaseSession Session { get; private set; } = null!;

    public static async Task<TestDatabase> CreateAsync(int major = 15) => await OpenAsync(new TestDatabase(await PostgresDatabase.CreateAsync(major), null));

    /// <summary>Makes one for a test that reads the schema hundreds of times: what is asked again is not planned again, which is most of the server's work.</summary>
    public static async Task<TestDatabase> CreateForManyReadingsAsync(int major = 15)
    {
        var database = await PostgresDatabase.CreateAsync(major);
        return await OpenAsync(new TestDatabase(database, NpgsqlDataSource.Create($"{database.ConnectionString};Max Auto Prepare=100;Auto Prepare Min Usages=3")));
    }

    public async Task RunAsync(params IReadOnlyList<Operation> operations) => await RunAsync(Session, operations);

    public static async Task RunAsync(IDatabaseSession session, IReadOnlyList<Operation> operations)
    {
        foreach (var statement in PostgreSqlDialect.Instance.Write(operations, session.ServerVersion))
        {
            if (!statement.Transactional)
            {
                await session.ExecuteAsync([statement as SqlStatement ?? ((BackfillStatement)statement).Whole], default);
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

    /// <summary>Opens a connection of somebody else's, on which a script has run.</summary>
    public async Task<NpgsqlConnection> ConnectAsync(string sql)
    {
        var settings = PostgreSqlUrl.Parse(Url).ConnectionString;
        settings.ApplicationName = "a report";
        settings.Pooling = false;
        var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        foreach (var statement in SqlScript.Split(sql, SqlSyntax.PostgreSql))
        {
            await using var command = new NpgsqlCommand(statement.Text, connection);
            await command.ExecuteNonQueryAsync();
        }

        return connection;
    }

    /// <summary>Waits until a query says that something is so.</summary>
    public Task AwaitAsync(string query) => _database.Server.AwaitAsync(query, _database.Name);

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
        if (_source is not null)
        {
            await _source.DisposeAsync();
        }

        await _database.DisposeAsync();
    }

    private static async Task<TestDatabase> OpenAsync(TestDatabase database)
    {
        database.Session = await database.Database.OpenAsync();
        return database;
    }
}
