using Retort.Dialects;

namespace Retort.PostgreSql;

/// <summary>
/// Watches a session while it runs statements: when it waits for a lock, whoever asks for the same table later waits behind it, be it only to read. When too many do,
/// the session gives way, and comes back when they have passed. It costs a second connection, and only when a statement takes long.
/// </summary>
internal sealed class QueueWatch : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _end = new();
    private readonly Task _watch;

    // How many waited when the session gave way.
    private int? _gaveWayTo;

    private QueueWatch(PostgreSqlDatabase database, int processId, int limit) => _watch = limit < 0 ? Task.CompletedTask : WatchAsync(database, processId, limit, _end.Token);

    /// <summary>Begins to watch a session.</summary>
    /// <param name="database">Its database.</param>
    /// <param name="processId">Its backend.</param>
    /// <param name="limit">How many may wait behind it.</param>
    public static QueueWatch Begin(PostgreSqlDatabase database, int processId, int limit) => new(database, processId, limit);

    /// <summary>Whether the session was made to give way.</summary>
    public bool HasGivenWay => _gaveWayTo is not null;

    /// <summary>What really happened when a statement was cancelled because the session gave way.</summary>
    public StatementException Explain(StatementException failure) => failure.Failure == StatementFailure.Cancelled && _gaveWayTo is { } waiting
        ? new StatementException(
            failure.Statement, StatementFailure.Contention, $"It waited for a lock, and {waiting} sessions waited behind it, so that it gave way.", failure.SqlState, failure.Detail, failure.Hint, null, failure)
        : failure;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync().ConfigureAwait(false);
        await _watch.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    private async Task WatchAsync(PostgreSqlDatabase database, int processId, int limit, CancellationToken end)
    {
        await Task.Delay(Patience, end).ConfigureAwait(false);
        var session = await database.OpenSessionAsync(end).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        while (!end.IsCancellationRequested)
        {
            // Who is ahead in the queue counts as blocking those behind.
            var rows = await session.QueryAsync(
                $"""
                SELECT count(*)::int FROM pg_catalog.pg_stat_activity
                WHERE wait_event_type = 'Lock' AND pid <> {processId} AND {processId} = ANY (pg_blocking_pids(pid))
                    AND EXISTS (SELECT FROM pg_catalog.pg_locks WHERE pid = {processId} AND NOT granted)
                """,
                end).ConfigureAwait(false);
            if (rows[0][0] is int waiting && waiting > limit)
            {
                // Noted first: the statement may fail before the answer to the cancellation is here.
                _gaveWayTo = waiting;
                await session.QueryAsync($"SELECT pg_cancel_backend({processId})", end).ConfigureAwait(false);
                return;
            }

            await Task.Delay(Pause, end).ConfigureAwait(false);
        }
    }
}
