using System.Collections.Immutable;
using Retort.Operations;
using Retort.Revisions;

namespace Retort.Verification;

/// <summary>How well a downgrade undoes its upgrade.</summary>
public enum ProofResult
{
    /// <summary>It gives the schema and every row back.</summary>
    Exact,

    /// <summary>It gives the schema back, and loses rows or values.</summary>
    LosesData,

    /// <summary>There is none, and the revision says so.</summary>
    Irreversible,

    /// <summary>It leaves a difference in the schema, or the second upgrade does.</summary>
    Differs,

    /// <summary>The upgrade or the downgrade fails.</summary>
    Fails,
}

/// <summary>What was seen when a revision was applied, reverted and applied again in a scratch database.</summary>
/// <param name="Revision">The revision.</param>
/// <param name="Result">How well its downgrade undoes its upgrade.</param>
public sealed record RevisionProof(Revision Revision, ProofResult Result)
{
    /// <summary>What the downgrade loses, in words: <c>values of column "b" of table "t"</c>.</summary>
    public ImmutableArray<string> Losses { get; init; } = [];

    /// <summary>What would still have to be done after the downgrade, or after the second upgrade.</summary>
    public ImmutableArray<Operation> Difference { get; init; } = [];

    /// <summary>Why it fails, or what else is to be told; <see langword="null"/> when there is nothing.</summary>
    public string? Message { get; init; }

    /// <summary>Tables for which no rows could be made that satisfy their constraints: what happens to rows of theirs was not seen.</summary>
    public ImmutableArray<string> WithoutRows { get; init; } = [];
}
