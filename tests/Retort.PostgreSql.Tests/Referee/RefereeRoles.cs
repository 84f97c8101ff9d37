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

        // Several classes of tests need them, and run side by side.
        await server.ExecuteAsync(
            "postgres",
            """
            DO $$
            DECLARE name text;
            BEGIN
                FOREACH name IN ARRAY ARRAY['referee_owner', 'referee_reader', 'referee reader'] LOOP
                    BEGIN
                        EXECUTE format('CREATE ROLE %I', name);
                    EXCEPTION WHEN duplicate_object OR unique_violation THEN
                    END;
                END LOOP;
            END
            $$
            """);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
