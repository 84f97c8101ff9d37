using Retort.Dialects;
using Retort.Planning;

namespace Retort.PostgreSql.Scratch;

/// <summary>Drops the scratch databases on a server whose makers died.</summary>
internal static class Leftovers
{
    /// <summary>
    /// Drops those that nobody holds and nobody is connected to. No maker can lose one: its lock is taken before the database can be
    /// seen, and here the locks are read after the databases. What cannot be dropped is left to others.
    /// </summary>
    public static async Task SweepAsync(PostgreSqlSession session, PostgreSqlDatabase server, CancellationToken cancellationToken)
    {
        var rows = await session.QueryAsync(
            $"""
            SELECT d.datname::text, coalesce(starts_with(shobj_description(d.oid, 'pg_database'), {PostgreSqlLiteral.Text(ScratchName.Mark)}), false)
            FROM pg_catalog.pg_database d
            WHERE d.datname ~ {PostgreSqlLiteral.Text(ScratchName.Pattern)} AND pg_has_role(d.datdba, 'USAGE')
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_locks l WHERE {AdvisoryLock.IsHeld("l", ScratchName.LockKey("d.datname"))})
                AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid)
            """,
            cancellationToken).ConfigureAwait(false);
        foreach (var row in rows)
        {
            await TryDropAsync(session, server, (string)row[0]!, isMarked: (bool)row[1]!, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task TryDropAsync(PostgreSqlSession session, PostgreSqlDatabase server, string name, bool isMarked, CancellationToken cancellationToken)
    {
        try
        {
            if (isMarked || await IsEmptyAsync(server, name, cancellationToken).ConfigureAwait(false))
            {
                // Without FORCE: the server itself refuses when somebody is connected after all.
                await session.ExecuteAsync([new SqlStatement($"DROP DATABASE {PostgreSqlIdentifier.Quote(name)}") { Transactional = false }], cancellationToken).ConfigureAwait(false);
                Log.ScratchSwept(server.Options.Logger, name);
            }
        }
        catch (Exception e) when (e is DatabaseConnectionException or StatementException { Failure: not StatementFailure.ConnectionLost })
        {
            // Another process was faster, or somebody is looking at it.
        }
    }

    /// <summary>A maker that died while the server was creating the database had no time to mark it, nor to put anything in it.</summary>
    private static async Task<bool> IsEmptyAsync(PostgreSqlDatabase server, string name, CancellationToken cancellationToken)
    {
        var database = PostgreSqlDatabase.Connect(server.AddressOf(name), server.Options);
        await using var disposing = database.ConfigureAwait(false);
        var session = await database.OpenSessionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        return (await DatabaseContents.ReadAsync(session, DatabaseContents.OfNew, cancellationToken).ConfigureAwait(false)).Count == 0;
    }
}
