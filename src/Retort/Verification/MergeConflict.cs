using System.Collections.Immutable;
using Retort.Operations;
using Retort.Revisions;

namespace Retort.Verification;

/// <summary>Two heads that do not come to the same when they are applied in one order and in the other.</summary>
/// <param name="First">A head.</param>
/// <param name="Second">Another one.</param>
public sealed record MergeConflict(Revision First, Revision Second)
{
    /// <summary>What turns the schema of the first order, first before second, into that of the other order.</summary>
    public ImmutableArray<Operation> Difference { get; init; } = [];

    /// <summary>Why one order cannot be run; <see langword="null"/> when both can.</summary>
    public string? Failure { get; init; }
}
