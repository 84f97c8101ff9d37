using System.Collections.Concurrent;
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
    public async Task<IReadOnlyList<Finding>> LintAsync(RevisionGraph graph, IReadOnlySet<RevisionId> chosen, Direction? only, CancellationToken cancellationToken)
    {
        var steps = graph.PlanUpgrade([], ["heads"]).Steps;
        var migrations = await source.LoadAsync([.. steps.Select(step => step.Revision)], cancellationToken).ConfigureAwait(false);
        return Lint(steps, migrations, chosen, only, cancellationToken);
    }

    private List<Finding> Lint(IReadOnlyList<RevisionStep> steps, IReadOnlyList<Migration> migrations, IReadOnlySet<RevisionId> chosen, Direction? only, CancellationToken cancellationToken)
    {
        using var judge = new Judge(linter, chosen.Count);
        try
        {
            Read(steps, migrations, chosen, only, judge, cancellationToken);
        }
        catch
        {
            // What is wrong with an earlier revision is told first.
            judge.Finish();
            throw;
        }

        return judge.Finish();
    }

    /// <summary>Carries the schema from revision to revision, and hands those that are chosen to the judge.</summary>
    private void Read(IReadOnlyList<RevisionStep> steps, IReadOnlyList<Migration> migrations, IReadOnlySet<RevisionId> chosen, Direction? only, Judge judge, CancellationToken cancellationToken)
    {
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
            if (only != Direction.Downgrade)
            {
                judge.Take(upgrade);
            }

            if (only != Direction.Upgrade && TryRevert(step, migration) is { } reverted)
            {
                judge.Take(upgrade with { Planned = reverted, Schema = schema, Made = outlined.Made });
            }
        }
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

    /// <summary>Judges one revision after the other, in the order in which it gets them; where they are many, while others are still read.</summary>
    private sealed class Judge : IDisposable
    {
        // For fewer a second thread costs more than it brings.
        private const int Many = 50;

        private readonly Linter _linter;
        private readonly List<Finding> _findings = [];
        private readonly BlockingCollection<LintContext> _waiting = [];
        private readonly Task? _judging;

        public Judge(Linter linter, int revisions)
        {
            _linter = linter;
            _judging = revisions < Many ? null : Task.Run(JudgeAll);
        }

        public void Take(LintContext context) => _waiting.Add(context);

        public List<Finding> Finish()
        {
            _waiting.CompleteAdding();
            if (_judging is null)
            {
                JudgeAll();
            }
            else
            {
                _judging.GetAwaiter().GetResult();
            }

            return _findings;
        }

        public void Dispose() => _waiting.Dispose();

        private void JudgeAll()
        {
            foreach (var context in _waiting.GetConsumingEnumerable())
            {
                _findings.AddRange(_linter.Lint(context));
            }
        }
    }
}
