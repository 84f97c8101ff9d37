namespace Retort.Trimmed;

/// <summary>Add customers.</summary>
[Revision("a1", Created = "2026-03-02")]
internal sealed class AddCustomers : Migration
{
    public override void Upgrade(MigrationBuilder db) => db.CreateTable("customers", t =>
    {
        t.Column("id", t.Int()).PrimaryKey();
        t.Column("name", t.String(100)).NotNull().Index();
    });

    public override void Downgrade(MigrationBuilder db) => db.Reverse(Upgrade);
}
