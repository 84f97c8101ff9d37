using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AgenticRag.Model;

public sealed class Tool
{
    public Guid Id { get; set; }

    [MaxLength(100)]
    public required string Name { get; set; }

    public required string Description { get; set; }

    [MaxLength(20)]
    public required string Kind { get; set; }

    [Column(TypeName = "jsonb")]
    public required string InputSchema { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Config { get; set; }

    public bool IsEnabled { get; set; }

    public Guid? CreatedBy { get; set; }

    public DateTime CreatedAt { get; set; }
}

internal sealed class ToolMapping : IEntityTypeConfiguration<Tool>
{
    public void Configure(EntityTypeBuilder<Tool> builder)
    {
        builder.ToTable("tools", table => table.HasCheckConstraint("ck_tools_kind", "kind IN ('function', 'http', 'retriever', 'mcp', 'code')"));
        builder.Property(row => row.InputSchema).HasDefaultValueSql("'{}'");
        builder.Property(row => row.Config).HasDefaultValueSql("'{}'");
        builder.Property(row => row.IsEnabled).HasDefaultValue(true);
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasAlternateKey(row => row.Name);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.CreatedBy).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(row => row.CreatedBy);
    }
}

public sealed class PromptTemplate
{
    public Guid Id { get; set; }

    [MaxLength(100)]
    public required string Name { get; set; }

    public int Version { get; set; }

    public required string Template { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Variables { get; set; }

    public bool IsCurrent { get; set; }

    public Guid? CreatedBy { get; set; }

    public DateTime CreatedAt { get; set; }
}

internal sealed class PromptTemplateMapping : IEntityTypeConfiguration<PromptTemplate>
{
    public void Configure(EntityTypeBuilder<PromptTemplate> builder)
    {
        builder.ToTable("prompt_templates", table => table.HasCheckConstraint("ck_prompt_templates_version", "version > 0"));
        builder.Property(row => row.Version).HasDefaultValue(1);
        builder.Property(row => row.Variables).HasDefaultValueSql("'[]'");
        builder.Property(row => row.IsCurrent).HasDefaultValue(true);
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasAlternateKey(row => new { row.Name, row.Version });
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.CreatedBy).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(row => row.CreatedBy);
        builder.HasIndex(row => row.Name, "uq_prompt_templates_current").IsUnique().HasFilter("is_current");
    }
}

public sealed class Agent
{
    public Guid Id { get; set; }

    public Guid OwnerId { get; set; }

    public Guid? PromptTemplateId { get; set; }

    [MaxLength(100)]
    public required string Name { get; set; }

    public string? Description { get; set; }

    [MaxLength(20)]
    public required string Kind { get; set; }

    [MaxLength(100)]
    public required string Model { get; set; }

    public string? SystemPrompt { get; set; }

    [Precision(3, 2)]
    public decimal Temperature { get; set; }

    public int MaxTokens { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Settings { get; set; }

    public bool IsPublished { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime UpdatedAt { get; set; }

    [Column(TypeName = "jsonb")]
    public required string ContextItems { get; set; }

    [Column(TypeName = "jsonb")]
    public required string McpServers { get; set; }
}

internal sealed class AgentMapping : IEntityTypeConfiguration<Agent>
{
    public void Configure(EntityTypeBuilder<Agent> builder)
    {
        builder.ToTable("agents", table =>
        {
            table.HasCheckConstraint("ck_agents_kind", "kind IN ('assistant', 'retriever', 'planner', 'critic', 'router')");
            table.HasCheckConstraint("ck_agents_temperature", "temperature BETWEEN 0 AND 2");
            table.HasCheckConstraint("ck_agents_max_tokens", "max_tokens > 0");
        });
        builder.Property(row => row.Kind).HasDefaultValue("assistant");
        builder.Property(row => row.Temperature).HasDefaultValueSql("0.7");
        builder.Property(row => row.MaxTokens).HasDefaultValue(4096);
        builder.Property(row => row.Settings).HasDefaultValueSql("'{}'");
        builder.Property(row => row.IsPublished).HasDefaultValue(false);
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.Property(row => row.UpdatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.Property(row => row.ContextItems).HasDefaultValueSql("'[]'");
        builder.Property(row => row.McpServers).HasDefaultValueSql("'[]'");
        builder.HasAlternateKey(row => new { row.OwnerId, row.Name });
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.OwnerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<PromptTemplate>().WithMany().HasForeignKey(row => row.PromptTemplateId).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(row => row.McpServers).HasMethod("gin").HasOperators("jsonb_path_ops");
        builder.HasIndex(row => row.PromptTemplateId);
        builder.HasIndex(row => row.UpdatedAt, "ix_agents_published").HasFilter("is_published");
    }
}

public sealed class AgentTemplate
{
    public Guid Id { get; set; }

    [MaxLength(100)]
    public required string Slug { get; set; }

    [MaxLength(100)]
    public required string Name { get; set; }

    public required string Description { get; set; }

    [MaxLength(50)]
    public required string Category { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Definition { get; set; }

    public bool IsBuiltin { get; set; }

    public DateTime CreatedAt { get; set; }
}

internal sealed class AgentTemplateMapping : IEntityTypeConfiguration<AgentTemplate>
{
    public void Configure(EntityTypeBuilder<AgentTemplate> builder)
    {
        builder.ToTable("agent_templates");
        builder.Property(row => row.IsBuiltin).HasDefaultValue(false);
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasAlternateKey(row => row.Slug);
        builder.HasIndex(row => row.Category);
    }
}

public sealed class AgentVersion
{
    public Guid AgentId { get; set; }

    public int Version { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Definition { get; set; }

    public string? ChangeNote { get; set; }

    public Guid? CreatedBy { get; set; }

    public DateTime CreatedAt { get; set; }
}

internal sealed class AgentVersionMapping : IEntityTypeConfiguration<AgentVersion>
{
    public void Configure(EntityTypeBuilder<AgentVersion> builder)
    {
        builder.ToTable("agent_versions", table => table.HasCheckConstraint("ck_agent_versions_version", "version > 0"));
        builder.HasKey(row => new { row.AgentId, row.Version });
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasOne<Agent>().WithMany().HasForeignKey(row => row.AgentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.CreatedBy).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(row => row.CreatedBy);
    }
}

public sealed class AgentTool
{
    public Guid AgentId { get; set; }

    public Guid ToolId { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Config { get; set; }

    public bool NeedsApproval { get; set; }
}

internal sealed class AgentToolMapping : IEntityTypeConfiguration<AgentTool>
{
    public void Configure(EntityTypeBuilder<AgentTool> builder)
    {
        builder.ToTable("agent_tools");
        builder.HasKey(row => new { row.AgentId, row.ToolId });
        builder.Property(row => row.Config).HasDefaultValueSql("'{}'");
        builder.Property(row => row.NeedsApproval).HasDefaultValue(false);
        builder.HasOne<Agent>().WithMany().HasForeignKey(row => row.AgentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Tool>().WithMany().HasForeignKey(row => row.ToolId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => row.ToolId);
    }
}

public sealed class AgentKnowledgeBase
{
    public Guid AgentId { get; set; }

    public Guid KnowledgeBaseId { get; set; }

    public int TopK { get; set; }

    public double MinScore { get; set; }
}

internal sealed class AgentKnowledgeBaseMapping : IEntityTypeConfiguration<AgentKnowledgeBase>
{
    public void Configure(EntityTypeBuilder<AgentKnowledgeBase> builder)
    {
        builder.ToTable("agent_knowledgebases", table =>
        {
            table.HasCheckConstraint("ck_agent_knowledgebases_top_k", "top_k BETWEEN 1 AND 100");
            table.HasCheckConstraint("ck_agent_knowledgebases_min_score", "min_score BETWEEN 0 AND 1");
        });
        builder.HasKey(row => new { row.AgentId, row.KnowledgeBaseId });
        builder.Property(row => row.TopK).HasDefaultValue(5);
        builder.Property(row => row.MinScore).HasDefaultValueSql("0");
        builder.HasOne<Agent>().WithMany().HasForeignKey(row => row.AgentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<KnowledgeBase>().WithMany().HasForeignKey(row => row.KnowledgeBaseId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => row.KnowledgeBaseId);
    }
}

public sealed class AgentMemory
{
    public Guid Id { get; set; }

    public Guid AgentId { get; set; }

    public Guid? UserId { get; set; }

    [MaxLength(10)]
    public required string Kind { get; set; }

    public required string Content { get; set; }

    public byte[]? Embedding { get; set; }

    public double Importance { get; set; }

    public DateTime? ExpiresAt { get; set; }

    public DateTime CreatedAt { get; set; }
}

internal sealed class AgentMemoryMapping : IEntityTypeConfiguration<AgentMemory>
{
    public void Configure(EntityTypeBuilder<AgentMemory> builder)
    {
        builder.ToTable("agent_memories", table =>
        {
            table.HasCheckConstraint("ck_agent_memories_kind", "kind IN ('fact', 'episode', 'skill')");
            table.HasCheckConstraint("ck_agent_memories_importance", "importance BETWEEN 0 AND 1");
        });
        builder.Property(row => row.Importance).HasDefaultValueSql("0.5");
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasOne<Agent>().WithMany().HasForeignKey(row => row.AgentId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => new { row.AgentId, row.Kind, row.Importance }).IsDescending(false, false, true);
        builder.HasIndex(row => row.ExpiresAt).HasFilter("expires_at IS NOT NULL");
        builder.HasIndex(row => row.UserId);
    }
}
