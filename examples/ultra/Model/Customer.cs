using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;

namespace Ultra;

/// <summary>Somebody who can ask for help.</summary>
[Index(nameof(Email), IsUnique = true)]
public sealed class Customer
{
    public Guid Id { get; set; }

    [MaxLength(200)]
    public required string Name { get; set; }

    [MaxLength(320)]
    public required string Email { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
