namespace Retort.Schema;

/// <summary>A schema of a database (PostgreSQL).</summary>
public sealed record Namespace(string Name) : SchemaObject
{
    /// <inheritdoc/>
    public override ObjectId Id => new(ObjectKind.Namespace, Name);
}
