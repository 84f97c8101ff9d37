using System.Data.Common;
using Retort.Planning;
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
    public async Task Rows_that_are_read_again_are_those_there_are_now()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var live = PostgreSqlDatabase.Connect(database.Url);
        await using var scratch = await live.CreateScratchAsync(copySchema: false);
        await using var session = await scratch.OpenAsync();
        (ObjectName, IReadOnlyList<string>)[] tables = [.. Enumerable.Range(1, 10).Select(i => ((ObjectName)$"t{i}", (IReadOnlyList<string>)["a"]))];

        foreach (var change in new[]
        {
            string.Join("; ", Enumerable.Range(1, 10).Select(i => $"CREATE TABLE t{i} (a text)")), "INSERT INTO t1 VALUES ('2'), ('1')", "INSERT INTO t10 VALUES (NULL)", "ALTER TABLE t1 ALTER a TYPE numeric(4, 2) USING a::numeric",
            "DROP TABLE t2; CREATE TABLE t2 (b int, a int); INSERT INTO t2 VALUES (1, 7)", "ALTER TABLE t3 ADD b int; ALTER TABLE t3 DROP a; ALTER TABLE t3 RENAME b TO a; INSERT INTO t3 VALUES (5)",
            "CREATE SCHEMA other; CREATE TABLE other.t4 (a int); INSERT INTO other.t4 VALUES (9); SET search_path = other, public", "DEALLOCATE ALL", "DELETE FROM t1",
        })
        {
            SqlStatement[] statements = [.. change.Split("; ").Select(sql => new SqlStatement(sql) { Transactional = false })];
            await session.BeginRevisionAsync(statements, default);
            await session.ExecuteAsync(statements, default);
            var expected = new List<string>();
            foreach (var (table, _) in tables)
            {
                expected.Add(string.Join('|', (await session.QueryAsync($"SELECT a::text FROM {table} ORDER BY 1", default)).Select(row => row[0] ?? "-")));
            }

            var again = await session.ReadRowsAsync(tables, default);

            Assert.Equal((change, string.Join(", ", expected)), (change, string.Join(", ", again.Select(rows => string.Join('|', rows.Select(row => row[0] ?? "-"))))));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_schema_can_be_read_again_when_a_revision_made_the_server_forget_all_plans(bool inCode)
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var live = PostgreSqlDatabase.Connect(database.Url);
        await using var scratch = await live.CreateScratchAsync(copySchema: false);
        await using var session = await scratch.OpenAsync();
        await session.ReadSchemaAsync(new SchemaScope(), default);
        await session.ReadSchemaAsync(new SchemaScope(), default);
        Statement[] statements = inCode ? [new CodeStatement(ForgetAsync)] : [new SqlStatement("DEALLOCATE ALL"), new SqlStatement("CREATE TABLE t (id int)")];

        await session.BeginRevisionAsync(statements, default);
        await session.BeginAsync(statements, default);
        await (inCode ? ForgetAsync(session.Connection, default) : session.ExecuteAsync([.. statements.Cast<SqlStatement>()], default));
        await session.CommitAsync(default);

        Assert.Single((await session.ReadSchemaAsync(new SchemaScope(), default)).Tables);
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

    [Theory]
    [InlineData(13)]
    [InlineData(15)]
    [InlineData(18)]
    public async Task However_often_a_schema_is_read_it_is_the_same(int version)
    {
        await using var database = await TestDatabase.CreateAsync(version);
        await using var live = PostgreSqlDatabase.Connect(database.Url);
        await using var scratch = await live.CreateScratchAsync(copySchema: false);
        await using var session = await scratch.OpenAsync();
        await session.ExecuteAsync(
            [
                new("CREATE DOMAIN positive AS integer CONSTRAINT positive_is_positive CHECK (VALUE > 0) CONSTRAINT positive_is_small CHECK (VALUE < 1000)"),
                new("CREATE TYPE mood AS ENUM ('sad', 'glad')"),
                new("CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, amount positive NOT NULL, mood mood DEFAULT 'glad', note text COLLATE \"C\", CONSTRAINT note_is_short CHECK (length(note) < 10))"),
                new("CREATE INDEX orders_note ON orders (note)"), new("CREATE VIEW sad AS SELECT id FROM orders WHERE mood = 'sad'"),
            ],
            default);
        var first = SchemaFingerprint.Of(await session.ReadSchemaAsync(new SchemaScope(), default));

        // The server plans a kept query anew five times, and may then go by one plan for all.
        for (var i = 0; i < 12; i++)
        {
            Assert.Equal(first, SchemaFingerprint.Of(await session.ReadSchemaAsync(new SchemaScope(), default)));
        }
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

    private static async Task ForgetAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "DEALLOCATE ALL; CREATE TABLE t (id int)";
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
