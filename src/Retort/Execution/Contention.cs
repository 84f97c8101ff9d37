using Retort.Dialects;
using Retort.Planning;

namespace Retort.Execution;

/// <summary>Outlasts other sessions that are in the way: what they made fail is done again, for as long as the lock timeout.</summary>
internal static class Contention
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Does something, again and again while other sessions are in the way and there is time left.</summary>
    /// <param name="attempt">What to do. It must leave nothing behind when it fails.</param>
    /// <param name="options">The lock timeout, and the clock.</param>
    /// <param name="retrying">Told why, and after what pause, it is done again.</param>
    /// <param name="cancellationToken">Cancels the pauses.</param>
    public static async Task OutlastAsync(Func<Task> attempt, MigratorOptions options, Action<string, TimeSpan>? retrying, CancellationToken cancellationToken)
    {
        var start = options.TimeProvider.GetTimestamp();
        for (var pause = FirstPause; ; pause = RunLock.Longer(pause))
        {
            try
            {
                await attempt().ConfigureAwait(false);
                return;
            }
            catch (StatementException e) when (e.Failure == StatementFailure.Contention && options.TimeProvider.GetElapsedTime(start) < options.LockTimeout)
            {
                var wait = RunLock.WithJitter(pause);
                retrying?.Invoke(e.Message, wait);
                await Task.Delay(wait, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Does work in a transaction, which is rolled back when it fails, and outlasts others as <see cref="OutlastAsync"/> does.</summary>
    public static Task OutlastInTransactionAsync(
        IDatabaseSession session, IReadOnlyList<Statement> statements, Func<Task> work, MigratorOptions options, Action<string, TimeSpan>? retrying, CancellationToken cancellationToken) =>
        OutlastAsync(
            async () =>
            {
                try
                {
                    await session.BeginAsync(statements, cancellationToken).ConfigureAwait(false);
                    await work().ConfigureAwait(false);
                    await session.CommitAsync(cancellationToken).ConfigureAwait(false);
                }
                catch
                {
                    await RollbackAsync(session, options).ConfigureAwait(false);
                    throw;
                }
            },
            options,
            retrying,
            cancellationToken);

    /// <summary>Rolls back, also when what is rolled back was cancelled.</summary>
    public static async Task RollbackAsync(IDatabaseSession session, MigratorOptions options)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10), options.TimeProvider);
        await session.RollbackAsync(patience.Token).ConfigureAwait(false);
    }
}
