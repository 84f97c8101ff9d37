using System.Collections.Immutable;
using Retort.Operations;
using Retort.Revisions;
using Retort.Schema;

namespace Retort.Squashing;

/// <summary>What becomes of the rows that a range makes.</summary>
internal enum SquashData
{
    /// <summary>They are carried over when the range does no more than add them; else nothing is done.</summary>
    Inserted,

    /// <summary>They are carried over as they are in an empty database, whatever made them.</summary>
    Keep,

    /// <summary>They are left out.</summary>
    Drop,
}

/// <summary>A squashed revision that was proved, and is not yet in its place.</summary>
/// <param name="Range">What it replaces.</param>
/// <param name="FileName">The name of its file.</param>
/// <param name="Text">Its text.</param>
internal sealed record SquashDraft(SquashRange Range, string FileName, string Text)
{
    /// <summary>What it does.</summary>
    public required ImmutableArray<Operation> Operations { get; init; }

    /// <summary>The fingerprint of the schema that both make.</summary>
    public required SchemaFingerprint Fingerprint { get; init; }

    /// <summary>The statements about rows that the range has.</summary>
    public required ImmutableArray<DataStatement> Statements { get; init; }

    /// <summary>How many rows of which tables it carries over.</summary>
    public required IReadOnlyList<(ObjectName Table, int Count)> Rows { get; init; }

    /// <summary>The columns of those rows that get their default anew.</summary>
    public required IReadOnlyList<string> Renewed { get; init; }
}
