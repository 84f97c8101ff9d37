using Retort;

/// <summary>Add due dates.</summary>
[Revision("d95b03f7c6a1", Revises = "c27a94e1d8f6", Created = "2026-03-18T16:40:00Z")]
public sealed class AddDueDates : Migration
{
    public override void Upgrade(MigrationBuilder db)
    {
        db.AddColumn("Tickets", "DueAt", db.DateTimeOffset());
        // What is open already is due three days after it was opened.
        db.Backfill(
            "Tickets",
            set: db.IsPostgreSql ? "\"DueAt\" = \"CreatedAt\" + interval '3 days'" : "\"DueAt\" = datetime(\"CreatedAt\", '+3 days')",
            where: "\"DueAt\" IS NULL AND \"ClosedAt\" IS NULL");
        db.CreateIndex("IX_Tickets_DueAt", "Tickets", ["DueAt"]).Where("\"ClosedAt\" IS NULL").Concurrently();
    }

    public override void Downgrade(MigrationBuilder db)
    {
        db.DropIndex("IX_Tickets_DueAt", concurrently: true);
        db.DropColumn("Tickets", "DueAt");
    }
}
