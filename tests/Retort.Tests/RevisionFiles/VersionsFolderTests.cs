using System.Text;
using Retort.RevisionFiles;
using Retort.Testing;

namespace Retort.Tests.RevisionFiles;

public class VersionsFolderTests
{
    [Fact]
    public async Task CSharp_and_SQL_stand_side_by_side_and_hidden_files_and_folders_below_are_left_alone()
    {
        using var folder = new TempFolder();
        folder.Write("one/b.sql", "-- revision: b\n-- upgrade\n");
        folder.Write("one/a.cs", "[Revision(\"a\")] class A : Migration { }");
        folder.Write("one/help.cs", "static class Help { }");
        folder.Write("one/archive/old.sql", "not a revision");
        folder.Write("one/notes.txt", "not a revision");
        folder.Write("one/._a.cs", "not a revision");
        File.CreateSymbolicLink(folder["one/.#b.sql"], "somebody@somewhere:1");
        folder.Write("two/c.SQL", "-- revision: c\n-- revises: a\n-- upgrade\n");

        var revisions = await new VersionsFolder([folder["one"], folder["two"]]).ReadAsync();

        Assert.Equal([("a", folder["one/a.cs"]), ("b", folder["one/b.sql"]), ("c", folder["two/c.SQL"])], revisions.Select(revision => (revision.Id.Value, revision.Source.File)));
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("utf-16")]
    [InlineData("utf-16BE")]
    public async Task A_byte_order_mark_is_no_part_of_a_file(string encoding)
    {
        using var folder = new TempFolder();
        File.WriteAllText(folder["a.sql"], "-- revision: a\r\n-- message: Größe\r\n-- upgrade\r\nSELECT 1;", Encoding.GetEncoding(encoding));
        File.WriteAllText(folder["b.cs"], "[Revision(\"b\", Message = \"Größe\")]\r\nclass B : Migration { }", Encoding.GetEncoding(encoding));

        var revisions = await new VersionsFolder([folder.Path]).ReadAsync();

        Assert.Equal([("a", "Größe"), ("b", "Größe")], revisions.Select(revision => (revision.Id.Value, revision.Message)));
    }

    [Fact]
    public async Task Thousands_of_files_are_read_in_the_order_of_their_names_and_the_first_bad_one_is_told()
    {
        using var folder = new TempFolder();
        for (var i = 0; i < 2000; i++)
        {
            File.WriteAllText(folder[$"{i:0000}.sql"], $"-- revision: r{i:0000}\n-- upgrade\n");
        }

        var revisions = await new VersionsFolder([folder.Path]).ReadAsync();

        // Each half begins with a bad file, and whoever reads the second half finds his own long before the other one has read that of the first.
        File.WriteAllText(folder["0000.sql"], new string('\n', 300_000));
        File.WriteAllText(folder["1000.sql"], "no revision");
        var error = await Assert.ThrowsAsync<RevisionFileException>(() => new VersionsFolder([folder.Path]).ReadAsync());

        Assert.Equal(Enumerable.Range(0, 2000).Select(i => $"r{i:0000}"), revisions.Select(revision => revision.Id.Value));
        Assert.Equal(folder["0000.sql"], error.Location!.Value.File);
    }

    [Fact]
    public async Task A_missing_folder_is_named()
    {
        using var folder = new TempFolder();

        var error = await Assert.ThrowsAsync<RevisionFileException>(() => new VersionsFolder([folder["missing"]]).ReadAsync());

        Assert.Equal(("RT0320", folder["missing"]), (error.Code, error.Location!.Value.File));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_named()
    {
        using var folder = new TempFolder();
        File.CreateSymbolicLink(folder["a.sql"], folder["gone.sql"]);

        var error = await Assert.ThrowsAsync<RevisionFileException>(() => new VersionsFolder([folder.Path]).ReadAsync());

        Assert.Equal(("RT0321", folder["a.sql"]), (error.Code, error.Location!.Value.File));
    }

    [Fact]
    public async Task SQL_needs_no_compiler_and_CSharp_says_which_one()
    {
        using var folder = new TempFolder();
        folder.Write("a.sql", "-- revision: a\n-- upgrade\n");
        folder.Write("b.cs", "[Revision(\"b\")] class B : Migration { }");
        var source = new VersionsFolder([folder.Path]);
        var revisions = await source.ReadAsync();

        var loaded = await source.LoadAsync([revisions[0]]);
        var error = await Assert.ThrowsAsync<RevisionFileException>(() => source.LoadAsync([revisions[1]]));

        Assert.Single(loaded);
        Assert.Equal("RT0322", error.Code);
        Assert.Contains("Retort.Scripting", error.Hint, StringComparison.Ordinal);
    }
}
