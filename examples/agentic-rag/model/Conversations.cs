using System.ComponentModel.DataAnnotations;
using System.ComponentModel.DataAnnotations.Schema;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AgenticRag.Model;

public sealed class Session
{
    public Guid Id { get; set; }

    public Guid UserId { get; set; }

    public Guid? ChatflowId { get; set; }

    [MaxLength(255)]
    public string? Title { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Context { get; set; }

    public DateTime StartedAt { get; set; }

    public DateTime LastActiveAt { get; set; }

    public DateTime? EndedAt { get; set; }
}

internal sealed class SessionMapping : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("sessions", table => table.HasCheckConstraint("ck_sessions_order", "ended_at >= started_at"));
        builder.Property(row => row.Context).HasDefaultValueSql("'{}'");
        builder.Property(row => row.StartedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.Property(row => row.LastActiveAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<ChatFlow>().WithMany().HasForeignKey(row => row.ChatflowId).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(row => row.ChatflowId);
        builder.HasIndex(row => new { row.UserId, row.LastActiveAt }).IsDescending(false, true);
    }
}

public sealed class Message
{
    public Guid Id { get; set; }

    public Guid SessionId { get; set; }

    public int SequenceNumber { get; set; }

    public Guid? AgentId { get; set; }

    [MaxLength(10)]
    public required string Role { get; set; }

    public required string Content { get; set; }

    [Column(TypeName = "jsonb")]
    public required string Citations { get; set; }

    public int PromptTokens { get; set; }

    public int CompletionTokens { get; set; }

    public DateTime CreatedAt { get; set; }
}

internal sealed class MessageMapping : IEntityTypeConfiguration<Message>
{
    public void Configure(EntityTypeBuilder<Message> builder)
    {
        builder.ToTable("messages", table => table.HasCheckConstraint("ck_messages_role", "role IN ('system', 'user', 'assistant', 'tool')"));
        builder.Property(row => row.Citations).HasDefaultValueSql("'[]'");
        builder.Property(row => row.PromptTokens).HasDefaultValue(0);
        builder.Property(row => row.CompletionTokens).HasDefaultValue(0);
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasAlternateKey(row => new { row.SessionId, row.SequenceNumber });
        builder.HasOne<Session>().WithMany().HasForeignKey(row => row.SessionId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Agent>().WithMany().HasForeignKey(row => row.AgentId).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(row => row.AgentId);
    }
}

public sealed class Conversation
{
    public Guid Id { get; set; }

    public Guid UserId { get; set; }

    public Guid? SessionId { get; set; }

    public Guid? AgentId { get; set; }

    public Guid? TeamId { get; set; }

    [MaxLength(255)]
    public required string Title { get; set; }

    public string? Summary { get; set; }

    public bool IsPinned { get; set; }

    public DateTime? ArchivedAt { get; set; }

    public DateTime CreatedAt { get; set; }

    public DateTime UpdatedAt { get; set; }
}

internal sealed class ConversationMapping : IEntityTypeConfiguration<Conversation>
{
    public void Configure(EntityTypeBuilder<Conversation> builder)
    {
        builder.ToTable("conversations");
        builder.Property(row => row.IsPinned).HasDefaultValue(false);
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.Property(row => row.UpdatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Session>().WithMany().HasForeignKey(row => row.SessionId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<Agent>().WithMany().HasForeignKey(row => row.AgentId).OnDelete(DeleteBehavior.SetNull);
        builder.HasOne<Team>().WithMany().HasForeignKey(row => row.TeamId).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(row => row.AgentId);
        builder.HasIndex(row => new { row.UserId, row.UpdatedAt }, "ix_conversations_recent").IsDescending(false, true).HasFilter("archived_at IS NULL");
        builder.HasIndex(row => row.TeamId);
        builder.HasIndex(row => row.UserId);
    }
}

public sealed class ConversationShare
{
    public Guid ConversationId { get; set; }

    public Guid UserId { get; set; }

    [MaxLength(10)]
    public required string Permission { get; set; }

    public Guid? SharedBy { get; set; }

    public DateTime? ExpiresAt { get; set; }

    public DateTime CreatedAt { get; set; }
}

internal sealed class ConversationShareMapping : IEntityTypeConfiguration<ConversationShare>
{
    public void Configure(EntityTypeBuilder<ConversationShare> builder)
    {
        builder.ToTable("conversation_shares", table => table.HasCheckConstraint("ck_conversation_shares_permission", "permission IN ('read', 'comment', 'write')"));
        builder.HasKey(row => new { row.ConversationId, row.UserId });
        builder.Property(row => row.Permission).HasDefaultValue("read");
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasOne<Conversation>().WithMany().HasForeignKey(row => row.ConversationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.SharedBy).OnDelete(DeleteBehavior.SetNull);
        builder.HasIndex(row => row.SharedBy);
        builder.HasIndex(row => row.UserId);
    }
}

public sealed class Feedback
{
    public Guid Id { get; set; }

    public Guid MessageId { get; set; }

    public Guid UserId { get; set; }

    public short Rating { get; set; }

    public string? Comment { get; set; }

    public DateTime CreatedAt { get; set; }
}

internal sealed class FeedbackMapping : IEntityTypeConfiguration<Feedback>
{
    public void Configure(EntityTypeBuilder<Feedback> builder)
    {
        builder.ToTable("feedback", table => table.HasCheckConstraint("ck_feedback_rating", "rating IN (-1, 1)"));
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasAlternateKey(row => new { row.MessageId, row.UserId });
        builder.HasOne<Message>().WithMany().HasForeignKey(row => row.MessageId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => row.UserId);
    }
}

public sealed class Bookmark
{
    public Guid UserId { get; set; }

    public Guid MessageId { get; set; }

    public string? Note { get; set; }

    public DateTime CreatedAt { get; set; }
}

internal sealed class BookmarkMapping : IEntityTypeConfiguration<Bookmark>
{
    public void Configure(EntityTypeBuilder<Bookmark> builder)
    {
        builder.ToTable("bookmarks");
        builder.HasKey(row => new { row.UserId, row.MessageId });
        builder.Property(row => row.CreatedAt).HasDefaultValueSql("CURRENT_TIMESTAMP");
        builder.HasOne<User>().WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasOne<Message>().WithMany().HasForeignKey(row => row.MessageId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(row => row.MessageId);
    }
}
