using Retort.Backups;
using Retort.Testing;

namespace Retort.Tests.Backups;

public sealed class BackupCatalogTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private BackupCatalog Catalog => new(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Backups_are_listed_the_newest_first_and_other_files_are_none()
    {
        BackupFiles.MakeOld(_folder, 2);
        BackupFiles.MakeOld(_folder, 1);
        _folder.Write("README.md", "");
        _folder.Write("app.db", "");

        Assert.Equal(["app_20261120_120000.db", "app_20261119_120000.db"], Catalog.List().Select(entry => Path.GetFileName(entry.Path)));
    }

    [Fact]
    public void A_folder_that_is_not_there_holds_no_backups() => Assert.Empty(new BackupCatalog(_folder["none"]).List());

    [Fact]
    public void A_backup_is_found_by_its_name_its_file_its_path_and_its_beginning()
    {
        var backup = BackupFiles.Make(_folder, "app_20261121_120000");
        BackupFiles.Make(_folder, "app_20261121_120000_2");
        BackupFiles.Make(_folder, "shop_20261121_120000");

        Assert.Equal(backup.Path, Catalog.Find("app_20261121_120000").Path);
        Assert.Equal(backup.Path, Catalog.Find("app_20261121_120000.db").Path);
        Assert.Equal(backup.Path, Catalog.Find(backup.Path).Path);
        Assert.Equal(backup.Path, Catalog.Find("app_20261121_120000.metadata.json").Path);
        Assert.Equal("shop_20261121_120000.db", BackupFiles.NameOf(Catalog.Find("sh")));
    }

    [Fact]
    public void A_beginning_that_fits_several_or_none_names_nothing()
    {
        BackupFiles.Make(_folder, "app_20261121_120000");
        BackupFiles.Make(_folder, "app_20261121_130000");

        var several = Assert.Throws<BackupNotFoundException>(() => Catalog.Find("app_20261121"));
        var none = Assert.Throws<BackupNotFoundException>(() => Catalog.Find("shop"));

        Assert.Contains("app_20261121_130000", several.Detail, StringComparison.Ordinal);
        Assert.NotEqual(several.Code, none.Code);
    }

    [Fact]
    public void A_file_without_metadata_is_listed_as_unusable()
    {
        var backup = BackupFiles.Make(_folder, "app_20261121_120000");
        File.Delete(Backup.MetadataPathOf(backup.Path));

        var entry = Assert.Single(Catalog.List());

        Assert.Contains("no metadata", entry.Problem!.Message, StringComparison.Ordinal);
        Assert.Throws<UnfitBackupException>(() => Catalog.Find("app"));
    }

    [Fact]
    public void Metadata_without_a_file_and_metadata_of_another_file_are_unusable()
    {
        var first = BackupFiles.Make(_folder, "app_20261121_120000");
        var second = BackupFiles.Make(_folder, "app_20261121_130000");
        File.Delete(second.Path);
        File.Copy(Backup.MetadataPathOf(second.Path), Backup.MetadataPathOf(first.Path), overwrite: true);

        Assert.All(Catalog.List(), entry => Assert.Null(entry.Backup));
        Assert.Equal(["RT0904", "RT0905"], Catalog.List().Select(entry => entry.Problem!.Code).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_file_that_was_cut_off_or_changed_in_one_bit_is_refused()
    {
        var backup = BackupFiles.Make(_folder, "app_20261121_120000");
        var bytes = await File.ReadAllBytesAsync(backup.Path);
        for (var i = 0; i < bytes.Length; i++)
        {
            var flipped = (byte[])bytes.Clone();
            flipped[i] ^= 0x80;
            await File.WriteAllBytesAsync(backup.Path, flipped);
            await Assert.ThrowsAsync<UnfitBackupException>(() => BackupCatalog.VerifyFileAsync(backup, default));
            await File.WriteAllBytesAsync(backup.Path, bytes[..i]);
            Assert.Throws<UnfitBackupException>(() => Catalog.Find("app"));
        }
    }

    [Fact]
    public void What_was_proved_stays_whole_and_says_when()
    {
        var backup = BackupFiles.Make(_folder, "app_20261121_120000");

        BackupCatalog.MarkVerified(backup, BackupFiles.Now);

        Assert.Equal(BackupFiles.Now, Catalog.Find("app").Metadata.VerifiedAt);
        Assert.Equal(2, Directory.GetFiles(_folder.Path).Length);
    }
}
