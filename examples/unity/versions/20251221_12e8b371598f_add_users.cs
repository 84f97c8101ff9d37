using Retort;
using Retort.Schema;

/// <summary>Add users, their API keys and the audit log.</summary>
[Revision("12e8b371598f", Revises = "6a00ea433c25", Created = "2025-12-21")]
public sealed class AddUsers : Migration
{
    public override void Upgrade(MigrationBuilder db)
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
    }

    public override void Downgrade(MigrationBuilder db)
    {
        db.DropTable("audit_logs");
        db.DropTable("api_keys");
        db.DropTable("users");
    }
}
