using Retort.Dialects;
using Retort.PostgreSql.Tests.Introspection;
using Retort.Schema;

namespace Retort.PostgreSql.Tests;

/// <summary>A scratch database that starts with the schema of another.</summary>
public class SchemaCopyTests
{
    [Fact]
    public async Task A_copy_has_the_schema_without_rows_owners_and_privileges()
    {
        await using var tenant = await ScratchTenant.CreateAsync("CREATEDB");
        await tenant.ExecuteAsync(
            """
            CREATE SCHEMA app;
            CREATE TYPE app.mood AS ENUM ('sad', 'ok');
            CREATE TABLE app.people (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, mood app.mood, name text COLLATE "C" UNIQUE);
            CREATE TABLE events (at timestamptz NOT NULL, who bigint REFERENCES app.people) PARTITION BY RANGE (at);
            CREATE TABLE events_rest PARTITION OF events DEFAULT;
            CREATE VIEW happy AS SELECT name FROM app.people WHERE mood = 'ok';
            INSERT INTO app.people (mood) VALUES ('ok');
            """);
        await tenant.ExecuteAsync($"GRANT SELECT ON app.people TO PUBLIC; GRANT USAGE ON SCHEMA app TO PUBLIC; GRANT SELECT ON events, happy TO {PostgreSqlIdentifier.Quote(tenant.Role)}");
        await using var database = tenant.Connect();

        await using var copy = await database.CreateScratchAsync(copySchema: true);

        var (original, copied) = (await ReadAsync(database), await ReadAsync(copy));
        Assert.Equal(Bare(original), Bare(copied));
        Assert.All(copied.Objects, item => Assert.Empty(item.Grants));
        await using var session = await copy.OpenAsync();
        Assert.Equal(0L, (await session.QueryAsync("SELECT count(*) FROM app.people", default))[0][0]);
    }

    [Fact]
    public async Task Names_without_a_schema_mean_the_same_in_the_copy()
    {
        await using var tenant = await ScratchTenant.CreateAsync("CREATEDB");
        await tenant.ExecuteAsync($"CREATE SCHEMA \"My app\"; CREATE TABLE \"My app\".t (a integer); ALTER ROLE {PostgreSqlIdentifier.Quote(tenant.Role)} SET search_path = \"My app\", public; GRANT ALL ON SCHEMA \"My app\" TO PUBLIC");
        await using var database = tenant.Connect();

        await using var copy = await database.CreateScratchAsync(copySchema: true);
        await using var session = await copy.OpenAsync();

        Assert.Equal(new ObjectName("My app", "t"), await session.FindTableAsync("t", default));
    }

    [Fact]
    public async Task What_cannot_be_made_again_is_told_and_the_rest_is_there()
    {
        await using var tenant = await ScratchTenant.CreateAsync("CREATEDB");
        await tenant.ExecuteAsync(
            """
            CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE far (a integer) SERVER s;
            CREATE VIEW of_far AS SELECT a FROM far; CREATE TABLE near (a integer); CREATE VIEW of_near AS SELECT a FROM near;
            """);
        await using var database = tenant.Connect();

        await using var copy = await database.CreateScratchAsync(copySchema: true);

        var copied = await ReadAsync(copy);
        Assert.Equal(["table \"near\"", "view \"of_near\""], copied.Objects.Select(item => item.Id.ToString()));
        Assert.Contains(tenant.Told.Lines, line => line.Contains("create view \"of_far\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_copy_goes_when_it_is_disposed()
    {
        await using var tenant = await ScratchTenant.CreateAsync("CREATEDB");
        await using var database = tenant.Connect();

        await (await database.CreateScratchAsync(copySchema: true)).DisposeAsync();

        Assert.Empty(await tenant.DatabasesAsync());
    }

    private static async Task<DatabaseSchema> ReadAsync(IDatabase database)
    {
        await using var session = await database.OpenAsync();
        return await session.ReadSchemaAsync(new SchemaScope { Schemas = [.. (await session.QueryAsync("SELECT nspname::text FROM pg_namespace WHERE nspname IN ('public', 'app') ORDER BY nspname DESC", default)).Select(row => (string)row[0]!)] }, default);
    }

    private static SchemaFingerprint Bare(DatabaseSchema schema) => SchemaFingerprint.Of(new DatabaseSchema(schema.Objects.Select(item => item with { Owner = null, Grants = [] }), schema.Dependencies, []));
}
