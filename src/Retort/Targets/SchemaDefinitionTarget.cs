using Retort.Dialects;
using Retort.Execution;
using Retort.Revisions;

namespace Retort.Targets;

/// <summary>A <see cref="SchemaDefinition"/> as a target.</summary>
/// <param name="definition">The definition.</param>
/// <param name="source">Its file, where it has one: from its folder <c>SqlFile</c> reads.</param>
public sealed class SchemaDefinitionTarget(SchemaDefinition definition, SourceLocation? source = null) : ITargetSchema
{
    private readonly SourceLocation _source = source ?? new SourceLocation(definition.GetType().FullName!);

    /// <inheritdoc/>
    public string Description => $"schema definition {_source}";

    /// <inheritdoc/>
    /// <exception cref="TargetException">The definition throws, or the database refuses what it says.</exception>
    /// <exception cref="UnsupportedOperationException">The engine, or this version of it, cannot do what it says.</exception>
    public async Task<TargetReading> ReadAsync(TargetContext context, CancellationToken cancellationToken = default)
    {
        var history = new OneRevision(definition, _source);
        try
        {
            var reading = await ReadAsync(history, context, cancellationToken).ConfigureAwait(false);
            return reading with { Renames = DeclaredRename.Resolve(history.Renames, reading.Schema) };
        }
        catch (MigrationFailedException e) when (e.InnerException is StatementException refused)
        {
            throw TargetException.OfStatement(refused, e.Location, e.Detail);
        }
        catch (Exception e) when (e is RevisionCodeException or MigrationFailedException)
        {
            var thrown = e.InnerException!;
            throw new TargetException(
                "RT0807", $"{Description} threw {thrown.GetType().Name}: {thrown.Message}", thrown.StackTrace?.Split('\n', 2)[0].Trim(), "Correct the definition.", (e as MigrationFailedException)?.Location ?? _source, thrown);
        }
    }

    /// <inheritdoc/>
    public Task<SchemaRecipe?> TellRecipeAsync(TargetContext context, CancellationToken cancellationToken = default) =>
        new RevisionsTarget(new OneRevision(definition, _source)).TellRecipeAsync(context, cancellationToken);

    private static async Task<TargetReading> ReadAsync(OneRevision history, TargetContext context, CancellationToken cancellationToken)
    {
        try
        {
            return await new RevisionsTarget(history) { RunsInPieces = true }.ReadAsync(context, cancellationToken).ConfigureAwait(false);
        }
        catch (StatementException e) when (e.Failure == StatementFailure.Refused)
        {
            // Run as a revision it tells where the refused statement was written.
            return await new RevisionsTarget(history).ReadAsync(context, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A definition is run as a history of one revision is: in the same words, and with the same care for where a failure was written.</summary>
    private sealed class OneRevision(SchemaDefinition definition, SourceLocation source) : Migration, IRevisionSource
    {
        public List<DeclaredRename> Renames { get; } = [];

        public override void Upgrade(MigrationBuilder db)
        {
            // Called again when a failure is traced to its line.
            Renames.Clear();
            db.Renames = Renames;
            definition.Define(db);
        }

        public Task<IReadOnlyList<Revision>> ReadAsync(CancellationToken cancellationToken = default) =>
            Task.FromResult<IReadOnlyList<Revision>>([new Revision { Id = RevisionId.Parse("definition"), Source = source }]);

        public Task<IReadOnlyList<Migration>> LoadAsync(IReadOnlyList<Revision> revisions, CancellationToken cancellationToken = default) =>
            Task.FromResult<IReadOnlyList<Migration>>([this]);
    }
}
