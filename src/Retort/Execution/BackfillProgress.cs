using Retort.Schema;

namespace Retort.Execution;

/// <summary>How far a backfill has come.</summary>
/// <param name="Table">The table.</param>
/// <param name="Rows">How many rows the batches have passed, those of an interrupted run included.</param>
/// <param name="Updated">How many of them were updated.</param>
public sealed record BackfillProgress(ObjectName Table, long Rows, long Updated)
{
    /// <summary>About how many rows the table has; <see langword="null"/> when the database does not know.</summary>
    public long? Total { get; init; }

    /// <summary>How many rows were passed in a second, pauses included.</summary>
    public double RowsPerSecond { get; init; }

    /// <summary>About how long the rest takes; <see langword="null"/> when that is not known.</summary>
    public TimeSpan? Remaining { get; init; }

    /// <summary>How far the slowest replica is behind, when the next batch waits for it.</summary>
    public TimeSpan? ReplicaLag { get; init; }
}
