using Retort;
using Retort.Schema;

/// <summary>The whole schema, as the revisions leave it: what it is, beside how it became so.</summary>
public sealed class UnitySchema : SchemaDefinition
{
    public override void Define(MigrationBuilder db)
    {
        DefineUsers(db);
        DefineAlerts(db);
        DefinePlugins(db);
        DefineMarketplace(db);
        DefineDashboards(db);
    }

    private static void DefineUsers(MigrationBuilder db)
    {
        db.CreateTable("users", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey();
            t.Column("username", t.String(50)).NotNull().Unique();
            t.Column("email", t.String(255)).NotNull();
            t.Column("full_name", t.String(255));
            t.Column("hashed_password", t.String(255));
            t.Column("role", t.String(20)).NotNull().Default("viewer").Check("role IN ('admin', 'operator', 'viewer')");
            t.Column("is_active", t.Bool()).NotNull().Default(true);
            t.Column("preferences", t.Json()).NotNull().Default("{}");
            t.Column("last_login_at", t.DateTimeOffset());
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Column("updated_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Index([IndexKey.OfSql("lower(email)")], "uq_users_email_lower").Unique();
            t.Index(["role"]).Where("is_active");
        });

        db.CreateTable("api_keys", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey();
            t.Column("user_id", t.Uuid()).NotNull().References("users", onDelete: ReferentialAction.Cascade).Index();
            t.Column("name", t.String(100)).NotNull();
            t.Column("key_prefix", t.String(12)).NotNull();
            t.Column("key_hash", t.Char(64)).NotNull().Unique();
            t.Column("scopes", t.Json()).NotNull().Default("[]");
            t.Column("expires_at", t.DateTimeOffset());
            t.Column("last_used_at", t.DateTimeOffset());
            t.Column("revoked_at", t.DateTimeOffset());
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Unique(["user_id", "name"]);
            t.Check("ck_api_keys_expires_after_creation", "expires_at > created_at");
            t.Index(["key_prefix"]).Where("revoked_at IS NULL");
        });

        // The log outlives the users it tells about: the name is kept when the row is gone.
        db.CreateTable("audit_logs", t =>
        {
            t.Column("id", t.BigInt()).Identity().PrimaryKey();
            t.Column("user_id", t.Uuid()).References("users", onDelete: ReferentialAction.SetNull);
            t.Column("username", t.String(50));
            t.Column("action", t.String(100)).NotNull();
            t.Column("resource_type", t.String(50)).NotNull();
            t.Column("resource_id", t.String(100));
            t.Column("details", t.Json());
            t.Column("ip_address", t.String(45));
            t.Column("user_agent", t.String(500));
            t.Column("succeeded", t.Bool()).NotNull().Default(true);
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP").Index();
            t.Index(["user_id", "created_at"]);
            t.Index(["resource_type", "resource_id"]);
            t.Index(["action", "created_at"]);
        });

        db.CreateTable("user_oauth_links", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey();
            t.Column("user_id", t.Uuid()).NotNull().References("users", onDelete: ReferentialAction.Cascade);
            t.Column("provider", t.String(30)).NotNull().Check("provider IN ('google', 'github', 'microsoft', 'okta')");
            t.Column("provider_user_id", t.String(255)).NotNull();
            t.Column("provider_email", t.String(255));
            t.Column("profile", t.Json()).NotNull().Default("{}");
            t.Column("linked_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Column("last_used_at", t.DateTimeOffset());
            t.Unique(["provider", "provider_user_id"]);
            t.Unique(["user_id", "provider"]);
        });
    }

    private static void DefineAlerts(MigrationBuilder db)
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

            // What the sender asks for all day long: the few rows that are still to go out.
            t.Index(["created_at"], "ix_notification_logs_pending").Where("status = 'pending'");
        });

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
            t.Column("conditions_json", t.Json());
            t.Index(["resource_type", "metric"]).Where("is_enabled");
        });
    }

    private static void DefinePlugins(MigrationBuilder db)
    {
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

    private static void DefineMarketplace(MigrationBuilder db)
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

    private static void DefineDashboards(MigrationBuilder db)
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
