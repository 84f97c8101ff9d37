using Retort;
using Retort.Schema;

/// <summary>Add the record of plugin runs, their metrics and the alerts they raise.</summary>
[Revision("add_plugin_execution", Revises = "a1b2c3d4e5f6", Created = "2026-01-03")]
public sealed class AddPluginExecution : Migration
{
    public override void Upgrade(MigrationBuilder db)
    {
        db.CreateTable("plugin_executions", t =>
        {
            t.Column("id", t.BigInt()).Identity().PrimaryKey();
            t.Column("plugin_id", t.Uuid()).NotNull().References("plugins", onDelete: ReferentialAction.Cascade);
            t.Column("triggered_by", t.Uuid()).References("users", onDelete: ReferentialAction.SetNull).Index();
            t.Column("status", t.String(10)).NotNull().Default("queued").Check("status IN ('queued', 'running', 'succeeded', 'failed', 'timed_out')");
            t.Column("input", t.Json()).NotNull().Default("{}");
            t.Column("output", t.Json());
            t.Column("error", t.Text());
            t.Column("queued_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Column("started_at", t.DateTimeOffset());
            t.Column("finished_at", t.DateTimeOffset());
            t.Check("ck_plugin_executions_order", "finished_at >= started_at AND started_at >= queued_at");
            t.Index(["plugin_id", IndexKey.FromString("queued_at").Descending()]);
            t.Index(["queued_at"], "ix_plugin_executions_open").Where("finished_at IS NULL");
        });

        db.CreateTable("plugin_metrics", t =>
        {
            t.Column("plugin_id", t.Uuid()).NotNull().References("plugins", onDelete: ReferentialAction.Cascade);
            t.Column("metric", t.String(100)).NotNull();
            t.Column("resource_id", t.String(100)).NotNull().Default("");
            t.Column("recorded_at", t.DateTimeOffset()).NotNull();
            t.Column("value", t.Double()).NotNull();
            t.Column("unit", t.String(20));
            t.Column("labels", t.Json()).NotNull().Default("{}");
            t.Column("execution_id", t.BigInt()).References("plugin_executions", onDelete: ReferentialAction.SetNull).Index();
            t.PrimaryKey(["plugin_id", "metric", "resource_id", "recorded_at"]);
        });

        db.CreateTable("plugin_alerts", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey();
            t.Column("plugin_id", t.Uuid()).NotNull().References("plugins", onDelete: ReferentialAction.Cascade);
            t.Column("rule_id", t.Uuid()).References("alert_rules", onDelete: ReferentialAction.SetNull).Index();
            t.Column("execution_id", t.BigInt()).References("plugin_executions", onDelete: ReferentialAction.SetNull).Index();
            t.Column("severity", t.String(10)).NotNull().Check("severity IN ('info', 'warning', 'critical')");
            t.Column("title", t.String(255)).NotNull();
            t.Column("details", t.Json()).NotNull().Default("{}");
            t.Column("raised_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Column("acknowledged_by", t.Uuid()).References("users", onDelete: ReferentialAction.SetNull).Index();
            t.Column("acknowledged_at", t.DateTimeOffset());
            t.Column("resolved_at", t.DateTimeOffset());
            t.Index(["severity", "raised_at"], "ix_plugin_alerts_open").Where("resolved_at IS NULL");
            t.Index(["plugin_id", "raised_at"]);
        });
    }

    public override void Downgrade(MigrationBuilder db)
    {
        db.DropTable("plugin_alerts");
        db.DropTable("plugin_metrics");
        db.DropTable("plugin_executions");
    }
}
