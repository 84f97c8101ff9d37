using System.Text;
using Retort.Backups;
using Retort.Testing;

namespace Retort.Tests.Backups;

public sealed class BackupMetadataTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        using var folder = new TempFolder();
        var metadata = BackupFiles.Make(folder, "app_20261121_120000").Metadata with { VerifiedAt = BackupFiles.Now };

        var read = BackupMetadata.Read(metadata.Write(), out var problem);

        Assert.Null(problem);
        Assert.Equal(metadata.Write(), read!.Write());
        Assert.Equal("users", read.Tables.Single().Name);
        Assert.Equal(BackupFiles.Now, read.VerifiedAt);
    }

    [Fact]
    public void No_byte_of_it_can_be_changed_or_be_missing_unnoticed()
    {
        using var folder = new TempFolder();
        var good = BackupFiles.Make(folder, "app_20261121_120000").Metadata.Write();

        for (var i = 0; i < good.Length; i++)
        {
            var flipped = (byte[])good.Clone();
            flipped[i] ^= 1;

            Assert.Null(BackupMetadata.Read(flipped, out var problem));
            Assert.NotNull(problem);
            Assert.Null(BackupMetadata.Read(good.AsSpan(0, i), out _));
        }
    }

    [Fact]
    public void Metadata_of_a_newer_form_say_which_tool_wrote_them()
    {
        using var folder = new TempFolder();
        var newer = BackupFiles.Make(folder, "app_20261121_120000").Metadata with { FormatVersion = 2, ToolVersion = "9.9.9" };

        Assert.Null(BackupMetadata.Read(newer.Write(), out var problem));

        Assert.Contains("9.9.9", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_name_that_leads_out_of_the_folder_is_refused()
    {
        using var folder = new TempFolder();
        var outside = BackupFiles.Make(folder, "app_20261121_120000").Metadata with { File = "../app.db" };

        Assert.Null(BackupMetadata.Read(outside.Write(), out var problem));

        Assert.NotNull(problem);
    }

    [Fact]
    public void Another_json_document_is_not_metadata()
    {
        Assert.Null(BackupMetadata.Read(Encoding.UTF8.GetBytes("""{"file":"app.db","bytes":3}"""), out var problem));

        Assert.Contains("not what Retort writes", problem, StringComparison.Ordinal);
    }
}
