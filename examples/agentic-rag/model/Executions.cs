using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AgenticRag.Model;

public sealed class AgentExecution
{
    public Guid Id { get; set; }

    public Guid AgentId { get; set; }

    public int AgentVersion { get; set; }

    public Guid? FlowExecutionId { get; set; }

    public Guid? ConversationId { get; set; }

    [MaxLength(10)]
    public required string Status { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Input { get; set; }

    [Column(TypeName = "jsonb")]
    public string? Output { get; set; }

    public string? Error { get; set; }

    public int TotalTokens { get; set; }

    [Precision(12, 6)]
    public decimal CostUsd { get; set; }

    public DateTime StartedAt { get; set; }

    public DateTime? FinishedAt { get; set; }
}

internal sealed class AgentExecutionMapping : IEntityTypeConfiguration<AgentExecution>
{
    public void Configure(EntityTypeBuilder<AgentExecution> builder)
    {
        builder.ToTable("agent_executions", table =>
        {
            table.HasCheckConstraint("ck_agent_executions_status", "status IN ('running', 'succeeded', 'failed', 'cancelled')");
            table.HasCheckConstraint("ck_agent_executions_total_tokens", "total_tokens >= 0");
            table.HasCheckConstraint("ck_agent_executions_cost_usd", "cost_usd >= 0");
        });
        builder.Property(row => row.Status).HasDefaultValue("running");
        builder.Property(row => row.Input).HasDefaultValueSql("'{}'");
        builder.Property(row => row.TotalTokens).HasDefaultValue(0);
        builder.Property(row => row.CostUsd).HasDefaultValueSql("0");
        builder.Property(row => row.StartedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasOne<FlowExecution>().WithMany().HasForeignKey(row => row.FlowExecutionId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Conversation>().WithMany().HasForeignKey(row => row.ConversationId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<AgentVersion>().WithMany().HasForeignKey(row => new { row.AgentId, row.AgentVersion }).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => new { row.AgentId, row.AgentVersion, row.StartedAt });
        builder.HasIndex(row => row.ConversationId);
        builder.HasIndex(row => row.FlowExecutionId);
        builder.HasIndex(row => row.StartedAt, "ix_agent_executions_running").HasFilter("status = 'running'");
    }
}

public sealed class ToolExecution
{
    public long Id { get; set; }

    public Guid AgentExecutionId { get; set; }

    public Guid? ToolId { get; set; }

    [MaxLength(100)]
    public required string ToolName { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Arguments { get; set; }

    [Column(TypeName = "jsonb")]
    public string? Result { get; set; }

    public string? Error { get; set; }

    public int? DurationMs { get; set; }

    public DateTime CreatedAt { get; set; }
}

internal sealed class ToolExecutionMapping : IEntityTypeConfiguration<ToolExecution>
{
    public void Configure(EntityTypeBuilder<ToolExecution> builder)
    {
        builder.ToTable("tool_executions", table => table.HasCheckConstraint("ck_tool_executions_duration_ms", "duration_ms >= 0"));
        builder.Property(row => row.Arguments).HasDefaultValueSql("'{}'");
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasOne<AgentExecution>().WithMany().HasForeignKey(row => row.AgentExecutionId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Tool>().WithMany().HasForeignKey(row => row.ToolId).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(row => row.AgentExecutionId);
        builder.HasIndex(row => row.CreatedAt, "ix_tool_executions_failed").HasFilter("error IS NOT NULL");
        builder.HasIndex(row => new { row.ToolId, row.CreatedAt });
    }
}

public sealed class StoredEvent
{
    public long Position { get; set; }

    public Guid StreamId { get; set; }

    public int StreamVersion { get; set; }

    [MaxLength(100)]
    public required string EventType { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Payload { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Metadata { get; set; }

    public DateTime OccurredAt { get; set; }
}

internal sealed class StoredEventMapping : IEntityTypeConfiguration<StoredEvent>
{
    public void Configure(EntityTypeBuilder<StoredEvent> builder)
    {
        builder.ToTable("event_store", table => table.HasCheckConstraint("ck_event_store_stream_version", "stream_version > 0"));
        builder.HasKey(row => row.Position);
        builder.Property(row => row.Metadata).HasDefaultValueSql("'{}'");
        builder.Property(row => row.OccurredAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasAlternateKey(row => new { row.StreamId, row.StreamVersion });
        builder.HasIndex(row => row.EventType);
        builder.HasIndex(row => row.OccurredAt).HasMethod("brin");
    }
}
