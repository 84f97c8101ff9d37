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
        var judge = new Judge(linter);
        try
        {
            Read(steps, migrations, chosen, directions, judge, cancellationToken);
        }
        catch
        {
            // What was found wrong with an earlier revision comes first.
            await judge.FindAsync().ConfigureAwait(false);
            throw;
        }

        return await judge.FindAsync().ConfigureAwait(false);
    }

    /// <summary>Carries the schema from revision to revision, and hands those that are chosen to the judge.</summary>
    private void Read(
        IReadOnlyList<RevisionStep> steps, IReadOnlyList<Migration> migrations, IReadOnlySet<RevisionId> chosen, IReadOnlyCollection<Direction> directions, Judge judge, CancellationToken cancellationToken)
    {
        var (isUpgrade, isDowngrade) = (Has(directions, Direction.Upgrade), Has(directions, Direction.Downgrade));
        var schema = DatabaseSchema.Empty;
        for (var i = 0; i < steps.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (step, migration) = (steps[i], migrations[i]);
            var isChosen = chosen.Contains(step.Revision.Id);
            var upgrade = new LintContext { Planned = _builder.Build(step, migration, traceOrigins: isChosen), Dialect = dialect, ServerVersion = serverVersion, Schema = schema };
            if (!isChosen)
            {
                var sketch = new SchemaSketch(schema);
                sketch.Apply(upgrade.Planned.Statements.SelectMany(statement => OperationOutline.Of(statement, upgrade.Planned, dialect)));
                schema = sketch.Schema;
                continue;
            }

            var outlined = OutlinedRevision.Of(upgrade);
            schema = outlined.After;
            if (isUpgrade)
            {
                judge.Take(upgrade);
            }

            if (isDowngrade && TryRevert(step, migration) is { } reverted)
            {
                judge.Take(upgrade with { Planned = reverted, Schema = schema, Made = outlined.Made });
            }
        }
    }

    private static bool Has(IEnumerable<Direction> directions, Direction direction)
    {
        foreach (var one in directions)
        {
            if (one == direction)
            {
                return true;
            }
        }

        return false;
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

    /// <summary>Judges one revision after the other, in the order in which it gets them, and while others are still read where they are many.</summary>
    private sealed class Judge(Linter linter)
    {
        // For fewer a second thread costs more than it brings.
        private const int Many = 64;

        private readonly List<Finding> _findings = [];
        private List<LintContext> _waiting = [];
        private Task _earlier = Task.CompletedTask;

        public void Take(LintContext context)
        {
            _waiting.Add(context);
            if (_waiting.Count == Many)
            {
                var (waiting, earlier) = (_waiting, _earlier);
                (_waiting, _earlier) = ([], Task.Run(() => FindAsync(waiting, earlier)));
            }
        }

        public async Task<IReadOnlyList<Finding>> FindAsync()
        {
            await FindAsync(_waiting, _earlier).ConfigureAwait(false);
            return _findings;
        }

        private async Task FindAsync(List<LintContext> contexts, Task earlier)
        {
            await earlier.ConfigureAwait(false);
            foreach (var context in contexts)
            {
                _findings.AddRange(linter.Lint(context));
            }
        }
    }
}
