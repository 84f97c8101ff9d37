using Retort.RevisionFiles;
using Retort.Revisions;
using Retort.Sqlite;
using Retort.Testing;

namespace Retort.Tests.Revisions;

/// <summary>The library inside an application: revisions are classes, and no file is read.</summary>
public sealed class RevisionSourceTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_headers_of_an_assembly_are_read_from_its_classes()
    {
        var revisions = await RevisionSource.InAssembly(typeof(HostRevision).Assembly).ReadAsync();

        Assert.Equal(
            [("host1", "", "add users", "host", true), ("host2", "host1", "Add names & more", "", true), ("host3", "host2", "add index", "", false)],
            revisions.OrderBy(revision => revision.Id).Select(revision =>
                (revision.Id.Value, string.Concat(revision.Revises), revision.Message, string.Concat(revision.Labels), revision.Transactional)));
        Assert.Equal(typeof(AddUsers).FullName, revisions.Single(revision => revision.Id.Value == "host1").Source.ToString());
        Assert.Equal(3, revisions.Select(revision => revision.Checksum).Distinct().Count());
    }

    [Fact]
    public async Task An_assembly_goes_up_down_and_up_again()
    {
        var source = RevisionSource.InAssembly(typeof(HostRevision).Assembly);

        Assert.Equal(["host3"], await UpgradeAsync(source, "head"));
        Assert.Equal(["id", "name"], await ColumnsAsync("users"));
        Assert.Equal(["host1"], await DowngradeAsync(source, "host1"));
        Assert.Equal(["id"], await ColumnsAsync("users"));
        Assert.Equal([], await DowngradeAsync(source, "base"));
        Assert.Equal([], await ColumnsAsync("users"));
        Assert.Equal(["host3"], await UpgradeAsync(source, "host@head"));
    }

    [Fact]
    public async Task Classes_and_files_join_to_one_graph()
    {
        _folder.Write("versions/teams.sql", "-- revision: teams\n-- revises: host2\n-- upgrade\nCREATE TABLE teams (id integer);\n-- downgrade\nDROP TABLE teams;");
        var source = RevisionSource.Join(RevisionSource.Of<AddUsers>(), RevisionSource.Of<AddNames>(), new VersionsFolder([_folder["versions"]]));

        Assert.Equal(["teams"], await UpgradeAsync(source, "head"));
        Assert.Equal(["id"], await ColumnsAsync("teams"));
        Assert.Equal(["host2"], await DowngradeAsync(source, "-1"));
        Assert.Equal([], await ColumnsAsync("teams"));
    }

    [Fact]
    public async Task The_same_revision_from_two_sources_is_refused()
    {
        await using var migrator = Migrator.Create(Connect(), RevisionSource.Join(RevisionSource.Of<AddUsers>(), RevisionSource.InAssembly(typeof(AddUsers).Assembly)));

        var error = await Assert.ThrowsAsync<RevisionGraphException>(() => migrator.LoadGraphAsync());

        Assert.Equal("RT0201", error.Code);
    }

    private SqliteDatabase Connect() => SqliteDatabase.Connect("sqlite:///app.db", _folder.Path);

    private async Task<IEnumerable<string>> UpgradeAsync(IRevisionSource source, string target)
    {
        await using var migrator = Migrator.Create(Connect(), source);
        await migrator.RunAsync(await migrator.PlanUpgradeAsync(target));
        return await migrator.ReadVersionRowsAsync();
    }

    private async Task<IEnumerable<string>> DowngradeAsync(IRevisionSource source, string target)
    {
        await using var migrator = Migrator.Create(Connect(), source);
        await migrator.RunAsync(await migrator.PlanDowngradeAsync(target));
        return await migrator.ReadVersionRowsAsync();
    }

    private async Task<IReadOnlyList<string>> ColumnsAsync(string table)
    {
        await using var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={_folder["app.db"]};Pooling=false");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT name FROM pragma_table_info('{table}')";
        await using var reader = await command.ExecuteReaderAsync();
        var columns = new List<string>();
        while (await reader.ReadAsync())
        {
            columns.Add(reader.GetString(0));
        }

        return columns;
    }
}
