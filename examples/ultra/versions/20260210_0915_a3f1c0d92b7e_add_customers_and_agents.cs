using Retort;

/// <summary>Add customers and agents.</summary>
[Revision("a3f1c0d92b7e", Created = "2026-02-10T09:15:00Z")]
public sealed class AddCustomersAndAgents : Migration
{
    public override void Upgrade(MigrationBuilder db)
    {
        db.CreateTable("Customers", t =>
        {
            t.Column("Id", t.Uuid()).PrimaryKey("PK_Customers");
            t.Column("Name", t.String(200)).NotNull();
            t.Column("Email", t.String(320)).NotNull();
            t.Column("CreatedAt", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Index(["Email"], "IX_Customers_Email").Unique();
        });
        db.CreateTable("Agents", t =>
        {
            t.Column("Id", t.Uuid()).PrimaryKey("PK_Agents");
            t.Column("Name", t.String(200)).NotNull();
            t.Column("IsActive", t.Bool()).NotNull();
        });
    }

    public override void Downgrade(MigrationBuilder db) => db.Reverse(Upgrade);
}
