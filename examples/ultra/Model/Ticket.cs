using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;

namespace Ultra;

/// <summary>A request for help.</summary>
[Index(nameof(CustomerId), nameof(CreatedAt))]
public sealed class Ticket
{
    public Guid Id { get; set; }

    public Guid CustomerId { get; set; }

    public Customer? Customer { get; set; }

    public Guid? AgentId { get; set; }

    public Agent? Agent { get; set; }

    [MaxLength(200)]
    public required string Subject { get; set; }

    public TicketStatus Status { get; set; }

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset? ClosedAt { get; set; }

    public DateTimeOffset? DueAt { get; set; }

    public List<Comment> Comments { get; } = [];

    public List<Tag> Tags { get; } = [];
}

/// <summary>Where a ticket is.</summary>
public enum TicketStatus
{
    /// <summary>An agent has the word.</summary>
    Open,

    /// <summary>The customer has the word.</summary>
    Waiting,

    /// <summary>Nobody has anything to add.</summary>
    Closed,
}
