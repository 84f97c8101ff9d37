using System.Collections.Immutable;
using Retort.Schema;

namespace Retort.Backups;

/// <summary>Which backup is wanted.</summary>
/// <param name="Kind">What it shall hold.</param>
/// <param name="Tables">The tables whose rows it shall hold; of no meaning for a full one.</param>
/// <param name="VersionTable">Where the revisions of the database stand.</param>
/// <param name="Reason">Why it is made.</param>
internal sealed record BackupRequest(BackupKind Kind, ImmutableArray<ObjectName> Tables, ObjectName VersionTable, string Reason)
{
    /// <summary>A backup of everything.</summary>
    public static BackupRequest Full(ObjectName versionTable, string reason) => new(BackupKind.Full, [], versionTable, reason);
}
