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
using Retort.Hosting;
using Retort.Hosting.Pages;
using Retort.RevisionFiles;

namespace Retort.Cli.Serving;

/// <summary>A web server with the pages and the health endpoints of a project.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private readonly CommandContext _context;
    private readonly IReadOnlyList<ServerAddress> _addresses;
    private readonly WebApplication _app;

    public PageServer(CommandContext context, IReadOnlyList<ServerAddress> addresses)
    {
        (_context, _addresses) = (context, addresses);

        // Empty: neither the environment nor a file of the folder says anything that the command line does not.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = context.Settings.Folder });
        builder.WebHost.UseKestrelCore().UseUrls([.. addresses.Select(address => address.Url)]);
        builder.Services.AddRoutingCore().AddLogging(logging => logging.AddProvider(new SpokenLog(context))).AddSingleton<IHostLifetime, EndedBySignal>();
        builder.Services.AddRetort(Configure);
        builder.Services.AddHealthChecks().AddRetort();
        _app = builder.Build();
        _app.UseRouting();
        RetortEndpointRouteBuilderExtensions.Map(_app, "/", addresses.All(address => address.IsLocal) ? null : pages => pages.WithMetadata(new AnyoneMaySee()));
    }

    /// <summary>Serves until it is cancelled.</summary>
    /// <exception cref="UsageException">It cannot listen at an address.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (IOException e)
        {
            throw new UsageException($"It cannot listen at {string.Join(", ", _addresses.Select(address => address.Url))}.", e.InnerException?.Message ?? e.Message, "Name another port: --urls http://localhost:5116");
        }

        foreach (var url in _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses)
        {
            _context.Say($"serving {url}, Ctrl-C ends it");
        }

        if (!_addresses.All(address => address.IsLocal))
        {
            _context.Say("whoever reaches it can read the schema and the revisions");
        }

        try
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
        }
        finally
        {
            await _app.StopAsync(CancellationToken.None);
        }
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Configure(RetortOptions options)
    {
        var settings = _context.Settings;
        options.Connect = () => DatabaseAddress.Open(settings, _context.Host, _context.Say);
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
