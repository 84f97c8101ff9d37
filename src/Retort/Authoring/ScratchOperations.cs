using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;

namespace Retort.Authoring;

/// <summary>Operations that are run on a scratch database outside of any revision.</summary>
internal static class ScratchOperations
{
    public static async Task RunAsync(IDatabase database, ImmutableArray<Operation> operations, CancellationToken cancellationToken)
    {
        var session = await database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        foreach (var statement in database.Dialect.Write(operations, session.ServerVersion))
        {
            await RunAsync(session, statement, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task RunAsync(IDatabaseSession session, Statement statement, CancellationToken cancellationToken)
    {
        if (!statement.Transactional)
        {
            await session.ExecuteAsync([(SqlStatement)statement], cancellationToken).ConfigureAwait(false);
            return;
        }

        await session.BeginAsync([statement], cancellationToken).ConfigureAwait(false);
        IReadOnlyList<SqlStatement> written = statement is CatalogStatement catalog ? await catalog.Write(session.Connection, cancellationToken).ConfigureAwait(false) : [(SqlStatement)statement];
        await session.ExecuteAsync(written, cancellationToken).ConfigureAwait(false);
        await session.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
