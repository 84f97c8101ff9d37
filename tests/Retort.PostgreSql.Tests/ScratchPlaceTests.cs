using Retort.Dialects;

namespace Retort.PostgreSql.Tests;

/// <summary>Scratch databases at an address that was given for them.</summary>
public sealed class ScratchPlaceTests
{
    private const string EveryKind =
        """
        CREATE EXTENSION pg_trgm;
        CREATE SCHEMA "odd ""x"" schema";
        CREATE TYPE "odd ""x"" schema".mood AS ENUM ('happy');
        CREATE DOMAIN positive AS int CHECK (value > 0);
        CREATE TYPE span AS RANGE (subtype = date);
        CREATE TYPE pair AS (a int, b int);
        CREATE TABLE t (id serial PRIMARY KEY, i int GENERATED ALWAYS AS IDENTITY, p positive, m "odd ""x"" schema".mood);
        CREATE TABLE parts (id int) PARTITION BY RANGE (id);
        CREATE TABLE part PARTITION OF parts FOR VALUES FROM (0) TO (10);
        CREATE VIEW "Víew" AS SELECT * FROM t;
        CREATE MATERIALIZED VIEW mv AS SELECT * FROM t;
        CREATE SEQUENCE s;
        CREATE STATISTICS st ON id, i FROM t;
        CREATE FUNCTION f(int, VARIADIC text[]) RETURNS int LANGUAGE sql AS 'SELECT 1';
        CREATE PROCEDURE pr() LANGUAGE sql AS 'SELECT 1';
        CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int);
        CREATE OPERATOR === (LEFTARG = int, RIGHTARG = int, FUNCTION = int4eq);
        CREATE COLLATION c FROM "C";
        CREATE TEXT SEARCH CONFIGURATION ts (COPY = simple);
        CREATE PUBLICATION pub FOR TABLE t;
        SELECT lo_create(0);
        """;

    [Fact]
    public async Task Where_databases_may_be_created_one_is_created_and_dropped()
    {
        await using var tenant = await ScratchTenant.CreateAsync("CONNECTION LIMIT 0");
        await using var place = await ScratchTenant.CreateAsync("CREATEDB");
        await place.ExecuteAsync("CREATE TABLE not_empty (a int)");
        await using var database = tenant.Connect(At(place.Url));

        await using (var scratch = await database.CreateScratchAsync(copySchema: false))
        {
            await using var session = await scratch.OpenAsync();
            Assert.Equal([ScratchTenant.NameOf(scratch.DisplayName)], await place.DatabasesAsync());
        }

        Assert.Empty(await place.DatabasesAsync());
    }

    [Fact]
    public async Task Another_major_version_is_told_once()
    {
        await using var tenant = await ScratchTenant.CreateAsync("");
        await using var place = await ScratchTenant.CreateAsync("CREATEDB", 18);
        await using var database = tenant.Connect(At(place.Url));
        await using var main = await database.OpenAsync();

        await (await database.CreateScratchAsync(copySchema: false)).DisposeAsync();
        await (await database.CreateScratchAsync(copySchema: false)).DisposeAsync();

        Assert.Equal(["5100 The scratch database is on PostgreSQL 18, the database itself on 15"], tenant.Told.Lines);
    }

    [Theory]
    [InlineData(13)]
    [InlineData(15)]
    [InlineData(18)]
    public async Task Where_none_may_be_created_the_named_database_is_used_and_emptied_of_every_kind(int major)
    {
        await using var tenant = await ScratchTenant.CreateAsync("", major);
        var name = await tenant.CreateOwnedAsync();
        await tenant.ExecuteAsync("CREATE EXTENSION hstore; CREATE SCHEMA kept", name);
        await using var database = tenant.Connect(At(tenant.UrlOf(name)));

        for (var time = 0; time < 2; time++)
        {
            await using var scratch = await database.CreateScratchAsync(copySchema: false);
            Assert.Equal(name, ScratchTenant.NameOf(scratch.DisplayName));
            await tenant.ExecuteAsync($"SET ROLE {PostgreSqlIdentifier.Quote(tenant.Role)}; {EveryKind}", name);
        }

        await using var looking = PostgreSqlDatabase.Connect(tenant.UrlOf(name));
        await using var session = await looking.OpenAsync();
        Assert.Equal("hstore,plpgsql|kept,public", (await session.QueryAsync(
            "SELECT (SELECT string_agg(extname, ',' ORDER BY extname) FROM pg_extension) || '|' || (SELECT string_agg(nspname, ',' ORDER BY nspname) FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema')",
            default))[0][0]);
        Assert.Equal(0L, (await session.QueryAsync("SELECT count(*) FROM pg_class WHERE oid >= 16384 AND relnamespace::regnamespace::text !~ '^pg_'", default))[0][0]);
        Assert.Equal(0L, (await session.QueryAsync("SELECT count(*) FROM pg_largeobject_metadata", default))[0][0]);
        Assert.Empty(tenant.Told.Lines);
    }

    [Fact]
    public async Task A_schema_that_was_dropped_comes_back_with_its_rights()
    {
        await using var tenant = await ScratchTenant.CreateAsync("");
        var name = await tenant.CreateOwnedAsync();
        await tenant.ExecuteAsync("GRANT CREATE ON SCHEMA public TO PUBLIC", name);
        await using var database = tenant.Connect(At(tenant.UrlOf(name)));
        await using var session = await database.OpenAsync();
        await using var looking = PostgreSqlDatabase.Connect(tenant.UrlOf(name));
        await using var there = await looking.OpenAsync();
        const string Rights = "SELECT nspowner::regrole::text || ' ' || (SELECT string_agg(a::text, ' ' ORDER BY a::text) FROM unnest(nspacl) a) FROM pg_namespace WHERE nspname = 'public'";
        var before = (await there.QueryAsync(Rights, default))[0][0];

        await using (var scratch = await database.CreateScratchAsync(copySchema: false))
        {
            await there.ExecuteAsync([new("DROP SCHEMA public CASCADE")], default);
        }

        Assert.Equal(before, (await there.QueryAsync(Rights, default))[0][0]);
    }

    [Fact]
    public async Task A_named_database_that_is_not_empty_is_refused_and_left_as_it_is()
    {
        await using var tenant = await ScratchTenant.CreateAsync("");
        await tenant.ExecuteAsync("CREATE TABLE \"Precious\" (a int); CREATE VIEW v1 AS SELECT 1; CREATE VIEW v2 AS SELECT 1; CREATE VIEW v3 AS SELECT 1; CREATE VIEW v4 AS SELECT 1; CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'");
        await using var database = tenant.Connect(At(tenant.Url));

        var error = await Assert.ThrowsAsync<ScratchDatabaseException>(() => database.CreateScratchAsync(copySchema: false));

        Assert.Equal("RT0631", error.Code);
        Assert.Equal("The scratch database is not empty: it has function public.f(), table public.\"Precious\", view public.v1, view public.v2, view public.v3 and 1 more.", error.Message);
        Assert.Contains("permission denied to create database", error.Detail, StringComparison.Ordinal);
        Assert.Equal(["0"], await tenant.QueryAsync("SELECT count(*) FROM \"Precious\""));
        await Assert.ThrowsAsync<ScratchDatabaseException>(() => database.CreateScratchAsync(copySchema: false));
    }

    [Fact]
    public async Task What_a_killed_process_left_in_the_named_database_is_cleared_by_the_next_one()
    {
        await using var tenant = await ScratchTenant.CreateAsync("");
        var name = await tenant.CreateOwnedAsync();
        await using var database = tenant.Connect(At(tenant.UrlOf(name)));
        var (process, _) = await tenant.StartAsync(scratchUrl: tenant.UrlOf(name));

        process.Kill();
        await process.WaitForExitAsync();
        await using (var scratch = await database.CreateScratchAsync(copySchema: false))
        {
            await using var session = await scratch.OpenAsync();
            Assert.Null(await session.FindTableAsync("t", default));
        }

        Assert.Contains(tenant.Told.Lines, line => line.StartsWith("5102 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_that_want_the_same_named_database_use_it_one_after_the_other()
    {
        await using var tenant = await ScratchTenant.CreateAsync("");
        var name = await tenant.CreateOwnedAsync();
        await using var database = tenant.Connect(At(tenant.UrlOf(name)));
        var first = await database.CreateScratchAsync(copySchema: false);
        await tenant.ExecuteAsync("CREATE TABLE t (a int)", name);

        var second = database.CreateScratchAsync(copySchema: false);
        await Task.Delay(300);
        Assert.False(second.IsCompleted);
        await first.DisposeAsync();

        await using var scratch = await second;
        await using var session = await scratch.OpenAsync();
        Assert.Null(await session.FindTableAsync("t", default));
    }

    [Fact]
    public async Task An_address_that_cannot_be_reached_is_an_error_and_nothing_is_made_elsewhere()
    {
        await using var tenant = await ScratchTenant.CreateAsync("CREATEDB");
        await using var database = tenant.Connect(At("postgresql://bob:s3cret@127.0.0.1:1/scratch"));

        var error = await Assert.ThrowsAsync<DatabaseConnectionException>(() => database.CreateScratchAsync(copySchema: false));

        Assert.Equal("RT0612", error.Code);
        Assert.DoesNotContain("s3cret", error.ToString() + new PostgreSqlOptions { ScratchUrl = PostgreSqlUrl.Parse("postgresql://bob:s3cret@h/d") }, StringComparison.Ordinal);
    }

    private static PostgreSqlOptions At(string url) => new() { ScratchUrl = PostgreSqlUrl.Parse(url) };
}
