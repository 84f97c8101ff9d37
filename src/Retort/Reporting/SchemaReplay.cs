using System.Runtime.CompilerServices;
using Retort.Execution;
using Retort.Planning;
using Retort.Revisions;
using Retort.Schema;
using Retort.Targets;

namespace Retort.Reporting;

/// <summary>A revision that was run in a scratch database.</summary>
/// <param name="Planned">The revision.</param>
/// <param name="Before">The schema that it found.</param>
/// <param name="After">The schema that it left.</param>
internal sealed record ReplayedRevision(PlannedRevision Planned, DatabaseSchema Before, DatabaseSchema After);

/// <summary>Runs all revisions one after another in a scratch database, and looks at the schema after each.</summary>
internal static class SchemaReplay
{
    /// <summary>Replays all revisions.</summary>
    /// <param name="revisions">Where the revisions come from.</param>
    /// <param name="context">The database that is meant, beside which the scratch database is made.</param>
    /// <param name="options">How the revisions are run; <see langword="null"/> for the defaults.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="RetortException">No scratch database can be had, or a revision fails there.</exception>
    public static async IAsyncEnumerable<ReplayedRevision> RunAsync(
        IRevisionSource revisions, TargetContext context, MigratorOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var scratch = await context.Database.CreateScratchAsync(copySchema: false, cancellationToken).ConfigureAwait(false);
        await using var disposing = scratch.ConfigureAwait(false);
        var replay = ((options ?? new MigratorOptions()) with { Scope = context.Scope }).ForScratch;
        var reading = context with { Scope = replay.ReadScope };
        var migrator = Migrator.Create(scratch, revisions, replay, leaveOpen: true);
        await using var closing = migrator.ConfigureAwait(false);
        var before = await reading.ReadAsync(scratch, cancellationToken).ConfigureAwait(false);
        foreach (var revision in (await migrator.LoadGraphAsync(cancellationToken).ConfigureAwait(false)).Revisions)
        {
            var plan = await migrator.PlanUpgradeAsync(revision.Id.Value, cancellationToken).ConfigureAwait(false);
            await migrator.RunAsync(plan, cancellationToken).ConfigureAwait(false);
            var after = await reading.ReadAsync(scratch, cancellationToken).ConfigureAwait(false);
            yield return new ReplayedRevision(plan.Steps[^1], before, after);
            before = after;
        }
    }
}
