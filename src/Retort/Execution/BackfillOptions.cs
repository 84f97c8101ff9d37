namespace Retort.Execution;

/// <summary>How large the batches of a backfill are, and when the next one waits.</summary>
public sealed record BackfillOptions
{
    /// <summary>For a database that nobody else uses.</summary>
    internal static BackfillOptions WithoutWaiting { get; } = new() { Pause = TimeSpan.Zero, MaxReplicaLag = null };

    /// <summary>How many rows the first batch has.</summary>
    /// <value>Default: 1,000.</value>
    public int BatchSize { get; init; } = 1_000;

    /// <summary>How many rows a batch has at most.</summary>
    /// <value>Default: 50,000.</value>
    public int LargestBatch { get; init; } = 50_000;

    /// <summary>How long a batch is to take, and with it how long others wait for a row of it: the next one has as many rows as that allows.</summary>
    /// <value>Default: a tenth of a second.</value>
    public TimeSpan BatchTime { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long to wait after a batch that has changed something.</summary>
    /// <value>Default: a hundredth of a second.</value>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How far the slowest replica may be behind when a batch begins; <see langword="null"/> for any time. A role that may not see the replicas (<c>pg_monitor</c>) does not wait.</summary>
    /// <value>Default: 10 seconds.</value>
    public TimeSpan? MaxReplicaLag { get; init; } = TimeSpan.FromSeconds(10);
}
