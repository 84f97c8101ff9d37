using Retort.Revisions;
using Retort.Testing;

namespace Retort.Sqlite.Tests;

/// <summary>Classes of an application, among them one that a squash made and those that it replaced.</summary>
public sealed class SquashedClassesTests
{
    [Theory]
    [InlineData(null, "c d")]
    [InlineData("a", "b c d")]
    [InlineData("b", "c d")]
    [InlineData("c", "d")]
    public async Task A_database_takes_the_squashed_class_or_goes_on_through_the_others(string? position, string run)
    {
        using var folder = new TempFolder();
        var url = $"sqlite:///{folder["app.db"]}";
        if (position is not null)
        {
            await using var before = Migrator.Create(SqliteDatabase.Connect(url), RevisionSource.Join(RevisionSource.Of<A>(), RevisionSource.Of<B>(), RevisionSource.Of<C>()));
            await before.RunAsync(await before.PlanUpgradeAsync(position));
        }

        // All of them are public classes of this assembly, in which C and its squash have one id.
        await using var migrator = Migrator.Create(SqliteDatabase.Connect(url), RevisionSource.InAssembly(typeof(SquashedClassesTests).Assembly));
        var report = await migrator.RunAsync(await migrator.PlanUpgradeAsync("d"));

        Assert.Equal(run, string.Join(' ', report.Steps.Select(step => step.Revision.Id)));
        Assert.Equal(["d"], await migrator.ReadVersionRowsAsync());
        Assert.Equal((position is null, 4), (report.Steps[0].Revision.Source.File.EndsWith("Squashed", StringComparison.Ordinal), await CountTablesAsync(url)));
    }

    private static async Task<int> CountTablesAsync(string url)
    {
        await using var database = SqliteDatabase.Connect(url);
        await using var session = await database.OpenAsync(CancellationToken.None);
        return (await session.QueryAsync("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name LIKE 't_'", CancellationToken.None)).Count;
    }

    public abstract class Table(string name) : Migration
    {
        public override void Upgrade(MigrationBuilder db) => db.CreateTable(name, t => t.Column("id", t.Int()).PrimaryKey());

        public override void Downgrade(MigrationBuilder db) => db.Reverse(Upgrade);
    }

    [Revision("a")]
    public sealed class A() : Table("ta");

    [Revision("b", Revises = "a")]
    public sealed class B() : Table("tb");

    [Revision("c", Revises = "b")]
    public sealed class C() : Table("tc");

    [Revision("c", Replaces = "a, b")]
    public sealed class Squashed : Migration
    {
        public override void Upgrade(MigrationBuilder db)
        {
            foreach (var name in (string[])["ta", "tb", "tc"])
            {
                db.CreateTable(name, t => t.Column("id", t.Int()).PrimaryKey());
            }
        }
    }

    [Revision("d", Revises = "c")]
    public sealed class D() : Table("td");
}
