namespace Retort.Schema;

/// <summary>A sequence of numbers (PostgreSQL). A property left <see langword="null"/> takes the database's default.</summary>
public sealed record Sequence(ObjectName Name) : SchemaObject
{
    /// <inheritdoc/>
    public override ObjectId Id => new(ObjectKind.Sequence, Name);

    /// <summary>The type: small, ordinary or big integer.</summary>
    public ColumnType? Type { get; init; }

    /// <summary>The first number.</summary>
    public long? Start { get; init; }

    /// <summary>The step.</summary>
    public long? Increment { get; init; }

    /// <summary>The least number.</summary>
    public long? MinValue { get; init; }

    /// <summary>The greatest number.</summary>
    public long? MaxValue { get; init; }

    /// <summary>How many numbers a session takes at once.</summary>
    public long? Cache { get; init; }

    /// <summary>Whether it starts again after the last number.</summary>
    public bool? Cycle { get; init; }

    /// <summary>Whether its numbers skip the write-ahead log (PostgreSQL 15 and later).</summary>
    public bool Unlogged { get; init; }

    /// <summary>The column the sequence belongs to and goes with.</summary>
    public (ObjectName Table, string Column)? OwnedBy { get; init; }
}
