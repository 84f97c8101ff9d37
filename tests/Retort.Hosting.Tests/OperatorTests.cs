using System.Diagnostics;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Retort.Testing;

namespace Retort.Hosting.Tests;

/// <summary>What an operator does in a browser, with <c>retort serve</c> as a process of its own.</summary>
public sealed partial class OperatorTests : IDisposable
{
    private const string Token = "a-token-of-the-tests";

    private readonly Browser _browser;
    private readonly TempFolder _folder = new();

    public OperatorTests(Browser browser)
    {
        _browser = browser;
        History.Write(_folder, 3);
        _folder.Write("retort.json", """{ "url": "sqlite:///app.db", "versions": ["versions"], "backup": { "mode": "full", "directory": "backups" } }""");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1280, 900)]
    [InlineData(390, 844)]
    public async Task An_operator_signs_in_upgrades_looks_at_the_backup_and_goes_back(int width, int height)
    {
        using var retort = new ServedProcess(Serve());
        await using var window = await _browser.OpenAsync(await ListeningAsync(retort.Process), new() { ViewportSize = new() { Width = width, Height = height } });
        var page = window.Page;
        await page.GotoAsync("/");
        await PressAsync(AriaRole.Link, "Changes");
        await page.GetByLabel("Token").FillAsync(Token);
        await PressAsync(AriaRole.Button, "Sign in");
        await Form("Upgrade").WaitForAsync();
        Assert.False(await window.OverflowsAsync());

        await Form("Upgrade").GetByRole(AriaRole.Button).ClickAsync();
        await page.GetByText("A backup of everything is made first.").WaitForAsync();
        Assert.False(await window.OverflowsAsync());
        await PressAsync(AriaRole.Button, "Upgrade");
        await page.GetByText("Up to date.").WaitForAsync();
        await page.GetByText("done r3").WaitForAsync();

        await PressAsync(AriaRole.Link, "Changes");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a backup" }).ClickAsync();
        await page.GetByText("Backed up to").WaitForAsync();
        await PressAsync(AriaRole.Link, "Backups");
        await page.GetByText("from the status page").WaitForAsync();

        await PressAsync(AriaRole.Link, "Changes");
        var downgrade = Form("Downgrade");
        await downgrade.GetByLabel("To").SelectOptionAsync("r1");
        await downgrade.GetByRole(AriaRole.Button).ClickAsync();
        await page.GetByLabel("Type r1 to go on").FillAsync("r1");
        await PressAsync(AriaRole.Button, "Downgrade");
        await page.GetByText("2 revisions pending.").WaitForAsync();
        await PressAsync(AriaRole.Link, "History");
        await page.GetByRole(AriaRole.Cell, new() { Name = "downgrade" }).First.WaitForAsync();

        Assert.Empty(window.Complaints);

        ILocator Form(string title) => page.GetByRole(AriaRole.Group, new() { Name = title, Exact = true });

        Task PressAsync(AriaRole role, string name) => page.GetByRole(role, new() { Name = name, Exact = true }).ClickAsync();
    }

    private Process Serve()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var start = new ProcessStartInfo("dotnet", [Path.Combine(PostgresServer.Repository, "src/Retort.Cli/bin", configuration, "net10.0/retort.dll"), "serve", "--allow-changes", "--urls", "http://127.0.0.1:0"])
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["RETORT_SERVE_TOKEN"] = Token;
        start.Environment.Remove("DATABASE_URL");
        return Process.Start(start)!;
    }

    private static async Task<Uri> ListeningAsync(Process retort)
    {
        while (await retort.StandardError.ReadLineAsync() is { } line)
        {
            if (Listening().Match(line) is { Success: true } match)
            {
                return new Uri(match.Groups["url"].Value);
            }
        }

        throw new InvalidOperationException("It did not serve.");
    }

    /// <summary>Ends with the test, however that ends.</summary>
    private sealed record ServedProcess(Process Process) : IDisposable
    {
        public void Dispose()
        {
            Process.Kill();
            Process.Dispose();
        }
    }

    [GeneratedRegex("^serving (?<url>[^,]+),", RegexOptions.ExplicitCapture)]
    private static partial Regex Listening();
}
