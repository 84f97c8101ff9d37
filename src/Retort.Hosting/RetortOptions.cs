using System.Reflection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Retort.Dialects;
using Retort.Execution;
using Retort.Linting;
using Retort.RevisionFiles;
using Retort.Revisions;

namespace Retort.Hosting;

/// <summary>A database of an application: where it is, which revisions are for it, and what happens when the application starts.</summary>
public sealed class RetortOptions
{
    private readonly List<Func<IServiceProvider, IRevisionSource>> _revisions = [];
    private string? _url;

    /// <summary>
    /// The address: any form of <see cref="PostgreSql.PostgreSqlUrl"/>, <c>sqlite:///file.db</c>, or <c>name=Main</c> for <c>ConnectionStrings:Main</c>. The path of a file starts at the
    /// content root of the application.
    /// </summary>
    public string? Url
    {
        get => _url;
        set => (_url, DataSource, Engine) = (value, null, null);
    }

    /// <summary>What the application does about the schema before it starts.</summary>
    /// <value>Default: <see cref="StartupMode.Verify"/>.</value>
    public StartupMode Startup { get; set; } = StartupMode.Verify;

    /// <summary>How long the start may wait: for another runner (<see cref="StartupMode.Apply"/>), or until somebody else has migrated (<see cref="StartupMode.Wait"/>).</summary>
    /// <value>Default: 5 minutes.</value>
    public TimeSpan StartupTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often <see cref="StartupMode.Wait"/> looks, on average.</summary>
    /// <value>Default: a second.</value>
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Whether <see cref="StartupMode.Apply"/> runs revisions that lose data.</summary>
    /// <value>Default: <see langword="false"/>; somebody runs <c>retort upgrade</c>, which asks.</value>
    public bool AllowDataLoss { get; set; }

    /// <summary>
    /// Whether a database at revisions that the application does not have counts as migrated by a newer one, as during a rolling deployment or after the application was rolled
    /// back; else the application does not start.
    /// </summary>
    /// <value>Default: <see langword="true"/>, with a warning.</value>
    public bool AllowNewer { get; set; } = true;

    /// <summary>What the health check <c>migrations</c> says while revisions are pending. <see cref="HealthStatus.Unhealthy"/> makes the schema critical: the instance is not ready.</summary>
    /// <value>Default: <see cref="HealthStatus.Degraded"/>.</value>
    public HealthStatus WhenPending { get; set; } = HealthStatus.Degraded;

    /// <summary>What the health checks say while the database cannot be reached.</summary>
    /// <value>Default: <see cref="HealthStatus.Unhealthy"/>.</value>
    public HealthStatus WhenUnreachable { get; set; } = HealthStatus.Unhealthy;

    /// <summary>How long health checks answer from memory. The database is asked once meanwhile, however many ask.</summary>
    /// <value>Default: a second.</value>
    public TimeSpan HealthCacheDuration { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a health check waits for the database.</summary>
    /// <value>Default: 800 milliseconds, less than the second that Kubernetes waits for a probe.</value>
    public TimeSpan HealthTimeout { get; set; } = TimeSpan.FromMilliseconds(800);

    /// <summary>The name of the version table.</summary>
    /// <value>Default: <c>retort_version</c>.</value>
    public string? VersionTable { get; set; }

    /// <summary>The name of the journal.</summary>
    /// <value>Default: <c>retort_history</c>.</value>
    public string? HistoryTable { get; set; }

    /// <summary>The schema that both tables are in.</summary>
    /// <value>Default: the default schema of the database.</value>
    public string? VersionSchema { get; set; }

    /// <summary>The folder of the backups that <c>retort backup</c> made of this database, for the page about them; a relative path starts at the content root of the application.</summary>
    /// <value>Default: <see langword="null"/>, the page does not tell of backups.</value>
    public string? BackupFolder { get; set; }

    /// <summary>What judges the revisions on the pages about them.</summary>
    internal Linter Linter { get; set; } = new();

    /// <summary>Opens the database, instead of an address.</summary>
    internal Func<IDatabase>? Connect { get; set; }

    internal IReadOnlyList<Func<IServiceProvider, IRevisionSource>> Revisions => _revisions;

    internal Func<IServiceProvider, NpgsqlDataSource>? DataSource { get; private set; }

    /// <summary>The engine that the address must be of; <see langword="null"/> when any will do.</summary>
    internal string? Engine { get; private set; }

    internal Func<MigratorOptions, MigratorOptions> Configure { get; private set; } = options => options;

    /// <summary>Uses a PostgreSQL database.</summary>
    /// <param name="url">The address, as in <see cref="Url"/>.</param>
    public RetortOptions UsePostgreSql(string url) => Use(url, "postgresql");

    /// <summary>Uses the database of a data source of the application, which goes on owning it.</summary>
    public RetortOptions UsePostgreSql(NpgsqlDataSource dataSource)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        return UsePostgreSql(_ => dataSource);
    }

    /// <summary>Uses the database of a data source of the application, which goes on owning it: <c>UsePostgreSql(services => services.GetRequiredService&lt;NpgsqlDataSource>())</c>.</summary>
    public RetortOptions UsePostgreSql(Func<IServiceProvider, NpgsqlDataSource> dataSource)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        Url = null;
        DataSource = dataSource;
        return this;
    }

    /// <summary>Uses a SQLite database.</summary>
    /// <param name="url">The address, as in <see cref="Url"/>.</param>
    public RetortOptions UseSqlite(string url) => Use(url, "sqlite");

    /// <summary>Adds the revisions of the assembly that a type is in. More can be added; all of them are one graph.</summary>
    public RetortOptions AddRevisions<T>() => AddRevisions(typeof(T).Assembly);

    /// <summary>Adds the revisions of an assembly.</summary>
    public RetortOptions AddRevisions(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return AddRevisions(_ => RevisionSource.InAssembly(assembly));
    }

    /// <summary>Adds the SQL revisions of a folder.</summary>
    /// <param name="folder">The folder; a relative path starts at the content root of the application.</param>
    public RetortOptions AddRevisions(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return AddRevisions(services => new VersionsFolder([Path.GetFullPath(folder, ContentRoot(services))]));
    }

    /// <summary>Adds revisions from anywhere else.</summary>
    /// <param name="source">Makes the source; called each time that the revisions are read.</param>
    public RetortOptions AddRevisions(Func<IServiceProvider, IRevisionSource> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        _revisions.Add(source);
        return this;
    }

    /// <summary>Says what the application does about the schema before it starts.</summary>
    public RetortOptions OnStartup(StartupMode mode)
    {
        Startup = mode;
        return this;
    }

    /// <summary>Changes how revisions are run: <c>ConfigureMigrator(options => options with { Tag = "build 4711" })</c>.</summary>
    public RetortOptions ConfigureMigrator(Func<MigratorOptions, MigratorOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var before = Configure;
        Configure = options => configure(before(options));
        return this;
    }

    internal static string ContentRoot(IServiceProvider services) =>
        (services.GetService(typeof(IHostEnvironment)) as IHostEnvironment)?.ContentRootPath ?? AppContext.BaseDirectory;

    private RetortOptions Use(string url, string engine)
    {
        ArgumentNullException.ThrowIfNull(url);
        Url = url;
        Engine = engine;
        return this;
    }
}
