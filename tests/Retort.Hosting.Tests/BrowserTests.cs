using Microsoft.Playwright;
using Retort.Testing;

namespace Retort.Hosting.Tests;

/// <summary>The pages in a browser.</summary>
public sealed class BrowserTests : IDisposable
{
    private readonly Browser _browser;
    private readonly TempFolder _folder = new();

    public BrowserTests(Browser browser)
    {
        _browser = browser;
        History.Write(_folder, 2);
        History.Write(_folder, "left", "r2", "CREATE TABLE orders (id integer PRIMARY KEY, t integer REFERENCES t1 (id));", "DROP TABLE orders;");
        History.Write(_folder, "right", "r2", "ALTER TABLE t2 ADD COLUMN name text;", "ALTER TABLE t2 DROP COLUMN name;");
        History.Write(_folder, "both", "left, right", "CREATE INDEX ix ON orders (t);", "DROP INDEX ix;");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1280, 900, ColorScheme.Light)]
    [InlineData(1280, 900, ColorScheme.Dark)]
    [InlineData(390, 844, ColorScheme.Light)]
    [InlineData(390, 844, ColorScheme.Dark)]
    public async Task Every_page_fits_its_window_and_makes_the_browser_complain_of_nothing(int width, int height, ColorScheme scheme)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await History.UpgradeAsync(_folder, database.Url, "left");
        await using var app = await TestApp.StartAsync(_folder, database.Url, StartupMode.Off, options => options.BackupFolder = "backups");
        await using var window = await _browser.OpenAsync(app.Url, new() { ViewportSize = new() { Width = width, Height = height }, ColorScheme = scheme });

        await window.Page.GotoAsync("/retort/");
        var headings = new List<string>();
        foreach (var name in (string[])["Overview", "Plan", "Schema", "Drift", "Backups", "History", "Overview"])
        {
            await window.Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).First.ClickAsync();
            await window.ArriveAsync(name == "Overview" ? "/retort/" : $"/retort/{name.ToLowerInvariant()}");
            headings.Add(await window.Page.Locator("h1").InnerTextAsync());
            Assert.False(await window.OverflowsAsync(), name);
            await PictureAsync(window, $"{name}-{width}-{scheme}");
        }

        await window.Page.Locator("svg a[href='/retort/revisions/both']").ClickAsync();
        await window.ArriveAsync("/retort/revisions/both");
        headings.Add(await window.Page.Locator("h1").InnerTextAsync());
        Assert.False(await window.OverflowsAsync(), "both");
        await PictureAsync(window, $"Revision-{width}-{scheme}");
        var ground = await window.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

        Assert.Equal(["Overview", "Plan", "Schema", "Drift", "Backups", "History", "Overview", "both"], headings);
        Assert.Equal(scheme == ColorScheme.Dark ? "rgb(17, 21, 28)" : "rgb(251, 252, 254)", ground);
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task The_overview_follows_a_run_of_somebody_else()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await History.UpgradeAsync(_folder, database.Url, "r1");
        await using var app = await TestApp.StartAsync(_folder, database.Url, StartupMode.Off);
        await using var window = await _browser.OpenAsync(app.Url);
        await window.Page.GotoAsync("/retort/");
        await window.Page.GetByText("4 revisions pending.").WaitForAsync();
        await window.Page.Locator("#connection[data-state=live]").WaitForAsync();
        var link = window.Page.Locator("svg a[href='/retort/revisions/r1']");
        await link.FocusAsync();

        await History.UpgradeAsync(_folder, database.Url);
        await window.Page.GetByText("Up to date.").WaitForAsync();

        Assert.Equal(0, await window.Page.Locator("svg .is-pending").CountAsync());
        Assert.True(await link.EvaluateAsync<bool>("link => link === document.activeElement"));
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task A_reader_is_told_when_the_application_has_gone()
    {
        await using var app = await TestApp.StartAsync(_folder, "sqlite:///app.db", StartupMode.Off);
        await using var window = await _browser.OpenAsync(app.Url);
        await window.Page.GotoAsync("/retort/");
        await window.Page.Locator("#connection[data-state=live]").WaitForAsync();

        await app.DisposeAsync();

        await window.Page.GetByText("not connected, trying again").WaitForAsync();
    }

    [Fact]
    public async Task Everything_is_within_reach_of_the_keyboard()
    {
        await using var app = await TestApp.StartAsync(_folder, "sqlite:///app.db", StartupMode.Off);
        await using var window = await _browser.OpenAsync(app.Url);
        // Before anything came from the server that could take its place.
        await window.Page.AddInitScriptAsync("addEventListener('DOMContentLoaded', () => window.shown = document.querySelector('svg'))");
        await window.Page.GotoAsync("/retort/");
        await window.Page.Locator("#connection[data-state=live]").WaitForAsync();
        var reached = new List<string>();
        for (var i = 0; i < 60; i++)
        {
            await window.Page.Keyboard.PressAsync("Tab");
            reached.Add(await window.Page.EvaluateAsync<string>("document.activeElement.getAttribute('href') ?? ''"));
        }

        // What it shows already is not put in its own place: whoever is reading there would lose it.
        Assert.True(await window.Page.EvaluateAsync<bool>("window.shown.isConnected"));
        await window.Page.ReloadAsync();
        await window.Page.Keyboard.PressAsync("Tab");
        var skip = window.Page.Locator(".skip");
        Assert.True((await skip.BoundingBoxAsync())!.X >= 0);
        await window.Page.Locator("svg a[href='/retort/revisions/left']").FocusAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await window.ArriveAsync("/retort/revisions/left");

        Assert.Equal("#content", reached[0]);
        Assert.Superset(
            new HashSet<string> { "/retort/", "/retort/plan", "/retort/schema", "/retort/drift", "/retort/backups", "/retort/history", "/retort/revisions/both", "/retort/revisions/left", "/retort/revisions/r1" },
            reached.ToHashSet());
    }

    [Fact]
    public async Task Without_scripts_it_says_the_same()
    {
        await using var app = await TestApp.StartAsync(_folder, "sqlite:///app.db", StartupMode.Off);
        await using var window = await _browser.OpenAsync(app.Url, new() { JavaScriptEnabled = false });

        await window.Page.GotoAsync("/retort/");
        Assert.True(await window.Page.GetByText("5 revisions pending.").IsVisibleAsync());
        await window.Page.GotoAsync("/retort/plan");

        Assert.True(await window.Page.GetByText("CREATE INDEX ix ON orders (t)").IsVisibleAsync());
    }

    [Fact]
    public async Task What_revisions_and_tables_are_called_is_text_and_nothing_else()
    {
        const string Evil = "\"><script>document.title='gone'</script><img src=x onerror=alert(1)>'&lt;";
        History.Write(
            _folder, "evil", "both",
            $"CREATE TABLE \"{Evil.Replace("\"", "\"\"", StringComparison.Ordinal)}\" (id integer PRIMARY KEY, \"<b onclick=alert(2)>\" text DEFAULT '</script><script>alert(3)</script>');\nDROP TABLE t2;",
            "SELECT '</pre><script>alert(4)</script>';");
        _folder.Write("versions/evil.sql", $"-- message: {Evil}\n" + await File.ReadAllTextAsync(_folder["versions/evil.sql"]));
        await using var app = await TestApp.StartAsync(_folder, "sqlite:///app.db", StartupMode.Off);
        await using var window = await _browser.OpenAsync(app.Url);
        var pages = (string[])["", "plan", "schema", "drift", "history", "revisions/evil"];
        foreach (var path in pages)
        {
            await window.Page.GotoAsync($"/retort/{path}");
        }

        await window.Page.GotoAsync("/retort/");
        await window.Page.Locator("#connection[data-state=live]").WaitForAsync();
        await History.UpgradeAsync(_folder, $"sqlite:///{_folder["app.db"]}");
        await window.Page.GetByText("Up to date.").WaitForAsync();
        foreach (var path in pages)
        {
            await window.Page.GotoAsync($"/retort/{path}");
            Assert.NotEqual("gone", await window.Page.TitleAsync());
            Assert.Equal(0, await window.Page.Locator("img, [onclick], script:not([src])").CountAsync());
        }

        Assert.Equal($"evil {Evil}", await window.Page.Locator("h1").InnerTextAsync());
        Assert.Empty(window.Complaints);
    }

    /// <summary>Keeps a picture for a person to look at, when one asks: <c>RETORT_SCREENSHOTS=/tmp/pictures</c>.</summary>
    private static async Task PictureAsync(Window window, string name)
    {
        if (Environment.GetEnvironmentVariable("RETORT_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await window.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        }
    }
}
