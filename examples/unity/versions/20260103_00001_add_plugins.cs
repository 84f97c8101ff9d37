using Retort;
using Retort.Schema;

/// <summary>Add plugins, which extend what is monitored.</summary>
[Revision("00001_add_plugins", Revises = "8f3d9e2a1c45", Created = "2026-01-03")]
public sealed class AddPlugins : Migration
{
    public override void Upgrade(MigrationBuilder db) =>
        db.CreateTable("plugins", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey();
            t.Column("name", t.String(100)).NotNull().Unique();
            t.Column("version", t.String(20)).NotNull();
            t.Column("display_name", t.String(100)).NotNull();
            t.Column("description", t.Text());
            t.Column("author", t.String(100));
            t.Column("category", t.String(20)).NotNull().Default("monitoring")
                .Check("category IN ('monitoring', 'storage', 'network', 'power', 'security', 'automation')");
            t.Column("entry_point", t.String(255)).NotNull();
            t.Column("config", t.Json()).NotNull().Default("{}");
            t.Column("config_schema", t.Json());
            t.Column("is_builtin", t.Bool()).NotNull().Default(false);
            t.Column("is_enabled", t.Bool()).NotNull().Default(false);
            t.Column("health", t.String(10)).NotNull().Default("unknown").Check("health IN ('unknown', 'healthy', 'degraded', 'failed')");
            t.Column("health_checked_at", t.DateTimeOffset());
            t.Column("installed_by", t.Uuid()).References("users", onDelete: ReferentialAction.SetNull).Index();
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Column("updated_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Index(["category"]).Where("is_enabled");
        });

    public override void Downgrade(MigrationBuilder db) => db.DropTable("plugins");
}
