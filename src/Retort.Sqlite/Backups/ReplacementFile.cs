using Microsoft.Data.Sqlite;
using Retort.Backups;
using Retort.Dialects;

namespace Retort.Sqlite.Backups;

/// <summary>A file beside that of a database. It takes its name in one step, and the old file stays under another one.</summary>
internal sealed class ReplacementFile : IReplacementDatabase
{
    private readonly SqliteDatabase _original;
    private readonly string _place;
    private readonly string _path;
    private readonly string _kept;
    private bool _stays;

    private ReplacementFile(SqliteDatabase original, string place, string path, string kept)
    {
        _original = original;
        _place = place;
        _path = path;
        _kept = kept;
        Database = SqliteDatabase.OfFile(path, SqliteOpenMode.ReadWrite);
    }

    public IRestorableDatabase Database { get; }

    /// <summary>Makes the file, which its owner alone can read.</summary>
    /// <exception cref="BackupException">It is there already, or cannot be made.</exception>
    public static ReplacementFile Create(SqliteDatabase original, string? file, string? name, string mark)
    {
        if (file is null)
        {
            throw new BackupException("RT0923", "A database in memory cannot be restored.", hint: "Name a file: --url sqlite:///app.db");
        }

        // A link stays one, and what it leads to is replaced.
        var place = File.Exists(file) ? File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file : file;
        var path = name is null ? $"{place}.restore_{mark}" : Path.GetFullPath(name, Path.GetDirectoryName(place)!);
        try
        {
            BackupWorkspace.CreateFile(path).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BackupException("RT0924", $"The file {path} cannot be made: {e.Message}", hint: "Name one that is not there yet with --into FILE, or correct the permissions of its folder.", inner: e);
        }

        return new ReplacementFile(original, place, path, $"{place}.before_restore_{mark}");
    }

    public void Keep() => _stays = true;

    public async Task<Replaced> SwapAsync(CancellationToken cancellationToken)
    {
        await Database.DisposeAsync().ConfigureAwait(false);
        if (!File.Exists(_place))
        {
            File.Move(_path, _place);
            Keep();
            return new Replaced(null, null, null);
        }

        var session = await LockAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(_path, File.GetUnixFileMode(_place));
            }

            SetAside();
        }
        finally
        {
            await session.DisposeAsync().ConfigureAwait(false);
        }

        Keep();
        return new Replaced(_kept, $"mv {_kept} {_place}", $"rm {_kept}");
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync().ConfigureAwait(false);
        if (!_stays)
        {
            foreach (var file in (string[])[_path, _path + "-journal", _path + "-wal", _path + "-shm"])
            {
                File.Delete(file);
            }
        }
    }

    /// <summary>Keeps others out, and folds what they left beside the file into it: SQLite would take it for a part of the new file.</summary>
    private async Task<SqliteSession> LockAsync(CancellationToken cancellationToken)
    {
        var session = OpenFile(_place);
        try
        {
            await session.OpenIfThereAsync(cancellationToken).ConfigureAwait(false);
            var isLog = await session.QueryAsync("PRAGMA journal_mode", cancellationToken).ConfigureAwait(false) is [["wal"]];
            if (isLog)
            {
                await session.QueryAsync("PRAGMA journal_mode = DELETE", cancellationToken).ConfigureAwait(false);
                await KeepLogAsync(cancellationToken).ConfigureAwait(false);
            }

            await session.QueryAsync("BEGIN EXCLUSIVE", cancellationToken).ConfigureAwait(false);
        }
        catch (StatementException e) when (e.Failure == StatementFailure.Contention)
        {
            await session.DisposeAsync().ConfigureAwait(false);
            throw new BackupException(
                "RT0925",
                $"Another process uses {_original.DisplayName}, so that its file cannot be replaced.",
                e.Message,
                "Stop it and run the same command again; or restore with --in-place, which waits for the others and lets them stay.",
                e);
        }
        catch (RetortException)
        {
            // What is damaged or no database at all cannot be locked, and is replaced all the same.
        }

        return session;
    }

    /// <summary>A database that kept a write-ahead log keeps one.</summary>
    private async Task KeepLogAsync(CancellationToken cancellationToken)
    {
        var session = OpenFile(_path);
        await using var closing = session.ConfigureAwait(false);
        await session.QueryAsync("PRAGMA journal_mode = WAL", cancellationToken).ConfigureAwait(false);
    }

    private SqliteSession OpenFile(string file) => new(
        new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = (int)_original.Patience.TotalSeconds }, file);

    private void SetAside()
    {
        foreach (var left in (string[])["-wal", "-journal"])
        {
            if (File.Exists(_place + left))
            {
                File.Move(_place + left, _kept + left);
            }
        }

        // A second name for the old file, then the new one over the first: at no moment is there none.
        File.Replace(_path, _place, _kept);
    }
}
