using Retort.Testing;

namespace Retort.PostgreSql.Tests.Referee;

/// <summary>The roles that own things and are given privileges in the schemas; they belong to the server that all tests share.</summary>
public sealed class RefereeRoles : IAsyncLifetime
{
    /// <summary>The version whose pg_dump there is.</summary>
    public const int Major = 15;

    public async ValueTask InitializeAsync()
    {
        var server = await PostgresServer.GetAsync(Major);
        await server.ExecuteAsync("postgres", """CREATE ROLE referee_owner; CREATE ROLE referee_reader; CREATE ROLE "referee reader";""");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
