using System.Collections.Concurrent;
using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Retort.Hosting.Tests.Browser))]

namespace Retort.Hosting.Tests;

/// <summary>Chromium, started when a test first needs it.</summary>
public sealed class Browser : IAsyncLifetime
{
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly SemaphoreSlim _gate = new(1);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Opens a window.</summary>
    /// <param name="url">The server.</param>
    /// <param name="options">How the window is.</param>
    internal async Task<Window> OpenAsync(Uri url, BrowserNewContextOptions? options = null)
    {
        await _gate.WaitAsync();
        try
        {
            _playwright ??= await Playwright.CreateAsync();
            _browser ??= await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Environment.GetEnvironmentVariable("RETORT_CHROMIUM") ?? "/usr/bin/chromium", Args = Arguments, Timeout = 120_000 });
        }
        finally
        {
            _gate.Release();
        }

        options ??= new();
        options.BaseURL = url.ToString();
        var context = await _browser.NewContextAsync(options);

        // A slow machine is no reason for a test to fail.
        context.SetDefaultTimeout(60_000);
        return new Window(context, await context.NewPageAsync(), url);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _gate.Dispose();
    }
}

/// <summary>A window of the browser, and whatever the browser had to complain of.</summary>
internal sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext _context;

    public Window(IBrowserContext context, IPage page, Uri server)
    {
        (_context, Page) = (context, page);
        page.Console += (_, message) => Note(message.Type is "error" or "warning", $"{message.Type}: {message.Text}");
        page.PageError += (_, error) => Note(true, $"script: {error}");
        page.Dialog += (_, dialog) => Note(true, $"dialog: {dialog.Message}");
        page.Request += (_, request) => Note(new Uri(request.Url) is { Scheme: not "data" } url && url.Authority != server.Authority, $"elsewhere: {request.Url}");
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings of the console, errors of scripts, dialogs, and requests to anybody but the server.</summary>
    public ConcurrentQueue<string> Complaints { get; } = [];

    /// <summary>Waits until a page is there as a whole. The browser is asked: an event of its driver can come before somebody listens.</summary>
    public Task ArriveAsync(string path) => Page.WaitForFunctionAsync("path => location.pathname === path && document.readyState === 'complete'", path);

    /// <summary>Whether something can be seen only by moving the whole page sideways.</summary>
    public Task<bool> OverflowsAsync() => Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth");

    public ValueTask DisposeAsync() => _context.DisposeAsync();

    private void Note(bool matters, string what)
    {
        if (matters)
        {
            Complaints.Enqueue(what);
        }
    }
}
