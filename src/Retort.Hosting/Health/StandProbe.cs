using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Execution;
using Retort.Revisions;

namespace Retort.Hosting.Health;

/// <summary>
/// Finds out where a database is, for whoever asks about its health: from the version table alone, without a lock, in a time that a probe can wait.
/// </summary>
internal sealed class StandProbe
{
    private readonly HostedDatabase _database;
    private readonly Refreshed<ProbeResult> _result;

    // Only for the graph, which it keeps: where the database is at a revision that a squash replaced, the replaced ones are in it.
    private Migrator? _revisions;
    private RevisionGraph? _graph;
    private Task? _reading;
    private bool _failed;

    public StandProbe(HostedDatabase database)
    {
        _database = database;
        _result = new Refreshed<ProbeResult>(AskAsync, database.Options.HealthCacheDuration, database.Options.HealthTimeout, database.TimeProvider);
    }

    public Task<ProbeResult> GetAsync(CancellationToken cancellationToken) => _result.GetAsync(cancellationToken);

    private async Task<ProbeResult> AskAsync()
    {
        var attempt = new Attempt();
        try
        {
            _revisions ??= _database.CreateMigrator();
            _graph = await _revisions.LoadGraphAsync().ConfigureAwait(false);
            var rows = await ReadRowsAsync(attempt).ConfigureAwait(false);
            var stand = SchemaStand.Of(await _revisions.LoadGraphAsync(rows, [], CancellationToken.None).ConfigureAwait(false), rows);
            if (!stand.IsNewer)
            {
                Telemetry.Pending(_database.Database.Dialect, _database.Name, stand.Pending.Length);
            }

            TellRecovery(stand);
            return new ProbeResult(IsReachable: true, stand, stand.Heads, null, null);
        }
        catch (Exception e) when (e is RetortException or OperationCanceledException or TimeoutException)
        {
            var failure = e is RetortException retort and not StatementException { Failure: StatementFailure.Cancelled } ? retort : new ProbeTimeoutException(_database, e);
            TellFailure(failure);
            return new ProbeResult(attempt.IsConnected, null, _graph is null ? [] : SchemaStand.HeadsOf(_graph), failure.Code, failure);
        }
    }

    /// <summary>Reads the version rows, or gives up in time, whatever the driver waits for.</summary>
    private async Task<IReadOnlyList<string>> ReadRowsAsync(Attempt attempt)
    {
        var timeout = _database.Options.HealthTimeout;
        if (_reading is { IsCompleted: false } stuck)
        {
            // A connection is still being given up from last time. A second one would fare no better, and a third.
            await stuck.WaitAsync(timeout, _database.TimeProvider).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (!stuck.IsCompleted)
            {
                throw new TimeoutException();
            }
        }

        // Of its own on the pool, for a driver may block its thread.
        var reading = Task.Run(() => ReadRowsAsync(attempt, timeout), CancellationToken.None);
        _reading = reading;
        return await reading.WaitAsync(timeout, _database.TimeProvider).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<string>> ReadRowsAsync(Attempt attempt, TimeSpan timeout)
    {
        // Whoever waits for this may leave a moment before the time is up; the query has to be cancelled all the same.
        using var patience = new CancellationTokenSource(timeout, _database.TimeProvider);
        var session = await _database.Database.OpenForSqlAsync(patience.Token).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        attempt.IsConnected = true;
        return await session.ReadVersionRowsAsync(_database.MigratorOptions.Tables.Version, patience.Token).ConfigureAwait(false) ?? [];
    }

    // In the log stands when it began and when it was over, not every probe in between.
    private void TellFailure(RetortException failure)
    {
        if (!_failed)
        {
            _failed = true;
            Log.StandNotRead(_database.Logger, _database.Database.DisplayName, failure);
        }
    }

    private void TellRecovery(SchemaStand stand)
    {
        if (_failed)
        {
            _failed = false;
            Log.StandReadAgain(_database.Logger, _database.Database.DisplayName, stand);
        }
    }

    private sealed class Attempt
    {
        public volatile bool IsConnected;
    }
}

/// <summary>What was found out.</summary>
/// <param name="IsReachable">Whether there was a connection.</param>
/// <param name="Stand">Where the database is; <see langword="null"/> when that was not found out.</param>
/// <param name="Heads">The heads of the application's revisions.</param>
/// <param name="Code">The code of the error.</param>
/// <param name="Failure">The error.</param>
internal sealed record ProbeResult(bool IsReachable, SchemaStand? Stand, ImmutableArray<string> Heads, string? Code, RetortException? Failure);
