using System.Collections.Immutable;

namespace Retort.Backups;

/// <summary>What a database held at one moment.</summary>
/// <param name="ServerVersion">The version of the server or library.</param>
/// <param name="Revisions">The rows of the version table, sorted; none where there is no such table.</param>
/// <param name="Schemas">The schemas (PostgreSQL), sorted.</param>
/// <param name="Fingerprint">The fingerprint of everything in them.</param>
/// <param name="Tables">The tables, sorted.</param>
internal sealed record BackupContents(string ServerVersion, ImmutableArray<string> Revisions, ImmutableArray<string> Schemas, string Fingerprint, ImmutableArray<TableContents> Tables)
{
    /// <summary>In what a restored database differs from what its backup says, in words.</summary>
    public IReadOnlyList<string> DifferencesFrom(BackupMetadata backup)
    {
        var differences = new List<string>();
        if (backup.Kind == BackupKind.Full && !Revisions.SequenceEqual(backup.Revisions, StringComparer.Ordinal))
        {
            differences.Add($"the revisions are {ListOf(Revisions)}, not {ListOf(backup.Revisions)}");
        }

        // Of an affected one it was compared before the rows came, which needs foreign keys out of the way.
        if (backup.Kind == BackupKind.Full && Fingerprint != backup.Fingerprint)
        {
            differences.Add($"the fingerprint of the schema is {Fingerprint}, not {backup.Fingerprint}");
        }

        differences.AddRange(TableContents.Differences(Tables, backup.Tables));
        return differences;
    }

    private static string ListOf(ImmutableArray<string> revisions) => revisions.IsEmpty ? "none" : string.Join(", ", revisions);
}
