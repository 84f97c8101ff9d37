using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Retort.Testing;

namespace Retort.Hosting.Tests;

/// <summary>A web application that listens on a port of its own, with a folder for its revisions and its database.</summary>
internal sealed class TestApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TestLog _log;
    private HttpClient? _client;

    private TestApp(WebApplication app, TestLog log) => (_app, _log) = (app, log);

    public IServiceProvider Services => _app.Services;

    /// <summary>Where it listens.</summary>
    public Uri Url => _client!.BaseAddress!;

    /// <summary>What was logged: id of the event and message.</summary>
    public IEnumerable<(int Id, string Message)> Log => _log.Lines;

    /// <summary>Makes an application that is not started.</summary>
    /// <param name="folder">Its content root.</param>
    /// <param name="configure">Adds what it needs.</param>
    /// <param name="map">Maps its endpoints, instead of those of Retort alone.</param>
    public static TestApp Build(TempFolder folder, Action<WebApplicationBuilder> configure, Action<WebApplication>? map = null)
    {
        var log = new TestLog();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = folder.Path });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders().AddProvider(log);
        configure(builder);
        builder.Services.AddHealthChecks().AddRetort();
        var app = builder.Build();
        if (map is null)
        {
            app.MapRetort();
        }
        else
        {
            map(app);
        }

        return new TestApp(app, log);
    }

    /// <summary>Starts an application on a database, with the revisions in the folder <c>versions</c>.</summary>
    public static Task<TestApp> StartAsync(TempFolder folder, string url, StartupMode mode, Action<RetortOptions>? configure = null) => StartAsync(folder, options =>
    {
        options.Url = url;
        options.AddRevisions("versions").OnStartup(mode);

        // A slow machine is no reason for a test to fail; those that are about time set their own.
        options.HealthTimeout = TimeSpan.FromSeconds(30);
        configure?.Invoke(options);
    });

    public static async Task<TestApp> StartAsync(TempFolder folder, Action<RetortOptions> configure)
    {
        var app = Build(folder, builder => builder.Services.AddRetort(configure));
        try
        {
            await app.StartAsync();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        await _app.StartAsync(cancellationToken);
        _client = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
    }

    /// <summary>Asks for a path of <c>/health</c>.</summary>
    public async Task<(HttpStatusCode Status, JsonNode Body)> HealthAsync(string path = "/ready")
    {
        using var response = await _client!.GetAsync(new Uri($"/health{path}", UriKind.Relative));
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return _client!.SendAsync(request);
    }

    /// <summary>A page, which must be there.</summary>
    public Task<string> GetAsync(string path) => _client!.GetStringAsync(new Uri(path, UriKind.Relative));

    /// <summary>What goes on and on.</summary>
    public Task<Stream> OpenAsync(string path) => _client!.GetStreamAsync(new Uri(path, UriKind.Relative));

    public Task StopAsync() => _app.StopAsync();

    /// <summary>Asks until the answer is as it shall become.</summary>
    public async Task<JsonNode> HealthUntilAsync(Func<JsonNode, bool> condition)
    {
        while (true)
        {
            var (_, body) = await HealthAsync();
            if (condition(body))
            {
                return body;
            }

            await Task.Delay(20);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await _app.DisposeAsync();
    }

    private sealed class TestLog : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<(int, string)> Lines { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Lines.Enqueue((eventId.Id, formatter(state, exception)));

        public void Dispose()
        {
        }
    }
}
