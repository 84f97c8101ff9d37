using System.Security.Cryptography;

namespace Retort.PostgreSql.Scratch;

/// <summary>
/// The folder of a local server, and beside it a file that its maker keeps locked. The lock is there before the folder and goes with
/// the process, so that a folder whose file can be locked belongs to nobody.
/// </summary>
internal sealed class ServerFolder : IDisposable
{
    private const string Prefix = "retort-scratch-";
    private const string LockExtension = ".lock";

    // The address of a socket has room for about a hundred bytes, and half of them come after this folder.
    private const int LongestAbove = 50;

    private readonly FileStream _lock;

    private ServerFolder(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    public string Path { get; }

    public string LockFile => _lock.Name;

    private static string Above => System.IO.Path.GetTempPath() is { Length: <= LongestAbove } folder ? folder : "/tmp";

    /// <summary>Makes an empty folder that only its user can enter.</summary>
    /// <exception cref="LocalServerException">It cannot be made.</exception>
    public static ServerFolder Create()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new LocalServerException("on Windows none is started.");
        }

        try
        {
            var path = System.IO.Path.Combine(Above, Prefix + RandomNumberGenerator.GetHexString(16, lowercase: true));
            var held = new FileStream(path + LockExtension, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            });
            var folder = new ServerFolder(path, held);
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LocalServerException($"its folder cannot be made: {e.Message}");
        }
    }

    /// <summary>Removes the folders of dead makers.</summary>
    /// <param name="remove">Stops the server in a folder, if there is one, and removes the folder.</param>
    public static async Task SweepAsync(Func<string, Task> remove)
    {
        foreach (var file in Directory.EnumerateFiles(Above, $"{Prefix}*{LockExtension}"))
        {
            using var held = TryLock(file);
            if (held is not null)
            {
                var folder = file[..^LockExtension.Length];
                await remove(folder).ConfigureAwait(false);
                if (!Directory.Exists(folder))
                {
                    File.Delete(file);
                }
            }
        }
    }

    /// <summary>Removes what the server left of it, which is nothing but the lock's file when root is not the one it ran as.</summary>
    public void Dispose()
    {
        if (Directory.Exists(Path) && !Directory.EnumerateFileSystemEntries(Path).Any())
        {
            Directory.Delete(Path);
        }

        if (!Directory.Exists(Path))
        {
            File.Delete(LockFile);
        }

        _lock.Dispose();
    }

    private static FileStream? TryLock(string file)
    {
        try
        {
            return new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Its maker lives, or it is of another user, or it is gone by now.
            return null;
        }
    }
}
