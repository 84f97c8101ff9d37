using Retort;
using Retort.Schema;

/// <summary>Add tickets and what is said about them.</summary>
[Revision("b81d5e6f0a34", Revises = "a3f1c0d92b7e", Created = "2026-02-11T14:20:00Z")]
public sealed class AddTicketsAndComments : Migration
{
    public override void Upgrade(MigrationBuilder db)
    {
        db.CreateTable("Tickets", t =>
        {
            t.Column("Id", t.Uuid()).PrimaryKey("PK_Tickets");
            t.Column("CustomerId", t.Uuid()).NotNull().References("Customers", "Id", ReferentialAction.Restrict, name: "FK_Tickets_Customers_CustomerId");
            t.Column("AgentId", t.Uuid()).References("Agents", "Id", ReferentialAction.SetNull, name: "FK_Tickets_Agents_AgentId").Index("IX_Tickets_AgentId");
            t.Column("Subject", t.String(200)).NotNull();
            t.Column("Status", t.String(20)).NotNull().Check("\"Status\" IN ('Open', 'Waiting', 'Closed')", "CK_Tickets_Status");
            t.Column("CreatedAt", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Column("ClosedAt", t.DateTimeOffset());
            t.Index(["CustomerId", "CreatedAt"], "IX_Tickets_CustomerId_CreatedAt");
        });
        db.CreateTable("Comments", t =>
        {
            t.Column("Id", t.Uuid()).PrimaryKey("PK_Comments");
            t.Column("TicketId", t.Uuid()).NotNull().References("Tickets", "Id", ReferentialAction.Cascade, name: "FK_Comments_Tickets_TicketId");
            t.Column("AgentId", t.Uuid()).References("Agents", "Id", ReferentialAction.SetNull, name: "FK_Comments_Agents_AgentId").Index("IX_Comments_AgentId");
            t.Column("Text", t.Text()).NotNull();
            t.Column("WrittenAt", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Index(["TicketId", "WrittenAt"], "IX_Comments_TicketId_WrittenAt");
        });
    }

    public override void Downgrade(MigrationBuilder db) => db.Reverse(Upgrade);
}
