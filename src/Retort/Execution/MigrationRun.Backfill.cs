using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Planning;
using Retort.Revisions;

namespace Retort.Execution;

/// <summary>
/// Backfills. A batch, and the line in the history that says how far it went, are committed together: a run that goes on where another one stopped passes no row twice
/// and leaves none out.
/// </summary>
internal sealed partial class MigrationRun
{
    // Rows that come behind the batches again and again are written by an application that does not know the column yet.
    private const int MostPasses = 3;
    private static readonly TimeSpan LagPause = TimeSpan.FromSeconds(1);

    private async Task BackfillAsync(RevisionStep step, int index, BackfillStatement statement, CancellationToken cancellationToken)
    {
        var queries = await BackfillQueries.PrepareAsync(session, statement, cancellationToken).ConfigureAwait(false);
        var sizes = await session.ReadSizesAsync([statement.Backfill.Table], cancellationToken).ConfigureAwait(false);
        var pace = new BackfillPace(options.Backfill, sizes.GetValueOrDefault(statement.Backfill.Table)?.Rows);
        await EnsureProgressAsync(step, cancellationToken).ConfigureAwait(false);
        var position = await ReadPositionAsync(step, index, statement, cancellationToken).ConfigureAwait(false);
        var start = options.TimeProvider.GetTimestamp();
        for (var pass = 1; ;)
        {
            await OutlastReplicasAsync(step, statement, pace.Tell(statement.Backfill.Table, position, options.TimeProvider.GetElapsedTime(start)), cancellationToken).ConfigureAwait(false);
            var batchStart = options.TimeProvider.GetTimestamp();
            var batch = await RunBatchAsync(step, index, statement, queries, position, pace.Rows, cancellationToken).ConfigureAwait(false);
            pace.Took(batch.Position.Rows - position.Rows, options.TimeProvider.GetElapsedTime(batchStart));
            var hasChanged = batch.Position.Updated > position.Updated;
            position = batch.Position;
            options.Observer?.BackfillAdvanced(step, pace.Tell(statement.Backfill.Table, position, options.TimeProvider.GetElapsedTime(start)));
            if (batch.IsLast)
            {
                if (!position.Settles || pass++ == MostPasses || (await session.QueryAsync(queries.Unfilled(), cancellationToken).ConfigureAwait(false)).Count == 0)
                {
                    return;
                }

                position = position with { Key = [] };
                await WriteAsync(step, journal.Reach(step, Number(index), position.ToJson()), cancellationToken).ConfigureAwait(false);
            }
            else if (hasChanged)
            {
                await Task.Delay(options.Backfill.Pause, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>A history that is older than backfills has no column for their progress.</summary>
    private async Task EnsureProgressAsync(RevisionStep step, CancellationToken cancellationToken)
    {
        try
        {
            await session.QueryAsync(journal.HasProgress(), cancellationToken).ConfigureAwait(false);
        }
        catch (StatementException e) when (e.Failure == StatementFailure.Refused)
        {
            await WriteAsync(step, journal.AddProgress(), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<(BackfillPosition Position, bool IsLast)> RunBatchAsync(
        RevisionStep step, int index, BackfillStatement statement, BackfillQueries queries, BackfillPosition from, int rows, CancellationToken cancellationToken)
    {
        (BackfillPosition Position, bool IsLast) result = (from, true);
        await InTransactionAsync(
            [],
            step,
            async () =>
            {
                var position = from;
                if (!session.LockSpansTransactions)
                {
                    // Another runner may have done this batch meanwhile.
                    await RequireNotDoneAsync(step, [index], cancellationToken).ConfigureAwait(false);
                    position = await ReadPositionAsync(step, index, statement, cancellationToken).ConfigureAwait(false);
                }

                var end = await KeyAsync(queries.EndOf(position.Key, rows), cancellationToken).ConfigureAwait(false);
                var last = end.IsEmpty ? await KeyAsync(queries.LastOf(position.Key), cancellationToken).ConfigureAwait(false) : end;
                if (last.IsEmpty)
                {
                    result = (position, true);
                    return;
                }

                var (updated, unfilled) = queries.Read(await UpdateAsync(statement, queries.Update(position.Key, last), cancellationToken).ConfigureAwait(false));
                position = new BackfillPosition(last, position.Rows + (end.IsEmpty ? updated : rows), position.Updated + updated, position.Settles && unfilled == 0);
                await FlushAsync([journal.Reach(step, Number(index), position.ToJson())], cancellationToken).ConfigureAwait(false);
                result = (position, end.IsEmpty);
            },
            cancellationToken).ConfigureAwait(false);
        return result;
    }

    /// <summary>Updates a batch. Of a failure the place is that of the backfill, for nobody wrote this statement.</summary>
    private async Task<IReadOnlyList<object?[]>> UpdateAsync(BackfillStatement statement, string sql, CancellationToken cancellationToken)
    {
        try
        {
            return await session.QueryAsync(sql, cancellationToken).ConfigureAwait(false);
        }
        catch (StatementException e)
        {
            throw new StatementException(new SqlStatement(sql) { Operation = statement.Operation, Origin = statement.Origin }, e.Failure, e.Message, e.SqlState, e.Detail, e.Hint, null, e);
        }
    }

    private async Task<ImmutableArray<string>> KeyAsync(string query, CancellationToken cancellationToken) =>
        await session.QueryAsync(query, cancellationToken).ConfigureAwait(false) is [var row] ? [.. row.Select(literal => (string)literal!)] : [];

    private async Task<BackfillPosition> ReadPositionAsync(RevisionStep step, int index, BackfillStatement statement, CancellationToken cancellationToken)
    {
        var start = BackfillPosition.Start(hasCondition: statement.Backfill.Where is not null);
        if (await session.QueryAsync(journal.Reached(step, Number(index)), cancellationToken).ConfigureAwait(false) is not [[string json, string checksum]])
        {
            return start;
        }

        var reached = BackfillPosition.Parse(json);
        return checksum == ChecksumOf(statement) ? reached
            : reached.Settles ? start
            : throw new EditedWhileHalfAppliedException(step, Number(index));
    }

    private async Task OutlastReplicasAsync(RevisionStep step, BackfillStatement statement, BackfillProgress progress, CancellationToken cancellationToken)
    {
        if (statement.LagQuery is not { } query || options.Backfill.MaxReplicaLag is not { } most)
        {
            return;
        }

        while (await session.QueryAsync(query, cancellationToken).ConfigureAwait(false) is [[double seconds]] && TimeSpan.FromSeconds(seconds) is var lag && lag > most)
        {
            options.Observer?.BackfillAdvanced(step, progress with { ReplicaLag = lag });
            await Task.Delay(LagPause, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }
}
