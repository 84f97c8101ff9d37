using System.Collections.Immutable;
using Retort.Comparison;
using Retort.Dialects;
using Retort.Execution;
using Retort.Operations;
using Retort.Planning;
using Retort.RevisionFiles;
using Retort.Revisions;
using Retort.Schema;
using Retort.Targets;

namespace Retort.Authoring;

/// <summary>
/// Finds what a new revision must do so that the revisions reach a target, and proves the revision that was written. All of it happens in a scratch
/// database: the revisions are replayed there, and the one that is asked for need not even exist.
/// </summary>
public sealed class RevisionGenerator : IAsyncDisposable
{
    private readonly IDatabase _database;
    private readonly GeneratorOptions _options;
    private readonly MigratorOptions _replay;
    private IDatabase? _scratch;
    private (DatabaseSchema Before, DatabaseSchema After)? _schemas;

    private RevisionGenerator(IDatabase database, GeneratorOptions options)
    {
        _database = database;
        _options = options;
        _replay = options.Migrator.ForScratch;
    }

    /// <summary>Makes a generator. Nothing is read or opened yet.</summary>
    /// <param name="database">The database whose engine and version is meant; not disposed, and not changed.</param>
    /// <param name="options">What is compared and how; <see langword="null"/> for the defaults.</param>
    public static RevisionGenerator Create(IDatabase database, GeneratorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(database);
        return new RevisionGenerator(database, options ?? new GeneratorOptions());
    }

    /// <summary>Compares what the revisions make with a target.</summary>
    /// <param name="revisions">The revisions there are.</param>
    /// <param name="target">The target.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="RetortException">The revisions do not run, the target cannot be read, or a rename cannot be made.</exception>
    public async Task<GeneratedChange> GenerateAsync(IRevisionSource revisions, ITargetSchema target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        var context = new TargetContext(_database, _options.Migrator.ReadScope);
        var equal = new EqualRecipes(_options.Migrator);
        var pair = _options.Renames.IsEmpty
            ? await equal.NameAsync(new RevisionsTarget(revisions, options: _options.Migrator), target, context, cancellationToken).ConfigureAwait(false)
            : null;
        if (equal.Contains(pair))
        {
            return new GeneratedChange { Body = new RevisionBody { Upgrade = [], Downgrade = [], Dialect = _database.Dialect } };
        }

        var change = await CompareAsync(revisions, target, context, cancellationToken).ConfigureAwait(false);
        if (change is { IsEmpty: true, Remarks.IsEmpty: true, Unmanaged.IsEmpty: true })
        {
            equal.Add(pair);
        }

        return change;
    }

    private async Task<GeneratedChange> CompareAsync(IRevisionSource revisions, ITargetSchema target, TargetContext context, CancellationToken cancellationToken)
    {
        var replaying = ReplayAsync(revisions, cancellationToken);
        var reading = target.ReadAsync(context, cancellationToken);
        await Task.WhenAll(replaying, reading).ConfigureAwait(false);
        var ((before, serverVersion), wish) = (await replaying.ConfigureAwait(false), await reading.ConfigureAwait(false));
        var renaming = RenameOperations.Of(_options.Renames.Concat(wish.Renames.Where(rename => RenameOperations.CanBeMade(rename, before))), before);
        var renamed = await WithAsync(renaming, before, cancellationToken).ConfigureAwait(false);

        var wanted = wish.Narrow(_options.Migrator.Filter).Apply(renamed, wish.Schema);
        var forth = SchemaComparer.Compare(renamed, wanted, _database.Dialect, serverVersion);
        var back = SchemaComparer.Compare(wanted, renamed, _database.Dialect, serverVersion);
        var upgrade = Annotate([.. renaming, .. Online(forth.Operations, renamed)], renamed);
        var downgrade = Annotate([.. Online(back.Operations, wanted), .. OperationReversal.Reverse(renaming)], wanted);
        if (_options.Language == RevisionLanguage.Sql && upgrade.Concat(downgrade).Any(operation => DependsOnCatalogue(operation.Operation, serverVersion)))
        {
            // One after the other: the second starts where the first ends.
            upgrade = await WriteOutAsync(upgrade, cancellationToken).ConfigureAwait(false);
            downgrade = await WriteOutAsync(downgrade, cancellationToken).ConfigureAwait(false);
        }

        _schemas = (before, wanted);
        return new GeneratedChange
        {
            Body = new RevisionBody
            {
                Upgrade = upgrade,
                Downgrade = downgrade,
                Dialect = _database.Dialect,
                ServerVersion = serverVersion,
            },
            Remarks = forth.Remarks,
            Unmanaged = forth.Unmanaged,
            Suggestions = RenameDetection.Find(renamed, wanted),
        };
    }

    /// <summary>
    /// Proves the revision that was written from what <see cref="GenerateAsync"/> found: upgraded, the scratch database must be what the target says; downgraded,
    /// what it was before. It leaves no schema and no journal anywhere else.
    /// </summary>
    /// <param name="revisions">The revisions with the new one.</param>
    /// <param name="id">The new revision.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ProofException">It fails, or leaves a difference.</exception>
    /// <exception cref="InvalidOperationException">Nothing was generated yet.</exception>
    public async Task ProveAsync(IRevisionSource revisions, RevisionId id, CancellationToken cancellationToken = default)
    {
        var (before, after) = _schemas ?? throw new InvalidOperationException("There is nothing to prove before GenerateAsync has run.");
        await ProveAsync("upgrade", after, revisions, migrator => migrator.PlanUpgradeAsync(id.Value, cancellationToken), cancellationToken).ConfigureAwait(false);
        await ProveAsync("downgrade", before, revisions, migrator => migrator.PlanDowngradeAsync($"{id}-1", cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _scratch?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task ProveAsync(string direction, DatabaseSchema expected, IRevisionSource revisions, Func<Migrator, Task<MigrationPlan>> plan, CancellationToken cancellationToken)
    {
        try
        {
            await RunAsync(revisions, plan, cancellationToken).ConfigureAwait(false);
        }
        catch (MigrationFailedException e)
        {
            throw new ProofException(direction, e);
        }

        var (reached, serverVersion) = await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (SchemaComparer.Compare(reached, expected, _database.Dialect, serverVersion) is { AreEqual: false } difference)
        {
            throw new ProofException(direction, difference);
        }
    }

    private async Task<(DatabaseSchema Schema, Version ServerVersion)> ReplayAsync(IRevisionSource revisions, CancellationToken cancellationToken)
    {
        _scratch ??= await _database.CreateScratchAsync(copySchema: false, cancellationToken).ConfigureAwait(false);
        await RunAsync(revisions, migrator => migrator.PlanUpgradeAsync("heads", cancellationToken), cancellationToken).ConfigureAwait(false);
        return await ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task RunAsync(IRevisionSource revisions, Func<Migrator, Task<MigrationPlan>> plan, CancellationToken cancellationToken)
    {
        var migrator = Migrator.Create(_scratch!, revisions, _replay, leaveOpen: true);
        await using var closing = migrator.ConfigureAwait(false);
        await migrator.RunAsync(await plan(migrator).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    private async Task<(DatabaseSchema Schema, Version ServerVersion)> ReadAsync(CancellationToken cancellationToken)
    {
        var session = await _scratch!.OpenForSqlAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = session.ConfigureAwait(false);
        return (await session.ReadSchemaAsync(_replay.ReadScope, cancellationToken).ConfigureAwait(false), session.ServerVersion);
    }

    /// <summary>The schema as it is under the new names: what they do to views and expressions, only the database knows. It is undone afterwards.</summary>
    private async Task<DatabaseSchema> WithAsync(ImmutableArray<Operation> renaming, DatabaseSchema before, CancellationToken cancellationToken)
    {
        if (renaming.IsEmpty)
        {
            return before;
        }

        await Rehearsal.RunAsync(_scratch!, renaming, cancellationToken).ConfigureAwait(false);
        var (renamed, _) = await ReadAsync(cancellationToken).ConfigureAwait(false);
        await Rehearsal.RunAsync(_scratch!, OperationReversal.Reverse(renaming), cancellationToken).ConfigureAwait(false);
        return renamed;
    }

    private IEnumerable<Operation> Online(ImmutableArray<Operation> operations, DatabaseSchema schema) =>
        _options.Online ? _database.Dialect.MakeOnline(operations, schema) : operations;

    private bool DependsOnCatalogue(Operation operation, Version serverVersion) =>
        _database.Dialect.Write([operation], serverVersion).Any(statement => statement is CatalogStatement);

    private async Task<ImmutableArray<AnnotatedOperation>> WriteOutAsync(ImmutableArray<AnnotatedOperation> operations, CancellationToken cancellationToken)
    {
        var written = ImmutableArray.CreateBuilder<AnnotatedOperation>(operations.Length);
        foreach (var operation in operations)
        {
            written.Add(operation with { Sql = await Rehearsal.RunAsync(_scratch!, [operation.Operation], cancellationToken).ConfigureAwait(false) });
        }

        return written.MoveToImmutable();
    }

    private static ImmutableArray<AnnotatedOperation> Annotate(ImmutableArray<Operation> operations, DatabaseSchema before)
    {
        var validated = operations.OfType<OutsideTransaction>().SelectMany(outside => outside.Operations).OfType<ValidateConstraint>().Select(validation => validation.Table).ToHashSet();
        return [.. operations.Select(operation => new AnnotatedOperation(operation, NoteOn(operation) is { } note ? [note] : []))];

        string? NoteOn(Operation operation) => operation switch
        {
            AddColumn { Column: { Nullable: false, Default: null, Identity: null, Generated: null } } op when before.Find(new(ObjectKind.Table, op.Table)) is not null =>
                $"Needs a person: rows that are there have no value for \"{op.Column.Name}\", so this fails unless the table is empty. Give a default, or add the column as nullable, fill it, and then refuse NULL.",
            OutsideTransaction { Operations: [ValidateConstraint] } => "Fails while a row breaks it. What came before stays then: mend the rows and run the same command again.",
            AlterColumn { Change.Nullable: false } op when !validated.Contains(op.Table) => "Fails, and changes nothing, while a row holds NULL there.",
            ReplaceType { From.Id.Kind: not ObjectKind.Collation, Step: not ReplacementStep.End } op => $"Fails, and changes nothing, when a row holds a value that the new {ObjectId.Word(op.To.Id.Kind)} does not know.",
            _ => null,
        };
    }
}
