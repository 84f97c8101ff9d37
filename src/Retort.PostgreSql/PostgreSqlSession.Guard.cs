using Retort.Planning;
using Retort.Statements;

namespace Retort.PostgreSql;

/// <content>The guard against rewrites that no statement shows.</content>
internal sealed partial class PostgreSqlSession
{
    private RewriteGuard? _guard;
    private Footprint? _made;
    private bool? _mayGuard;

    /// <summary>Whether rewrites that no statement shows are stopped.</summary>
    internal bool IsGuarded { get; set; } = true;

    /// <summary>The guard for a transaction; <see langword="null"/> when nothing in it can write a table anew, or there is to be none.</summary>
    private async Task<RewriteGuard?> GuardAsync(IReadOnlyList<Statement> statements, CancellationToken cancellationToken)
    {
        if (!IsGuarded || _database.IsScratch || !_database.Options.GuardRewrites)
        {
            return null;
        }

        _made = statements.Aggregate(_made ?? Footprint.Empty, RewriteGuard.And);
        if (!statements.Any(RewriteGuard.MayRewrite))
        {
            return null;
        }

        _mayGuard ??= (await QueryAsync("SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user", cancellationToken).ConfigureAwait(false))[0][0] is true;
        if (_mayGuard == true)
        {
            return RewriteGuard.For(statements, _made.Tables, ProcessId, ServerVersion);
        }

        // Most queries of a revision call nothing that would.
        if (statements.Any(statement => PostgreSqlStatementKind.RunsCode(statement) && !statement.Text.StartsWith("SELECT", StringComparison.OrdinalIgnoreCase)))
        {
            _database.TellUnguarded();
        }

        return null;
    }
}
