namespace Retort;

/// <summary>The header of a revision written in C#.</summary>
/// <param name="id">The name of the revision: letters, digits, <c>_</c>, <c>-</c> and <c>.</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RevisionAttribute(string id) : Attribute
{
    /// <summary>The name of the revision.</summary>
    public string Id { get; } = id;

    /// <summary>The parent, or several of them separated by commas for a merge revision; none for a base.</summary>
    public string? Revises { get; set; }

    /// <summary>Ids or branch labels, separated by commas, that must be applied before this revision.</summary>
    public string? DependsOn { get; set; }

    /// <summary>Branch labels, separated by commas.</summary>
    public string? Labels { get; set; }

    /// <summary>When the revision was written, in ISO 8601: <c>2026-01-03</c> or <c>2026-01-03T14:05:00Z</c>.</summary>
    public string? Created { get; set; }

    /// <summary>What the revision does, in a line.</summary>
    /// <value>Default: the summary of the class' documentation, where the file is at hand; else the class name in words.</value>
    public string? Message { get; set; }

    /// <summary>The older revisions, separated by commas, that a squash put together in this one.</summary>
    public string? Replaces { get; set; }

    /// <summary>The checksums, separated by commas, of what had this id before a squash.</summary>
    public string? Formerly { get; set; }

    /// <summary>Whether the revision may run in one transaction.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool Transactional { get; set; } = true;
}
