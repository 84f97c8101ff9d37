using Retort.Schema;

namespace Retort.PostgreSql.Tests.Introspection;

/// <summary>A session of a scratch database keeps the plans of what it asks again and again.</summary>
public sealed class RepeatedReadingTests
{
    [Fact]
    public async Task A_schema_that_is_read_again_is_the_one_there_is_now()
    {
        await using var database = await TestDatabase.CreateAsync(18);
        await using var live = PostgreSqlDatabase.Connect(database.Url);
        await using var scratch = await live.CreateScratchAsync(copySchema: false);
        await using var session = await scratch.OpenAsync();

        foreach (var change in new[]
        {
            "CREATE TABLE t (id int PRIMARY KEY, a text DEFAULT 'x')", "ALTER TABLE t ADD COLUMN b numeric(10, 2) CHECK (b > 0)", "CREATE INDEX i ON t (lower(a))", "ALTER TABLE t DROP COLUMN a",
            "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'", "ANALYZE", "CREATE VIEW v AS SELECT * FROM t", "SET search_path = pg_catalog", "DROP TABLE public.t CASCADE",
        })
        {
            await session.ExecuteAsync([new(change) { Transactional = false }], default);
            var again = await session.ReadSchemaAsync(new SchemaScope { Schemas = ["public"] }, default);
            await using var fresh = await scratch.OpenAsync();

            Assert.Equal((change, SchemaJson.Write(await fresh.ReadSchemaAsync(new SchemaScope { Schemas = ["public"] }, default))), (change, SchemaJson.Write(again)));
        }
    }

    [Fact]
    public async Task A_schema_is_read_again_in_a_transaction()
    {
        await using var database = await TestDatabase.CreateAsync(13);
        await using var live = PostgreSqlDatabase.Connect(database.Url);
        await using var scratch = await live.CreateScratchAsync(copySchema: false);
        await using var session = await scratch.OpenAsync();
        await session.ReadSchemaAsync(new SchemaScope(), default);
        await session.BeginAsync([], default);
        await session.ExecuteAsync([new("CREATE TABLE t (id int)")], default);

        var inside = await session.ReadSchemaAsync(new SchemaScope(), default);
        await session.RollbackAsync(default);

        Assert.Equal((1, 0), (inside.Tables.Count(), (await session.ReadSchemaAsync(new SchemaScope(), default)).Tables.Count()));
    }

    [Fact]
    public async Task Rows_of_many_tables_are_those_of_each()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("""
            CREATE TABLE parted (id int, name text) PARTITION BY LIST (id);
            CREATE TABLE part PARTITION OF parted DEFAULT;
            CREATE TABLE parent (id int);
            CREATE TABLE child () INHERITS (parent);
            CREATE TABLE "Empty, 'so' {called}" (id int);
            INSERT INTO parted VALUES (2, NULL), (1, 'b');
            INSERT INTO parent VALUES (3);
            INSERT INTO child VALUES (4);
            """);

        var rows = await database.Session.ReadRowsAsync([("child", ["id"]), ("parted", ["name", "id"]), ("Empty, 'so' {called}", ["id"]), ("parent", ["id"]), (("public", "part"), ["id"])], default);

        Assert.Equal(["4", "b 1|- 2", "", "3", "1|2"], rows.Select(table => string.Join('|', table.Select(row => string.Join(' ', row.Select(value => value ?? "-"))))));
        Assert.Empty(await database.Session.ReadRowsAsync([], default));
    }
}
