using Retort;
using Retort.Schema;

/// <summary>Let users sign in through OAuth providers.</summary>
[Revision("12df4f8e6ba9", Revises = "70974ae864ff", Created = "2025-12-22")]
public sealed class AddUserOAuthLinks : Migration
{
    public override void Upgrade(MigrationBuilder db) =>
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

    public override void Downgrade(MigrationBuilder db) => db.Reverse(Upgrade);
}
