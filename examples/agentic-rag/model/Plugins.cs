using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AgenticRag.Model;

public sealed class Plugin
{
    public Guid Id { get; set; }

    [MaxLength(100)]
    public required string Slug { get; set; }

    [MaxLength(20)]
    public required string Version { get; set; }

    [MaxLength(100)]
    public required string Name { get; set; }

    [MaxLength(255)]
    public required string Summary { get; set; }

    public Guid? PublisherId { get; set; }

    [MaxLength(50)]
    public required string Category { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Manifest { get; set; }

    [Column(TypeName = "character(64)")]
    public required string PackageSha256 { get; set; }

    public int PriceCredits { get; set; }

    [MaxLength(20)]
    public required string Status { get; set; }

    public DateTime? PublishedAt { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime UpdatedAt { get; set; }
}

internal sealed class PluginMapping : IEntityTypeConfiguration<Plugin>
{
    public void Configure(EntityTypeBuilder<Plugin> builder)
    {
        builder.ToTable("plugin_registry", table =>
        {
            table.HasCheckConstraint("ck_plugin_registry_price_credits", "price_credits >= 0");
            table.HasCheckConstraint("ck_plugin_registry_status", "status IN ('submitted', 'scanning', 'published', 'rejected', 'withdrawn')");
            table.HasCheckConstraint("ck_plugin_registry_published", "status <> 'published' OR published_at IS NOT NULL");
        });
        builder.Property(row => row.PriceCredits).HasDefaultValue(0);
        builder.Property(row => row.Status).HasDefaultValue("submitted");
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.Property(row => row.UpdatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasAlternateKey(row => new { row.Slug, row.Version });
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.PublisherId).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(row => row.PublisherId);
    }
}

public sealed class PluginConfiguration
{
    public Guid PluginId { get; set; }

    public Guid OrganizationId { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Settings { get; set; }

    public bool IsEnabled { get; set; }

    public Guid? ConfiguredBy { get; set; }

    public DateTime UpdatedAt { get; set; }
}

internal sealed class PluginConfigurationMapping : IEntityTypeConfiguration<PluginConfiguration>
{
    public void Configure(EntityTypeBuilder<PluginConfiguration> builder)
    {
        builder.ToTable("plugin_configurations");
        builder.HasKey(row => new { row.PluginId, row.OrganizationId });
        builder.Property(row => row.Settings).HasDefaultValueSql("'{}'");
        builder.Property(row => row.IsEnabled).HasDefaultValue(true);
        builder.Property(row => row.UpdatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasOne<Plugin>().WithMany().HasForeignKey(row => row.PluginId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Organization>().WithMany().HasForeignKey(row => row.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.ConfiguredBy).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(row => row.ConfiguredBy);
        builder.HasIndex(row => row.OrganizationId);
    }
}

public sealed class PluginMetric
{
    public Guid PluginId { get; set; }

    [MaxLength(100)]
    public required string Metric { get; set; }

    public DateTime BucketStart { get; set; }

    public long SampleCount { get; set; }

    public double Total { get; set; }

    public double? Maximum { get; set; }
}

internal sealed class PluginMetricMapping : IEntityTypeConfiguration<PluginMetric>
{
    public void Configure(EntityTypeBuilder<PluginMetric> builder)
    {
        builder.ToTable("plugin_metrics", table => table.HasCheckConstraint("ck_plugin_metrics_sample_count", "sample_count >= 0"));
        builder.HasKey(row => new { row.PluginId, row.Metric, row.BucketStart });
        builder.Property(row => row.SampleCount).HasDefaultValueSql("0");
        builder.Property(row => row.Total).HasDefaultValueSql("0");
        builder.HasOne<Plugin>().WithMany().HasForeignKey(row => row.PluginId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => row.BucketStart);
    }
}

public sealed class PluginDependencie
{
    public Guid PluginId { get; set; }

    public Guid RequiresId { get; set; }

    [MaxLength(50)]
    public required string VersionRange { get; set; }

    public bool IsOptional { get; set; }
}

internal sealed class PluginDependencieMapping : IEntityTypeConfiguration<PluginDependencie>
{
    public void Configure(EntityTypeBuilder<PluginDependencie> builder)
    {
        builder.ToTable("plugin_dependencies", table => table.HasCheckConstraint("ck_plugin_dependencies_not_itself", "plugin_id <> requires_id"));
        builder.HasKey(row => new { row.PluginId, row.RequiresId });
        builder.Property(row => row.VersionRange).HasDefaultValue("*");
        builder.Property(row => row.IsOptional).HasDefaultValue(false);
        builder.HasOne<Plugin>().WithMany().HasForeignKey(row => row.PluginId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Plugin>().WithMany().HasForeignKey(row => row.RequiresId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(row => row.RequiresId);
    }
}

public sealed class PluginAuditLog
{
    public Guid Id { get; set; }

    public Guid? PluginId { get; set; }

    [MaxLength(100)]
    public required string PluginSlug { get; set; }

    public Guid? ActorId { get; set; }

    [MaxLength(50)]
    public required string Action { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Details { get; set; }

    public DateTime CreatedAt { get; set; }
}

internal sealed class PluginAuditLogMapping : IEntityTypeConfiguration<PluginAuditLog>
{
    public void Configure(EntityTypeBuilder<PluginAuditLog> builder)
    {
        builder.ToTable("plugin_audit_logs");
        builder.Property(row => row.Details).HasDefaultValueSql("'{}'");
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasOne<Plugin>().WithMany().HasForeignKey(row => row.PluginId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.ActorId).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(row => row.ActorId).HasFilter("actor_id IS NOT NULL");
        builder.HasIndex(row => new { row.PluginId, row.CreatedAt }).IsDescending(false, true);
    }
}

public sealed class PluginSecurityScan
{
    public Guid Id { get; set; }

    public Guid PluginId { get; set; }

    [MaxLength(50)]
    public required string Scanner { get; set; }

    [MaxLength(20)]
    public required string ScannerVersion { get; set; }

    [MaxLength(10)]
    public required string Verdict { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Findings { get; set; }

    public DateTime StartedAt { get; set; }

    public DateTime? FinishedAt { get; set; }
}

internal sealed class PluginSecurityScanMapping : IEntityTypeConfiguration<PluginSecurityScan>
{
    public void Configure(EntityTypeBuilder<PluginSecurityScan> builder)
    {
        builder.ToTable("plugin_security_scans", table =>
        {
            table.HasCheckConstraint("ck_plugin_security_scans_verdict", "verdict IN ('pending', 'passed', 'warned', 'failed')");
            table.HasCheckConstraint("ck_plugin_security_scans_finished", "(verdict = 'pending') = (finished_at IS NULL)");
        });
        builder.Property(row => row.Verdict).HasDefaultValue("pending");
        builder.Property(row => row.Findings).HasDefaultValueSql("'[]'");
        builder.Property(row => row.StartedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasOne<Plugin>().WithMany().HasForeignKey(row => row.PluginId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => new { row.PluginId, row.StartedAt }).IsDescending(false, true);
        builder.HasIndex(row => new { row.PluginId, row.Scanner }, "uq_plugin_security_scans_pending").IsUnique().HasFilter("verdict = 'pending'");
    }
}
