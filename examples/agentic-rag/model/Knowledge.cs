using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AgenticRag.Model;

public sealed class KnowledgeBase
{
    public Guid Id { get; set; }

    public Guid OwnerId { get; set; }

    [MaxLength(100)]
    public required string Name { get; set; }

    public string? Description { get; set; }

    [MaxLength(100)]
    public required string EmbeddingModel { get; set; }

    public int Dimensions { get; set; }

    public int ChunkSize { get; set; }

    public int ChunkOverlap { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Settings { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime UpdatedAt { get; set; }
}

internal sealed class KnowledgeBaseMapping : IEntityTypeConfiguration<KnowledgeBase>
{
    public void Configure(EntityTypeBuilder<KnowledgeBase> builder)
    {
        builder.ToTable("knowledge_bases", table =>
        {
            table.HasCheckConstraint("ck_knowledge_bases_dimensions", "dimensions > 0");
            table.HasCheckConstraint("ck_knowledge_bases_overlap", "chunk_overlap >= 0 AND chunk_overlap < chunk_size");
        });
        builder.Property(row => row.ChunkSize).HasDefaultValue(1000);
        builder.Property(row => row.ChunkOverlap).HasDefaultValue(200);
        builder.Property(row => row.Settings).HasDefaultValueSql("'{}'");
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.Property(row => row.UpdatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasAlternateKey(row => new { row.OwnerId, row.Name });
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.OwnerId).OnDelete(DeleteBehavior.Cascade);
    }
}

public sealed class Document
{
    public Guid Id { get; set; }

    public Guid KnowledgeBaseId { get; set; }

    public Guid? UploadedBy { get; set; }

    [MaxLength(255)]
    public required string Title { get; set; }

    [MaxLength(1000)]
    public string? SourceUri { get; set; }

    [MaxLength(100)]
    public required string MediaType { get; set; }

    public long SizeBytes { get; set; }

    [Column(TypeName = "character(64)")]
    public required string ContentSha256 { get; set; }

    [MaxLength(20)]
    public required string Status { get; set; }

    public int ChunkCount { get; set; }

    public string? Error { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Metadata { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime? IndexedAt { get; set; }
}

internal sealed class DocumentMapping : IEntityTypeConfiguration<Document>
{
    public void Configure(EntityTypeBuilder<Document> builder)
    {
        builder.ToTable("documents", table =>
        {
            table.HasCheckConstraint("ck_documents_size_bytes", "size_bytes >= 0");
            table.HasCheckConstraint("ck_documents_status", "status IN ('pending', 'indexing', 'indexed', 'failed')");
        });
        builder.Property(row => row.Status).HasDefaultValue("pending");
        builder.Property(row => row.ChunkCount).HasDefaultValue(0);
        builder.Property(row => row.Metadata).HasDefaultValueSql("'{}'");
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasAlternateKey(row => new { row.KnowledgeBaseId, row.ContentSha256 });
        builder.HasOne<KnowledgeBase>().WithMany().HasForeignKey(row => row.KnowledgeBaseId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.UploadedBy).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(row => row.CreatedAt, "ix_documents_unfinished").HasFilter("status IN ('pending', 'indexing')");
        builder.HasIndex(row => row.UploadedBy);
    }
}

public sealed class KnowledgeGraph
{
    public Guid Id { get; set; }

    public Guid KnowledgeBaseId { get; set; }

    [MaxLength(100)]
    public required string Name { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Ontology { get; set; }

    public int EntityCount { get; set; }

    public int RelationCount { get; set; }

    public DateTime? BuiltAt { get; set; }

    public DateTime CreatedAt { get; set; }
}

internal sealed class KnowledgeGraphMapping : IEntityTypeConfiguration<KnowledgeGraph>
{
    public void Configure(EntityTypeBuilder<KnowledgeGraph> builder)
    {
        builder.ToTable("knowledge_graphs");
        builder.Property(row => row.Ontology).HasDefaultValueSql("'{}'");
        builder.Property(row => row.EntityCount).HasDefaultValue(0);
        builder.Property(row => row.RelationCount).HasDefaultValue(0);
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasAlternateKey(row => new { row.KnowledgeBaseId, row.Name });
        builder.HasOne<KnowledgeBase>().WithMany().HasForeignKey(row => row.KnowledgeBaseId).OnDelete(DeleteBehavior.Cascade);
    }
}

public sealed class QueryLog
{
    public long Id { get; set; }

    public Guid? UserId { get; set; }

    public Guid? KnowledgeBaseId { get; set; }

    public required string QueryText { get; set; }

    public string? RewrittenQuery { get; set; }

    public int ResultCount { get; set; }

    public double? TopScore { get; set; }

    public int LatencyMs { get; set; }

    public DateTime CreatedAt { get; set; }
}

internal sealed class QueryLogMapping : IEntityTypeConfiguration<QueryLog>
{
    public void Configure(EntityTypeBuilder<QueryLog> builder)
    {
        builder.ToTable("query_logs", table => table.HasCheckConstraint("ck_query_logs_latency_ms", "latency_ms >= 0"));
        builder.Property(row => row.ResultCount).HasDefaultValue(0);
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<KnowledgeBase>().WithMany().HasForeignKey(row => row.KnowledgeBaseId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => new { row.KnowledgeBaseId, row.CreatedAt });
        builder.HasIndex(row => row.CreatedAt, "ix_query_logs_unanswered").HasFilter("result_count = 0");
        builder.HasIndex(row => new { row.UserId, row.CreatedAt });
    }
}
