using Retort.Cli.Configuration;
using Retort.Dialects;
using Retort.PostgreSql;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>What a project says about scratch databases reaches the database.</summary>
public sealed class ScratchSettingsTests
{
    [Theory]
    [InlineData("""{ "scratchUrl": "${SCRATCH}" }""", "")]
    [InlineData("""{ "scratchUrl": "file:secrets/scratch" }""", "")]
    [InlineData("""{ "scratchUrl": null }""", "RETORT__SCRATCHURL")]
    [InlineData("""{ "scratchUrl": "postgresql://wrong/wrong", "databases": { "main": { "scratchUrl": "${SCRATCH}" } } }""", "")]
    public async Task They_are_made_where_the_project_says(string settings, string variable)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var place = await PostgresDatabase.CreateAsync(18);
        using var project = Project.OfSql();
        project.Write("retort.json", settings);
        project.Write("secrets/scratch", place.Url + "\n");
        project.Environment["SCRATCH"] = place.Url;
        project.Environment[variable.Length > 0 ? variable : "UNUSED"] = place.Url;

        await using var opened = Open(project, database.Url, []);
        await using var scratch = await opened.CreateScratchAsync(copySchema: false);

        Assert.Contains(place.Server.Folder, scratch.DisplayName, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_version_of_the_scratch_server_is_said()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var place = await PostgresDatabase.CreateAsync(18);
        using var project = Project.OfSql();
        project.Environment["RETORT__SCRATCHURL"] = place.Url;
        var said = new List<string>();

        await using var opened = Open(project, database.Url, said);
        await (await opened.OpenAsync()).DisposeAsync();
        await (await opened.CreateScratchAsync(copySchema: false)).DisposeAsync();

        Assert.Equal(["warning: The scratch database is on PostgreSQL 18, the database itself on 15"], said);
    }

    [Fact]
    public async Task The_folder_of_the_programs_comes_from_the_environment()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await database.ExecuteAsync($"CREATE ROLE r_{database.Name} LOGIN");
        using var project = Project.OfSql();
        project.Environment["RETORT_POSTGRES_BIN"] = project.Path;

        await using var opened = Open(project, database.Url.Replace("postgres@", $"r_{database.Name}@", StringComparison.Ordinal), []);
        var error = await Assert.ThrowsAsync<ScratchDatabaseException>(() => opened.CreateScratchAsync(copySchema: false));

        Assert.Contains(project.Path, error.Detail, StringComparison.Ordinal);
    }

    private static PostgreSqlDatabase Open(Project project, string url, List<string> said)
    {
        var host = project.Host(TextWriter.Null, TextWriter.Null);
        return (PostgreSqlDatabase)DatabaseAddress.Open(ProjectReader.Read(project.Path, null, null, url, host), host, said.Add);
    }
}
