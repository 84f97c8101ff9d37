using System.Collections.Immutable;
using Retort.Comparison;
using Retort.Execution;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Targets;

/// <summary>Compares a schema with what a target says, under the names that the target gives to what is there.</summary>
public static class TargetComparer
{
    /// <summary>Compares.</summary>
    /// <param name="from">The schema as it is.</param>
    /// <param name="to">What the target says.</param>
    /// <param name="filter">What is compared of both.</param>
    /// <param name="context">The database that is meant; what renames do to views and expressions is found out in a scratch database beside it.</param>
    /// <param name="serverVersion">The version of its server; <see langword="null"/> for the newest one known.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>What turns the one into the other, renames first.</returns>
    /// <exception cref="RetortException">There are renames, and no scratch database can be had to make them in.</exception>
    public static async Task<SchemaComparison> CompareAsync(
        DatabaseSchema from, TargetReading to, SchemaFilter filter, TargetContext context, Version? serverVersion, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(context);
        var dialect = context.Database.Dialect;
        var renaming = RenameOperations.Of(to.Renames.Where(rename => RenameOperations.CanBeMade(rename, from)), from);
        var renamed = renaming.IsEmpty ? from : await RenameAsync(from, renaming, context, serverVersion, cancellationToken).ConfigureAwait(false);
        var comparison = SchemaComparer.Compare(renamed, to.Narrow(filter).Apply(renamed, to.Schema), dialect, serverVersion);
        return comparison with { Operations = [.. renaming, .. comparison.Operations] };
    }

    private static Task<DatabaseSchema> RenameAsync(
        DatabaseSchema from, ImmutableArray<Operation> renaming, TargetContext context, Version? serverVersion, CancellationToken cancellationToken) =>
        context.RealiseAsync(
            async (scratch, token) =>
            {
                var making = SchemaComparer.Compare(DatabaseSchema.Empty, from, scratch.Dialect, serverVersion).Operations;
                await Rehearsal.RunAsync(scratch, [.. making, .. renaming], token).ConfigureAwait(false);
            },
            cancellationToken);
}
