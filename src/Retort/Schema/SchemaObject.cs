using System.Collections.Immutable;

namespace Retort.Schema;

/// <summary>An object of a schema that has a place of its own in the order of creation. The hierarchy is closed.</summary>
public abstract record SchemaObject
{
    private protected SchemaObject()
    {
    }

    /// <summary>What tells the object from all others.</summary>
    public abstract ObjectId Id { get; }

    /// <summary>The comment; <see langword="null"/> for none.</summary>
    public string? Comment { get; init; }

    /// <summary>The role that owns the object (PostgreSQL); <see langword="null"/> for the owner of the database or the role of the session.</summary>
    public string? Owner { get; init; }

    /// <summary>
    /// How the privileges differ from those that an object of this kind is born with (PostgreSQL), sorted; of default privileges, how those of new objects do.
    /// </summary>
    public ImmutableArray<Grant> Grants { get; init; } = [];
}

/// <summary>One privilege on an object, given to a role or taken from it.</summary>
/// <param name="Grantee">The role; <see langword="null"/> for PUBLIC.</param>
/// <param name="Privilege">The privilege, such as <c>SELECT</c>.</param>
public sealed record Grant(string? Grantee, string Privilege)
{
    /// <summary>Whether the role may give the privilege to others.</summary>
    public bool Grantable { get; init; }

    /// <summary>Whether the privilege is one that the object is born with and that was taken away.</summary>
    public bool Revoked { get; init; }
}
