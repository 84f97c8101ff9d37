using System.Collections.Immutable;
using Retort.Comparison;
using Retort.Schema;

namespace Retort.Targets;

/// <summary>A target, as a database tells it.</summary>
/// <param name="Schema">The schema that is wanted.</param>
public sealed record TargetReading(DatabaseSchema Schema)
{
    /// <summary>The former names that the target tells.</summary>
    public ImmutableArray<Rename> Renames { get; init; } = [];

    /// <summary>
    /// The kinds of objects that the target can speak of; others are left alone when a database is compared with it. <see langword="null"/> for all kinds.
    /// </summary>
    public ImmutableHashSet<ObjectKind>? Manages { get; init; }

    /// <summary>A filter, narrowed to what the target can speak of.</summary>
    internal SchemaFilter Narrow(SchemaFilter filter) =>
        Manages is null ? filter : filter with { Kinds = filter.Kinds?.Intersect(Manages) ?? Manages };
}
