using Microsoft.EntityFrameworkCore;

namespace Ultra;

/// <summary>Something that was said about a ticket.</summary>
[Index(nameof(TicketId), nameof(WrittenAt))]
public sealed class Comment
{
    public Guid Id { get; set; }

    public Guid TicketId { get; set; }

    public Guid? AgentId { get; set; }

    public Agent? Agent { get; set; }

    public required string Text { get; set; }

    public DateTimeOffset WrittenAt { get; set; }
}
