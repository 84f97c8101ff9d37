using System.Data.Common;
using Npgsql;
using Retort.Revisions;

namespace Retort.PostgreSql.Tests;

/// <summary>What code of a revision can do on the connection it is given.</summary>
public sealed class RevisionCodeTests
{
    [Fact]
    public async Task Code_reads_and_writes_values_of_any_type()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE DOMAIN word AS text; CREATE TABLE t (m mood, w word, r int4range)");
        await database.SqlAsync("INSERT INTO t VALUES ('happy', 'a', '[1,5)')");
        await using var migrator = Migrator.Create(PostgreSqlDatabase.Connect(database.Url), RevisionSource.Of<ReadsMoods>());

        await migrator.RunAsync(await migrator.PlanUpgradeAsync());

        Assert.Equal("happy a [1,5)", await database.ScalarAsync("SELECT concat_ws(' ', m, w, r) FROM seen"));
    }

    [Fact]
    public async Task Code_knows_the_types_that_were_made_before_it_in_the_same_run()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var migrator = Migrator.Create(PostgreSqlDatabase.Connect(database.Url), RevisionSource.Join(RevisionSource.Of<MakesTypes>(), RevisionSource.Of<CopiesRows>()));

        await migrator.RunAsync(await migrator.PlanUpgradeAsync());

        Assert.Equal("happy a [1,5)", await database.ScalarAsync("SELECT concat_ws(' ', m, w, r) FROM seen"));
        Assert.Equal("{30}", await database.ScalarAsync("SELECT array_agg(i)::text FROM known"));
    }

    [Fact]
    public async Task A_session_for_sql_does_not_ask_which_types_there_are()
    {
        await using var database = await TestDatabase.CreateAsync();
        await database.SqlAsync("CREATE TYPE mood AS ENUM ('sad', 'happy')");

        await using var other = PostgreSqlDatabase.Connect(database.Url);
        await using var forSql = await other.OpenForSqlAsync();
        await using var forAll = await other.OpenAsync();

        await Assert.ThrowsAsync<InvalidCastException>(() => forSql.QueryAsync("SELECT 'sad'::mood", default));
        Assert.Equal([["sad"]], await forAll.QueryAsync("SELECT 'sad'::mood", default));
    }

    /// <summary>Makes types in the midst of its code.</summary>
    [Revision("made")]
    private sealed class MakesTypes : Migration
    {
        public override void Upgrade(MigrationBuilder db)
        {
            db.Run((_, _) => Task.CompletedTask);
            db.Sql("CREATE TYPE size AS ENUM ('30'); CREATE TABLE known (i size); INSERT INTO known VALUES ('30')");
            db.Run(async (connection, token) =>
            {
                await using var query = new NpgsqlCommand("SELECT i FROM known", (NpgsqlConnection)connection);
                Assert.Equal("30", await query.ExecuteScalarAsync(token));
            });
            db.Sql("CREATE TYPE mood AS ENUM ('sad', 'happy'); CREATE DOMAIN word AS text; CREATE TABLE t (m mood, w word, r int4range); INSERT INTO t VALUES ('happy', 'a', '[1,5)')");
        }
    }

    [Revision("copied", Revises = "made")]
    private sealed class CopiesRows : Migration
    {
        public override void Upgrade(MigrationBuilder db) => new ReadsMoods().Upgrade(db);
    }

    [Revision("a")]
    private sealed class ReadsMoods : Migration
    {
        public override void Upgrade(MigrationBuilder db)
        {
            db.Sql("CREATE TABLE seen (m mood, w word, r int4range)");
            db.Run(CopyAsync);
        }

        private static async Task CopyAsync(DbConnection connection, CancellationToken cancellationToken)
        {
            await using var query = new NpgsqlCommand("SELECT m, w, r FROM t", (NpgsqlConnection)connection);
            object[] row = new object[3];
            await using (var reader = await query.ExecuteReaderAsync(cancellationToken))
            {
                Assert.True(await reader.ReadAsync(cancellationToken));
                reader.GetValues(row);
            }

            await using var insert = new NpgsqlCommand("INSERT INTO seen VALUES ($1::text::mood, $2, $3)", (NpgsqlConnection)connection);
            insert.Parameters.AddRange(row.Select(value => new NpgsqlParameter { Value = value }).ToArray());
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
