using System.Collections.Immutable;

namespace Retort.Schema;

/// <summary>A table, without its indexes.</summary>
public sealed record Table(ObjectName Name, ImmutableArray<Column> Columns, ImmutableArray<Constraint> Constraints)
{
    /// <summary>The comment; <see langword="null"/> for none.</summary>
    public string? Comment { get; init; }

    /// <summary>Whether the table skips the write-ahead log (PostgreSQL).</summary>
    public bool Unlogged { get; init; }

    /// <summary>How the table is partitioned, such as <c>RANGE (created_at)</c> (PostgreSQL); <see langword="null"/> when it is not.</summary>
    public string? PartitionBy { get; init; }

    /// <summary>Storage parameters, such as <c>fillfactor=70</c> (PostgreSQL).</summary>
    public ImmutableArray<string> With { get; init; } = [];

    /// <summary>Whether the declared types are enforced (SQLite).</summary>
    public bool Strict { get; init; }

    /// <summary>Whether the rows are stored in the primary key's order, without a rowid (SQLite).</summary>
    public bool WithoutRowId { get; init; }
}
