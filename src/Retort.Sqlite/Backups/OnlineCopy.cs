using Microsoft.Data.Sqlite;
using Retort.Backups;
using SQLitePCL;

namespace Retort.Sqlite.Backups;

/// <summary>Copies a database with SQLite's online backup API: page by page, as it is at one moment, while others go on reading and writing.</summary>
internal static class OnlineCopy
{
    private const int PagesAtOnce = 4096;
    private const int AllPages = -1;
    private const int MostRestarts = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Copies all of a database over another one, in one transaction there.</summary>
    /// <param name="from">What is copied.</param>
    /// <param name="to">What is written over.</param>
    /// <param name="patience">How long to wait for others that hold one of the two.</param>
    /// <param name="progress">Is told how far it has come.</param>
    /// <param name="cancellationToken">Cancels the copy, and undoes it.</param>
    public static async Task RunAsync(SqliteConnection from, SqliteConnection to, TimeSpan patience, IProgress<BackupProgress> progress, CancellationToken cancellationToken)
    {
        using var backup = raw.sqlite3_backup_init(to.Handle, "main", from.Handle, "main");
        if (backup.IsInvalid)
        {
            throw Failed(to, raw.sqlite3_errcode(to.Handle));
        }

        var start = TimeProvider.System.GetTimestamp();
        var (done, restarts) = (0, 0);
        for (var result = raw.SQLITE_OK; result != raw.SQLITE_DONE;)
        {
            cancellationToken.ThrowIfCancellationRequested();

            // A write of another process makes SQLite begin again; where many come, the rest is copied without letting any in.
            result = raw.sqlite3_backup_step(backup, restarts > MostRestarts ? AllPages : PagesAtOnce);
            switch (result)
            {
                case raw.SQLITE_OK or raw.SQLITE_DONE:
                    var total = raw.sqlite3_backup_pagecount(backup);
                    var copied = total - raw.sqlite3_backup_remaining(backup);
                    restarts += copied <= done ? 1 : 0;
                    done = copied;
                    progress.Report(new BackupProgress("copying pages", Percent: total == 0 ? null : 100.0 * copied / total));
                    break;
                case raw.SQLITE_BUSY or raw.SQLITE_LOCKED when TimeProvider.System.GetElapsedTime(start) < patience:
                    await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    throw Failed(to, result);
            }
        }
    }

    private static BackupException Failed(SqliteConnection to, int result) => new(
        "RT0920",
        $"SQLite cannot copy the database: {raw.sqlite3_errstr(result).utf8_to_string()}.",
        $"The copy was to be {to.DataSource}.",
        (result & 0xff) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED
            ? "Another process holds the database. Run the same command again when it is done."
            : "Check that there is room on the disk, and the permissions of the file and its folder.");
}
