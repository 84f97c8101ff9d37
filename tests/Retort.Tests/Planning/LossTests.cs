using System.Collections.Immutable;
using Retort.Operations;
using Retort.Planning;
using Retort.PostgreSql;
using Retort.Revisions;
using Retort.Schema;

namespace Retort.Tests.Planning;

/// <summary>What a run destroys, by what its revisions say: this is what a person is asked about.</summary>
public sealed class LossTests
{
    [Theory]
    [InlineData("DROP TABLE a, s.b", "the rows of table \"a\"", "the rows of table \"s.b\"")]
    [InlineData("TRUNCATE a", "the rows of table \"a\"")]
    [InlineData("DELETE FROM a", "the rows of table \"a\"")]
    [InlineData("UPDATE a SET b = 1, (c, d) = (SELECT 2, 3)", "the former values of column \"b\" of table \"a\"", "the former values of column \"c\" of table \"a\"", "the former values of column \"d\" of table \"a\"")]
    [InlineData("ALTER TABLE a ADD b int, DROP COLUMN c", "the values of column \"c\" of table \"a\"")]
    [InlineData("ALTER TABLE a ALTER b TYPE varchar(5)", "values of column \"b\" of table \"a\" that do not fit the new type")]
    [InlineData("ALTER TABLE a ALTER b TYPE text USING left(b, 1)", "values of column \"b\" of table \"a\" that do not fit the new type")]
    [InlineData("DROP SCHEMA s CASCADE", "all that schema \"s\" holds")]
    [InlineData("DROP TYPE s CASCADE", "the columns that need type \"s\"")]
    [InlineData("CREATE TABLE a (x int); ALTER TABLE a RENAME TO b; DROP TABLE b, c", "the rows of table \"c\"")]
    public void Sql_that_destroys_is_found(string sql, params string[] expected)
    {
        Assert.Equal(expected, Losses(new ExecuteSql(sql)));
    }

    [Theory]
    [InlineData("DELETE FROM a WHERE b < 3; UPDATE a SET b = 2 WHERE b = 1")]
    [InlineData("ALTER TABLE a ADD COLUMN b int; UPDATE a SET b = c + 1; ALTER TABLE a DROP COLUMN b")]
    [InlineData("CREATE TABLE a (b int); INSERT INTO a VALUES (1); UPDATE a SET b = 2; DELETE FROM a; DROP TABLE a")]
    [InlineData("ALTER TABLE a ALTER b TYPE text; ALTER TABLE a ALTER c TYPE bigint")]
    [InlineData("DROP INDEX i; DROP VIEW v CASCADE; DROP FUNCTION f; DROP SCHEMA s; ALTER TABLE a DROP CONSTRAINT k, ALTER b DROP NOT NULL")]
    public void Sql_that_destroys_nothing_is_silent(string sql)
    {
        Assert.Empty(Losses(new ExecuteSql(sql)));
    }

    [Fact]
    public void Operations_are_found_wherever_they_stand_and_what_the_run_made_is_not()
    {
        var operations = MigrationBuilder.Build(new MigrationContext { Engine = "postgresql" }, db =>
        {
            db.CreateTable("made", table => table.Column("x", table.Int()));
            db.DropTable("made");
            db.AddColumn("a", "fresh", db.Int());
            db.DropColumn("a", "fresh");
            db.DropColumn("a", "old");
            db.OutsideTransaction(apart => apart.DropTable("b"));
            db.DeleteData("a", [("id", 7)]);
            db.Backfill("a", "other = 1");
            db.Backfill("a", "fresh = 1");
            db.Backfill("a", "other = 2", where: "other IS NULL");
        });

        var losses = Losses(operations);

        Assert.Equal(["the values of column \"old\" of table \"a\"", "the rows of table \"b\"", "the former values of column \"other\" of table \"a\""], losses);
    }

    private static IEnumerable<string> Losses(params ImmutableArray<Operation> operations)
    {
        var revision = new Revision { Id = RevisionId.Parse("a"), Source = new SourceLocation("a.sql") };
        var planned = new PlannedRevision(new RevisionStep(revision, Direction.Upgrade, new VersionRowChange([], [revision.Id])), operations, []);
        return LossReader.Read([planned], PostgreSqlDialect.Instance).Select(loss => loss.Description);
    }
}
