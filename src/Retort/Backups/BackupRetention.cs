namespace Retort.Backups;

/// <summary>How long backups are kept.</summary>
/// <param name="Days">After how many days a backup may go; <see langword="null"/> when its age does not count.</param>
/// <param name="KeepLast">How many of the newest good ones stay whatever their age; <see langword="null"/> counts as one.</param>
internal sealed record BackupRetention(int? Days, int? KeepLast)
{
    /// <summary>Whether anything is ever removed.</summary>
    public bool IsLimited => Days is not null || KeepLast is not null;

    /// <summary>
    /// Which backups of one database may go. The newest ones stay, and the newest full one does; only those that are whole count among them, so that
    /// a damaged file never takes the place of the last good one. What is damaged goes by its age alone.
    /// </summary>
    /// <param name="backups">The backups of the database.</param>
    /// <param name="now">The present moment.</param>
    /// <param name="isWhole">Whether the file of a backup is as it was written. Asked for as few as will do.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The backups that may go, the oldest first.</returns>
    public async Task<IReadOnlyList<Backup>> FindExpiredAsync(
        IEnumerable<Backup> backups, DateTimeOffset now, Func<Backup, CancellationToken, Task<bool>> isWhole, CancellationToken cancellationToken)
    {
        var expired = new List<Backup>();
        if (!IsLimited)
        {
            return expired;
        }

        var (kept, hasFull) = (0, false);
        foreach (var backup in backups.OrderByDescending(backup => backup.Metadata.CreatedAt))
        {
            var isFull = backup.Metadata.Kind == BackupKind.Full;
            var isWanted = kept < (KeepLast ?? 1) || (isFull && !hasFull);
            var isOld = Days is { } days && backup.Metadata.CreatedAt < now - TimeSpan.FromDays(days);
            if (isWanted && await isWhole(backup, cancellationToken).ConfigureAwait(false))
            {
                kept++;
                hasFull |= isFull;
            }
            else if (isOld || (Days is null && !isWanted))
            {
                expired.Add(backup);
            }
        }

        expired.Reverse();
        return expired;
    }

    /// <summary>Finds the expired backups of a database in a folder.</summary>
    public Task<IReadOnlyList<Backup>> FindExpiredAsync(BackupCatalog catalog, string engine, string database, DateTimeOffset now, CancellationToken cancellationToken) => FindExpiredAsync(
        catalog.List().Select(entry => entry.Backup).OfType<Backup>().Where(backup => backup.Metadata.Engine == engine && backup.Metadata.Database == database),
        now,
        IsWholeAsync,
        cancellationToken);

    private static async Task<bool> IsWholeAsync(Backup backup, CancellationToken cancellationToken)
    {
        try
        {
            await BackupCatalog.VerifyFileAsync(backup, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (UnfitBackupException)
        {
            return false;
        }
    }
}
