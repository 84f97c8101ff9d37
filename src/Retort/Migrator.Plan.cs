using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Execution;
using Retort.Planning;
using Retort.Revisions;

namespace Retort;

public sealed partial class Migrator
{
    /// <summary>Plans an upgrade to one target: <c>head</c>, an id, <c>+1</c>, <c>LABEL@head</c>, ...</summary>
    public Task<MigrationPlan> PlanUpgradeAsync(string target = "head", CancellationToken cancellationToken = default) =>
        PlanUpgradeAsync([target], cancellationToken);

    /// <summary>Plans an upgrade to several targets. Reads the version rows without a lock; changes nothing.</summary>
    /// <exception cref="RevisionGraphException">A target names no revision, several, or one that cannot be reached.</exception>
    /// <exception cref="UnsupportedOperationException">The database cannot do what a revision asks for.</exception>
    public async Task<MigrationPlan> PlanUpgradeAsync(IReadOnlyList<string> targets, CancellationToken cancellationToken = default)
    {
        var (graph, rows) = await LoadGraphAndVersionRowsAsync(targets, cancellationToken).ConfigureAwait(false);
        return await PlanAsync(graph.PlanUpgrade(rows, targets), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Plans a downgrade: to <c>base</c>, an id, <c>-1</c>, ... Reads the version rows without a lock; changes nothing.</summary>
    /// <exception cref="RevisionGraphException">The target names no revision, several, or one that is not applied.</exception>
    /// <exception cref="IrreversibleMigrationException">A revision on the way cannot be reverted.</exception>
    public async Task<MigrationPlan> PlanDowngradeAsync(string target, CancellationToken cancellationToken = default)
    {
        var (graph, rows) = await LoadGraphAndVersionRowsAsync([target], cancellationToken).ConfigureAwait(false);
        return await PlanAsync(graph.PlanDowngrade(rows, target), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Finds the data that a plan destroys, by what its revisions say: tables and columns that are dropped, types that not every value fits, TRUNCATE, and DELETE and
    /// UPDATE without WHERE. What the plan makes itself does not count; what code and DO blocks do is not known. Asks nothing of the database.
    /// </summary>
    public ImmutableArray<DataLoss> FindLosses(MigrationPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return LossReader.Read(plan.Steps, _database.Dialect);
    }

    private static bool DependsOnCatalogue(IReadOnlyList<PlannedRevision> steps) =>
        steps.Any(step => step.Statements.Any(statement => statement is CatalogStatement));

    private static IReadOnlyList<RenderedStep> RenderPlain(IReadOnlyList<PlannedRevision> steps, Func<Statement, string> text) =>
        [.. steps.Select(planned => new RenderedStep(planned.Step, [.. planned.Statements.Select(text)], planned.Transactional))];

    /// <summary>Plans the upgrade of an empty database without opening one.</summary>
    internal async Task<MigrationPlan> PlanFromBaseAsync(IReadOnlyList<string> targets, CancellationToken cancellationToken)
    {
        var graph = await LoadGraphAsync([], targets, cancellationToken).ConfigureAwait(false);
        return await PlanAsync(graph.PlanUpgrade([], targets), serverVersion: null, cancellationToken).ConfigureAwait(false);
    }

    private Task<MigrationPlan> PlanAsync(RevisionPath path, CancellationToken cancellationToken) =>
        OnSessionAsync(session => PlanAsync(path, session.ServerVersion, cancellationToken), cancellationToken);

    private async Task<MigrationPlan> PlanAsync(RevisionPath path, Version? serverVersion, CancellationToken cancellationToken)
    {
        await LoadAsync(path.Steps, cancellationToken).ConfigureAwait(false);
        var builder = new PlanBuilder(_database.Dialect, serverVersion, _options);
        return new MigrationPlan
        {
            Direction = path.Direction,
            Targets = path.Targets,
            From = path.RowsBefore,
            To = path.RowsAfter,
            Steps = [.. path.Steps.Select(step => builder.Build(step, _loaded[step.Revision.Source]))],
        };
    }

    private async Task LoadAsync(IEnumerable<RevisionStep> steps, CancellationToken cancellationToken)
    {
        var missing = steps.Select(step => step.Revision).Where(revision => !_loaded.ContainsKey(revision.Source)).ToList();
        if (missing.Count == 0)
        {
            return;
        }

        var migrations = await _revisions.LoadAsync(missing, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < missing.Count; i++)
        {
            _loaded[missing[i].Source] = migrations[i];
        }
    }
}
