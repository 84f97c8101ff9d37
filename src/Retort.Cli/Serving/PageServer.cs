using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Retort.Cli.Configuration;
using Retort.Cli.Output;
using Retort.Dialects;
using Retort.Hosting;
using Retort.Hosting.Pages;
using Retort.RevisionFiles;

namespace Retort.Cli.Serving;

/// <summary>A web server with the pages and the health endpoints of a project.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly CommandContext _context;
    private readonly IReadOnlyList<ServerAddress> _addresses;
    private readonly OperatorToken? _token;
    private readonly IDatabase _database;
    private readonly WebApplication _app;

    /// <param name="context">The project.</param>
    /// <param name="addresses">Where it listens.</param>
    /// <param name="token">Lets operators in, who may change the database; <see langword="null"/> when nobody may.</param>
    /// <param name="ending">Ends what they change.</param>
    public PageServer(CommandContext context, IReadOnlyList<ServerAddress> addresses, OperatorToken? token, CancellationToken ending)
    {
        _token = token;
        (_context, _addresses) = (context, addresses);

        // Now, so that an address which is missing or none is told before anybody asks for a page.
        _database = DatabaseAddress.Open(context.Settings, context.Host, context.Say);

        // Empty: neither the environment nor a file of the folder says anything that the command line does not.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = context.Settings.Folder });
        builder.WebHost.UseKestrelCore().UseUrls([.. addresses.Select(address => address.Url)]);

        // What a health check finds stands in its answer.
        builder.Services.AddLogging(logging => logging.AddProvider(new SpokenLog(context))
            .AddFilter("Microsoft.Extensions.Hosting", LogLevel.None).AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None));
        builder.Services.AddRoutingCore().AddSingleton<IHostLifetime, EndedBySignal>();
        builder.Services.AddRetort(Configure);
        builder.Services.AddHealthChecks().AddRetort();

        // A plan may be tried in a scratch database for as long as it takes; who ends the server does not wait for a page about it.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(3));
        if (token is not null)
        {
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = PagePost.LargestBody);
            ChangePages.AddServices(builder.Services, context, token, ending);
        }

        _app = builder.Build();
        _app.UseRouting();
        RetortEndpointRouteBuilderExtensions.Map(_app, "/", MapPages);
    }

    /// <summary>Serves until it is cancelled.</summary>
    /// <exception cref="UsageException">It cannot listen at an address.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            throw new UsageException($"It cannot listen at {string.Join(", ", _addresses.Select(address => address.Url))}.", e.InnerException?.Message ?? e.Message, "Name another port: --urls http://localhost:5116");
        }

        foreach (var url in _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses)
        {
            _context.Say($"serving {url}, Ctrl-C ends it");
            if (_token is not null)
            {
                // Also where nothing else is to be said: there is no other way to learn it.
                _context.Host.Error.WriteLine($"operators sign in at {url}/{IPageChanges.Path}{(_token.Made is { } word ? $" with the token {word}" : "")}");
            }
        }

        if (!_addresses.All(address => address.IsLocal))
        {
            _context.Say("whoever reaches it can read the schema and the revisions");
            if (_token is not null)
            {
                _context.Say("a token that goes over a network is read by others, unless a proxy in front speaks https");
            }
        }

        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            await _app.StopAsync(CancellationToken.None);
            await (_app.Services.GetService<PageChanges>()?.Work ?? Task.CompletedTask);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void MapPages(RouteGroupBuilder pages)
    {
        if (!_addresses.All(address => address.IsLocal))
        {
            pages.WithMetadata(new AnyoneMaySee());
        }

        if (_token is not null)
        {
            _app.Services.GetRequiredService<ChangePages>().Map(pages);
        }
    }

    private void Configure(RetortOptions options)
    {
        var settings = _context.Settings;
        options.Connect = () => _database;
        options.AddRevisions(_ => new VersionsFolder(settings.Versions, _context.Compiler))
            .OnStartup(StartupMode.Off)
            .ConfigureMigrator(migrator => _context.RunOptions with { TimeProvider = migrator.TimeProvider });
        options.BackupFolder = settings.Backup.Folder;
        options.Linter = settings.Lint.CreateLinter();
    }

    /// <summary>What a server would log is for who started it.</summary>
    private sealed class SpokenLog(CommandContext context) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => new SpokenWarnings(context.Say);

        public void Dispose()
        {
        }
    }

    /// <summary>The command sees to signals itself.</summary>
    private sealed class EndedBySignal : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
