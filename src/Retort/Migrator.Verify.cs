using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Retort.Comparison;
using Retort.Dialects;
using Retort.Execution;
using Retort.Planning;
using Retort.Revisions;
using Retort.Schema;
using Retort.Squashing;
using Retort.Verification;

namespace Retort;

public sealed partial class Migrator
{
    /// <summary>
    /// Proves revisions in a scratch database, one after the other from the base: each is applied to a schema whose tables have rows, reverted and applied again. The
    /// database itself is only asked what it is.
    /// </summary>
    /// <param name="chosen">Whether a revision is proved; the others are only applied.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What was seen, as soon as it was. Nothing comes after a revision that cannot be applied even without rows.</returns>
    /// <exception cref="ScratchDatabaseException">No scratch database can be had.</exception>
    public async IAsyncEnumerable<RevisionProof> ProveAsync(Func<Revision, bool> chosen, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(chosen);
        var graph = await LoadGraphAsync(cancellationToken).ConfigureAwait(false);
        var place = await ProvingGround.CreateAsync(_database, _revisions, _options, cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (var revision in graph.Revisions)
            {
                if (!chosen(revision))
                {
                    await place.UpgradeAsync(revision, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                var proof = await CompareWithArchiveAsync(await place.ProveAsync(revision, cancellationToken).ConfigureAwait(false), graph, cancellationToken).ConfigureAwait(false);
                yield return proof;
                if (proof.Result is not (ProofResult.Fails or ProofResult.Differs))
                {
                    continue;
                }

                // What was left behind is nobody's to clear up: the next revisions find a new database, without rows.
                await place.DisposeAsync().ConfigureAwait(false);
                place = await ProvingGround.CreateAsync(_database, _revisions, _options, cancellationToken).ConfigureAwait(false);
                if (!await place.TryUpgradeAsync(graph.Revisions.TakeWhile(other => other.Id != revision.Id).Append(revision), cancellationToken).ConfigureAwait(false))
                {
                    yield break;
                }
            }
        }
        finally
        {
            await place.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Finds heads that do not commute: each pair is applied to scratch databases in both orders, which must give the same schema. The database itself is only asked what
    /// it is.
    /// </summary>
    /// <param name="heads">The heads that are to be merged.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="ScratchDatabaseException">No scratch database can be had.</exception>
    public async Task<ImmutableArray<MergeConflict>> FindConflictsAsync(IReadOnlyList<Revision> heads, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(heads);
        var conflicts = ImmutableArray.CreateBuilder<MergeConflict>();
        foreach (var (first, second) in from i in Enumerable.Range(0, heads.Count) from j in Enumerable.Range(i + 1, heads.Count - i - 1) select (heads[i], heads[j]))
        {
            try
            {
                var (forth, back) = (await RealiseAsync([first, second], cancellationToken).ConfigureAwait(false), await RealiseAsync([second, first], cancellationToken).ConfigureAwait(false));
                if (SchemaComparer.Compare(forth, back, _database.Dialect).Operations is { IsEmpty: false } difference)
                {
                    conflicts.Add(new MergeConflict(first, second) { Difference = difference });
                }
            }
            catch (MigrationFailedException e)
            {
                conflicts.Add(new MergeConflict(first, second) { Failure = $"{e.Message} {e.Detail}".TrimEnd() });
            }
        }

        return conflicts.ToImmutable();
    }

    /// <summary>Sees whether a squashed revision makes what those make that it replaced. On another engine than the one it was written for, nobody has looked yet.</summary>
    private async Task<RevisionProof> CompareWithArchiveAsync(RevisionProof proof, RevisionGraph graph, CancellationToken cancellationToken)
    {
        if (proof.Revision.Replaces.IsEmpty || proof.Result is ProofResult.Fails or ProofResult.Differs)
        {
            return proof;
        }

        RevisionGraph opened;
        try
        {
            opened = graph.Reopen(await ReadArchiveAsync(cancellationToken).ConfigureAwait(false), proof.Revision.Replaces);
        }
        catch (RevisionGraphException e) when (e.Problem == RevisionProblem.ArchiveMissing)
        {
            // Who has taken the archive away needs no database to go through it.
            return proof;
        }

        try
        {
            var squashed = await RealiseAsync([proof.Revision], cancellationToken).ConfigureAwait(false);
            var archived = await RealiseAsync([opened[proof.Revision.Id]], new ChosenRevisions(_revisions, opened.Revisions), cancellationToken).ConfigureAwait(false);
            return SchemaComparer.Compare(squashed, archived, _database.Dialect).Operations is { IsEmpty: false } difference
                ? proof with { Result = ProofResult.Differs, Difference = difference, Message = "It does not make the schema that the revisions in the archive make." }
                : proof;
        }
        catch (MigrationFailedException e)
        {
            return proof with { Result = ProofResult.Fails, Message = $"A revision in the archive fails: {e.Message}" };
        }
    }

    /// <summary>The schema that revisions give an empty database, each with what it stands on, in this order.</summary>
    private Task<DatabaseSchema> RealiseAsync(IEnumerable<Revision> revisions, CancellationToken cancellationToken) => RealiseAsync(revisions, _revisions, cancellationToken);

    private async Task<DatabaseSchema> RealiseAsync(IEnumerable<Revision> revisions, IRevisionSource source, CancellationToken cancellationToken)
    {
        var scratch = await _database.CreateScratchAsync(copySchema: false, cancellationToken).ConfigureAwait(false);
        await using var dropping = scratch.ConfigureAwait(false);
        var migrator = Create(scratch, source, _options.ForScratch, leaveOpen: true);
        await using var closing = migrator.ConfigureAwait(false);
        foreach (var revision in revisions)
        {
            await migrator.RunAsync(await migrator.PlanAsync(revision, Direction.Upgrade, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        }

        return await ReadSchemaAsync(scratch, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Plans to run one revision, and whatever must go with it, from version rows that are known from the run before; the run looks at them again.</summary>
    internal async Task<MigrationPlan> PlanAsync(Revision revision, Direction direction, IEnumerable<RevisionId> rows, CancellationToken cancellationToken)
    {
        var graph = await LoadGraphAsync(cancellationToken).ConfigureAwait(false);
        return graph.HasReplacements
            ? await PlanAsync(revision, direction, cancellationToken).ConfigureAwait(false)
            : await PlanAsync(graph.PlanRemaining([.. rows.Select(row => row.Value)], direction, [revision.Id]), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Plans to run one revision, and whatever must go with it.</summary>
    internal async Task<MigrationPlan> PlanAsync(Revision revision, Direction direction, CancellationToken cancellationToken)
    {
        var (graph, rows) = await LoadGraphAndVersionRowsAsync(cancellationToken).ConfigureAwait(false);
        return await PlanAsync(graph.PlanRemaining(rows, direction, [revision.Id]), cancellationToken).ConfigureAwait(false);
    }
}
