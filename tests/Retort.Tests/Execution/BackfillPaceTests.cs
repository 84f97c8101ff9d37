using Retort.Execution;

namespace Retort.Tests.Execution;

/// <summary>How the batches of a backfill grow and shrink, and what is told of them.</summary>
public sealed class BackfillPaceTests
{
    [Fact]
    public void A_batch_that_is_quick_is_followed_by_a_larger_one_up_to_the_largest()
    {
        var pace = new BackfillPace(new BackfillOptions { BatchSize = 100, LargestBatch = 350, BatchTime = TimeSpan.FromSeconds(1) }, total: null);

        int[] sizes = [.. Enumerable.Range(0, 4).Select(_ => Next(pace, TimeSpan.FromMilliseconds(1)))];

        Assert.Equal([200, 350, 350, 350], sizes);
    }

    [Fact]
    public void A_batch_that_is_slow_is_followed_by_a_smaller_one_of_at_least_a_row()
    {
        var pace = new BackfillPace(new BackfillOptions { BatchSize = 100, BatchTime = TimeSpan.FromSeconds(1) }, total: null);

        int[] sizes = [Next(pace, TimeSpan.FromSeconds(1.25)), Next(pace, TimeSpan.FromHours(1)), .. Enumerable.Range(0, 8).Select(_ => Next(pace, TimeSpan.FromHours(1)))];

        Assert.Equal([80, 40], sizes[..2]);
        Assert.Equal(1, sizes[^1]);
    }

    [Fact]
    public void The_rate_is_that_of_this_run_and_the_rest_is_what_no_run_has_done()
    {
        var pace = new BackfillPace(new BackfillOptions(), total: 10_000);
        pace.Took(1_000, TimeSpan.FromSeconds(1));

        var progress = pace.Tell("t", new BackfillPosition(["1"], Rows: 5_000, Updated: 4_000, Settles: true), TimeSpan.FromSeconds(2));

        Assert.Equal((500, TimeSpan.FromSeconds(10), 10_000L), (progress.RowsPerSecond, progress.Remaining, progress.Total));
    }

    [Fact]
    public void What_the_journal_keeps_is_read_as_it_was()
    {
        var position = new BackfillPosition(["'it''s \"{}'", "E'\\\\'"], 7, 3, true);

        var read = BackfillPosition.Parse(position.ToJson());

        Assert.Equal(position.Key, read.Key);
        Assert.Equal(position with { Key = [] }, read with { Key = [] });
    }

    private static int Next(BackfillPace pace, TimeSpan took)
    {
        pace.Took(pace.Rows, took);
        return pace.Rows;
    }
}
