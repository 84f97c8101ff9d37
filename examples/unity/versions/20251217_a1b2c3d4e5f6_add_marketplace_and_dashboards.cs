using Retort;
using Retort.Schema;

/// <summary>Add the plugin marketplace, dashboards, and compound conditions of alert rules.</summary>
[Revision("a1b2c3d4e5f6", Revises = "00001_add_plugins", Created = "2025-12-17")]
public sealed class AddMarketplaceAndDashboards : Migration
{
    public override void Upgrade(MigrationBuilder db)
    {
        AddMarketplace(db);
        AddDashboards(db);
        db.AddColumn("alert_rules", "conditions_json", db.Json());
    }

    public override void Downgrade(MigrationBuilder db)
    {
        db.DropColumn("alert_rules", "conditions_json");
        db.DropTable("dashboard_widgets");
        db.DropTable("dashboards");
        db.DropTable("plugin_downloads");
        db.DropTable("plugin_installations");
        db.DropTable("plugin_reviews");
        db.DropTable("marketplace_plugins");
    }

    private static void AddMarketplace(MigrationBuilder db)
    {
        db.CreateTable("marketplace_plugins", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey();
            t.Column("slug", t.String(100)).NotNull().Unique();
            t.Column("name", t.String(100)).NotNull();
            t.Column("summary", t.String(255)).NotNull();
            t.Column("description", t.Text());
            t.Column("publisher_id", t.Uuid()).References("users", onDelete: ReferentialAction.SetNull).Index();
            t.Column("latest_version", t.String(20)).NotNull();
            t.Column("min_unity_version", t.String(20));
            t.Column("category", t.String(20)).NotNull();
            t.Column("tags", t.Json()).NotNull().Default("[]");
            t.Column("license", t.String(50));
            t.Column("repository_url", t.String(500));
            t.Column("package_sha256", t.Char(64)).NotNull();
            t.Column("download_count", t.BigInt()).NotNull().Default(0).Check("download_count >= 0");
            t.Column("average_rating", t.Decimal(3, 2)).Check("average_rating BETWEEN 1 AND 5");
            t.Column("status", t.String(10)).NotNull().Default("draft").Check("status IN ('draft', 'published', 'withdrawn')");
            t.Column("published_at", t.DateTimeOffset());
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Column("updated_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Check("ck_marketplace_plugins_published", "status <> 'published' OR published_at IS NOT NULL");
            t.Index(["category", IndexKey.FromString("download_count").Descending()], "ix_marketplace_plugins_popular").Where("status = 'published'");
        });

        db.CreateTable("plugin_reviews", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey();
            t.Column("plugin_id", t.Uuid()).NotNull().References("marketplace_plugins", onDelete: ReferentialAction.Cascade);
            t.Column("user_id", t.Uuid()).NotNull().References("users", onDelete: ReferentialAction.Cascade).Index();
            t.Column("rating", t.SmallInt()).NotNull().Check("rating BETWEEN 1 AND 5");
            t.Column("title", t.String(100));
            t.Column("comment", t.Text());
            t.Column("plugin_version", t.String(20)).NotNull();
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Column("updated_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Unique(["plugin_id", "user_id"]);
        });

        db.CreateTable("plugin_installations", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey();
            t.Column("listing_id", t.Uuid()).NotNull().References("marketplace_plugins", onDelete: ReferentialAction.Restrict).Index();
            t.Column("plugin_id", t.Uuid()).References("plugins", onDelete: ReferentialAction.SetNull).Index();
            t.Column("installed_by", t.Uuid()).References("users", onDelete: ReferentialAction.SetNull).Index();
            t.Column("version", t.String(20)).NotNull();
            t.Column("config", t.Json()).NotNull().Default("{}");
            t.Column("installed_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Column("uninstalled_at", t.DateTimeOffset());
            t.Check("ck_plugin_installations_order", "uninstalled_at >= installed_at");

            // A plugin can come and go many times, but is installed once at a time.
            t.Index(["listing_id"], "uq_plugin_installations_active").Unique().Where("uninstalled_at IS NULL");
        });

        db.CreateTable("plugin_downloads", t =>
        {
            t.Column("id", t.BigInt()).Identity().PrimaryKey();
            t.Column("plugin_id", t.Uuid()).NotNull().References("marketplace_plugins", onDelete: ReferentialAction.Cascade);
            t.Column("user_id", t.Uuid()).References("users", onDelete: ReferentialAction.SetNull).Index();
            t.Column("version", t.String(20)).NotNull();
            t.Column("ip_address", t.String(45));
            t.Column("downloaded_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Index(["plugin_id", "downloaded_at"]);
        });
    }

    private static void AddDashboards(MigrationBuilder db)
    {
        db.CreateTable("dashboards", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey();
            t.Column("owner_id", t.Uuid()).NotNull().References("users", onDelete: ReferentialAction.Cascade);
            t.Column("name", t.String(100)).NotNull();
            t.Column("description", t.Text());
            t.Column("layout", t.Json()).NotNull().Default("{}");
            t.Column("refresh_seconds", t.Int()).NotNull().Default(30).Check("refresh_seconds BETWEEN 5 AND 3600");
            t.Column("is_default", t.Bool()).NotNull().Default(false);
            t.Column("is_shared", t.Bool()).NotNull().Default(false);
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Column("updated_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Unique(["owner_id", "name"]);
            t.Index(["owner_id"], "uq_dashboards_default").Unique().Where("is_default");
        });

        db.CreateTable("dashboard_widgets", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey();
            t.Column("dashboard_id", t.Uuid()).NotNull().References("dashboards", onDelete: ReferentialAction.Cascade).Index();
            t.Column("plugin_id", t.Uuid()).References("plugins", onDelete: ReferentialAction.SetNull).Index();
            t.Column("kind", t.String(20)).NotNull().Check("kind IN ('line', 'gauge', 'table', 'heatmap', 'rack_view', 'alerts', 'plugin')");
            t.Column("title", t.String(100)).NotNull();
            t.Column("query", t.Json()).NotNull().Default("{}");
            t.Column("options", t.Json()).NotNull().Default("{}");
            t.Column("grid_x", t.Int()).NotNull().Default(0).Check("grid_x >= 0");
            t.Column("grid_y", t.Int()).NotNull().Default(0).Check("grid_y >= 0");
            t.Column("width", t.Int()).NotNull().Default(4).Check("width BETWEEN 1 AND 12");
            t.Column("height", t.Int()).NotNull().Default(3).Check("height BETWEEN 1 AND 24");
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
        });
    }
}
