using System.Collections.Immutable;

namespace Retort.Schema;

/// <summary>A domain: a type with rules of its own (PostgreSQL).</summary>
public sealed record Domain(ObjectName Name, ColumnType Type) : SchemaObject
{
    /// <inheritdoc/>
    public override ObjectId Id => new(ObjectKind.Domain, Name);

    /// <summary>Whether NULL is a value of it.</summary>
    /// <value>Default: <see langword="true"/>.</value>
    public bool Nullable { get; init; } = true;

    /// <summary>The default, as an expression; <see langword="null"/> for none.</summary>
    public string? Default { get; init; }

    /// <summary>The collation; <see langword="null"/> for the type's own.</summary>
    public ObjectName? Collation { get; init; }

    /// <summary>The checks, by name.</summary>
    public ImmutableArray<CheckConstraint> Checks { get; init; } = [];
}
