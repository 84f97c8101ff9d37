using Retort.Schema;

namespace Retort.Execution;

/// <summary>How many rows the next batch of a backfill has, how fast it goes, and how long the rest takes.</summary>
/// <param name="options">What is wanted.</param>
/// <param name="total">About how many rows the table has; <see langword="null"/> when that is not known.</param>
internal sealed class BackfillPace(BackfillOptions options, long? total)
{
    private long _passed;

    /// <summary>How many rows the next batch has.</summary>
    public int Rows { get; private set; } = Math.Clamp(options.BatchSize, 1, Math.Max(options.LargestBatch, 1));

    /// <summary>Notes a batch. The next one has at most twice as many rows, and at least half as many.</summary>
    /// <param name="rows">How many rows it passed.</param>
    /// <param name="took">How long it took.</param>
    public void Took(long rows, TimeSpan took)
    {
        _passed += rows;
        var factor = Math.Clamp(options.BatchTime / (took > TimeSpan.Zero ? took : TimeSpan.FromTicks(1)), 0.5, 2);
        Rows = Math.Clamp((int)Math.Ceiling(Rows * factor), 1, Math.Max(options.LargestBatch, 1));
    }

    /// <summary>How far it has come.</summary>
    /// <param name="table">The table.</param>
    /// <param name="position">Where it stands.</param>
    /// <param name="elapsed">For how long this run has been at it.</param>
    public BackfillProgress Tell(ObjectName table, BackfillPosition position, TimeSpan elapsed)
    {
        var rate = elapsed > TimeSpan.Zero ? _passed / elapsed.TotalSeconds : 0;
        return new BackfillProgress(table, position.Rows, position.Updated)
        {
            Total = total,
            RowsPerSecond = rate,
            Remaining = total is { } all && rate > 0 ? TimeSpan.FromSeconds(Math.Max(all - position.Rows, 0) / rate) : null,
        };
    }
}
