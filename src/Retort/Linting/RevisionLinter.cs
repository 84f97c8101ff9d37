using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Execution;
using Retort.Planning;
using Retort.Revisions;
using Retort.Schema;
using Retort.Statements;

namespace Retort.Linting;

/// <summary>
/// Looks at revisions without a database: each finds the schema that the revisions before it make, as far as their statements tell.
/// </summary>
/// <param name="source">Where the revisions come from.</param>
/// <param name="dialect">The SQL of the engine they are looked at for.</param>
/// <param name="serverVersion">The version of the server; <see langword="null"/> for the newest one known.</param>
/// <param name="options">How the revisions are run.</param>
/// <param name="linter">The rules.</param>
internal sealed class RevisionLinter(IRevisionSource source, IDialect dialect, Version? serverVersion, MigratorOptions options, Linter linter)
{
    private readonly PlanBuilder _builder = new(dialect, serverVersion, options with { Transaction = TransactionMode.PerRevision });

    /// <summary>Looks at some of the revisions of a graph, in the order in which they run, in both directions or one.</summary>
    public async Task<IReadOnlyList<Finding>> LintAsync(RevisionGraph graph, IReadOnlySet<RevisionId> chosen, IReadOnlyCollection<Direction> directions, CancellationToken cancellationToken)
    {
        var steps = graph.PlanUpgrade([], ["heads"]).Steps;
        var migrations = await source.LoadAsync([.. steps.Select(step => step.Revision)], cancellationToken).ConfigureAwait(false);
        var findings = new List<Finding>();
        var schema = DatabaseSchema.Empty;
        foreach (var (step, migration) in steps.Zip(migrations))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var isChosen = chosen.Contains(step.Revision.Id);
            var upgrade = new LintContext { Planned = _builder.Build(step, migration, traceOrigins: isChosen), Dialect = dialect, ServerVersion = serverVersion, Schema = schema };
            if (!isChosen)
            {
                var sketch = new SchemaSketch(schema);
                sketch.Apply(upgrade.Planned.Statements.SelectMany(statement => OperationOutline.Of(statement, upgrade.Planned, dialect)));
                schema = sketch.Schema;
                continue;
            }

            if (directions.Contains(Direction.Upgrade))
            {
                findings.AddRange(linter.Lint(upgrade));
            }

            var outlined = OutlinedRevision.Of(upgrade);
            schema = outlined.After;
            if (directions.Contains(Direction.Downgrade) && TryRevert(step, migration) is { } reverted)
            {
                findings.AddRange(linter.Lint(upgrade with { Planned = reverted, Schema = schema, Made = outlined.Made }));
            }
        }

        return findings;
    }

    /// <summary>The way back; <see langword="null"/> when a revision has none, which is no matter of style.</summary>
    private PlannedRevision? TryRevert(RevisionStep step, Migration migration)
    {
        if (!migration.MayHaveDowngrade(dialect.Engine))
        {
            return null;
        }

        try
        {
            return _builder.Build(step with { Direction = Direction.Downgrade, Rows = new VersionRowChange(step.Rows.Insert, step.Rows.Delete) }, migration, traceOrigins: true);
        }
        catch (IrreversibleMigrationException)
        {
            return null;
        }
    }
}
