using Retort;
using Retort.Schema;

/// <summary>Organizations, their members and keys.</summary>
[Revision("a10c5e7d2f31", Created = "2026-02-03T09:12:00Z")]
public sealed class OrganizationsTheirMembersAndKeys : Migration
{
    public override void Upgrade(MigrationBuilder db)
    {
        db.CreateTable("organizations", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey().DefaultSql("gen_random_uuid()");
            t.Column("slug", t.String(63)).NotNull().Unique().Check("((slug)::text ~ '^[a-z0-9][a-z0-9-]*$'::text)");
            t.Column("name", t.String(200)).NotNull();
            t.Column("plan", t.Text()).NotNull().Default("trial")
                .Check("(plan = ANY (ARRAY['trial'::text, 'team'::text, 'business'::text, 'enterprise'::text]))");
            t.Column("status", t.Text()).NotNull().Default("active").Check("(status = ANY (ARRAY['active'::text, 'suspended'::text, 'closed'::text]))");
            t.Column("settings", t.Json()).NotNull().Default("{}");
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Column("updated_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Comment("The customers, each with its plan and settings; everything else belongs to one of them.");
        });

        db.CreateTable("api_keys", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey().DefaultSql("gen_random_uuid()");
            t.Column("organization_id", t.Uuid()).NotNull().References("organizations", onDelete: ReferentialAction.Cascade);
            t.Column("name", t.String(100)).NotNull();
            t.Column("key_prefix", t.String(12)).NotNull();
            t.Column("key_hash", t.Char(64)).NotNull().Unique();
            t.Column("scopes", t.Json()).NotNull().Default("[]").Check("(jsonb_typeof(scopes) = 'array'::text)");
            t.Column("created_by", t.String(64)).NotNull();
            t.Column("expires_at", t.DateTimeOffset());
            t.Column("last_used_at", t.DateTimeOffset());
            t.Column("revoked_at", t.DateTimeOffset());
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Unique(["organization_id", "name"]);
            t.Check("ck_api_keys_expires_at", "(expires_at > created_at)");
            t.Index(["key_prefix"]).Where("(revoked_at IS NULL)");
            t.Comment("Keys by which programs act for an organization; only the hash of a key is kept.");
        });

        db.CreateTable("audit_logs", t =>
        {
            t.Column("id", t.BigInt()).Identity(always: true).PrimaryKey();
            t.Column("organization_id", t.Uuid()).References("organizations", onDelete: ReferentialAction.SetNull);
            t.Column("actor", t.String(64)).NotNull();
            t.Column("action", t.String(100)).NotNull();
            t.Column("resource_type", t.String(50)).NotNull();
            t.Column("resource_id", t.String(100));
            t.Column("details", t.Json()).NotNull().Default("{}");
            t.Column("ip_address", t.Type("inet"));
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Index([IndexKey.FromString("details").Using("jsonb_path_ops")]).Using("gin");
            t.Index(["organization_id", IndexKey.FromString("created_at").Descending()]);
            t.Index(["resource_type", "resource_id"]);
            t.Comment("Who did what to which resource, and when. Rows are only ever added.");
        });

        db.CreateTable("organization_invitations", t =>
        {
            t.Column("id", t.Uuid()).PrimaryKey().DefaultSql("gen_random_uuid()");
            t.Column("organization_id", t.Uuid()).NotNull().References("organizations", onDelete: ReferentialAction.Cascade);
            t.Column("email", t.String(320)).NotNull();
            t.Column("role", t.Text()).NotNull().Default("member").Check("(role = ANY (ARRAY['admin'::text, 'member'::text, 'viewer'::text]))");
            t.Column("token_hash", t.Char(64)).NotNull().Unique();
            t.Column("invited_by", t.String(64)).NotNull();
            t.Column("expires_at", t.DateTimeOffset()).NotNull();
            t.Column("accepted_at", t.DateTimeOffset());
            t.Column("created_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.Check("ck_organization_invitations_expires_at", "(expires_at > created_at)");
            t.Index(["organization_id", IndexKey.OfSql("lower((email)::text)")], "uq_organization_invitations_open").Unique()
                .Where("(accepted_at IS NULL)");
            t.Comment("Invitations that were sent by mail; open until they are accepted or expire.");
        });

        db.CreateTable("organization_members", t =>
        {
            t.Column("organization_id", t.Uuid()).NotNull().References("organizations", onDelete: ReferentialAction.Cascade);
            t.Column("user_id", t.String(64)).NotNull().Index();
            t.Column("role", t.Text()).NotNull().Default("member")
                .Check("(role = ANY (ARRAY['owner'::text, 'admin'::text, 'member'::text, 'viewer'::text]))");
            t.Column("joined_at", t.DateTimeOffset()).NotNull().DefaultSql("CURRENT_TIMESTAMP");
            t.PrimaryKey(["organization_id", "user_id"]);
            t.Comment("Who works in which organization, and what he or she may do there.");
        });
    }

    public override void Downgrade(MigrationBuilder db)
    {
        // Loses data: the rows of table "organization_members".
        db.DropTable("organization_members");

        // Loses data: the rows of table "organization_invitations".
        db.DropTable("organization_invitations");

        // Loses data: the rows of table "audit_logs".
        db.DropTable("audit_logs");

        // Loses data: the rows of table "api_keys".
        db.DropTable("api_keys");

        // Loses data: the rows of table "organizations".
        db.DropTable("organizations");
    }
}
