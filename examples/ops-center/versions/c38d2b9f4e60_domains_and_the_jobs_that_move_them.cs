using Retort;
using Retort.Schema;

/// <summary>Domains and the jobs that move them.</summary>
[Revision("c38d2b9f4e60", Revises = "b24f8c1e6a57", Created = "2026-03-09T08:25:00Z")]
public sealed class DomainsAndTheJobsThatMoveThem : Migration
{
    public override void Upgrade(MigrationBuilder db)
    {
        db.CreateTable("cloudflare_domains", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey().DefaultSql("gen_random_uuid()");
            t.Column("organization_id", t.Uuid()).NotNull().References("organizations", onDelete: ReferentialAction.Cascade).Index();
            t.Column("zone_id", t.Uuid()).References("cloudflare_zones", onDelete: ReferentialAction.SetNull).Index();
            t.Column("name", t.String(253)).NotNull().Unique();
            t.Column("expires_on", t.Date()).NotNull();
            t.Column("auto_renew", t.Bool()).NotNull().Default(true);
            t.Column("registered_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Comment("Domains that are registered at Cloudflare, with the zone that answers for them.");
        });

        db.CreateTable("namecheap_domains", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey().DefaultSql("gen_random_uuid()");
            t.Column("organization_id", t.Uuid()).NotNull().References("organizations", onDelete: ReferentialAction.Cascade).Index();
            t.Column("name", t.String(253)).NotNull().Unique();
            t.Column("expires_on", t.Date()).NotNull();
            t.Column("is_locked", t.Bool()).NotNull().Default(true);
            t.Column("auto_renew", t.Bool()).NotNull().Default(false);
            t.Column("name_servers", t.Json()).NotNull().Default("[]");
            t.Column("contacts", t.Json()).NotNull().Default("{}");
            t.Column("synced_at", t.DateTimeOffset());
            t.Index(["expires_on"]).Where("(NOT auto_renew)");
            t.Comment("Domains that are registered at Namecheap, and can move.");
        });

        db.CreateTable("migration_jobs", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey().DefaultSql("gen_random_uuid()");
            t.Column("organization_id", t.Uuid()).NotNull().References("organizations", onDelete: ReferentialAction.Cascade);
            t.Column("namecheap_domain_id", t.Uuid()).NotNull().References("namecheap_domains", onDelete: ReferentialAction.Cascade);
            t.Column("zone_id", t.Uuid()).References("cloudflare_zones", onDelete: ReferentialAction.SetNull).Index();
            t.Column("status", t.Text()).NotNull().Default("queued")
                .Check("(status = ANY (ARRAY['queued'::text, 'running'::text, 'succeeded'::text, 'failed'::text, 'cancelled'::text]))");
            t.Column("step", t.String(50));
            t.Column("progress", t.SmallInt()).NotNull().Default(0).Check("((progress >= 0) AND (progress <= 100))");
            t.Column("options", t.Json()).NotNull().Default("{}");
            t.Column("error", t.Text());
            t.Column("started_at", t.DateTimeOffset());
            t.Column("finished_at", t.DateTimeOffset());
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Check("ck_migration_jobs_error", "((status <> 'failed'::text) OR (error IS NOT NULL))");
            t.Check("ck_migration_jobs_finished_at", "(finished_at >= started_at)");
            t.Index(["organization_id", "created_at"]);
            t.Index(["namecheap_domain_id"], "uq_migration_jobs_open").Unique().Where("(status = ANY (ARRAY['queued'::text, 'running'::text]))");
            t.Comment("Each move of a domain from Namecheap to Cloudflare: how far it is, and why it failed.");
        });
    }

    public override void Downgrade(MigrationBuilder db)
    {
        // Loses data: the rows of table "migration_jobs".
        db.DropTable("migration_jobs");

        // Loses data: the rows of table "namecheap_domains".
        db.DropTable("namecheap_domains");

        // Loses data: the rows of table "cloudflare_domains".
        db.DropTable("cloudflare_domains");
    }
}
