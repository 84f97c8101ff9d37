using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AgenticRag.Model;

public sealed class AgentFlow
{
    public Guid Id { get; set; }

    public Guid OwnerId { get; set; }

    [MaxLength(100)]
    public required string Name { get; set; }

    public string? Description { get; set; }

    [MaxLength(20)]
    public required string Topology { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Settings { get; set; }

    public bool IsActive { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime UpdatedAt { get; set; }
}

internal sealed class AgentFlowMapping : IEntityTypeConfiguration<AgentFlow>
{
    public void Configure(EntityTypeBuilder<AgentFlow> builder)
    {
        builder.ToTable("agentflows", table => table.HasCheckConstraint("ck_agentflows_topology", "topology IN ('sequential', 'parallel', 'hierarchical', 'graph')"));
        builder.Property(row => row.Topology).HasDefaultValue("sequential");
        builder.Property(row => row.Settings).HasDefaultValueSql("'{}'");
        builder.Property(row => row.IsActive).HasDefaultValue(true);
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.Property(row => row.UpdatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasAlternateKey(row => new { row.OwnerId, row.Name });
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.OwnerId).OnDelete(DeleteBehavior.Cascade);
    }
}

public sealed class AgentFlowAgent
{
    public Guid AgentflowId { get; set; }

    [MaxLength(50)]
    public required string NodeKey { get; set; }

    public Guid AgentId { get; set; }

    [MaxLength(20)]
    public required string Role { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Config { get; set; }
}

internal sealed class AgentFlowAgentMapping : IEntityTypeConfiguration<AgentFlowAgent>
{
    public void Configure(EntityTypeBuilder<AgentFlowAgent> builder)
    {
        builder.ToTable("agentflow_agents", table => table.HasCheckConstraint("ck_agentflow_agents_role", "role IN ('entry', 'worker', 'supervisor', 'exit')"));
        builder.HasKey(row => new { row.AgentflowId, row.NodeKey });
        builder.Property(row => row.Role).HasDefaultValue("worker");
        builder.Property(row => row.Config).HasDefaultValueSql("'{}'");
        builder.HasOne<AgentFlow>().WithMany().HasForeignKey(row => row.AgentflowId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Agent>().WithMany().HasForeignKey(row => row.AgentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(row => row.AgentId);
        builder.HasIndex(row => row.AgentflowId, "uq_agentflow_agents_entry").IsUnique().HasFilter("role = 'entry'");
    }
}

public sealed class AgentFlowEdge
{
    public Guid AgentflowId { get; set; }

    [MaxLength(50)]
    public required string SourceKey { get; set; }

    [MaxLength(50)]
    public required string TargetKey { get; set; }

    public string? Condition { get; set; }

    public int Priority { get; set; }
}

internal sealed class AgentFlowEdgeMapping : IEntityTypeConfiguration<AgentFlowEdge>
{
    public void Configure(EntityTypeBuilder<AgentFlowEdge> builder)
    {
        builder.ToTable("agentflow_edges", table => table.HasCheckConstraint("ck_agentflow_edges_no_loop", "source_key <> target_key"));
        builder.HasKey(row => new { row.AgentflowId, row.SourceKey, row.TargetKey });
        builder.Property(row => row.Priority).HasDefaultValue(0);
        builder.HasOne<AgentFlowAgent>().WithMany().HasForeignKey(row => new { row.AgentflowId, row.SourceKey }).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<AgentFlowAgent>().WithMany().HasForeignKey(row => new { row.AgentflowId, row.TargetKey }).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => new { row.AgentflowId, row.TargetKey });
    }
}

public sealed class ChatFlow
{
    public Guid Id { get; set; }

    public Guid OwnerId { get; set; }

    public Guid? AgentId { get; set; }

    public Guid? KnowledgeBaseId { get; set; }

    [MaxLength(100)]
    public required string Name { get; set; }

    public string? Greeting { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Settings { get; set; }

    public bool IsActive { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime UpdatedAt { get; set; }
}

internal sealed class ChatFlowMapping : IEntityTypeConfiguration<ChatFlow>
{
    public void Configure(EntityTypeBuilder<ChatFlow> builder)
    {
        builder.ToTable("chatflows");
        builder.Property(row => row.Settings).HasDefaultValueSql("'{}'");
        builder.Property(row => row.IsActive).HasDefaultValue(true);
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.Property(row => row.UpdatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasAlternateKey(row => new { row.OwnerId, row.Name });
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.OwnerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Agent>().WithMany().HasForeignKey(row => row.AgentId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<KnowledgeBase>().WithMany().HasForeignKey(row => row.KnowledgeBaseId).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(row => row.AgentId);
        builder.HasIndex(row => row.KnowledgeBaseId);
    }
}

public sealed class Workflow
{
    public Guid Id { get; set; }

    public Guid OwnerId { get; set; }

    [MaxLength(100)]
    public required string Name { get; set; }

    public string? Description { get; set; }

    [MaxLength(100)]
    public string? Schedule { get; set; }

    public bool IsActive { get; set; }

    public DateTime? NextRunAt { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime UpdatedAt { get; set; }
}

internal sealed class WorkflowMapping : IEntityTypeConfiguration<Workflow>
{
    public void Configure(EntityTypeBuilder<Workflow> builder)
    {
        builder.ToTable("workflows");
        builder.Property(row => row.IsActive).HasDefaultValue(true);
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.Property(row => row.UpdatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasAlternateKey(row => new { row.OwnerId, row.Name });
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.OwnerId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => row.NextRunAt, "ix_workflows_due").HasFilter("is_active AND next_run_at IS NOT NULL");
    }
}

public sealed class Block
{
    public Guid Id { get; set; }

    public Guid WorkflowId { get; set; }

    public Guid? NextBlockId { get; set; }

    public Guid? ToolId { get; set; }

    public Guid? AgentId { get; set; }

    [MaxLength(20)]
    public required string Kind { get; set; }

    [MaxLength(100)]
    public required string Name { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Config { get; set; }

    public int PositionX { get; set; }

    public int PositionY { get; set; }
}

internal sealed class BlockMapping : IEntityTypeConfiguration<Block>
{
    public void Configure(EntityTypeBuilder<Block> builder)
    {
        builder.ToTable("blocks", table =>
        {
            table.HasCheckConstraint("ck_blocks_kind", "kind IN ('start', 'agent', 'tool', 'condition', 'loop', 'end')");
            table.HasCheckConstraint("ck_blocks_subject", "(kind = 'agent') = (agent_id IS NOT NULL) AND (kind = 'tool') = (tool_id IS NOT NULL)");
        });
        builder.Property(row => row.Config).HasDefaultValueSql("'{}'");
        builder.Property(row => row.PositionX).HasDefaultValue(0);
        builder.Property(row => row.PositionY).HasDefaultValue(0);
        builder.HasAlternateKey(row => new { row.WorkflowId, row.Name });
        builder.HasAlternateKey(row => new { row.WorkflowId, row.Id });
        builder.HasOne<Workflow>().WithMany().HasForeignKey(row => row.WorkflowId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Block>().WithMany().HasForeignKey(row => new { row.WorkflowId, row.NextBlockId }).HasPrincipalKey(row => new { row.WorkflowId, row.Id }).OnDelete(DeleteBehavior.NoAction);
        builder.HasOne<Tool>().WithMany().HasForeignKey(row => row.ToolId).OnDelete(DeleteBehavior.Restrict);
        builder.HasOne<Agent>().WithMany().HasForeignKey(row => row.AgentId).OnDelete(DeleteBehavior.Restrict);
        builder.HasIndex(row => row.AgentId);
        builder.HasIndex(row => row.ToolId);
        builder.HasIndex(row => new { row.WorkflowId, row.NextBlockId });
    }
}

public sealed class FlowExecution
{
    public Guid Id { get; set; }

    public Guid? AgentflowId { get; set; }

    public Guid? ChatflowId { get; set; }

    public Guid? WorkflowId { get; set; }

    public Guid? StartedBy { get; set; }

    [MaxLength(10)]
    public required string Status { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Input { get; set; }

    [Column(TypeName = "jsonb")]
    public string? Output { get; set; }

    public string? Error { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime? StartedAt { get; set; }

    public DateTime? FinishedAt { get; set; }
}

internal sealed class FlowExecutionMapping : IEntityTypeConfiguration<FlowExecution>
{
    public void Configure(EntityTypeBuilder<FlowExecution> builder)
    {
        builder.ToTable("flow_executions", table =>
        {
            table.HasCheckConstraint("ck_flow_executions_status", "status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')");
            table.HasCheckConstraint("ck_flow_executions_one_flow", "CASE WHEN agentflow_id IS NULL THEN 0 ELSE 1 END + CASE WHEN chatflow_id IS NULL THEN 0 ELSE 1 END + CASE WHEN workflow_id IS NULL THEN 0 ELSE 1 END = 1");
        });
        builder.Property(row => row.Status).HasDefaultValue("queued");
        builder.Property(row => row.Input).HasDefaultValueSql("'{}'");
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasOne<AgentFlow>().WithMany().HasForeignKey(row => row.AgentflowId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<ChatFlow>().WithMany().HasForeignKey(row => row.ChatflowId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Workflow>().WithMany().HasForeignKey(row => row.WorkflowId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.StartedBy).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(row => row.AgentflowId);
        builder.HasIndex(row => row.ChatflowId);
        builder.HasIndex(row => row.StartedBy);
        builder.HasIndex(row => row.CreatedAt, "ix_flow_executions_unfinished").HasFilter("finished_at IS NULL");
        builder.HasIndex(row => row.WorkflowId);
    }
}
