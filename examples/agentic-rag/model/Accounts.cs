using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AgenticRag.Model;

public sealed class User
{
    public Guid Id { get; set; }

    [MaxLength(255)]
    public required string Email { get; set; }

    [MaxLength(100)]
    public required string DisplayName { get; set; }

    [MaxLength(255)]
    public string? HashedPassword { get; set; }

    [MaxLength(20)]
    public required string Role { get; set; }

    public bool IsActive { get; set; }

    public DateTime? LastSeenAt { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime UpdatedAt { get; set; }
}

internal sealed class UserMapping : IEntityTypeConfiguration<User>
{
    public void Configure(EntityTypeBuilder<User> builder)
    {
        builder.ToTable("users", table => table.HasCheckConstraint("ck_users_role", "role IN ('admin', 'member', 'guest')"));
        builder.Property(row => row.Role).HasDefaultValue("member");
        builder.Property(row => row.IsActive).HasDefaultValue(true);
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.Property(row => row.UpdatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
    }
}

public sealed class UserSettings
{
    public Guid UserId { get; set; }

    [MaxLength(10)]
    public required string Theme { get; set; }

    [MaxLength(10)]
    public required string Locale { get; set; }

    [MaxLength(100)]
    public string? DefaultModel { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Preferences { get; set; }

    public DateTime UpdatedAt { get; set; }
}

internal sealed class UserSettingsMapping : IEntityTypeConfiguration<UserSettings>
{
    public void Configure(EntityTypeBuilder<UserSettings> builder)
    {
        builder.ToTable("user_settings", table => table.HasCheckConstraint("ck_user_settings_theme", "theme IN ('system', 'light', 'dark')"));
        builder.HasKey(row => row.UserId);
        builder.Property(row => row.Theme).HasDefaultValue("system");
        builder.Property(row => row.Locale).HasDefaultValue("en");
        builder.Property(row => row.Preferences).HasDefaultValueSql("'{}'");
        builder.Property(row => row.UpdatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
    }
}

public sealed class ApiKey
{
    public Guid Id { get; set; }

    public Guid UserId { get; set; }

    public Guid? OrganizationId { get; set; }

    [MaxLength(100)]
    public required string Name { get; set; }

    [MaxLength(12)]
    public required string KeyPrefix { get; set; }

    [Column(TypeName = "character(64)")]
    public required string KeyHash { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Scopes { get; set; }

    public DateTime? ExpiresAt { get; set; }

    public DateTime? LastUsedAt { get; set; }

    public DateTime? RevokedAt { get; set; }

    public DateTime CreatedAt { get; set; }
}

internal sealed class ApiKeyMapping : IEntityTypeConfiguration<ApiKey>
{
    public void Configure(EntityTypeBuilder<ApiKey> builder)
    {
        builder.ToTable("api_keys");
        builder.Property(row => row.Scopes).HasDefaultValueSql("'[]'");
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasAlternateKey(row => row.KeyHash);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Organization>().WithMany().HasForeignKey(row => row.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => row.OrganizationId);
        builder.HasIndex(row => row.UserId);
        builder.HasIndex(row => new { row.UserId, row.Name }, "uq_api_keys_user_id_name_active").IsUnique().HasFilter("revoked_at IS NULL");
    }
}

public sealed class Notification
{
    public Guid Id { get; set; }

    public Guid UserId { get; set; }

    [MaxLength(50)]
    public required string Kind { get; set; }

    [MaxLength(255)]
    public required string Title { get; set; }

    public string? Body { get; set; }

    [MaxLength(500)]
    public string? Link { get; set; }

    public DateTime? ReadAt { get; set; }

    public DateTime CreatedAt { get; set; }
}

internal sealed class NotificationMapping : IEntityTypeConfiguration<Notification>
{
    public void Configure(EntityTypeBuilder<Notification> builder)
    {
        builder.ToTable("notifications");
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => row.UserId, "ix_notifications_unread").HasFilter("read_at IS NULL");
        builder.HasIndex(row => new { row.UserId, row.CreatedAt }).IsDescending(false, true);
    }
}

public sealed class Organization
{
    public Guid Id { get; set; }

    [MaxLength(63)]
    public required string Slug { get; set; }

    [MaxLength(100)]
    public required string Name { get; set; }

    [MaxLength(20)]
    public required string Plan { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Settings { get; set; }

    public Guid? CreatedBy { get; set; }

    public DateTime CreatedAt { get; set; }
}

internal sealed class OrganizationMapping : IEntityTypeConfiguration<Organization>
{
    public void Configure(EntityTypeBuilder<Organization> builder)
    {
        builder.ToTable("organizations", table =>
        {
            table.HasCheckConstraint("ck_organizations_slug", "slug = lower(slug)");
            table.HasCheckConstraint("ck_organizations_plan", "plan IN ('free', 'team', 'enterprise')");
        });
        builder.Property(row => row.Plan).HasDefaultValue("free");
        builder.Property(row => row.Settings).HasDefaultValueSql("'{}'");
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasAlternateKey(row => row.Slug);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.CreatedBy).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(row => row.CreatedBy);
    }
}

public sealed class Team
{
    public Guid Id { get; set; }

    public Guid OrganizationId { get; set; }

    public Guid? LeadId { get; set; }

    [MaxLength(100)]
    public required string Name { get; set; }

    public string? Description { get; set; }

    public DateTime CreatedAt { get; set; }
}

internal sealed class TeamMapping : IEntityTypeConfiguration<Team>
{
    public void Configure(EntityTypeBuilder<Team> builder)
    {
        builder.ToTable("teams");
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasOne<Organization>().WithMany().HasForeignKey(row => row.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.LeadId).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(row => row.LeadId);
    }
}
