using System.Collections.Immutable;

namespace Retort.Schema;

/// <summary>A composite type (PostgreSQL).</summary>
/// <param name="Name">The name.</param>
/// <param name="Attributes">Its attributes, in their order: a name, a type, a collation and a comment each.</param>
public sealed record CompositeType(ObjectName Name, ImmutableArray<Column> Attributes) : SchemaObject
{
    /// <inheritdoc/>
    public override ObjectId Id => new(ObjectKind.Composite, Name);
}
