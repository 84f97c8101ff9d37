using System.Globalization;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>A disk that holds little: a tmpfs, which root mounts. Whoever is not root needs sudo, as for installing what the tests need.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly TempFolder _folder = new();

    /// <summary>The folder it is mounted on, which belongs to the user the servers run as.</summary>
    public string Path => _folder.Path;

    /// <summary>Mounts one.</summary>
    /// <param name="kilobytes">How much it holds.</param>
    /// <param name="owner">A folder of the same owner; <see langword="null"/> for the user of the tests.</param>
    public static async Task<SmallDisk> MountAsync(int kilobytes, string? owner = null)
    {
        var disk = new SmallDisk();
        var user = (await CommandRun.RunAsync("stat", ["-c", "%u", owner ?? disk.Path])).RequireSuccess().Output.Trim();
        await AsRootAsync("mount", "-t", "tmpfs", "-o", string.Create(CultureInfo.InvariantCulture, $"size={kilobytes}k,uid={user},mode=0700"), "tmpfs", disk.Path);
        return disk;
    }

    /// <summary>Makes it hold more.</summary>
    public Task GrowAsync(int kilobytes) => AsRootAsync("mount", "-o", string.Create(CultureInfo.InvariantCulture, $"remount,size={kilobytes}k"), Path);

    public async ValueTask DisposeAsync()
    {
        await AsRootAsync("umount", "--lazy", Path);
        _folder.Dispose();
    }

    private static async Task AsRootAsync(params string[] command)
    {
        command = Environment.IsPrivilegedProcess ? command : ["sudo", "--non-interactive", .. command];
        (await CommandRun.RunAsync(command[0], command[1..])).RequireSuccess();
    }
}
