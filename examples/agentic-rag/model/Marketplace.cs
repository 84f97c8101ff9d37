using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AgenticRag.Model;

public sealed class MarketplacePurchase
{
    public Guid Id { get; set; }

    public Guid PluginId { get; set; }

    public Guid OrganizationId { get; set; }

    public Guid? PurchasedBy { get; set; }

    public int PriceCredits { get; set; }

    [MaxLength(10)]
    public required string Status { get; set; }

    public DateTime PurchasedAt { get; set; }

    public DateTime? RefundedAt { get; set; }
}

internal sealed class MarketplacePurchaseMapping : IEntityTypeConfiguration<MarketplacePurchase>
{
    public void Configure(EntityTypeBuilder<MarketplacePurchase> builder)
    {
        builder.ToTable("marketplace_purchases", table =>
        {
            table.HasCheckConstraint("ck_marketplace_purchases_price_credits", "price_credits >= 0");
            table.HasCheckConstraint("ck_marketplace_purchases_status", "status IN ('completed', 'refunded')");
            table.HasCheckConstraint("ck_marketplace_purchases_refunded", "(status = 'refunded') = (refunded_at IS NOT NULL)");
        });
        builder.Property(row => row.Status).HasDefaultValue("completed");
        builder.Property(row => row.PurchasedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasOne<Plugin>().WithMany().HasForeignKey(row => row.PluginId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Organization>().WithMany().HasForeignKey(row => row.OrganizationId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.PurchasedBy).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(row => new { row.OrganizationId, row.PurchasedAt });
        builder.HasIndex(row => new { row.PluginId, row.PurchasedAt });
        builder.HasIndex(row => row.PurchasedBy);
        builder.HasIndex(row => new { row.OrganizationId, row.PluginId }, "uq_marketplace_purchases_active").IsUnique().HasFilter("status = 'completed'");
    }
}

public sealed class MarketplaceReview
{
    public Guid Id { get; set; }

    public Guid PluginId { get; set; }

    public Guid UserId { get; set; }

    public short Rating { get; set; }

    [MaxLength(100)]
    public string? Title { get; set; }

    public string? Body { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime UpdatedAt { get; set; }
}

internal sealed class MarketplaceReviewMapping : IEntityTypeConfiguration<MarketplaceReview>
{
    public void Configure(EntityTypeBuilder<MarketplaceReview> builder)
    {
        builder.ToTable("marketplace_reviews", table => table.HasCheckConstraint("ck_marketplace_reviews_rating", "rating BETWEEN 1 AND 5"));
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.Property(row => row.UpdatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasAlternateKey(row => new { row.PluginId, row.UserId });
        builder.HasOne<Plugin>().WithMany().HasForeignKey(row => row.PluginId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => row.UserId);
    }
}

public sealed class MarketplaceRevenue
{
    public Guid PluginId { get; set; }

    public DateOnly PeriodStart { get; set; }

    [Precision(14, 2)]
    public decimal GrossAmount { get; set; }

    [Precision(14, 2)]
    public decimal FeeAmount { get; set; }

    [Precision(14, 2)]
    public decimal? PublisherAmount { get; set; }

    public DateTime? PaidOutAt { get; set; }
}

internal sealed class MarketplaceRevenueMapping : IEntityTypeConfiguration<MarketplaceRevenue>
{
    public void Configure(EntityTypeBuilder<MarketplaceRevenue> builder)
    {
        builder.ToTable("marketplace_revenue", table => table.HasCheckConstraint("ck_marketplace_revenue_fee_amount", "fee_amount BETWEEN 0 AND gross_amount"));
        builder.HasKey(row => new { row.PluginId, row.PeriodStart });
        builder.Property(row => row.GrossAmount).HasDefaultValueSql("0");
        builder.Property(row => row.FeeAmount).HasDefaultValueSql("0");
        builder.Property(row => row.PublisherAmount).HasComputedColumnSql("gross_amount - fee_amount", stored: true);
        builder.HasOne<Plugin>().WithMany().HasForeignKey(row => row.PluginId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(row => row.PeriodStart, "ix_marketplace_revenue_unpaid").HasFilter("paid_out_at IS NULL");
    }
}

public sealed class Credit
{
    public Guid Id { get; set; }

    public Guid OrganizationId { get; set; }

    public int Amount { get; set; }

    [MaxLength(20)]
    public required string Reason { get; set; }

    public Guid? PurchaseId { get; set; }

    public Guid? CreatedBy { get; set; }

    public DateTime CreatedAt { get; set; }
}

internal sealed class CreditMapping : IEntityTypeConfiguration<Credit>
{
    public void Configure(EntityTypeBuilder<Credit> builder)
    {
        builder.ToTable("credits", table =>
        {
            table.HasCheckConstraint("ck_credits_amount", "amount <> 0");
            table.HasCheckConstraint("ck_credits_reason", "reason IN ('grant', 'top_up', 'purchase', 'refund', 'expiry')");
            table.HasCheckConstraint("ck_credits_purchase", "(reason IN ('purchase', 'refund')) = (purchase_id IS NOT NULL)");
        });
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasOne<Organization>().WithMany().HasForeignKey(row => row.OrganizationId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<MarketplacePurchase>().WithMany().HasForeignKey(row => row.PurchaseId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.CreatedBy).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(row => row.CreatedBy);
        builder.HasIndex(row => new { row.OrganizationId, row.CreatedAt });
        builder.HasIndex(row => new { row.PurchaseId, row.Reason }, "uq_credits_purchase_id_reason").IsUnique().HasFilter("purchase_id IS NOT NULL");
    }
}

public sealed class RateLimitConfig
{
    public Guid Id { get; set; }

    public Guid? OrganizationId { get; set; }

    public Guid? PluginId { get; set; }

    [MaxLength(100)]
    public required string Scope { get; set; }

    public int MaxRequests { get; set; }

    public int WindowSeconds { get; set; }

    public int Burst { get; set; }

    public bool IsEnabled { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime UpdatedAt { get; set; }
}

internal sealed class RateLimitConfigMapping : IEntityTypeConfiguration<RateLimitConfig>
{
    public void Configure(EntityTypeBuilder<RateLimitConfig> builder)
    {
        builder.ToTable("rate_limit_configs", table =>
        {
            table.HasCheckConstraint("ck_rate_limit_configs_max_requests", "max_requests > 0");
            table.HasCheckConstraint("ck_rate_limit_configs_window_seconds", "window_seconds BETWEEN 1 AND 86400");
            table.HasCheckConstraint("ck_rate_limit_configs_burst", "burst >= 0");
        });
        builder.Property(row => row.WindowSeconds).HasDefaultValue(60);
        builder.Property(row => row.Burst).HasDefaultValue(0);
        builder.Property(row => row.IsEnabled).HasDefaultValue(true);
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.Property(row => row.UpdatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasOne<Organization>().WithMany().HasForeignKey(row => row.OrganizationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Plugin>().WithMany().HasForeignKey(row => row.PluginId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => row.PluginId);
        builder.HasIndex(row => row.Scope, "uq_rate_limit_configs_everybody").IsUnique().HasFilter("organization_id IS NULL AND plugin_id IS NULL");
        builder.HasIndex(row => new { row.OrganizationId, row.Scope }, "uq_rate_limit_configs_organization").IsUnique().HasFilter("plugin_id IS NULL");
        builder.HasIndex(row => new { row.PluginId, row.Scope }, "uq_rate_limit_configs_plugin").IsUnique().HasFilter("organization_id IS NULL");
    }
}
