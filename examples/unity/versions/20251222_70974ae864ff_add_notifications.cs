using Retort;
using Retort.Schema;

/// <summary>Add notification channels and the log of what was sent through them.</summary>
[Revision("70974ae864ff", Revises = "12e8b371598f", Created = "2025-12-22")]
public sealed class AddNotifications : Migration
{
    public override void Upgrade(MigrationBuilder db)
    {
        db.CreateTable("notification_channels", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey();
            t.Column("name", t.String(100)).NotNull().Unique();
            t.Column("kind", t.String(20)).NotNull().Check("kind IN ('email', 'slack', 'teams', 'pagerduty', 'webhook')");
            t.Column("config", t.Json()).NotNull();
            t.Column("min_severity", t.String(10)).NotNull().Default("warning").Check("min_severity IN ('info', 'warning', 'critical')");
            t.Column("is_enabled", t.Bool()).NotNull().Default(true);
            t.Column("created_by", t.Uuid()).References("users", onDelete: ReferentialAction.SetNull).Index();
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Column("updated_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Index(["kind"]).Where("is_enabled");
        });

        db.CreateTable("notification_logs", t =>
        {
            t.Column("id", t.BigInt()).Identity().PrimaryKey();
            t.Column("channel_id", t.Uuid()).NotNull().References("notification_channels", onDelete: ReferentialAction.Cascade);
            t.Column("recipient", t.String(255));
            t.Column("subject", t.String(255)).NotNull();
            t.Column("body", t.Text()).NotNull();
            t.Column("status", t.String(10)).NotNull().Default("pending").Check("status IN ('pending', 'sent', 'failed')");
            t.Column("attempts", t.Int()).NotNull().Default(0).Check("attempts >= 0");
            t.Column("error", t.Text());
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Column("sent_at", t.DateTimeOffset());
            t.Check("ck_notification_logs_sent", "status <> 'sent' OR sent_at IS NOT NULL");
            t.Index(["channel_id", "created_at"]);
        });

        // What the sender asks for all day long: the few rows that are still to go out.
        db.CreateIndex("ix_notification_logs_pending", "notification_logs", ["created_at"]).Where("status = 'pending'");
    }

    public override void Downgrade(MigrationBuilder db)
    {
        db.DropIndex("ix_notification_logs_pending");
        db.DropTable("notification_logs");
        db.DropTable("notification_channels");
    }
}
