using Retort.RevisionFiles;
using Retort.Revisions;
using Retort.Testing;

namespace Retort.Scripting.Tests;

public sealed class RevisionWriterTests : IDisposable
{
    private readonly Versions _versions = new();

    private static readonly string[] Messages =
    [
        "Add plugins", "Add plugins.", "Wait...", "", "It's \"quoted\" & <b>bold</b>", "*/ class X { /* \\", "\\u0022; \"\"\"", "two\nlines\r\nand\u2028more", "  two  blanks  ", "Größe ändern", "Ключ 钥匙 🔑", "{{id}} {{class}} {{summary}} {0}",
        "class", "upgrade", "Downgrade", "migration", "Migration builder", "revision", "revision attribute", "retort", "system", "string", "Object", "void 42", "42 is first", "--", "-- upgrade", "upgrade: sqlite", "// file", "</summary>", "&amp; &#65;", "#if X",
        "tab\tand \u0001 control", "a\\b", "@x $y", "]", new string('x', 300), string.Join(' ', Enumerable.Repeat("word.", 60)),
    ];

    public void Dispose() => _versions.Dispose();

    [Theory]
    [InlineData(RevisionLanguage.CSharp)]
    [InlineData(RevisionLanguage.Sql)]
    public async Task A_message_of_any_kind_is_read_back_from_a_file_that_compiles(RevisionLanguage language)
    {
        for (var i = 0; i < Messages.Length; i++)
        {
            await RevisionWriter.WriteAsync(New($"r{i:00}", Messages[i], language) with { Revises = i == 0 ? [] : [RevisionId.Parse($"r{i - 1:00}")] });
        }

        var revisions = await _versions.Source().ReadAsync();
        var migrations = await _versions.LoadAsync();

        Assert.Equal(
            Messages.Select(message => message.ReplaceLineEndings(" ").Trim()),
            revisions.OrderBy(revision => revision.Id).Select(revision => revision.Message));
        Assert.All(migrations.Values, migration => Assert.Empty(Versions.Upgrade(migration)));
    }

    [Theory]
    [InlineData(RevisionLanguage.CSharp, "public sealed class AddPlugins : Migration")]
    [InlineData(RevisionLanguage.Sql, "-- message: Add plugins")]
    public async Task All_that_is_known_of_a_revision_is_read_back(RevisionLanguage language, string line)
    {
        var revision = New("a.b-c_1", "Add plugins", language) with
        {
            Revises = [RevisionId.Parse("one"), RevisionId.Parse("two")],
            DependsOn = ["three", "billing"],
            Labels = ["x", "y"],
            Created = new DateTimeOffset(2026, 1, 3, 4, 5, 6, TimeSpan.FromHours(-5)),
        };

        var path = await RevisionWriter.WriteAsync(revision);
        var read = Assert.Single(await _versions.Source().ReadAsync());

        Assert.Equal(
            ("a.b-c_1", "one two", "three billing", "x y", revision.Created, "Add plugins", path),
            (read.Id.Value, string.Join(' ', read.Revises), string.Join(' ', read.DependsOn), string.Join(' ', read.Labels), read.Created!.Value, read.Message, read.Source.File));
        Assert.Contains(line, await File.ReadAllLinesAsync(path));
    }

    [Fact]
    public async Task Labels_with_quotes_do_not_break_out_of_the_header()
    {
        await RevisionWriter.WriteAsync(New("a", "A", RevisionLanguage.CSharp) with { Labels = ["x\")] class B { } //"] });

        Assert.Equal(["x\")] class B { } //"], Assert.Single(await _versions.Source().ReadAsync()).Labels);
    }

    [Theory]
    [InlineData(RevisionLanguage.CSharp)]
    [InlineData(RevisionLanguage.Sql)]
    public async Task A_file_that_is_there_is_never_touched(RevisionLanguage language)
    {
        var path = await RevisionWriter.WriteAsync(New("a", "One", language));
        var before = await File.ReadAllTextAsync(path);

        var error = await Assert.ThrowsAsync<RevisionFileException>(() => RevisionWriter.WriteAsync(New("a", "Two", language)));

        Assert.Equal(("RT0331", "The file is there already.", path), (error.Code, error.Message, error.Location!.Value.File));
        Assert.Equal(before, await File.ReadAllTextAsync(path));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_named()
    {
        Directory.CreateDirectory(_versions[""]);
        await File.WriteAllTextAsync(_versions.Folder, "in the way");

        var error = await Assert.ThrowsAsync<RevisionFileException>(() => RevisionWriter.WriteAsync(New("a", "One", RevisionLanguage.Sql)));

        Assert.Equal(("RT0331", "The file cannot be written."), (error.Code, error.Message));
    }

    [Fact]
    public async Task The_templates_of_the_project_are_taken_where_there_are_some()
    {
        var folder = _versions["templates"];
        var written = await RevisionWriter.WriteTemplatesAsync(folder);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "revision.cs.template"),
            "// Copyright\r\nusing Retort;\r\n\r\n[Revision(\"{{id}}\"{{arguments}})] // {{unknown}}\r\nclass {{class}} : Migration { public override void Upgrade(MigrationBuilder db) => db.DropTable(\"{{id}}\"); }\r\n\r\n");
        File.Delete(Path.Combine(folder, "revision.sql.template"));

        var csharp = await RevisionWriter.WriteAsync(New("a", "Drop a", RevisionLanguage.CSharp) with { TemplatesFolder = folder });
        var sql = await RevisionWriter.WriteAsync(New("b", "Drop b", RevisionLanguage.Sql) with { TemplatesFolder = folder });
        var migrations = await _versions.LoadAsync();

        Assert.Equal(2, written.Count);
        Assert.Equal(["drop table \"a\""], Versions.Upgrade(migrations["a"]));
        Assert.StartsWith("// Copyright\n", await File.ReadAllTextAsync(csharp), StringComparison.Ordinal);
        Assert.Contains("{{unknown}}", await File.ReadAllTextAsync(csharp), StringComparison.Ordinal);
        Assert.Equal(["Drop a", "Drop b"], (await _versions.Source().ReadAsync()).Select(revision => revision.Message));
        Assert.StartsWith("-- revision: b\n-- created:", await File.ReadAllTextAsync(sql), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Templates_that_are_there_are_not_written_over()
    {
        using var folder = new TempFolder();
        var own = folder.Write("revision.sql.template", "-- own");

        Assert.Equal([folder["revision.cs.template"]], await RevisionWriter.WriteTemplatesAsync(folder.Path));
        Assert.Equal("-- own", await File.ReadAllTextAsync(own));
    }

    [Fact]
    public void New_ids_are_twelve_hex_digits_and_differ() =>
        Assert.Equal(100, Enumerable.Range(0, 100).Select(_ => RevisionWriter.NewId().Value).Where(id => id.Length == 12 && id.All(char.IsAsciiHexDigitLower)).Distinct().Count());

    private NewRevision New(string id, string message, RevisionLanguage language) => new()
    {
        Id = RevisionId.Parse(id),
        Message = message,
        Language = language,
        Created = new DateTimeOffset(2026, 1, 3, 0, 0, 0, TimeSpan.Zero),
        Folder = _versions.Folder,
        FileTemplate = "{rev}",
    };
}
