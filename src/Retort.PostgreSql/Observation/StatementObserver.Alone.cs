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
        var expected = _known.Join(ruled.Locks, pair => pair.Value.Name, held => held.Relation, (pair, held) => new HeldLock(pair.Key, pair.Value, held.Relation, held.Mode)).ToList();
        var seen = await RunBesideWriterAsync(statement, TablesOf(expected.Select(held => held.Relation)), cancellationToken).ConfigureAwait(false);
        var rewritten = await ReadFilesAsync(cancellationToken).ConfigureAwait(false);
        return new StatementEffects
        {
            Source = EffectSource.Observed,
            Locks = Told([.. expected.Concat(seen).GroupBy(held => held.Oid).Select(group => group.MaxBy(held => held.Mode)!)]),
            Rewrites = Sorted(rewritten),

            // An index is built by reading its table.
            Scans = Sorted(ruled.Scans.Union(TablesOf(_known.Values.Where(relation => relation.Table is not null && ruled.Rewrites.Contains(relation.Name))))),
            Drops = ruled.Drops,
        };
    }

    /// <summary>The tables among relations, those of indexes included.</summary>
    private ImmutableArray<ObjectName> TablesOf(IEnumerable<KnownRelation> relations) =>
    [
        .. relations.Select(relation => relation.Table is { } table ? _known.GetValueOrDefault(table) : relation).OfType<KnownRelation>().Where(relation => relation.IsTable).Select(relation => relation.Name).Distinct(),
    ];

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

    /// <summary>The locks of the session when it waits, with the one it waits for; none when it ends without waiting.</summary>
    private async Task<IReadOnlyList<HeldLock>> WatchAsync(PostgreSqlSession watcher, Task running, CancellationToken cancellationToken)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!running.IsCompleted && TimeProvider.System.GetElapsedTime(start) < Patience)
        {
            var rows = await watcher.QueryAsync(
                $"""
                SELECT relation::bigint, mode FROM pg_catalog.pg_locks
                WHERE pid = {_session.ProcessId} AND locktype = 'relation' AND EXISTS (SELECT FROM pg_catalog.pg_locks w WHERE w.pid = {_session.ProcessId} AND NOT w.granted)
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

    /// <summary>Looks which relations have other files now, as VACUUM FULL leaves them; REINDEX CONCURRENTLY leaves another index under the name.</summary>
    private async Task<IReadOnlyList<ObjectName>> ReadFilesAsync(CancellationToken cancellationToken)
    {
        var rewritten = new List<ObjectName>();
        var indexes = _known.Where(pair => pair.Value.Table is not null).ToDictionary(pair => pair.Value.Name, pair => pair.Key);
        var rows = await _session.QueryAsync(
            $"""
            SELECT c.oid::bigint, {NameOfSchema}, c.relname::text, c.relfilenode::bigint
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE c.oid >= 16384
            """,
            cancellationToken).ConfigureAwait(false);
        foreach (var row in rows)
        {
            var (oid, file) = ((long)row[0]!, (long)row[3]!);
            if (!_known.ContainsKey(oid) && indexes.TryGetValue(new ObjectName((string?)row[1], (string)row[2]!), out var former) && _known.Remove(former, out var index))
            {
                _known.Add(oid, index);
            }

            if (_known.TryGetValue(oid, out var relation) && relation.File != file)
            {
                relation.File = file;
                rewritten.Add(relation.Name);
            }
        }

        return rewritten;
    }
}
