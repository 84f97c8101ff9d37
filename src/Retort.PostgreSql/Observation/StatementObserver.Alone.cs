using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Planning;
using Retort.Schema;

namespace Retort.PostgreSql.Observation;

/// <content>
/// Statements that cannot be in a transaction: their locks come and go. A second session has written to the tables meanwhile, so that they have to wait for it, and a
/// third reads what they hold then. What they take and do before and afterwards follows from the rules of the server.
/// </content>
internal sealed partial class StatementObserver
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private async Task<StatementEffects> RunAloneAsync(SqlStatement statement, CancellationToken cancellationToken)
    {
        var ruled = PostgreSqlDialect.Instance.Predict(statement, schema: null, _session.ServerVersion);
        var seen = await RunBesideWriterAsync(statement, TablesOf(ruled), cancellationToken).ConfigureAwait(false);
        var rewritten = await ReadFilesAsync(cancellationToken).ConfigureAwait(false);
        return new StatementEffects
        {
            Source = EffectSource.Observed,
            Locks =
            [
                .. ruled.Locks.Concat(Told(seen)).GroupBy(held => held.Relation).Select(group => group.MaxBy(held => held.Mode)!)
                    .OrderByDescending(held => held.Mode).ThenBy(held => held.Relation.ToString(), StringComparer.Ordinal),
            ],
            Rewrites = Sorted(ruled.Rewrites.Union(rewritten)),
            Scans = ruled.Scans,
            Drops = ruled.Drops,
        };
    }

    /// <summary>The tables of what a statement locks, those of indexes included.</summary>
    private ImmutableArray<ObjectName> TablesOf(StatementEffects ruled)
    {
        var locked = ruled.Locks.Select(held => held.Relation).ToHashSet();
        return [.. _known.Values.Where(relation => locked.Contains(relation.Name)).Select(relation => relation.Table is { } table ? _known.GetValueOrDefault(table) : relation).OfType<KnownRelation>()
            .Where(relation => relation.IsTable).Select(relation => relation.Name).Distinct()];
    }

    private async Task<IReadOnlyList<HeldLock>> RunBesideWriterAsync(SqlStatement statement, ImmutableArray<ObjectName> tables, CancellationToken cancellationToken)
    {
        var writer = await _database.OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closingWriter = writer.ConfigureAwait(false);
        var watcher = await _database.OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closingWatcher = watcher.ConfigureAwait(false);
        await writer.BeginAsync([], cancellationToken).ConfigureAwait(false);
        await writer.ExecuteAsync([.. tables.Select(table => new SqlStatement($"LOCK TABLE ONLY {PostgreSqlIdentifier.Quote(table)} IN ROW EXCLUSIVE MODE"))], cancellationToken).ConfigureAwait(false);
        var running = _session.ExecuteAsync([statement], cancellationToken);
        IReadOnlyList<HeldLock> held;
        try
        {
            held = await WatchAsync(watcher, running, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await writer.RollbackAsync(CancellationToken.None).ConfigureAwait(false);
        }

        await running.ConfigureAwait(false);
        return held;
    }

    /// <summary>The locks of the session when it waits; none when it ends without waiting.</summary>
    private async Task<IReadOnlyList<HeldLock>> WatchAsync(PostgreSqlSession watcher, Task running, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!running.IsCompleted && TimeProvider.System.GetElapsedTime(start) < Patience)
        {
            var rows = await watcher.QueryAsync(
                $"""
                SELECT relation::bigint, mode FROM pg_catalog.pg_locks
                WHERE pid = {_session.ProcessId} AND locktype = 'relation' AND granted AND EXISTS (SELECT FROM pg_catalog.pg_locks w WHERE w.pid = {_session.ProcessId} AND NOT w.granted)
                """,
                cancellationToken).ConfigureAwait(false);
            if (rows.Count > 0)
            {
                return
                [
                    .. rows.Where(row => _known.ContainsKey((long)row[0]!)).GroupBy(row => (long)row[0]!)
                        .Select(group => new HeldLock(group.Key, _known[group.Key], _known[group.Key].Name, group.Max(row => ModeOf((string)row[1]!)))),
                ];
            }

            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }

        return [];
    }

    /// <summary>Looks which relations have other files now, as VACUUM FULL leaves them.</summary>
    private async Task<IReadOnlyList<ObjectName>> ReadFilesAsync(CancellationToken cancellationToken)
    {
        var rewritten = new List<ObjectName>();
        var rows = await _session.QueryAsync("SELECT oid::bigint, relfilenode::bigint FROM pg_catalog.pg_class WHERE oid >= 16384", cancellationToken).ConfigureAwait(false);
        foreach (var row in rows)
        {
            if (_known.TryGetValue((long)row[0]!, out var relation) && relation.File != (long)row[1]!)
            {
                relation.File = (long)row[1]!;
                rewritten.Add(relation.Name);
            }
        }

        return rewritten;
    }
}
