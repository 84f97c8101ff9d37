using System.Collections.Immutable;

namespace Retort.Schema;

/// <summary>Which part of a database is read.</summary>
public sealed record SchemaScope
{
    /// <summary>
    /// The schemas (PostgreSQL); the first is the default one. Empty for the current schema of the session alone.
    /// </summary>
    public ImmutableArray<string> Schemas { get; init; } = [];

    /// <summary>Tables that never appear, with what belongs to them: Retort's own.</summary>
    public ImmutableArray<ObjectName> Hidden { get; init; } = [];

    /// <summary>
    /// Whether every owner is told (PostgreSQL), also the role of the session and the owner of the database, which go without saying elsewhere: backups are
    /// compared across roles and databases.
    /// </summary>
    internal bool NamesOwners { get; init; }
}
