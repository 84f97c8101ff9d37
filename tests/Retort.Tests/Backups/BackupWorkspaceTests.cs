using System.Runtime.Versioning;
using Retort.Backups;
using Retort.Testing;

namespace Retort.Tests.Backups;

[UnsupportedOSPlatform("windows")]
public sealed class BackupWorkspaceTests : IDisposable
{
    private const UnixFileMode OwnerReadsAndWrites = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Only_the_owner_can_enter_the_folder_and_read_the_files()
    {
        using var workspace = BackupWorkspace.Create(_folder["backups"], "app");
        BackupWorkspace.CreateFile(workspace["file"]).Dispose();

        Assert.Equal(OwnerReadsAndWrites | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder["backups"]));
        Assert.Equal(OwnerReadsAndWrites | UnixFileMode.UserExecute, File.GetUnixFileMode(workspace.Path));
        Assert.Equal(OwnerReadsAndWrites, File.GetUnixFileMode(workspace["file"]));
    }

    [Fact]
    public void What_a_dead_maker_left_is_cleared_away_and_what_a_living_one_works_on_is_not()
    {
        using var living = BackupWorkspace.Create(_folder.Path, "living");
        _folder.Write(".dead.unfinished/lock", "");
        _folder.Write(".dead.unfinished/dump/toc.dat", "x");

        using var next = BackupWorkspace.Create(_folder.Path, "next");

        Assert.Equal([".living.unfinished", ".next.unfinished"], Directory.GetDirectories(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Two_backups_of_the_same_second_get_different_names()
    {
        using var first = BackupWorkspace.Create(_folder.Path, "app_20261121_120000");
        using var second = BackupWorkspace.Create(_folder.Path, "app_20261121_120000");
        BackupFiles.Make(_folder, "shop_20261121_120000");
        using var third = BackupWorkspace.Create(_folder.Path, "shop_20261121_120000");

        Assert.Equal(["app_20261121_120000", "app_20261121_120000_2", "shop_20261121_120000_2"], [first.Name, second.Name, third.Name]);
    }

    [Fact]
    public void Nothing_is_left_of_what_was_not_finished()
    {
        using (var workspace = BackupWorkspace.Create(_folder.Path, "app"))
        {
            File.WriteAllText(workspace["half"], "x");
        }

        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }
}
