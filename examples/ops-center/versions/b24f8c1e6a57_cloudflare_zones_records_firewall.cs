using Retort;
using Retort.Schema;

/// <summary>Cloudflare zones, records, firewall.</summary>
[Revision("b24f8c1e6a57", Revises = "a10c5e7d2f31", Created = "2026-02-17T14:40:00Z")]
public sealed class CloudflareZonesRecordsFirewall : Migration
{
    public override void Upgrade(MigrationBuilder db)
    {
        db.CreateTable("cloudflare_zones", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey().DefaultSql("gen_random_uuid()");
            t.Column("organization_id", t.Uuid()).NotNull().References("organizations", onDelete: ReferentialAction.Cascade);
            t.Column("zone_id", t.Char(32)).NotNull().Unique();
            t.Column("name", t.String(253)).NotNull();
            t.Column("status", t.Text()).NotNull().Default("pending")
                .Check("(status = ANY (ARRAY['pending'::text, 'active'::text, 'paused'::text, 'moved'::text, 'deleted'::text]))");
            t.Column("plan", t.Text()).NotNull().Default("free");
            t.Column("name_servers", t.Json()).NotNull().Default("[]").Check("(jsonb_typeof(name_servers) = 'array'::text)");
            t.Column("settings", t.Json()).NotNull().Default("{}");
            t.Column("synced_at", t.DateTimeOffset());
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Unique(["organization_id", "name"]);
            t.Comment("The DNS zones of an organization at Cloudflare.");
        });

        db.CreateTable("cloudflare_dns_records", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey().DefaultSql("gen_random_uuid()");
            t.Column("zone_id", t.Uuid()).NotNull().References("cloudflare_zones", onDelete: ReferentialAction.Cascade);
            t.Column("record_id", t.Char(32)).Unique();
            t.Column("type", t.Text()).NotNull()
                .Check("(type = ANY (ARRAY['A'::text, 'AAAA'::text, 'CAA'::text, 'CNAME'::text, 'MX'::text, 'NS'::text, 'SRV'::text, 'TXT'::text]))");
            t.Column("name", t.String(253)).NotNull();
            t.Column("content", t.Text()).NotNull();
            t.Column("ttl", t.Int()).NotNull().Default(1).Check("((ttl = 1) OR ((ttl >= 60) AND (ttl <= 86400)))");
            t.Column("priority", t.Int());
            t.Column("proxied", t.Bool()).NotNull().Default(false);
            t.Column("data", t.Json()).NotNull().Default("{}");
            t.Column("synced_at", t.DateTimeOffset());
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Check("ck_cloudflare_dns_records_priority", "((type <> ALL (ARRAY['MX'::text, 'SRV'::text])) OR (priority IS NOT NULL))");
            t.Check("ck_cloudflare_dns_records_proxied", "((NOT proxied) OR (type = ANY (ARRAY['A'::text, 'AAAA'::text, 'CNAME'::text])))");
            t.Index(["zone_id", "name", "type"]);
            t.Comment("The DNS records of a zone; those without a record id are not at Cloudflare yet.");
        });

        db.CreateTable("cloudflare_firewall_rules", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey().DefaultSql("gen_random_uuid()");
            t.Column("zone_id", t.Uuid()).NotNull().References("cloudflare_zones", onDelete: ReferentialAction.Cascade);
            t.Column("rule_id", t.Char(32)).Unique();
            t.Column("description", t.String(500)).NotNull();
            t.Column("expression", t.Text()).NotNull();
            t.Column("action", t.Text()).NotNull()
                .Check("(action = ANY (ARRAY['allow'::text, 'block'::text, 'challenge'::text, 'managed_challenge'::text, 'log'::text]))");
            t.Column("priority", t.Int()).NotNull();
            t.Column("is_enabled", t.Bool()).NotNull().Default(true);
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Unique(["zone_id", "priority"], deferral: Deferral.InitiallyDeferred);
            t.Comment("The firewall rules of a zone, tried in the order of their priority.");
        });
    }

    public override void Downgrade(MigrationBuilder db)
    {
        // Loses data: the rows of table "cloudflare_firewall_rules".
        db.DropTable("cloudflare_firewall_rules");

        // Loses data: the rows of table "cloudflare_dns_records".
        db.DropTable("cloudflare_dns_records");

        // Loses data: the rows of table "cloudflare_zones".
        db.DropTable("cloudflare_zones");
    }
}
