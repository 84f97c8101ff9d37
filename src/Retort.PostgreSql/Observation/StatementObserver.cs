using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Retort.Dialects;
using Retort.Planning;
using Retort.Schema;
using Retort.Statements;

namespace Retort.PostgreSql.Observation;

/// <summary>
/// Runs each statement in a transaction and reads, before it is committed, what the server tells of its own session: the locks in <c>pg_locks</c>, the numbers of the
/// files in <c>pg_class</c>, and how often each table was read from end to end (<c>pg_stat_get_xact_numscans</c>).
/// </summary>
internal sealed partial class StatementObserver : IStatementObserver
{
    private readonly PostgreSqlDatabase _database;
    private readonly PostgreSqlSession _session;
    private readonly Dictionary<long, KnownRelation> _known;

    private StatementObserver(PostgreSqlDatabase database, PostgreSqlSession session, Dictionary<long, KnownRelation> known)
    {
        _database = database;
        _session = session;
        _known = known;
    }

    public static async Task<StatementObserver> OpenAsync(PostgreSqlDatabase database, CancellationToken cancellationToken)
    {
        var session = await database.OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        session.IsGuarded = false;
        try
        {
            return new StatementObserver(database, session, await ReadRelationsAsync(session, cancellationToken).ConfigureAwait(false));
        }
        catch
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    // In a transaction they are sent together; a plan of a thousand revisions begins a thousand times. What other processes scan for the session is not counted for it.
    public async Task BeginRevisionAsync(CancellationToken cancellationToken = default)
    {
        await _session.BeginAsync([], cancellationToken).ConfigureAwait(false);
        await _session.ExecuteAsync(
            [new("RESET ALL"), new(SessionSettings.Set(SessionSettings.Pins)), new("SET max_parallel_maintenance_workers = 0"), new("SET max_parallel_workers_per_gather = 0")],
            cancellationToken).ConfigureAwait(false);
        await _session.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<StatementEffects> RunAsync(Statement statement, CancellationToken cancellationToken = default)
    {
        if (statement is CodeStatement)
        {
            return StatementEffects.Unknown;
        }

        return statement.Transactional || statement is BackfillStatement
            ? await RunInTransactionAsync(statement, cancellationToken).ConfigureAwait(false)
            : await RunAloneAsync((SqlStatement)statement, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => _session.DisposeAsync();

    private async Task<StatementEffects> RunInTransactionAsync(Statement statement, CancellationToken cancellationToken)
    {
        await _session.BeginAsync([statement], cancellationToken).ConfigureAwait(false);
        try
        {
            await CountScansAsync(cancellationToken).ConfigureAwait(false);
            var sql = statement is CatalogStatement catalog ? await catalog.Write(_session.Connection, cancellationToken).ConfigureAwait(false) : [statement.Foreseeable!];
            await _session.ExecuteAsync([.. PlanForScans(sql), .. sql.Select(ForRevision)], cancellationToken).ConfigureAwait(false);
            var effects = await LookAsync(cancellationToken).ConfigureAwait(false);
            await _session.CommitAsync(cancellationToken).ConfigureAwait(false);
            if (statement is CatalogStatement)
            {
                return effects with { Written = [.. sql.Select(written => written.Sql)] };
            }

            // TRUNCATE gives a table an empty file, and builds its indexes over nothing.
            return sql is [{ Sql: var text }] && OutlineReader.Read(text, SqlSyntax.PostgreSql) is TruncateOutline ? effects with { Rewrites = [], Scans = [] } : effects;
        }
        catch
        {
            await _session.RollbackAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>
    /// Checks of all rows of a table, which the server makes by queries of its own, are to be seen as scans; in an empty table it might look into an index. What
    /// rows a statement of data looks for by a key is no scan.
    /// </summary>
    private static IEnumerable<SqlStatement> PlanForScans(IReadOnlyList<SqlStatement> statements) => statements.Any(statement => IsOfData(statement.Sql))
        ? []
        : [new("SET LOCAL enable_indexscan = off"), new("SET LOCAL enable_indexonlyscan = off"), new("SET LOCAL enable_bitmapscan = off")];

    // What is set for the transaction of a revision holds for the rest of the revision, whose statements have transactions of their own here.
    private static SqlStatement ForRevision(SqlStatement statement) => SetLocal().Match(statement.Sql) is { Success: true } match
        ? statement with { Sql = string.Concat("SET ", statement.Sql.AsSpan(match.Length)) }
        : statement;

    [GeneratedRegex(@"^\s*SET\s+LOCAL\s", RegexOptions.IgnoreCase)]
    private static partial Regex SetLocal();

    private static bool IsOfData(string sql) =>
        new StatementReader(sql, SqlSyntax.PostgreSql) is var reader && (reader.Take("INSERT") || reader.Take("UPDATE") || reader.Take("DELETE") || reader.Take("MERGE") || reader.Take("SELECT")
            || reader.Take("WITH") || reader.Take("DO") || reader.Take("CALL") || reader.Take("COPY"));

    private static async Task<Dictionary<long, KnownRelation>> ReadRelationsAsync(PostgreSqlSession session, CancellationToken cancellationToken)
    {
        var known = new Dictionary<long, KnownRelation>();
        var relations = await session.QueryAsync(
            $"""
            SELECT c.oid::bigint, {NameOfSchema}, c.relname::text, c.relkind::text, c.relfilenode::bigint, i.indrelid::bigint
            FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
            WHERE c.oid >= 16384 AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
            """,
            cancellationToken).ConfigureAwait(false);
        foreach (var row in relations)
        {
            known.Add((long)row[0]!, new KnownRelation(new ObjectName((string?)row[1], (string)row[2]!), ((string)row[3]!)[0], (long)row[4]!, row[5] as long?));
        }

        await ReadColumnsAsync(session, known, [.. known.Where(pair => pair.Value.IsTable).Select(pair => pair.Key)], isFirst: true, cancellationToken).ConfigureAwait(false);
        return known;
    }

    // Names are told as introspection tells them: those in the default schema without it.
    private const string NameOfSchema = "nullif(n.nspname::text, current_schema()::text)";

    /// <summary>Reads the columns of tables and tells which ones of those that were there the first time are gone since the last time.</summary>
    private static async Task<ImmutableArray<ObjectId>> ReadColumnsAsync(
        PostgreSqlSession session, Dictionary<long, KnownRelation> known, long[] tables, bool isFirst, CancellationToken cancellationToken)
    {
        var gone = ImmutableArray.CreateBuilder<ObjectId>();
        var rows = await session.QueryAsync(
            $"SELECT attrelid::bigint, attnum, attname::text, attisdropped FROM pg_catalog.pg_attribute WHERE attrelid = ANY ({PostgreSqlLiteral.Of(tables)}::oid[]) AND attnum > 0",
            cancellationToken).ConfigureAwait(false);
        foreach (var row in rows)
        {
            var (relation, number) = (known[(long)row[0]!], (short)row[1]!);
            if (row[3] is false && (relation.Columns.ContainsKey(number) || isFirst))
            {
                relation.Columns[number] = (string)row[2]!;
            }
            else if (row[3] is true && relation.Columns.Remove(number, out var name))
            {
                gone.Add(new ObjectId(ObjectKind.Column, relation.Name, name));
            }
        }

        return gone.ToImmutable();
    }

    /// <summary>Notes, at the start of a transaction, what the session has not yet told the statistics of.</summary>
    private async Task CountScansAsync(CancellationToken cancellationToken)
    {
        var pending = _known.Where(pair => pair.Value.Scans > 0).Select(pair => pair.Key).ToArray();
        if (pending.Length == 0)
        {
            return;
        }

        var rows = await _session.QueryAsync(
            $"SELECT oid::bigint, pg_stat_get_xact_numscans(oid) FROM unnest({PostgreSqlLiteral.Of(pending)}::oid[]) oid", cancellationToken).ConfigureAwait(false);
        foreach (var row in rows)
        {
            _known[(long)row[0]!].Scans = (long)row[1]!;
        }
    }

    private async Task<StatementEffects> LookAsync(CancellationToken cancellationToken)
    {
        var rows = await _session.QueryAsync(
            $"""
            SELECT l.relation::bigint, l.modes, c.oid IS NULL, {NameOfSchema}, c.relname::text, c.relfilenode::bigint, coalesce(pg_stat_get_xact_numscans(l.relation), 0)
            FROM (SELECT relation, array_agg(mode) AS modes FROM pg_catalog.pg_locks
                WHERE pid = pg_backend_pid() AND locktype = 'relation' AND granted AND database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
                GROUP BY relation) l
            LEFT JOIN pg_catalog.pg_class c ON c.oid = l.relation LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
            """,
            cancellationToken).ConfigureAwait(false);
        var (held, rewrites, scans, drops) = (new List<HeldLock>(), new List<ObjectName>(), new List<ObjectName>(), new List<ObjectId>());
        var made = rows.Where(row => !_known.ContainsKey((long)row[0]!) && row[2] is false).ToDictionary(row => new ObjectName((string?)row[3], (string)row[4]!), row => (Oid: (long)row[0]!, File: (long)row[5]!));
        foreach (var row in rows)
        {
            var oid = (long)row[0]!;
            if (!_known.TryGetValue(oid, out var relation))
            {
                continue;
            }

            held.Add(new HeldLock(oid, relation, relation.Name, ((string[])row[1]!).Max(ModeOf)));
            if (row[2] is true)
            {
                drops.AddRange(relation.ObjectKind is { } kind ? [new ObjectId(kind, relation.Name)] : []);
                _known.Remove(oid);

                // An index over a column that gets another type is dropped and made again under its name.
                if (relation.Table is not null && made.TryGetValue(relation.Name, out var again))
                {
                    rewrites.AddRange(again.File != relation.File ? [relation.Name] : []);
                    (relation.File, _known[again.Oid]) = (again.File, relation);
                }

                continue;
            }

            var (file, count) = ((long)row[5]!, (long)row[6]!);
            rewrites.AddRange(file != relation.File && relation.HasRows ? [relation.Name] : []);
            scans.AddRange(count > relation.Scans && relation.IsTable ? [relation.Name] : []);
            (relation.File, relation.Scans, relation.Name) = (file, count, new ObjectName((string?)row[3], (string)row[4]!));
        }

        var changed = held.Where(one => one is { Mode: LockMode.AccessExclusive, Relation.IsTable: true } && _known.ContainsKey(one.Oid)).Select(one => one.Oid).ToArray();
        drops.AddRange(changed.Length == 0 ? [] : await ReadColumnsAsync(_session, _known, changed, isFirst: false, cancellationToken).ConfigureAwait(false));
        return new StatementEffects { Source = EffectSource.Observed, Locks = Told(held), Rewrites = Sorted(rewrites), Scans = Sorted(scans), Drops = [.. drops.Order()] };
    }

    // An index is locked with its table; it is worth telling where it is locked harder, as while it is built anew.
    private static ImmutableArray<RelationLock> Told(IReadOnlyList<HeldLock> held)
    {
        var modes = held.ToDictionary(one => one.Oid, one => one.Mode);
        return
        [
            .. held.Where(one => one.Relation.Table is not { } table || one.Mode > modes.GetValueOrDefault(table))
                .Select(one => new RelationLock(one.Name, one.Mode))
                .OrderByDescending(one => one.Mode).ThenBy(one => one.Relation.ToString(), StringComparer.Ordinal),
        ];
    }

    private static ImmutableArray<ObjectName> Sorted(IEnumerable<ObjectName> names) => [.. names.OrderBy(name => name.ToString(), StringComparer.Ordinal)];

    private static LockMode ModeOf(string mode) => Enum.Parse<LockMode>(mode.AsSpan(0, mode.Length - "Lock".Length));

    /// <summary>A lock on a relation under the name it had before the statement.</summary>
    private sealed record HeldLock(long Oid, KnownRelation Relation, ObjectName Name, LockMode Mode);
}
