using System.Collections.Immutable;

namespace Retort.Revisions;

/// <summary>Which way a revision is run.</summary>
public enum Direction
{
    /// <summary>Towards the heads.</summary>
    Upgrade,

    /// <summary>Towards the bases.</summary>
    Downgrade,
}

/// <summary>One revision to run, and what it does to the version table.</summary>
/// <param name="Revision">The revision.</param>
/// <param name="Direction">Which way it is run.</param>
/// <param name="Rows">The change of the version table that belongs to the same transaction.</param>
public sealed record RevisionStep(Revision Revision, Direction Direction, VersionRowChange Rows);

/// <summary>
/// A change of the version table, which holds one row per current tip. One row deleted and one inserted is the linear case;
/// a merge deletes several, a new branch deletes none, and a revision that another applied one stands on inserts none when it is reverted.
/// </summary>
/// <param name="Delete">Rows that go; each must be there.</param>
/// <param name="Insert">Rows that come; none may be there.</param>
public sealed record VersionRowChange(ImmutableArray<RevisionId> Delete, ImmutableArray<RevisionId> Insert)
{
    /// <summary>Whether the version table stays as it is.</summary>
    public bool IsEmpty => Delete.IsEmpty && Insert.IsEmpty;

    /// <summary>Changes rows.</summary>
    internal void Apply(HashSet<string> rows)
    {
        foreach (var row in Delete)
        {
            rows.Remove(row.Value);
        }

        foreach (var row in Insert)
        {
            rows.Add(row.Value);
        }
    }
}
