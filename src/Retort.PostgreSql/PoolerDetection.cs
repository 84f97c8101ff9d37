using System.Globalization;
using Npgsql;
using Retort.Dialects;

namespace Retort.PostgreSql;

/// <summary>Tells a pooler that keeps a server connection for a session from one that gives it to others after each transaction.</summary>
internal static class PoolerDetection
{
    private const int Attempts = 3;

    // A pooler in session mode with no server connection left lets the second client wait; then the mode is proven as well.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>
    /// Asks a connection that is known to go through a pooler, between other transactions: while a second client holds a
    /// transaction, a session keeps its backend, but a client of a transaction pooler finds it taken.
    /// </summary>
    /// <exception cref="DatabaseConnectionException">The pooler gives the connection away after each transaction.</exception>
    public static async Task RefuseTransactionPoolerAsync(PostgreSqlSession session, PostgreSqlDatabase database, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var before = await BackendAsync(session, cancellationToken).ConfigureAwait(false);
            var (other, after) = await BackendsWhileOtherIsBusyAsync(session, before, database, cancellationToken).ConfigureAwait(false);
            if (other is null)
            {
                return;
            }

            if (other == before || after != before)
            {
                var server = await session.QueryAsync("SELECT current_setting('port'), host(inet_server_addr())", cancellationToken).ConfigureAwait(false);
                throw Refused(database.DisplayName, port: (string)server[0][0]!, address: server[0][1] as string);
            }
        }
    }

    private static async Task<(int? Other, int After)> BackendsWhileOtherIsBusyAsync(PostgreSqlSession session, int before, PostgreSqlDatabase database, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            var second = await database.OpenAsync(patience.Token).ConfigureAwait(false);
            await using (second.ConfigureAwait(false))
            {
                await second.BeginAsync([], patience.Token).ConfigureAwait(false);
                var other = await BackendAsync(second, patience.Token).ConfigureAwait(false);
                return (other, other == before ? before : await BackendAsync(session, cancellationToken).ConfigureAwait(false));
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, before);
        }
        catch (StatementException e) when (e.SqlState == PostgresErrorCodes.ProtocolViolation)
        {
            // In statement mode there are no transactions at all.
            return (before, before);
        }
    }

    private static async Task<int> BackendAsync(IDatabaseSession session, CancellationToken cancellationToken) =>
        (int)(await session.QueryAsync("SELECT pg_backend_pid()", cancellationToken).ConfigureAwait(false))[0][0]!;

    private static DatabaseConnectionException Refused(string database, string port, string? address) => new(
        "RT0617",
        "There is a connection pooler in transaction mode (such as PgBouncer) between Retort and the server: no lock would hold.",
        $"Database {database}: the backend changes between transactions.",
        string.Create(CultureInfo.InvariantCulture, $"Connect to the server itself, which listens on port {port}{(address is null ? "" : $" of {address}")}, or through a pool in session mode."));
}
