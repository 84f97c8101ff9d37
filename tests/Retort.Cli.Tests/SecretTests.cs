using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>No password is printed, nor kept in the history.</summary>
public sealed class SecretTests
{
    private const string Secret = "hunter2";

    [Theory]
    [InlineData("ALTER ROLE nobody_is_called_this PASSWORD 'hunter2'")]
    [InlineData("ALTER ROLE nobody_is_called_this WITH LOGIN ENCRYPTED password\n'it''s hunter2'")]
    [InlineData("CREATE SUBSCRIPTION s CONNECTION 'host=127.0.0.1 port=1 password=hunter2' PUBLICATION p")]
    [InlineData("CREATE USER MAPPING FOR CURRENT_USER SERVER no_such_server OPTIONS (user 'u', password 'hunter2')")]
    [InlineData("DO $$ BEGIN RAISE EXCEPTION 'connecting with password=hunter2 failed'; END $$")]
    public async Task Of_a_statement_that_fails(string sql)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql($"-- revision: a\n-- upgrade\n{sql};\n");
        project.Environment["RETORT_URL"] = database.Url;

        var run = await project.RunAsync("upgrade --verbose");
        var json = await project.RunAsync("upgrade --json");

        Assert.Equal(1, run.ExitCode);
        Assert.DoesNotContain(Secret, run.Output + run.Error + json.Output + json.Error, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, string.Join('\n', await database.QueryAsync("SELECT h::text FROM retort_history h")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql://u:hunter2@127.0.0.1:1/db")]
    [InlineData("postgresql://127.0.0.1:1/db?user=u&password=hunter2")]
    [InlineData("postgresql+asyncpg://u:hunter2@127.0.0.1:1/db")]
    [InlineData("Host=127.0.0.1;Port=1;Username=u;Password=hunter2;Database=db")]
    [InlineData("host=127.0.0.1 port=1 user=u password=hunter2 dbname=db")]
    [InlineData("postgresql://u:hunter2@127.0.0.1:1/db?sslmode=sometimes")]
    [InlineData("postgresql://u:hunter2@127.0.0.1:port/db")]
    [InlineData("postgresql://u:hunter2@127.0.0.1:1/db?password=hunter2&nonsense=hunter2")]
    [InlineData("mysql://u:hunter2@127.0.0.1:1/db")]
    [InlineData("sqlite://u:hunter2@127.0.0.1:1/db")]
    public async Task Of_an_address(string url)
    {
        using var project = Project.OfSql("-- revision: a\n-- upgrade\nSELECT 1;\n");

        foreach (var command in (string[])["current --verbose", "current --json", "upgrade", "history --graph"])
        {
            var run = await project.RunAsync(command, "--url", url);
            Assert.DoesNotContain(Secret, run.Output + run.Error, StringComparison.Ordinal);
        }
    }
}
