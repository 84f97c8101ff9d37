using Retort.Dialects;

namespace Retort.Execution;

/// <summary>
/// Makes a session the only runner. It polls rather than waits in the database: a waiter holds a snapshot there, and
/// CREATE INDEX CONCURRENTLY of the runner waits for every older snapshot, so the two would wait for each other for ever.
/// </summary>
internal static class RunLock
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    public static async Task AcquireAsync(IDatabaseSession session, string database, MigratorOptions options, CancellationToken cancellationToken)
    {
        var start = options.TimeProvider.GetTimestamp();
        var pause = ShortestPause;
        while (!await session.TryLockAsync(options.Tables.Version, cancellationToken).ConfigureAwait(false))
        {
            var waited = options.TimeProvider.GetElapsedTime(start);
            var holder = await session.FindLockHolderAsync(options.Tables.Version, cancellationToken).ConfigureAwait(false);
            if (waited >= options.LockTimeout)
            {
                Telemetry.Waited(options, waited, isAcquired: false);
                throw new LockNotAcquiredException(database, holder, options.LockTimeout);
            }

            options.Observer?.WaitingForLock(holder, waited);
            var remaining = options.LockTimeout - waited;
            await Task.Delay(WithJitter(pause) is var next && next < remaining ? next : remaining, options.TimeProvider, cancellationToken).ConfigureAwait(false);
            pause = Longer(pause);
        }

        Telemetry.Waited(options, options.TimeProvider.GetElapsedTime(start), isAcquired: true);
    }

    /// <summary>The next pause of a back-off: half as long again, up to a second.</summary>
    public static TimeSpan Longer(TimeSpan pause) => pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause;

    /// <summary>A pause between half of and one and a half times <paramref name="pause"/>, so that many waiters do not come at once.</summary>
    public static TimeSpan WithJitter(TimeSpan pause) => pause * (0.5 + Random.Shared.NextDouble());
}
