using Retort.Execution;
using Retort.Revisions;
using Retort.Schema;
using Retort.Targets;

namespace Retort.Reporting;

/// <summary>Finds out which revision made what, by running one after another in a scratch database and looking at what is new.</summary>
public static class SchemaOrigins
{
    /// <summary>Replays all revisions.</summary>
    /// <param name="revisions">Where the revisions come from.</param>
    /// <param name="context">The database that is meant, beside which the scratch database is made.</param>
    /// <param name="options">How the revisions are run; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The revision of each object and column that is there after all of them.</returns>
    /// <exception cref="RetortException">No scratch database can be had, or a revision fails there.</exception>
    public static async Task<IReadOnlyDictionary<ObjectId, Revision>> ReplayAsync(
        IRevisionSource revisions, TargetContext context, MigratorOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var origins = new Dictionary<ObjectId, Revision>();
        await foreach (var replayed in SchemaReplay.RunAsync(revisions, context, options, cancellationToken).ConfigureAwait(false))
        {
            var present = IdsOf(replayed.After).ToHashSet();
            foreach (var gone in origins.Keys.Where(id => !present.Contains(id)).ToList())
            {
                origins.Remove(gone);
            }

            foreach (var id in present)
            {
                origins.TryAdd(id, replayed.Planned.Step.Revision);
            }
        }

        return origins;
    }

    private static IEnumerable<ObjectId> IdsOf(DatabaseSchema schema) =>
        schema.Objects.Select(item => item.Id).Concat(schema.Tables.SelectMany(table => table.Columns.Select(column => new ObjectId(ObjectKind.Column, table.Name, column.Name))));
}
