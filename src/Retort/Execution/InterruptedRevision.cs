using Retort.Revisions;

namespace Retort.Execution;

/// <summary>A revision of which a part is applied, or reverted.</summary>
/// <param name="Revision">Its id.</param>
/// <param name="Direction">Which way it was being run.</param>
public sealed record InterruptedRevision(string Revision, Direction Direction)
{
    /// <summary>The command that finishes it.</summary>
    public string Command => Direction == Direction.Upgrade ? $"retort upgrade {Revision}" : "retort downgrade -1";
}
