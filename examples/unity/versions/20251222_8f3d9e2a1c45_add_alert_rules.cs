using Retort;
using Retort.Schema;

/// <summary>Add alert rules on the metrics of servers, racks and the power supply.</summary>
[Revision("8f3d9e2a1c45", Revises = "12df4f8e6ba9", Created = "2025-12-22")]
public sealed class AddAlertRules : Migration
{
    public override void Upgrade(MigrationBuilder db) =>
        db.CreateTable("alert_rules", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey();
            t.Column("name", t.String(100)).NotNull().Unique();
            t.Column("description", t.Text());
            t.Column("resource_type", t.String(20)).NotNull().Check("resource_type IN ('server', 'rack', 'pdu', 'ups', 'switch', 'sensor')");
            t.Column("resource_selector", t.Json()).NotNull().Default("{}");
            t.Column("metric", t.String(100)).NotNull();
            t.Column("comparison", t.String(2)).NotNull().Check("comparison IN ('<', '<=', '=', '>=', '>')");
            t.Column("threshold", t.Double()).NotNull();
            t.Column("duration_seconds", t.Int()).NotNull().Default(60).Check("duration_seconds BETWEEN 0 AND 86400");
            t.Column("cooldown_seconds", t.Int()).NotNull().Default(300).Check("cooldown_seconds >= 0");
            t.Column("severity", t.String(10)).NotNull().Default("warning").Check("severity IN ('info', 'warning', 'critical')");
            t.Column("channel_id", t.Uuid()).References("notification_channels", onDelete: ReferentialAction.SetNull).Index();
            t.Column("is_enabled", t.Bool()).NotNull().Default(true);
            t.Column("last_triggered_at", t.DateTimeOffset());
            t.Column("created_by", t.Uuid()).References("users", onDelete: ReferentialAction.SetNull).Index();
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Column("updated_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Index(["resource_type", "metric"]).Where("is_enabled");
        });

    public override void Downgrade(MigrationBuilder db) => db.DropTable("alert_rules");
}
