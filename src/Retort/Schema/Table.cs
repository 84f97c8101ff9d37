using System.Collections.Immutable;

namespace Retort.Schema;

/// <summary>A table, without its indexes.</summary>
public sealed record Table(ObjectName Name, ImmutableArray<Column> Columns, ImmutableArray<Constraint> Constraints) : SchemaObject
{
    /// <inheritdoc/>
    public override ObjectId Id => new(ObjectKind.Table, Name);

    /// <summary>Whether the table skips the write-ahead log (PostgreSQL).</summary>
    public bool Unlogged { get; init; }

    /// <summary>How the table is partitioned, such as <c>RANGE (created_at)</c> (PostgreSQL); <see langword="null"/> when it is not.</summary>
    public string? PartitionBy { get; init; }

    /// <summary>The table this one is a partition of, and for which rows (PostgreSQL); <see langword="null"/> when it is none.</summary>
    public Partition? PartitionOf { get; init; }

    /// <summary>The tables this one inherits from (PostgreSQL), in their order.</summary>
    public ImmutableArray<ObjectName> Inherits { get; init; } = [];

    /// <summary>Storage parameters, such as <c>fillfactor=70</c> (PostgreSQL), sorted.</summary>
    public ImmutableArray<string> With { get; init; } = [];

    /// <summary>The tablespace (PostgreSQL); <see langword="null"/> for the default.</summary>
    public string? Tablespace { get; init; }

    /// <summary>The access method (PostgreSQL); <see langword="null"/> for <c>heap</c>.</summary>
    public string? AccessMethod { get; init; }

    /// <summary>What logical replication tells of an old row (PostgreSQL): <c>FULL</c>, <c>NOTHING</c> or <c>USING INDEX</c> with a quoted name; <see langword="null"/> for the primary key.</summary>
    public string? ReplicaIdentity { get; init; }

    /// <summary>The index by which the rows were last clustered (PostgreSQL); <see langword="null"/> for none.</summary>
    public string? ClusteredOn { get; init; }

    /// <summary>Whether policies decide which rows a role sees (PostgreSQL).</summary>
    public bool RowSecurity { get; init; }

    /// <summary>Whether they bind the owner too (PostgreSQL).</summary>
    public bool ForceRowSecurity { get; init; }

    /// <summary>Whether the declared types are enforced (SQLite).</summary>
    public bool Strict { get; init; }

    /// <summary>Whether the rows are stored in the primary key's order, without a rowid (SQLite).</summary>
    public bool WithoutRowId { get; init; }

    /// <summary>The statement that created the table, as it was typed (SQLite); <see langword="null"/> elsewhere. Not compared.</summary>
    public string? OriginalText { get; init; }
}

/// <summary>A place among the partitions of a table (PostgreSQL).</summary>
/// <param name="Parent">The partitioned table.</param>
/// <param name="Bound">The rows of the partition: <c>FOR VALUES FROM (...) TO (...)</c>, or <c>DEFAULT</c>.</param>
public sealed record Partition(ObjectName Parent, string Bound)
{
    /// <summary>The keys that the partition has because its table has them, under names of their own. It keeps them when it leaves; not compared.</summary>
    public ImmutableArray<Constraint> Constraints { get; init; } = [];

    /// <summary>The indexes that it has for the same reason; not compared.</summary>
    public ImmutableArray<TableIndex> Indexes { get; init; } = [];

    /// <summary>Whether both are the same place.</summary>
    public bool Equals(Partition? other) => other is not null && Parent == other.Parent && Bound == other.Bound;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Parent, Bound);
}
