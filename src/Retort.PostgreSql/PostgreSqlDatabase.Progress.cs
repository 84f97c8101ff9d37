using System.Runtime.CompilerServices;
using Retort.Dialects;

namespace Retort.PostgreSql;

public sealed partial class PostgreSqlDatabase : IStatementProgress
{
    /// <inheritdoc/>
    /// <remarks>Known for CREATE INDEX and REINDEX (<c>pg_stat_progress_create_index</c>). The second connection is opened by the first look.</remarks>
    public async IAsyncEnumerable<StatementProgress> WatchAsync(TimeSpan interval, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var watched = _sessions.Values.ToArray();
        var session = await OpenForSqlAsync(cancellationToken).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                var rows = await session.QueryAsync(
                    $"""
                    SELECT phase,
                        CASE WHEN tuples_total > 0 THEN 100.0 * tuples_done / tuples_total
                             WHEN blocks_total > 0 THEN 100.0 * blocks_done / blocks_total
                             WHEN lockers_total > 0 THEN 100.0 * lockers_done / lockers_total
                        END::float8
                    FROM pg_catalog.pg_stat_progress_create_index WHERE pid = ANY ({PostgreSqlLiteral.Of(watched)}::int[])
                    """,
                    cancellationToken).ConfigureAwait(false);
                if (rows is [var row, ..])
                {
                    yield return new StatementProgress((string)row[0]!, row[1] as double?);
                }

                await Task.Delay(interval, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
