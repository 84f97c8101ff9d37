using System.Collections.Immutable;
using Retort.Comparison;
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
    /// Judges a plan: it runs in a scratch copy of the live schema, where the database tells of each statement what it locks, rewrites and scans, and the way back is
    /// tried; the sizes are those of the live database. Takes no lock there; changes nothing.
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
        var made = Footprint.Empty;
        foreach (var (planned, effects) in plan.Steps.Zip(tried))
        {
            var context = new LintContext
            {
                Planned = builder.Build(planned.Step, _loaded[planned.Step.Revision.Id], traceOrigins: true),
                Dialect = _database.Dialect,
                ServerVersion = serverVersion,
                Schema = schema,
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
            schema = SchemaSketch.After(schema, outlines);
        }
    }

    /// <summary>What the statements do by the rules of the engine, each on the schema that those before it leave.</summary>
    private List<IReadOnlyList<Trial>> Foresee(MigrationPlan plan, DatabaseSchema schema, Version serverVersion)
    {
        var foreseen = new List<IReadOnlyList<Trial>>();
        foreach (var planned in plan.Steps)
        {
            var effects = new List<Trial>();
            foreach (var statement in planned.Statements)
            {
                effects.Add(new Trial(statement is SqlStatement sql ? _database.Dialect.Predict(sql, schema, serverVersion) : StatementEffects.Unknown));
                schema = SchemaSketch.After(schema, OperationOutline.Of(statement, planned, _database.Dialect));
            }

            foreseen.Add(effects);
        }

        return foreseen;
    }

    private async Task<(IReadOnlyList<IReadOnlyList<Trial>> Tried, WayBack WayBack)> TryAsync(
        MigrationPlan plan, IReadOnlyList<PlannedRevision>? back, DatabaseSchema schema, Version serverVersion, CancellationToken cancellationToken)
    {
        var scratch = await _database.CreateScratchAsync(copySchema: true, cancellationToken).ConfigureAwait(false);
        await using var disposing = scratch.ConfigureAwait(false);
        var before = await ReadSchemaAsync(scratch, cancellationToken).ConfigureAwait(false);
        var tried = await TryAsync(scratch, plan.Steps, cancellationToken).ConfigureAwait(false);
        var foreseen = Foresee(plan, schema, serverVersion);
        var told = tried.Zip(foreseen, (step, rules) => (IReadOnlyList<Trial>)[.. step.Zip(rules, Complete)]).ToList();
        if (back is null)
        {
            return (told, WayBack.Missing);
        }

        // Code is not run in a scratch database, so that nobody knows what its downgrade would find.
        if (tried.SelectMany(step => step).Any(one => one.Refusal is not null) || back.Concat(plan.Steps).SelectMany(step => step.Statements).Any(statement => statement is CodeStatement))
        {
            return (told, WayBack.Untried);
        }

        var undone = await TryAsync(scratch, back, cancellationToken).ConfigureAwait(false);
        var after = await ReadSchemaAsync(scratch, cancellationToken).ConfigureAwait(false);
        var isBack = undone.SelectMany(step => step).All(one => one.Refusal is null) && SchemaComparer.Compare(after, before, _database.Dialect).AreEqual;
        return (told, isBack ? WayBack.Proved : WayBack.Fails);
    }

    /// <summary>What was seen, with what cannot be seen: the copy has no rows, and where a foreign key finds none on its side, the other is not read.</summary>
    private static Trial Complete(Trial seen, Trial ruled) =>
        seen.Effects.Source == EffectSource.Unknown ? ruled with { Refusal = seen.Refusal }
        : seen.Effects.Scans.IsEmpty ? seen
        : seen with { Effects = seen.Effects with { Scans = [.. seen.Effects.Scans.Union(ruled.Effects.Scans)] } };

    /// <summary>Runs steps and tells what each statement did. After one that the database refuses, nothing more is run.</summary>
    private static async Task<IReadOnlyList<IReadOnlyList<Trial>>> TryAsync(IDatabase scratch, IReadOnlyList<PlannedRevision> steps, CancellationToken cancellationToken)
    {
        var observer = await scratch.OpenObserverAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = observer.ConfigureAwait(false);
        var (tried, isRefused) = (new List<IReadOnlyList<Trial>>(), false);
        foreach (var planned in steps)
        {
            var effects = new List<Trial>();
            await observer.BeginRevisionAsync(cancellationToken).ConfigureAwait(false);
            foreach (var statement in planned.Statements)
            {
                try
                {
                    effects.Add(new Trial(isRefused ? StatementEffects.Unknown : await observer.RunAsync(statement, cancellationToken).ConfigureAwait(false)));
                }
                catch (StatementException e) when (e.Failure == StatementFailure.Refused)
                {
                    isRefused = true;
                    effects.Add(new Trial(StatementEffects.Unknown, e.Message));
                }
            }

            tried.Add(effects);
        }

        return tried;
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
            return [.. plan.Steps.Reverse().Select(planned => builder.Build(planned.Step with { Direction = Direction.Downgrade }, _loaded[planned.Step.Revision.Id]))];
        }
        catch (IrreversibleMigrationException)
        {
            return null;
        }
    }

    private async Task<DatabaseSchema> ReadSchemaAsync(IDatabase scratch, CancellationToken cancellationToken)
    {
        var session = await scratch.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        return await session.ReadSchemaAsync(_options.ReadScope, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What is known of a statement.</summary>
    /// <param name="Effects">What it does.</param>
    /// <param name="Refusal">Why the database refused it.</param>
    private sealed record Trial(StatementEffects Effects, string? Refusal = null);
}
