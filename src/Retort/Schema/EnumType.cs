using System.Collections.Immutable;

namespace Retort.Schema;

/// <summary>An enumerated type (PostgreSQL).</summary>
/// <param name="Name">The name.</param>
/// <param name="Values">The values, in their order.</param>
public sealed record EnumType(ObjectName Name, ImmutableArray<string> Values) : SchemaObject
{
    /// <inheritdoc/>
    public override ObjectId Id => new(ObjectKind.Enum, Name);
}
