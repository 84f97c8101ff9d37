using Retort.Dialects;
using Retort.PostgreSql;
using Retort.Schema;
using Retort.Sqlite;
using Retort.Targets;
using Retort.Testing;

namespace Retort.EntityFrameworkCore.Tests;

/// <summary>The contexts of an application that is not started, each made another way.</summary>
public sealed class DbContextTargetTests
{
    private const string Catalogue =
        """
        SELECT format('%s %s', c.relname, c.relkind) FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
        UNION ALL
        SELECT format('%s %s', t.typname, t.typtype) FROM pg_type t WHERE t.typnamespace = 'public'::regnamespace AND t.typtype = 'e'
        ORDER BY 1
        """;

    public static string Models { get; } = Path.Combine(
        PostgresServer.Repository, "tests/Retort.EntityFrameworkCore.Models", Path.GetRelativePath(Path.Combine(PostgresServer.Repository, "tests/Retort.EntityFrameworkCore.Tests"), AppContext.BaseDirectory), "Retort.EntityFrameworkCore.Models.dll");

    [Theory]
    [InlineData("TypedOptionsContext", "typed_options")]
    [InlineData("PlainOptionsContext", "plain_options")]
    [InlineData("ConfiguringContext", "configuring")]
    [InlineData("FactoryContext", "by_factory")]
    [InlineData("Retort.EntityFrameworkCore.Models.TypedOptionsContext", "typed_options")]
    public async Task A_context_is_made_by_its_factory_else_with_options_else_alone(string context, string mark)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var watched = new WatchedScratch(PostgreSqlDatabase.Connect(database.Url), Catalogue);

        var reading = await new DbContextTarget(Models, context).ReadAsync(new TargetContext(watched, new SchemaScope()));

        Assert.Superset(new HashSet<string> { $"{mark} r", "shops r", "IX_shops_Name i", "PK_shops i", "shop_numbers S", "shop_state e" }, watched.Seen.ToHashSet());
        Assert.DoesNotContain("not_by_factory r", watched.Seen);
        Assert.Contains(ObjectKind.Table, reading.Manages!);
        Assert.DoesNotContain(ObjectKind.View, reading.Manages!);
        Assert.Empty(await database.QueryAsync("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"));
        Assert.Empty(await database.QueryAsync("SELECT datname FROM pg_database WHERE datname LIKE 'retort_scratch%'"));
    }

    [Theory]
    [InlineData(null, "RT0812", "several contexts", "FactoryContext")]
    [InlineData("Nowhere", "RT0812", "no context \"Nowhere\"", "FactoryContext")]
    [InlineData("ServiceContext", "RT0813", "ServiceContext", "IDesignTimeDbContextFactory")]
    [InlineData("UnconfiguredContext", "RT0813", "No database provider has been configured", "IDesignTimeDbContextFactory")]
    [InlineData("ThrowingContext", "RT0813", "no settings here", "IDesignTimeDbContextFactory")]
    [InlineData("InvalidContext", "RT0813", "requires a primary key", "not started")]
    public async Task A_context_that_cannot_be_used_is_refused(string? context, string code, string message, string advice)
    {
        await using var server = PostgreSqlDatabase.Connect("postgresql://nobody@host.invalid/none");

        var error = await Assert.ThrowsAsync<TargetException>(() => new DbContextTarget(Models, context).ReadAsync(new TargetContext(server, new SchemaScope())));

        Assert.Equal(code, error.Code);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, $"{error.Detail} {error.Hint}", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TypedOptionsContext", "RT0814")]
    [InlineData("ConfiguringContext", "RT0815")]
    public async Task A_context_for_another_engine_is_refused(string context, string code)
    {
        await using var database = SqliteDatabase.Connect("sqlite://");

        var error = await Assert.ThrowsAsync<TargetException>(() => new DbContextTarget(Models, context).ReadAsync(new TargetContext(database, new SchemaScope())));

        Assert.Equal(code, error.Code);
        Assert.Contains("sqlite", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_assembly_that_is_none_is_refused()
    {
        using var folder = new TempFolder();
        await using var database = SqliteDatabase.Connect("sqlite://");
        Task<TargetException> RefusedAsync(string path) => Assert.ThrowsAsync<TargetException>(() => new DbContextTarget(path).ReadAsync(new TargetContext(database, new SchemaScope())));

        Assert.Equal("RT0810", (await RefusedAsync(folder["App.dll"])).Code);
        Assert.Equal("RT0811", (await RefusedAsync(folder.Write("App.dll", "no assembly"))).Code);
        Assert.Equal("RT0812", (await RefusedAsync(typeof(IDatabase).Assembly.Location)).Code);
    }

    [Fact]
    public async Task The_application_keeps_its_own_libraries_and_is_unloaded()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var server = PostgreSqlDatabase.Connect(database.Url);

        await new DbContextTarget(Models, "FactoryContext").ReadAsync(new TargetContext(server, new SchemaScope()));
        for (var attempt = 0; attempt < 20 && System.Runtime.Loader.AssemblyLoadContext.All.Any(context => context.Name == Models); attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.DoesNotContain(System.Runtime.Loader.AssemblyLoadContext.All, context => context.Name == Models);
        Assert.DoesNotContain(System.Runtime.Loader.AssemblyLoadContext.Default.Assemblies, assembly => assembly.GetName().Name!.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_definition_in_an_assembly_is_a_target_too()
    {
        await using var database = new WatchedScratch(SqliteDatabase.Connect("sqlite://"), "SELECT name FROM sqlite_master WHERE name = 'defined'");

        await new SchemaDefinitionAssemblyTarget(Models).ReadAsync(new TargetContext(database, new SchemaScope()));

        Assert.Equal(["defined"], database.Seen);
    }
}
