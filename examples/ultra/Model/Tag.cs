using System.ComponentModel.DataAnnotations;
using Microsoft.EntityFrameworkCore;

namespace Ultra;

/// <summary>A word by which tickets are found together.</summary>
[Index(nameof(Name), IsUnique = true)]
public sealed class Tag
{
    public Guid Id { get; set; }

    [MaxLength(50)]
    public required string Name { get; set; }
}
