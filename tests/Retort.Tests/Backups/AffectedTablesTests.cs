using Retort.Backups;
using Retort.Dialects;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Tests.Backups;

public sealed class AffectedTablesTests
{
    [Theory]
    [InlineData("UPDATE ONLY users SET x = 1", "users")]
    [InlineData("DELETE FROM \"Odd name\" WHERE x", "Odd name")]
    [InlineData("TRUNCATE TABLE a, ONLY b.c, D *", "a b.c d")]
    [InlineData("DROP TABLE IF EXISTS a, \"B\"", "a B")]
    [InlineData("ALTER TABLE IF EXISTS ONLY app.users DROP COLUMN x", "app.users")]
    [InlineData("INSERT INTO users VALUES (1)", "")]
    [InlineData("INSERT INTO users VALUES (1) ON CONFLICT DO UPDATE SET x = 2", "users")]
    [InlineData("INSERT INTO users VALUES (1) ON CONFLICT DO NOTHING", "")]
    [InlineData("UPDATE public.users SET x = 1", "users")]
    [InlineData("ALTER TYPE mood ADD VALUE 'calm'", "")]
    [InlineData("COMMENT ON CAST (integer AS text) IS 'x'", "")]
    [InlineData("ANALYZE", "")]
    [InlineData("CREATE INDEX CONCURRENTLY i ON users (x)", "")]
    [InlineData("/* just */ DROP INDEX i", "")]
    [InlineData("DROP TABLE a CASCADE", "?")]
    [InlineData("TRUNCATE a CASCADE", "?")]
    [InlineData("WITH gone AS (DELETE FROM a RETURNING *) SELECT 1", "?")]
    [InlineData("WITH gone AS (DELETE FROM a RETURNING *) INSERT INTO b SELECT * FROM gone", "?")]
    [InlineData("INSERT INTO b WITH gone AS (DELETE FROM a RETURNING *) SELECT * FROM gone", "?")]
    [InlineData("DROP EXTENSION store", "?")]
    [InlineData("DROP OWNED BY owner", "?")]
    [InlineData("MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN DELETE", "?")]
    [InlineData("DO $$ BEGIN DELETE FROM a; END $$", "?")]
    [InlineData("SELECT purge()", "?")]
    [InlineData("ALTER TYPE pair DROP ATTRIBUTE x", "?")]
    public void A_statement_is_read_as_far_as_it_goes(string sql, string expected)
    {
        var affected = AffectedTables.Of([new ExecuteSql(sql)], SqlSyntax.PostgreSql);

        Assert.Equal(expected, affected.Doubt is null ? string.Join(' ', affected.Tables) : "?");
    }

    [Fact]
    public void Operations_that_lose_data_name_their_tables_and_tables_made_in_the_run_do_not_count()
    {
        var made = new CreateTable(new Table("made", [], []));
        var affected = AffectedTables.Of(
            [made, new DropTable("made"), new DropTable("gone"), new OutsideTransaction([new DropColumn("users", "email")]), new AddColumn("safe", new Column("x", new ColumnType(ColumnTypeKind.Int)))],
            SqlSyntax.PostgreSql);

        Assert.Null(affected.Doubt);
        Assert.Equal(["gone", "users"], affected.Tables.Select(name => name.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Partitions_and_rows_that_follow_a_foreign_key_go_along()
    {
        var schema = new DatabaseSchema(
            [
                new Table("users", [], []),
                new Table("posts", [], [new ForeignKey("fk_posts", ["user_id"], "users", ["id"]) { OnDelete = ReferentialAction.Cascade }]),
                new Table("likes", [], [new ForeignKey("fk_likes", ["post_id"], "posts", ["id"]) { OnDelete = ReferentialAction.SetNull }]),
                new Table("bills", [], [new ForeignKey("fk_bills", ["user_id"], "users", ["id"])]),
                new Table("users_eu", [], []) { PartitionOf = new Partition("users", "DEFAULT") },
            ],
            [],
            []);

        var affected = new AffectedTables(["users"], null).WithFollowers(schema);

        Assert.Null(affected.Doubt);
        Assert.Equal(["likes", "posts", "users", "users_eu"], affected.Tables.Select(name => name.Name));
        Assert.NotNull(new AffectedTables(["other"], null).WithFollowers(schema).Doubt);
    }

    [Fact]
    public void A_trigger_leaves_a_doubt()
    {
        var schema = new DatabaseSchema([new Table("users", [], []), new Trigger("users", "tr_users") { Events = "AFTER DELETE", Action = "FOR EACH ROW EXECUTE FUNCTION f()" }], [], []);

        Assert.Contains("tr_users", new AffectedTables(["users"], null).WithFollowers(schema).Doubt, StringComparison.Ordinal);
    }
}
