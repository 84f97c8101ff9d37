using System.Collections.Immutable;
using Retort.Comparison;
using Retort.Dialects;
using Retort.Execution;
using Retort.Revisions;
using Retort.Schema;

namespace Retort.Verification;

/// <summary>A scratch database in which revisions are proved.</summary>
internal sealed class ProvingGround : IAsyncDisposable
{
    private readonly IDatabase _scratch;
    private readonly Migrator _migrator;
    private readonly SchemaScope _scope;

    // What the last proof left behind, so that the next one need not read it again: rows are all that came since.
    private DatabaseSchema? _schema;

    // The version rows that the last run left.
    private ImmutableArray<RevisionId>? _rows;

    private ProvingGround(IDatabase scratch, IRevisionSource revisions, MigratorOptions options)
    {
        _scratch = scratch;
        _migrator = Migrator.Create(scratch, revisions, options, leaveOpen: true);
        _scope = options.ReadScope;
    }

    public static async Task<ProvingGround> CreateAsync(IDatabase database, IRevisionSource revisions, MigratorOptions options, CancellationToken cancellationToken) =>
        new(await database.CreateScratchAsync(copySchema: false, cancellationToken).ConfigureAwait(false), revisions, options.ForScratch);

    public Task UpgradeAsync(Revision revision, CancellationToken cancellationToken)
    {
        _schema = null;
        return RunAsync(revision, Direction.Upgrade, cancellationToken);
    }

    public async Task<bool> TryUpgradeAsync(IEnumerable<Revision> revisions, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var revision in revisions)
            {
                await UpgradeAsync(revision, cancellationToken).ConfigureAwait(false);
            }

            return true;
        }
        catch (RetortException)
        {
            return false;
        }
    }

    public async Task<RevisionProof> ProveAsync(Revision revision, CancellationToken cancellationToken)
    {
        var before = _schema ?? await ReadSchemaAsync(cancellationToken).ConfigureAwait(false);
        _schema = null;
        var rows = await ReadRowsAsync(before, cancellationToken).ConfigureAwait(false);
        var withoutRows = await OnSessionAsync(session => new SampleRows(session, _scratch.Dialect, before).FillAsync(rows, cancellationToken), cancellationToken).ConfigureAwait(false);
        var proof = new RevisionProof(revision, ProofResult.Exact) { WithoutRows = withoutRows };
        try
        {
            await RunAsync(revision, Direction.Upgrade, cancellationToken).ConfigureAwait(false);
            var after = await ReadSchemaAsync(cancellationToken).ConfigureAwait(false);
            await RunAsync(revision, Direction.Downgrade, cancellationToken).ConfigureAwait(false);
            var back = await ReadSchemaAsync(cancellationToken).ConfigureAwait(false);
            if (SchemaComparer.Compare(back, before, _scratch.Dialect).Operations is { IsEmpty: false } left)
            {
                return proof with { Result = ProofResult.Differs, Difference = left, Message = "The downgrade does not give the schema back." };
            }

            var losses = rows.LostIn(await ReadRowsAsync(back, cancellationToken).ConfigureAwait(false)).ToImmutableArray();
            await RunAsync(revision, Direction.Upgrade, cancellationToken).ConfigureAwait(false);
            var again = _schema = await ReadSchemaAsync(cancellationToken).ConfigureAwait(false);
            return SchemaComparer.Compare(again, after, _scratch.Dialect).Operations is { IsEmpty: false } difference
                ? proof with { Result = ProofResult.Differs, Difference = difference, Message = "The second upgrade does not do what the first did." }
                : proof with { Result = losses.IsEmpty ? ProofResult.Exact : ProofResult.LosesData, Losses = losses };
        }
        catch (IrreversibleMigrationException e)
        {
            return proof with { Result = ProofResult.Irreversible, Message = e.Message };
        }
        catch (RetortException e) when (e is not DatabaseConnectionException)
        {
            return proof with { Result = ProofResult.Fails, Message = e.Detail is null ? e.Message : $"{e.Message} {e.Detail}" };
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _migrator.DisposeAsync().ConfigureAwait(false);
        await _scratch.DisposeAsync().ConfigureAwait(false);
    }

    private async Task RunAsync(Revision revision, Direction direction, CancellationToken cancellationToken)
    {
        var plan = await (_rows is { } rows ? _migrator.PlanAsync(revision, direction, rows, cancellationToken) : _migrator.PlanAsync(revision, direction, cancellationToken)).ConfigureAwait(false);
        _rows = null;
        _rows = (await _migrator.RunAsync(plan, cancellationToken).ConfigureAwait(false)).Current;
    }

    private Task<DatabaseSchema> ReadSchemaAsync(CancellationToken cancellationToken) => OnSessionAsync(session => session.ReadSchemaAsync(_scope, cancellationToken), cancellationToken);

    private Task<TableRows> ReadRowsAsync(DatabaseSchema schema, CancellationToken cancellationToken) => OnSessionAsync(session => TableRows.ReadAsync(session, schema, cancellationToken), cancellationToken);

    private Task<T> OnSessionAsync<T>(Func<IDatabaseSession, Task<T>> work, CancellationToken cancellationToken) => _migrator.OnSessionAsync(work, cancellationToken);
}
