using Retort.Dialects;
using Retort.Execution;
using Retort.Planning;
using Retort.Revisions;

namespace Retort.Targets;

/// <summary>The revisions as a target: what a new database is after all of them. They are run in a scratch database as they are run anywhere, code included.</summary>
/// <param name="revisions">Where the revisions come from.</param>
/// <param name="targets">The revisions up to which they are run: <c>heads</c>, an id, <c>LABEL@head</c>, ...; none for an empty database, <see langword="null"/> for all heads.</param>
/// <param name="options">How they are run; the progress is reported to nobody. <see langword="null"/> for the defaults.</param>
public sealed class RevisionsTarget(IRevisionSource revisions, IReadOnlyList<string>? targets = null, MigratorOptions? options = null) : ITargetSchema
{
    private readonly IReadOnlyList<string> _targets = targets ?? ["heads"];

    /// <summary>Whether a revision of many plain statements is run without the version tables, in several transactions: one for all would need a lock for each table there is.</summary>
    internal bool RunsInPieces { get; init; }

    /// <inheritdoc/>
    public string Description => _targets.Count == 0 ? "no revision" : $"revisions up to {string.Join(", ", _targets)}";

    /// <inheritdoc/>
    /// <exception cref="RevisionGraphException">There is no such revision.</exception>
    /// <exception cref="MigrationFailedException">A revision fails in an empty database.</exception>
    public async Task<TargetReading> ReadAsync(TargetContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var replay = ((options ?? new MigratorOptions()) with { Scope = context.Scope }).ForScratch;
        var apart = context with { Scope = replay.ReadScope };
        return new TargetReading(await apart.RealiseAsync((scratch, token) => UpgradeAsync(scratch, replay, token), cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async Task<SchemaRecipe?> TellRecipeAsync(TargetContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var migrator = Migrator.Create(context.Database, revisions, options, leaveOpen: true);
        await using var closing = migrator.ConfigureAwait(false);
        try
        {
            var steps = _targets.Count == 0 ? [] : (await migrator.PlanFromBaseAsync(_targets, cancellationToken).ConfigureAwait(false)).Steps;
            return SchemaRecipe.Of(steps.SelectMany(step => step.Statements), context.Database.Dialect.Syntax);
        }
        catch (RetortException)
        {
            // Code may ask for the server's version, which nobody knows here. What is wrong all the same is told where the revisions are run.
            return null;
        }
    }

    private async Task UpgradeAsync(IDatabase scratch, MigratorOptions replay, CancellationToken cancellationToken)
    {
        var migrator = Migrator.Create(scratch, revisions, replay, leaveOpen: true);
        await using var closing = migrator.ConfigureAwait(false);
        if (_targets.Count > 0)
        {
            var plan = await migrator.PlanUpgradeAsync(_targets, cancellationToken).ConfigureAwait(false);
            var statements = plan.Steps.SelectMany(step => step.Statements).ToList();
            if (RunsInPieces && statements.Count > TargetScript.Together && statements.TrueForAll(statement => statement is SqlStatement { Transactional: true, CommitAlone: false }))
            {
                await TargetScript.RunInOrderAsync(scratch, [.. statements.Cast<SqlStatement>()], cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await migrator.RunAsync(plan, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
