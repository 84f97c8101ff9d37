using System.Runtime.CompilerServices;
using Retort.Dialects;
using Retort.Planning;
using Retort.Revisions;
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

                var proof = await place.ProveAsync(revision, cancellationToken).ConfigureAwait(false);
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

    /// <summary>Plans to run one revision, and whatever must go with it.</summary>
    internal async Task<MigrationPlan> PlanAsync(Revision revision, Direction direction, CancellationToken cancellationToken)
    {
        var (graph, rows) = await LoadGraphAndVersionRowsAsync(cancellationToken).ConfigureAwait(false);
        return await PlanAsync(graph.PlanRemaining(rows, direction, [revision.Id]), cancellationToken).ConfigureAwait(false);
    }
}
