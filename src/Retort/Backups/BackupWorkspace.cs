using System.Globalization;

namespace Retort.Backups;

/// <summary>
/// A folder for what is not finished, inside the folder of the backups. Its maker keeps a file in it locked; the lock goes with the process, so that what
/// a killed one left is known, and the next one clears it away.
/// </summary>
internal sealed class BackupWorkspace : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string Extension = ".unfinished";
    private const string LockName = "lock";

    private readonly FileStream _lock;

    private BackupWorkspace(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>The folder, which nobody else can enter.</summary>
    public string Path { get; }

    /// <summary>The path of a file in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>The name that was free, of those that begin with the one asked for.</summary>
    public string Name => System.IO.Path.GetFileName(Path)[1..^Extension.Length];

    /// <summary>Makes the folder of the backups where it is missing, readable by its owner alone.</summary>
    public static void CreateAbove(string folder)
    {
        if (!Directory.Exists(folder))
        {
            CreateFolder(folder);
        }
    }

    /// <summary>Makes a folder under a name that no backup has.</summary>
    public static BackupWorkspace Create(string above, string name)
    {
        CreateAbove(above);
        Sweep(above);
        for (var number = 1; ; number++)
        {
            var free = number == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}_{number}");
            var path = System.IO.Path.Combine(above, $".{free}{Extension}");
            if (!File.Exists(Backup.MetadataPathOf(System.IO.Path.Combine(above, free + ".x"))) && TryHold(path, FileMode.CreateNew) is { } held)
            {
                return new BackupWorkspace(path, held);
            }
        }
    }

    /// <summary>Opens a file in a folder of backups that only its owner can read. It must not be there yet.</summary>
    public static FileStream CreateFile(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Removed while it is locked: nobody may take it for a dead one's in between.
        Directory.Delete(Path, recursive: true);
        _lock.Dispose();
    }

    private static void Sweep(string above)
    {
        foreach (var path in Directory.EnumerateDirectories(above, $".*{Extension}"))
        {
            using var held = TryHold(path, FileMode.Open);
            if (held is not null)
            {
                Directory.Delete(path, recursive: true);
            }
        }
    }

    private static FileStream? TryHold(string path, FileMode mode)
    {
        try
        {
            if (mode == FileMode.CreateNew)
            {
                CreateFolder(path);
            }

            return new FileStream(System.IO.Path.Combine(path, LockName), mode, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException) when (File.Exists(System.IO.Path.Combine(path, LockName)) || mode == FileMode.Open)
        {
            // Somebody lives there, or it has just gone.
            return null;
        }
    }

    private static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
    }
}
