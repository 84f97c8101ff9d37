using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Planning;
using Retort.Schema;

namespace Retort.Sqlite;

/// <summary>
/// Runs each statement and compares what <c>sqlite_master</c> tells before and after: a table whose first page has moved was written anew. Of locks there is nothing
/// to tell: a writer has the whole database.
/// </summary>
internal sealed class StatementObserver(SqliteSession session) : IStatementObserver
{
    private Dictionary<string, TablePlace>? _known;

    public Task BeginRevisionAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public async Task<StatementEffects> RunAsync(Statement statement, CancellationToken cancellationToken = default)
    {
        _known ??= await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (statement is CodeStatement)
        {
            return StatementEffects.Unknown;
        }

        if (statement.Transactional)
        {
            await session.BeginAsync([statement], cancellationToken).ConfigureAwait(false);
        }

        IReadOnlyList<SqlStatement> sql;
        try
        {
            sql = statement is CatalogStatement catalog ? await catalog.Write(session.Connection, cancellationToken).ConfigureAwait(false) : [statement.Foreseeable!];
            await session.ExecuteAsync(sql, cancellationToken).ConfigureAwait(false);
            if (statement.Transactional)
            {
                await session.CommitAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch
        {
            await session.RollbackAsync(CancellationToken.None).ConfigureAwait(false);
            throw;
        }

        var effects = await CompareAsync(cancellationToken).ConfigureAwait(false);
        return statement is CatalogStatement ? effects with { Written = [.. sql.Select(written => written.Sql)] } : effects;
    }

    public ValueTask DisposeAsync() => session.DisposeAsync();

    private async Task<StatementEffects> CompareAsync(CancellationToken cancellationToken)
    {
        var (before, after) = (_known!, await ReadAsync(cancellationToken).ConfigureAwait(false));
        var known = new Dictionary<string, TablePlace>(StringComparer.Ordinal);
        var (rewrites, drops) = (ImmutableArray.CreateBuilder<ObjectName>(), ImmutableArray.CreateBuilder<ObjectId>());
        foreach (var (name, table) in before)
        {
            // A table that is renamed keeps its page.
            var now = after.ContainsKey(name) ? name : after.FirstOrDefault(other => other.Value.Page == table.Page && !before.ContainsKey(other.Key)).Key;
            if (now is null)
            {
                drops.Add(new ObjectId(ObjectKind.Table, name));
                continue;
            }

            drops.AddRange(table.First.Except(after[now].Columns, StringComparer.OrdinalIgnoreCase).Where(_ => after[now].Columns.Length < table.Columns.Length).Select(column => new ObjectId(ObjectKind.Column, name, column)));
            known.Add(now, after[now] with { First = FirstIn(after[now].Columns, table) });
            if (after[now].Page != table.Page)
            {
                rewrites.Add(name);
            }
        }

        _known = known;
        return new StatementEffects { Source = EffectSource.Observed, Rewrites = rewrites.ToImmutable(), Scans = rewrites.ToImmutable(), Drops = [.. drops.Order()] };
    }

    // As many columns as before: those with other names are renamed, for they keep their places.
    private static ImmutableArray<string> FirstIn(ImmutableArray<string> columns, TablePlace before) => columns.Length == before.Columns.Length
        ? [.. before.Columns.Zip(columns).Where(pair => before.First.Contains(pair.First)).Select(pair => pair.Second)]
        : [.. before.First.Intersect(columns, StringComparer.OrdinalIgnoreCase)];

    private async Task<Dictionary<string, TablePlace>> ReadAsync(CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            "SELECT m.name, m.rootpage, c.name FROM sqlite_master m, pragma_table_xinfo(m.name) c WHERE m.type = 'table' AND m.rootpage > 0 AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
            cancellationToken).ConfigureAwait(false);
        return rows.GroupBy(row => (string)row[0]!).ToDictionary(table => table.Key, table =>
        {
            ImmutableArray<string> columns = [.. table.Select(row => (string)row[2]!)];
            return new TablePlace((long)table.First()[1]!, columns, columns);
        });
    }

    /// <summary>Where a table is and what columns it has.</summary>
    /// <param name="Page">Its first page.</param>
    /// <param name="Columns">Its columns, in order.</param>
    /// <param name="First">Those of them that it had when the observation began.</param>
    private sealed record TablePlace(long Page, ImmutableArray<string> Columns, ImmutableArray<string> First);
}
