using System.ComponentModel.DataAnnotations;

namespace Ultra;

/// <summary>Somebody who helps.</summary>
public sealed class Agent
{
    public Guid Id { get; set; }

    [MaxLength(200)]
    public required string Name { get; set; }

    public bool IsActive { get; set; } = true;
}
