using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Retort.Dialects;
using Retort.Execution;
using Retort.Hosting.Health;
using Retort.PostgreSql;
using Retort.Revisions;
using Retort.Sqlite;

namespace Retort.Hosting;

/// <summary>A database of the application, with its revisions.</summary>
internal sealed class HostedDatabase : IAsyncDisposable
{
    private const string NamePrefix = "name=";

    private readonly IServiceProvider _services;

    public HostedDatabase(string name, RetortOptions options, IServiceProvider services)
    {
        _services = services;
        Name = name;
        Options = options;
        Logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Retort");
        TimeProvider = services.GetService<TimeProvider>() ?? TimeProvider.System;
        Database = Open();
        MigratorOptions = options.Configure(new MigratorOptions
        {
            Tables = new VersionTables(
                new(options.VersionSchema, options.VersionTable ?? VersionTables.Default.Version.Name),
                new(options.VersionSchema, options.HistoryTable ?? VersionTables.Default.History.Name)),
            LockTimeout = options.StartupTimeout,
            Logger = Logger,
            TimeProvider = TimeProvider,
        });
        Probe = new StandProbe(this);
    }

    /// <summary>What the application calls it; empty for the only one.</summary>
    public string Name { get; }

    public RetortOptions Options { get; }

    public IDatabase Database { get; }

    public MigratorOptions MigratorOptions { get; }

    public ILogger Logger { get; }

    public TimeProvider TimeProvider { get; }

    /// <summary>Where its backups are; <see langword="null"/> when the application does not say.</summary>
    public string? BackupFolder => Options.BackupFolder is { } folder ? Path.GetFullPath(folder, RetortOptions.ContentRoot(_services)) : null;

    /// <summary>Finds out where it is, for health checks.</summary>
    public StandProbe Probe { get; }

    /// <summary>Makes a migrator, which leaves the database open.</summary>
    /// <param name="observer">Who is told of the progress.</param>
    public Migrator CreateMigrator(IMigrationObserver? observer = null) =>
        Migrator.Create(Database, ReadRevisions(), MigratorOptions with { Observer = observer ?? MigratorOptions.Observer }, leaveOpen: true);

    /// <summary>The revisions. Sources keep what they have read, so each use has its own.</summary>
    public IRevisionSource ReadRevisions() => RevisionSource.Join([.. Options.Revisions.Select(source => source(_services))]);

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    /// <summary>The address, or the connection string that it names; <see langword="null"/> when there is none of that name.</summary>
    public static string? ResolveAddress(string url, IServiceProvider services) => ConnectionStringName(url) is { } name
        ? services.GetService<IConfiguration>()?.GetConnectionString(name) is { Length: > 0 } address ? address : null
        : url;

    public static string? ConnectionStringName(string url) => url.StartsWith(NamePrefix, StringComparison.OrdinalIgnoreCase) ? url[NamePrefix.Length..].Trim() : null;

    private IDatabase Open()
    {
        if (Options.Connect is { } connect)
        {
            return connect();
        }

        var behaviour = new PostgreSqlOptions { Logger = Logger };
        if (Options.DataSource is { } source)
        {
            return PostgreSqlDatabase.Connect(source(_services), behaviour);
        }

        var address = ResolveAddress(Options.Url!, _services)!;
        return SqliteDatabase.IsAddress(address) ? SqliteDatabase.Connect(address, RetortOptions.ContentRoot(_services)) : PostgreSqlDatabase.Connect(address, behaviour);
    }
}
