using System.Collections.Immutable;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Comparison;

/// <summary>What turns one schema into another.</summary>
public sealed record SchemaComparison
{
    /// <summary>The operations, in an order that works; empty when the schemas are equal.</summary>
    public required ImmutableArray<Operation> Operations { get; init; }

    /// <summary>What differs and is not changed, because changing it would gain nothing or is not Retort's business: an order of columns.</summary>
    public ImmutableArray<string> Remarks { get; init; } = [];

    /// <summary>What is in one of the schemas and not in the model; it was not compared.</summary>
    public ImmutableArray<UnmanagedObject> Unmanaged { get; init; } = [];

    /// <summary>Whether nothing needs to change.</summary>
    public bool AreEqual => Operations.IsEmpty;
}
