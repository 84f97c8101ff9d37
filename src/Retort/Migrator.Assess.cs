using System.Collections.Immutable;
using Retort.Comparison;
using Retort.Dialects;
using Retort.Execution;
using Retort.Planning;
using Retort.Revisions;
using Retort.Schema;

namespace Retort;

public sealed partial class Migrator
{
    /// <summary>
    /// Judges a plan: it runs in a scratch copy of the live schema, where the database tells of each statement what it locks, rewrites and scans, and the way back is
    /// tried; the sizes are those of the live database. Takes no lock there; changes nothing.
    /// </summary>
    /// <exception cref="ScratchDatabaseException">No scratch database can be had.</exception>
    public async Task<PlanAssessment> AssessAsync(MigrationPlan plan, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.IsEmpty)
        {
            return RiskAssessor.Assess(plan, [], WayBack.None);
        }

        await LoadAsync(plan.Steps.Select(planned => planned.Step), cancellationToken).ConfigureAwait(false);
        var scratch = await _database.CreateScratchAsync(copySchema: true, cancellationToken).ConfigureAwait(false);
        await using var disposing = scratch.ConfigureAwait(false);
        var before = await ReadSchemaAsync(scratch, cancellationToken).ConfigureAwait(false);
        var tried = await TryAsync(scratch, plan.Steps, cancellationToken).ConfigureAwait(false);
        var wayBack = plan.Direction == Direction.Downgrade ? WayBack.None : await TryWayBackAsync(scratch, plan, before, tried, cancellationToken).ConfigureAwait(false);

        var relations = tried.SelectMany(step => step).SelectMany(one => one.Effects.Locks.Select(held => held.Relation).Concat(one.Effects.Rewrites).Concat(one.Effects.Scans)).ToHashSet();
        var sizes = await OnSessionAsync(session => session.ReadSizesAsync(relations, cancellationToken), cancellationToken).ConfigureAwait(false);
        var assessor = new RiskAssessor(sizes);
        return RiskAssessor.Assess(
            plan,
            [.. plan.Steps.Zip(tried, (planned, effects) => RiskAssessor.Assess(planned, [.. planned.Statements.Zip(effects, (statement, one) => assessor.Assess(statement, one.Effects, one.Refusal))]))],
            wayBack);
    }

    /// <summary>Runs steps and tells what each statement did. After one that the database refuses, nothing more is run.</summary>
    private static async Task<List<List<(StatementEffects Effects, string? Refusal)>>> TryAsync(IDatabase scratch, IReadOnlyList<PlannedRevision> steps, CancellationToken cancellationToken)
    {
        var observer = await scratch.OpenObserverAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = observer.ConfigureAwait(false);
        var (tried, isRefused) = (new List<List<(StatementEffects, string?)>>(), false);
        foreach (var planned in steps)
        {
            var effects = new List<(StatementEffects, string?)>();
            await observer.BeginRevisionAsync(cancellationToken).ConfigureAwait(false);
            foreach (var statement in planned.Statements)
            {
                try
                {
                    effects.Add((isRefused ? StatementEffects.Unknown : await observer.RunAsync(statement, cancellationToken).ConfigureAwait(false), null));
                }
                catch (StatementException e) when (e.Failure == StatementFailure.Refused)
                {
                    isRefused = true;
                    effects.Add((StatementEffects.Unknown, e.Message));
                }
            }

            tried.Add(effects);
        }

        return tried;
    }

    private async Task<WayBack> TryWayBackAsync(
        IDatabase scratch, MigrationPlan plan, DatabaseSchema before, IReadOnlyList<List<(StatementEffects Effects, string? Refusal)>> tried, CancellationToken cancellationToken)
    {
        List<PlannedRevision> back;
        try
        {
            var builder = new PlanBuilder(_database.Dialect, serverVersion: null, _options);
            back = [.. plan.Steps.Reverse().Select(planned => builder.Build(planned.Step with { Direction = Direction.Downgrade }, _loaded[planned.Step.Revision.Id]))];
        }
        catch (IrreversibleMigrationException)
        {
            return WayBack.Missing;
        }

        // Code is not run in a scratch database, so that nobody knows what its downgrade would find.
        if (tried.SelectMany(step => step).Any(one => one.Refusal is not null) || back.Concat(plan.Steps).SelectMany(step => step.Statements).Any(statement => statement is CodeStatement))
        {
            return WayBack.Untried;
        }

        var undone = await TryAsync(scratch, back, cancellationToken).ConfigureAwait(false);
        var after = await ReadSchemaAsync(scratch, cancellationToken).ConfigureAwait(false);
        return undone.SelectMany(step => step).All(one => one.Refusal is null) && SchemaComparer.Compare(after, before, _database.Dialect).AreEqual ? WayBack.Proved : WayBack.Fails;
    }

    private async Task<DatabaseSchema> ReadSchemaAsync(IDatabase scratch, CancellationToken cancellationToken)
    {
        var session = await scratch.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        return await session.ReadSchemaAsync(_options.ReadScope, cancellationToken).ConfigureAwait(false);
    }
}
