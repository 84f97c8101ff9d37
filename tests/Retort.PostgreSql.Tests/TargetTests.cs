using Retort.Schema;
using Retort.Sqlite;
using Retort.Targets;
using Retort.Testing;

namespace Retort.PostgreSql.Tests;

/// <summary>Targets in a scratch database of a real server.</summary>
public sealed class TargetTests
{
    private const string Catalogue = "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'i') ORDER BY 1";

    [Fact]
    public async Task SQL_files_need_no_order()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var watched = new WatchedScratch(PostgreSqlDatabase.Connect(database.Url), Catalogue);
        using var folder = new TempFolder();
        folder.Write("1.sql", "CREATE VIEW v AS SELECT w.id, f(w.id) AS f FROM w;");
        folder.Write("2.sql", "CREATE TABLE child (id int, t int, u int REFERENCES t (u), CONSTRAINT fk FOREIGN KEY (t) REFERENCES t (id), m mood, a app.d);\nCREATE VIEW w AS SELECT id FROM child;");
        folder.Write("3.sql", "CREATE FUNCTION f(int) RETURNS int LANGUAGE sql IMMUTABLE AS $$ SELECT $1 $$;\nCREATE TYPE mood AS ENUM ('a');\nALTER TYPE mood ADD VALUE 'b';");
        folder.Write("4.sql", "CREATE TABLE t (id int CONSTRAINT pk_t PRIMARY KEY);\nALTER TABLE t ADD COLUMN u int;\nCREATE DOMAIN app.d AS int;");
        folder.Write("5.sql", "CREATE UNIQUE INDEX CONCURRENTLY ix ON t (u);\nCREATE SCHEMA app;");

        await new SqlFilesTarget(folder.Path).ReadAsync(new TargetContext(watched, new SchemaScope()));

        Assert.Equal(["child", "ix", "pk_t", "t", "v", "w"], watched.Seen);
    }

    [Fact]
    public async Task An_error_says_where_and_which()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var watched = new WatchedScratch(PostgreSqlDatabase.Connect(database.Url), "SELECT current_database()::text");
        using var folder = new TempFolder();
        var file = folder.Write("1.sql", "CREATE TABLE t (id int);\nCREATE TABLE u (\n    id int,\n    name txet\n);\n");

        var error = await Assert.ThrowsAsync<TargetException>(() => new SqlFilesTarget(file).ReadAsync(new TargetContext(watched, new SchemaScope())));

        Assert.Equal(("RT0803", "42704", new SourceLocation(file, 4, 10)), (error.Code, error.SqlState, error.Location!.Value));
        Assert.Equal("    name txet\n         ^", error.Detail);
        Assert.Equal(0L, await database.ScalarAsync($"SELECT count(*) FROM pg_database WHERE datname = '{Assert.Single(watched.Seen)}'"));
    }

    [Fact]
    public async Task A_database_of_another_engine_is_refused()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var target = new DatabaseTarget(SqliteDatabase.Connect("sqlite://"));

        var error = await Assert.ThrowsAsync<TargetException>(() => target.ReadAsync(new TargetContext(database.Database, new SchemaScope())));

        Assert.Equal("RT0808", error.Code);
    }

    [Fact]
    public async Task A_definition_is_made_in_the_words_of_the_server()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var watched = new WatchedScratch(PostgreSqlDatabase.Connect(database.Url), Catalogue);

        await new SchemaDefinitionTarget(new Definition()).ReadAsync(new TargetContext(watched, new SchemaScope()));

        Assert.Superset(new HashSet<string> { "ix_jobs_due", "jobs", "pk_jobs" }, watched.Seen.ToHashSet());
    }

    [Fact]
    public async Task A_definition_of_many_tables_takes_no_lock_for_all_of_them_at_once()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var watched = new WatchedScratch(PostgreSqlDatabase.Connect(database.Url), "SELECT DISTINCT xmin::text FROM pg_catalog.pg_class WHERE relname ~ '^many_'");

        var reading = await new SchemaDefinitionTarget(new Many()).ReadAsync(new TargetContext(watched, new SchemaScope()));

        Assert.Equal(150, reading.Schema.Tables.Count());
        Assert.Equal(2, watched.Seen.Distinct().Count());
    }

    [Fact]
    public async Task A_definition_of_many_tables_tells_where_a_refused_one_was_written()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var target = PostgreSqlDatabase.Connect(database.Url);

        var error = await Assert.ThrowsAsync<TargetException>(() => new SchemaDefinitionTarget(new Many { LastType = "no_such_type" }).ReadAsync(new TargetContext(target, new SchemaScope())));

        Assert.Contains("no_such_type", error.Message, StringComparison.Ordinal);
        Assert.EndsWith("TargetTests.cs", error.Location!.Value.File, StringComparison.Ordinal);
    }

    private sealed class Many : SchemaDefinition
    {
        public string LastType { get; init; } = "text";

        public override void Define(MigrationBuilder db)
        {
            for (var number = 1; number <= 150; number++)
            {
                db.CreateTable($"many_{number}", t => t.Column("last", t.Type(number == 150 ? LastType : "text")));
            }
        }
    }

    private sealed class Definition : SchemaDefinition
    {
        public override void Define(MigrationBuilder db)
        {
            db.CreateEnum("state", ["open", "done"]);
            db.CreateTable("jobs", t =>
            {
                t.RenamedFrom("tasks");
                t.Column("id", t.BigInt()).Identity().PrimaryKey();
                t.Column("state", t.Enum("state")).NotNull().Default("open").RenamedFrom("status");
                t.Column("due_at", t.DateTimeOffset());
            });
            db.CreateIndex("ix_jobs_due", "jobs", ["due_at"]).Where("state = 'open'").Concurrently();
        }
    }
}
