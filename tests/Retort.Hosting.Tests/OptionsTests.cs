using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Npgsql;
using Retort.Revisions;
using Retort.Sqlite;
using Retort.Testing;

namespace Retort.Hosting.Tests;

/// <summary>How an application says where its databases are, and what is refused before it starts.</summary>
public sealed class OptionsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public OptionsTests() => History.Write(_folder, 1);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Nothing_said_is_refused_before_the_start()
    {
        Assert.Equal(
            ["AddRetort: No database is named. Call UsePostgreSql or UseSqlite, or set Url.", "AddRetort: No revisions are named. Call AddRevisions<Program>()."],
            await RefusalsAsync(_ => { }));
    }

    [Fact]
    public async Task A_connection_string_that_is_not_configured_is_refused() => Assert.Equal(
        ["AddRetort: There is no connection string \"Main\". Set ConnectionStrings:Main."],
        await RefusalsAsync(options => options.UsePostgreSql("name=Main").AddRevisions("versions")));

    [Theory]
    [InlineData("sqlite:///a.db?x=1", "RT0620")]
    [InlineData("postgresql://user:secret@host/db?nonsense=1", "RT0611")]
    [InlineData("nowhere", "RT0610")]
    public async Task An_address_that_is_none_is_refused_without_its_password(string url, string code)
    {
        var refusal = Assert.Single(await RefusalsAsync(options =>
        {
            options.Url = url;
            options.AddRevisions("versions");
        }));

        Assert.StartsWith($"AddRetort: {code}: ", refusal, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_the_other_engine_is_refused()
    {
        Assert.Equal(
            ["AddRetort: UsePostgreSql was given the address of a SQLite database. Call UseSqlite."],
            await RefusalsAsync(options => options.UsePostgreSql("sqlite:///app.db").AddRevisions("versions")));
        Assert.Equal(
            ["AddRetort: UseSqlite was given an address that is none of a SQLite database. Call UsePostgreSql."],
            await RefusalsAsync(options => options.UseSqlite("postgresql://host/db").AddRevisions("versions")));
    }

    [Fact]
    public async Task Settings_that_cannot_be_meant_are_refused_all_at_once() => Assert.Equal(
        ["WhenPending is Healthy", "StartupTimeout is 00:00:00", "HealthCacheDuration is -00:00:01"],
        (await RefusalsAsync(options =>
        {
            options.UseSqlite("sqlite://").AddRevisions("versions");
            options.WhenPending = HealthStatus.Healthy;
            options.StartupTimeout = TimeSpan.Zero;
            options.HealthCacheDuration = TimeSpan.FromSeconds(-1);
        })).Select(refusal => refusal["AddRetort: ".Length..].Split(';')[0]));

    [Fact]
    public async Task The_configuration_says_it_all()
    {
        await using var app = TestApp.Build(_folder, builder =>
        {
            Configure(builder.Configuration, """
                {
                  "ConnectionStrings": { "Main": "Data Source=configured.db" },
                  "Retort": { "Url": "name=Main", "Startup": "Apply", "WhenPending": "Unhealthy", "HealthCacheDuration": "00:00:05", "VersionTable": "alembic_version" }
                }
                """);
            builder.Services.AddRetort(builder.Configuration.GetSection("Retort"), options => options.AddRevisions("versions").OnStartup(StartupMode.Off));
        });

        await app.StartAsync();

        var options = app.Services.GetRequiredService<IOptions<RetortOptions>>().Value;
        Assert.Equal((StartupMode.Apply, HealthStatus.Unhealthy, TimeSpan.FromSeconds(5)), (options.Startup, options.WhenPending, options.HealthCacheDuration));
        await using var session = await SqliteDatabase.Connect("sqlite:///configured.db", _folder.Path).OpenAsync();
        Assert.Equal(["r1"], await session.ReadVersionRowsAsync("alembic_version", default));
    }

    [Fact]
    public async Task A_setting_that_is_misspelt_is_refused()
    {
        await using var app = TestApp.Build(_folder, builder =>
        {
            Configure(builder.Configuration, """{ "Retort": { "Startupp": "Apply" } }""");
            builder.Services.AddRetort(builder.Configuration.GetSection("Retort"), options => options.UseSqlite("sqlite://").AddRevisions("versions"));
        });

        var error = await Assert.ThrowsAnyAsync<InvalidOperationException>(() => app.StartAsync());

        Assert.Contains("Startupp", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_of_the_command_line_are_none_of_the_application_and_those_of_both_count()
    {
        var schema = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(PostgresServer.Repository, "src/Retort.Cli/Configuration/retort.schema.json")))!;
        var settings = new JsonObject();
        foreach (var (name, _) in schema["properties"]!.AsObject())
        {
            settings.Add(name, name switch
            {
                "url" => "sqlite://",
                "versionTable" or "historyTable" or "versionSchema" => "theirs",
                _ => new JsonObject { ["mode"] = "full" },
            });
        }

        await using var app = TestApp.Build(_folder, builder =>
        {
            Configure(builder.Configuration, new JsonObject { ["Retort"] = settings }.ToJsonString());
            builder.Services.AddRetort(builder.Configuration.GetSection("Retort"), options => options.AddRevisions("versions").OnStartup(StartupMode.Off));
        });

        await app.StartAsync();

        Assert.Equal("theirs", app.Services.GetRequiredService<IOptions<RetortOptions>>().Value.VersionTable);
    }

    [Fact]
    public async Task A_data_source_of_the_application_is_used_and_stays_open()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        var app = TestApp.Build(_folder, builder =>
        {
            builder.Services.AddSingleton(source);
            builder.Services.AddRetort(options => options.UsePostgreSql(services => services.GetRequiredService<NpgsqlDataSource>()).AddRevisions("versions").OnStartup(StartupMode.Apply));
        });

        await app.StartAsync();
        await app.DisposeAsync();

        await using var command = source.CreateCommand("SELECT version_num FROM retort_version");
        Assert.Equal("r1", await command.ExecuteScalarAsync());
    }

    [Fact]
    public async Task Several_databases_are_migrated_in_the_order_they_were_added_and_found_by_name()
    {
        _folder.Write("other/o1.sql", "-- revision: o1\n-- upgrade\nCREATE TABLE o (id integer);\n");
        await using var app = TestApp.Build(_folder, builder =>
        {
            builder.Services.AddRetort("main", options => options.UseSqlite("sqlite:///main.db").AddRevisions("versions").OnStartup(StartupMode.Apply));
            builder.Services.AddRetort("other", options => options.UseSqlite("sqlite:///other.db").AddRevisions("other").OnStartup(StartupMode.Apply));
        });

        await app.StartAsync();

        var factory = app.Services.GetRequiredService<IMigratorFactory>();
        await using var main = factory.Create("main");
        await using var other = factory.Create("other");
        Assert.Equal(["r1"], await main.ReadVersionRowsAsync());
        Assert.Equal(["o1"], await other.ReadVersionRowsAsync());
        Assert.Equal(["r1", "o1"], app.Log.Where(line => line.Id == RetortEventId.RevisionFinished).Select(line => line.Message.Split(' ')[1]));
        Assert.Throws<ArgumentException>(() => factory.Create());
    }

    [Fact]
    public async Task Revisions_of_an_assembly_and_of_a_folder_are_one_graph_and_a_run_can_be_configured()
    {
        await using var app = TestApp.Build(_folder, builder => builder.Services.AddRetort(options => options
            .UseSqlite("sqlite:///app.db")
            .AddRevisions<AfterR1>()
            .AddRevisions("versions")
            .ConfigureMigrator(migrator => migrator with { Tag = "build 4711" })
            .OnStartup(StartupMode.Apply)));

        await app.StartAsync();

        await using var session = await SqliteDatabase.Connect("sqlite:///app.db", _folder.Path).OpenAsync();
        Assert.Equal(["r1 build 4711", "after_r1 build 4711"], (await session.QueryAsync("SELECT revision || ' ' || tag FROM retort_history ORDER BY id", default)).Select(row => (string)row[0]!));
    }

    [Fact]
    public void Endpoints_without_checks_are_refused()
    {
        var builder = Microsoft.AspNetCore.Builder.WebApplication.CreateBuilder();
        builder.Services.AddRetort(options => options.UseSqlite("sqlite://").AddRevisions("versions"));
        using var app = (IDisposable)builder.Build();

        var error = Assert.Throws<InvalidOperationException>(() => Microsoft.AspNetCore.Builder.RetortEndpointRouteBuilderExtensions.MapRetort((Microsoft.AspNetCore.Builder.WebApplication)app));

        Assert.Contains("AddHealthChecks().AddRetort()", error.Message, StringComparison.Ordinal);
    }

    private async Task<IEnumerable<string>> RefusalsAsync(Action<RetortOptions> configure)
    {
        await using var app = TestApp.Build(_folder, builder => builder.Services.AddRetort(configure));
        return (await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync())).Failures;
    }

    private static void Configure(ConfigurationManager configuration, string json) => configuration.AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json)));
}

/// <summary>A revision of the assembly of the tests.</summary>
[Revision("after_r1", Revises = "r1")]
public sealed class AfterR1 : Migration
{
    public override void Upgrade(MigrationBuilder db) => db.CreateTable("after_r1", t => t.Column("id", t.Int()).PrimaryKey());

    public override void Downgrade(MigrationBuilder db) => db.DropTable("after_r1");
}
