namespace Retort.Schema;

/// <summary>An extension (PostgreSQL). Its version is the server's business, and what belongs to it is not listed.</summary>
public sealed record Extension(string Name) : SchemaObject
{
    /// <inheritdoc/>
    public override ObjectId Id => new(ObjectKind.Extension, Name);

    /// <summary>The schema its objects are in; <see langword="null"/> for the default one.</summary>
    public string? Schema { get; init; }
}
