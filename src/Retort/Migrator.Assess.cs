using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Execution;
using Retort.Linting;
using Retort.Planning;
using Retort.Revisions;
using Retort.Schema;
using Retort.Statements;

namespace Retort;

public sealed partial class Migrator
{
    /// <summary>
    /// Judges a plan: it runs in a scratch copy of the live schema with a few rows, where the database tells of each statement what it locks, rewrites and scans, and the way
    /// back is tried; the sizes are those of the live database. Takes no lock there; changes nothing.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="options">How it is judged; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ScratchDatabaseException">No scratch database can be had.</exception>
    public async Task<PlanAssessment> AssessAsync(MigrationPlan plan, AssessmentOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plan);
        options ??= new AssessmentOptions();
        if (plan.IsEmpty)
        {
            return RiskAssessor.Assess(plan, [], WayBack.None);
        }

        await LoadAsync(plan.Steps.Select(planned => planned.Step), cancellationToken).ConfigureAwait(false);
        var (schema, serverVersion) = await OnSessionAsync(async session => (await session.ReadSchemaAsync(_options.ReadScope, cancellationToken).ConfigureAwait(false), session.ServerVersion), cancellationToken).ConfigureAwait(false);
        var builder = new PlanBuilder(_database.Dialect, serverVersion, _options);
        var back = WayBackOf(plan, builder);
        var (tried, wayBack) = options.Offline
            ? (Foresee(plan, schema, serverVersion), back is null ? WayBack.Missing : WayBack.Untried)
            : await TryAsync(plan, back, schema, serverVersion, cancellationToken).ConfigureAwait(false);

        var relations = tried.SelectMany(step => step).SelectMany(one => one.Effects.Locks.Select(held => held.Relation).Concat(one.Effects.Rewrites).Concat(one.Effects.Scans)).ToHashSet();
        var sizes = await OnSessionAsync(session => session.ReadSizesAsync(relations, cancellationToken), cancellationToken).ConfigureAwait(false);
        return RiskAssessor.Assess(plan, [.. Judge(plan, tried, sizes, schema, builder, serverVersion, options.Linter)], plan.Direction == Direction.Downgrade ? WayBack.None : wayBack);
    }

    private IEnumerable<AssessedRevision> Judge(
        MigrationPlan plan, IReadOnlyList<IReadOnlyList<Trial>> tried, IReadOnlyDictionary<ObjectName, RelationSize> sizes, DatabaseSchema schema, PlanBuilder builder, Version serverVersion, Linter linter)
    {
        var assessor = new RiskAssessor(sizes);
        var (sketch, made) = (new SchemaSketch(schema), Footprint.Empty);
        foreach (var (planned, effects) in plan.Steps.Zip(tried))
        {
            var context = new LintContext
            {
                Planned = builder.Build(planned.Step, _loaded[planned.Step.Revision.Source], traceOrigins: true),
                Dialect = _database.Dialect,
                ServerVersion = serverVersion,
                Schema = sketch.Schema,
                Sizes = sizes,
                Effects = [.. effects.Select(one => one.Effects)],
                Created = made.Tables,
            };
            var findings = linter.Lint(context);
            yield return RiskAssessor.Assess(
                planned,
                [.. planned.Statements.Select((statement, index) => assessor.Assess(statement, effects[index].Effects, effects[index].Refusal) with { Findings = [.. findings.Where(finding => finding.Statement == index)] })],
                [.. findings.Where(finding => finding.Statement is null)]);
            ImmutableArray<StatementOutline> outlines = [.. planned.Statements.SelectMany(statement => OperationOutline.Of(statement, planned, _database.Dialect))];
            made = outlines.Aggregate(made, (footprint, outline) => footprint.And(outline));
            sketch.Apply(outlines);
        }
    }

    /// <summary>What the statements do by the rules of the engine, each on the schema that those before it leave.</summary>
    private List<IReadOnlyList<Trial>> Foresee(MigrationPlan plan, DatabaseSchema schema, Version serverVersion)
    {
        var foreseen = new List<IReadOnlyList<Trial>>();
        var sketch = new SchemaSketch(schema);
        foreach (var planned in plan.Steps)
        {
            var effects = new List<Trial>();
            foreach (var statement in planned.Statements)
            {
                effects.Add(new Trial(statement.Foreseeable is { } sql ? _database.Dialect.Predict(sql, sketch.Schema, serverVersion) : StatementEffects.Unknown));
                sketch.Apply(OperationOutline.Of(statement, planned, _database.Dialect));
            }

            foreseen.Add(effects);
        }

        return foreseen;
    }

    /// <summary>The downgrades of a plan; <see langword="null"/> when a revision has none.</summary>
    private IReadOnlyList<PlannedRevision>? WayBackOf(MigrationPlan plan, PlanBuilder builder)
    {
        if (plan.Direction == Direction.Downgrade)
        {
            return [];
        }

        try
        {
            return [.. plan.Steps.Reverse().Select(planned => builder.Build(planned.Step with { Direction = Direction.Downgrade }, _loaded[planned.Step.Revision.Source]))];
        }
        catch (IrreversibleMigrationException)
        {
            return null;
        }
    }

    /// <summary>What is known of a statement.</summary>
    /// <param name="Effects">What it does.</param>
    /// <param name="Refusal">Why the database refused it.</param>
    private sealed record Trial(StatementEffects Effects, string? Refusal = null);
}
