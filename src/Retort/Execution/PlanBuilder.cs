using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;
using Retort.Revisions;

namespace Retort.Execution;

/// <summary>Turns the revisions of a path into statements. Everything is written before anything runs, so that what cannot be done is refused in time.</summary>
internal sealed class PlanBuilder(IDialect dialect, Version? serverVersion, MigratorOptions options)
{
    /// <summary>Writes one direction of a revision.</summary>
    /// <param name="step">The revision and the direction.</param>
    /// <param name="migration">Its code.</param>
    /// <param name="traceOrigins">Whether each operation notes the line it was written on.</param>
    public PlannedRevision Build(RevisionStep step, Migration migration, bool traceOrigins = false)
    {
        var operations = BuildOperations(step, migration, traceOrigins);
        var alone = !step.Revision.Transactional || options.Transaction == TransactionMode.None;
        var statements = dialect.Write(operations, serverVersion).Select(statement => alone ? statement with { CommitAlone = true } : statement).ToImmutableArray();
        var planned = new PlannedRevision(step, operations, statements);
        return options.Transaction == TransactionMode.All && !planned.Transactional
            ? throw new NotInOneTransactionException(planned)
            : planned;
    }

    /// <summary>The operations of one direction of a revision.</summary>
    /// <param name="step">The revision and the direction.</param>
    /// <param name="migration">Its code.</param>
    /// <param name="traceOrigins">Whether each operation notes the line it was written on.</param>
    public ImmutableArray<Operation> BuildOperations(RevisionStep step, Migration migration, bool traceOrigins)
    {
        var context = new MigrationContext
        {
            Engine = dialect.Engine,
            ServerVersion = serverVersion,
            Arguments = options.Arguments,
            Folder = Path.GetDirectoryName(step.Revision.Source.File) is { Length: > 0 } folder ? folder : null,
        };
        try
        {
            return MigrationBuilder.Build(context, step.Direction == Direction.Upgrade ? migration.Upgrade : migration.Downgrade, traceOrigins);
        }
        catch (IrreversibleMigrationException e)
        {
            throw new IrreversibleMigrationException(step.Revision, e);
        }
        catch (Exception e) when (e is not RetortException)
        {
            throw new RevisionCodeException(step, e);
        }
    }
}
