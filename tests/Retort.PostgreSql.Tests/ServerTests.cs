using Retort.Testing;

namespace Retort.PostgreSql.Tests;

public sealed class ServerTests
{
    [Theory]
    [InlineData(13)]
    [InlineData(15)]
    [InlineData(18)]
    public async Task The_server_under_test_is_of_the_version_it_is_said_to_be(int major)
    {
        await using var database = await PostgresDatabase.CreateAsync(major);

        var version = await database.QueryAsync("SHOW server_version_num");

        Assert.StartsWith($"{major}", version[0], StringComparison.Ordinal);
    }
}
