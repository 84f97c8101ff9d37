using System.Collections.Immutable;

namespace Retort.Schema;

/// <summary>A view, plain or materialized.</summary>
/// <param name="Name">The name.</param>
/// <param name="Query">The query, as the database tells it, without a semicolon.</param>
public sealed record View(ObjectName Name, string Query) : SchemaObject
{
    /// <inheritdoc/>
    public override ObjectId Id => new(Materialized ? ObjectKind.MaterializedView : ObjectKind.View, Name);

    /// <summary>Whether the rows are stored (PostgreSQL).</summary>
    public bool Materialized { get; init; }

    /// <summary>The columns: their names and types; a default, a comment, and how a materialized view stores them (PostgreSQL), where that is said.</summary>
    public ImmutableArray<Column> Columns { get; init; } = [];

    /// <summary>Options, such as <c>security_invoker=true</c> (PostgreSQL), sorted.</summary>
    public ImmutableArray<string> With { get; init; } = [];

    /// <summary>The tablespace of a materialized view; <see langword="null"/> for the default.</summary>
    public string? Tablespace { get; init; }

    /// <summary>The access method of a materialized view; <see langword="null"/> for <c>heap</c>.</summary>
    public string? AccessMethod { get; init; }
}
