using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Execution;
using Retort.Revisions;
using Retort.Verification;

namespace Retort.Monitoring;

/// <summary>Where a database stands among its revisions, as it was at one moment. Pure data.</summary>
public sealed partial record DatabaseStatus
{
    /// <summary>The address for a person to read. Never holds a password.</summary>
    public required string Address { get; init; }

    /// <summary>The name of the engine: <c>postgresql</c> or <c>sqlite</c>.</summary>
    public required string Engine { get; init; }

    /// <summary>The version of the server or library.</summary>
    public required Version ServerVersion { get; init; }

    /// <summary>The name, the size and the number of tables.</summary>
    public required DatabaseFigures Figures { get; init; }

    /// <summary>The rows of the version table, as they are; they need not be revisions. None when there is no such table.</summary>
    public required ImmutableArray<string> Rows { get; init; }

    /// <summary>The revisions that the rows name.</summary>
    public required ImmutableArray<Revision> Current { get; init; }

    /// <summary>The newest revisions of the files, one for each branch.</summary>
    public required ImmutableArray<Revision> Heads { get; init; }

    /// <summary>The revisions that are not applied, in the order in which they would run; none while <see cref="Unknown"/> has any, for what those stand on is not known.</summary>
    public required ImmutableArray<Revision> Pending { get; init; }

    /// <summary>The rows that no file has.</summary>
    public required ImmutableArray<string> Unknown { get; init; }

    /// <summary>The rows that others stand on, so that they should not be there.</summary>
    public required ImmutableArray<string> Overlapping { get; init; }

    /// <summary>The revisions of which a part is applied, or reverted: they are running, or were interrupted.</summary>
    public required ImmutableArray<InterruptedRevision> Interrupted { get; init; }

    /// <summary>Where the files, the version table and the history contradict each other, such as revisions that were edited after they were applied.</summary>
    public required ImmutableArray<HistoryFault> Faults { get; init; }

    /// <summary>The last thing that was done with a revision; <see langword="null"/> when nothing was.</summary>
    public HistoryEntry? LastRun { get; init; }

    /// <summary>Everything that was done with revisions, the newest first; empty unless it was asked for.</summary>
    public ImmutableArray<HistoryEntry> History { get; init; } = [];

    /// <summary>Who holds the lock of a runner; <see langword="null"/> when nobody does or the engine does not tell.</summary>
    public LockHolder? LockHolder { get; init; }

    /// <summary>Whether every revision is applied, as a whole, and none that is not known.</summary>
    public bool IsUpToDate => Pending.IsEmpty && Unknown.IsEmpty && Interrupted.IsEmpty;
}
