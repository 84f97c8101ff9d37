using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Xml.Linq;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary><c>serve</c>: the pages as they are read, and the process that serves them.</summary>
public sealed class ServeTests
{
    private const string Nasty = "<script>alert(1)</script>\"'&";
    private const string First = "-- revision: aa1\n-- message: First\n-- upgrade\nCREATE TABLE t (id integer PRIMARY KEY);\n-- downgrade\nDROP TABLE t;\n";

    private static readonly string Retort = Path.Combine(AppContext.BaseDirectory, "retort");

    [Theory]
    [InlineData("/session")]
    [InlineData("/session/end")]
    [InlineData("/changes")]
    [InlineData("/changes/upgrade")]
    [InlineData("/changes/downgrade")]
    [InlineData("/changes/backup")]
    [InlineData("/")]
    [InlineData("/plan")]
    public async Task Without_changes_there_is_nothing_to_send_a_form_to(string path)
    {
        using var project = Project.OfSql(First);
        await using var served = await ServedProject.StartAsync(project, allowsChanges: false);

        var posted = await served.Browser.PostAsync(path, new Dictionary<string, string>());

        Assert.True(posted.Status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed, $"{posted.Status}");
        Assert.Equal(HttpStatusCode.NotFound, (await served.Browser.GetAsync("/changes")).Status);
        Assert.DoesNotContain("changes", (await served.Browser.GetAsync("/")).Body, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Whatever_stands_in_files_and_database_is_text_on_every_page()
    {
        var table = $"t{Nasty}".Replace("\"", "\"\"", StringComparison.Ordinal);
        using var project = Project.OfSql(
            $"-- revision: aa1\n-- message: {Nasty}\n-- upgrade\nCREATE TABLE \"{table}\" (\"c{table}\" integer);\nCREATE INDEX \"i{table}\" ON \"{table}\" (\"c{table}\");\n-- downgrade\nDROP TABLE \"{table}\";\n",
            $"-- revision: bb2\n-- revises: aa1\n-- message: {Nasty}\n-- upgrade\nSELECT '{Nasty.Replace("'", "''", StringComparison.Ordinal)}' FROM \"no{table}\";\n-- downgrade\nSELECT 1;\n");
        await project.DoAsync("upgrade +1 --tag", Nasty);
        await project.SqliteAsync($"CREATE TABLE \"d{table}\" (id integer)");
        await using var served = await ServedProject.OperateAsync(project);
        await served.Browser.SubmitAsync("/changes", "/changes/backup", ("reason", Nasty));
        await served.Browser.WatchAsync("Backed up to", "done in");
        await served.Browser.RunAsync("upgrade", "heads");
        var live = await served.Browser.WatchAsync("failed after", "RT0502");

        foreach (var path in new[]
        {
            "/", "/plan", "/schema", "/drift", "/backups", "/history", "/revisions/aa1", "/revisions/bb2", $"/revisions/{Uri.EscapeDataString(Nasty.Replace("/", "", StringComparison.Ordinal))}",
            "/changes", "/changes/upgrade?to=heads", "/changes/downgrade?to=base", $"/changes/upgrade?to={Uri.EscapeDataString(Nasty)}", $"/changes/downgrade?to={Uri.EscapeDataString(Nasty)}",
        })
        {
            var page = await served.Browser.GetAsync(path);
            Assert.True(page.Body.Length > 0, $"{page.Status} {path}");
            RequireHarmless(page.Body, path);
        }

        RequireHarmless($"<div>{live}</div>", "stream");
        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;", live, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", (await served.Browser.GetAsync("/schema")).Body, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", (await served.Browser.GetAsync("/backups")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_somebody_else_that_has_the_name_of_this_machine_is_refused()
    {
        using var project = Project.OfSql(First);
        await using var served = await ServedProject.OperateAsync(project);
        var fields = await served.Browser.FormAsync("/changes/upgrade?to=heads", "/changes/upgrade");

        var posted = await served.Browser.PostAsync("/changes/upgrade", fields, request =>
        {
            request.Headers.Host = "rebound.example";
            request.Headers.Remove("Origin");
            request.Headers.Add("Origin", "http://rebound.example");
        });

        Assert.Equal(HttpStatusCode.Forbidden, posted.Status);
        Assert.False(File.Exists(project.PathOf("app.db")));
    }

    [Fact]
    public async Task A_run_of_another_process_is_seen_as_it_goes()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql(First, "-- revision: bb2\n-- revises: aa1\n-- message: Gate\n-- upgrade\nSELECT pg_advisory_xact_lock(42);\n-- downgrade\nSELECT 1;\n");
        project.Environment["RETORT_URL"] = database.Url;
        await using var served = await ServedProject.OperateAsync(project);
        await using var gate = await Gate.CloseAsync(database);
        var running = CommandRun.RunAsync(Retort, ["upgrade"], project.Path, project.Environment);

        await served.Browser.WatchAsync("1 revision pending", "held by session", "upgrade of aa1 done");
        await served.Browser.RunAsync("upgrade", "heads");
        await served.Browser.WatchAsync("Upgrade to heads, asked for from 127.0.0.1", "waits for the lock for", "held by session");
        await gate.OpenAsync();
        var end = await served.Browser.WatchAsync("Up to date.", "upgrade of bb2 done", "done in");

        Assert.Equal(0, (await running).ExitCode);
        Assert.DoesNotContain("done bb2", end, StringComparison.Ordinal);
        Assert.Equal(["2"], await database.QueryAsync("SELECT count(*) FROM retort_history WHERE tag IS NULL"));
    }

    [Theory]
    [InlineData(Signal.Interrupt, 130)]
    [InlineData(Signal.Terminate, 143)]
    public async Task A_signal_ends_it_though_somebody_looks_and_stops_the_run_cleanly(int signal, int exitCode)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql("-- revision: aa1\n-- upgrade\nCREATE TABLE t (id int);\nSELECT pg_advisory_xact_lock(42);\n-- downgrade\nDROP TABLE t;\n");
        await using var gate = await Gate.CloseAsync(database);
        project.Environment["RETORT_URL"] = database.Url;
        project.Environment["HOME"] = Directory.CreateDirectory(project.PathOf("home")).FullName;
        project.Environment["RETORT_SERVE_TOKEN"] = "";
        using var process = CommandRun.Start(Retort, ["serve", "--urls", "http://127.0.0.1:0", "--allow-changes"], project.Path, project.Environment);
        var address = ServedProject.Address().Match((await process.StandardError.ReadLineAsync())!).Value;
        var token = (await process.StandardError.ReadLineAsync())!.Split(" with the token ")[1];
        using var browser = new Browser(new Uri(address));
        await browser.SignInAsync(token);
        await browser.RunAsync("upgrade", "heads");
        await browser.WatchAsync("1 of 1: aa1, statement 2 of 2", "pg_advisory_xact_lock(42)");
        var watching = browser.WatchAsync("never said");

        var clock = Stopwatch.StartNew();
        Assert.Equal(0, Signal.Send(process.Id, signal));
        await process.WaitForExitAsync();

        Assert.Equal(exitCode, process.ExitCode);
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        await Assert.ThrowsAnyAsync<Exception>(() => watching);
        Assert.Equal(["failed|cancelled|status page"], await database.QueryAsync("SELECT status || '|' || error || '|' || tag FROM retort_history"));
        Assert.Equal([null], await database.QueryAsync("SELECT to_regclass('t')::text"));
        Assert.Equal(64, token.Length);
        Assert.Empty(Directory.GetFileSystemEntries(project.PathOf("home")));
    }

    [Theory]
    [InlineData("--urls nonsense", "is no address to listen at")]
    [InlineData("--urls https://localhost:5443", "A certificate is the business of a proxy")]
    [InlineData("--allow-changes --token-file missing", "cannot be read")]
    [InlineData("--allow-changes --token-file short", "The token in short is too short")]
    [InlineData("--token-file short", "means something only with --allow-changes")]
    [InlineData("--tag x", "means something only with --auto-upgrade")]
    public async Task What_cannot_be_meant_is_told_before_it_listens(string options, string told)
    {
        using var project = Project.OfSql(First);
        project.Write("short", "0123456789abcde\n");

        var run = await project.RunAsync($"serve {options}");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(told, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("0123456789abcde", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("192.0.2.1:5115")]
    public async Task An_address_that_is_taken_or_not_of_this_machine_is_told(string? address)
    {
        using var project = Project.OfSql(First);
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        var run = await project.RunAsync($"serve --urls http://{address ?? $"{taken.LocalEndpoint}"}");

        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("ERROR RT0101:  It cannot listen at", run.Error, StringComparison.Ordinal);
        Assert.Contains("Name another port", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_that_names_no_database_is_not_served()
    {
        using var project = Project.OfSql(First);
        project.Write("retort.json", """{ "versions": ["versions"] }""");

        var run = await project.RunAsync("serve --urls http://127.0.0.1:0");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("No database is named.", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("SELECT * FROM missing;", 1, "RT0502")]
    [InlineData("DROP TABLE t;", 5, "An upgrade that loses data needs a yes.")]
    public async Task An_upgrade_before_it_that_does_not_end_well_keeps_it_from_listening(string sql, int exitCode, string told)
    {
        using var project = Project.OfSql(First, $"-- revision: bb2\n-- revises: aa1\n-- upgrade\n{sql}\n-- downgrade\nSELECT 1;\n");
        await project.DoAsync("upgrade aa1");

        var run = await project.RunAsync("serve --urls http://127.0.0.1:0 --auto-upgrade");

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(told, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("serving", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_upgrade_before_it_is_done_when_it_listens_and_who_can_reach_it_is_told()
    {
        using var project = Project.OfSql(First);
        project.Environment["RETORT_SERVE_TOKEN"] = ServedProject.Token;
        using var process = CommandRun.Start(Retort, ["serve", "--urls", "http://0.0.0.0:0", "--auto-upgrade", "--allow-changes"], project.Path, project.Environment);

        var lines = new List<string>();
        while (!lines.Exists(line => line.Contains("speaks https", StringComparison.Ordinal)) && await process.StandardError.ReadLineAsync() is { } line)
        {
            lines.Add(line);
        }

        var port = new Uri(ServedProject.Address().Match(lines[1]).Value).Port;
        using var browser = new Browser(new Uri($"http://127.0.0.1:{port}"));
        var overview = await browser.GetAsync("/");
        Signal.Send(process.Id, Signal.Kill);
        await process.WaitForExitAsync();

        Assert.StartsWith("done aa1 First", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("serving http://0.0.0.0", lines[1], StringComparison.Ordinal);
        Assert.Equal("whoever reaches it can read the schema and the revisions", lines[3]);
        Assert.DoesNotContain(lines, line => line.Contains(ServedProject.Token, StringComparison.Ordinal));
        Assert.Contains("Up to date.", overview.Body, StringComparison.Ordinal);
    }

    /// <summary>A page is also XML, so that what became markup is found by a reader that does not guess.</summary>
    private static void RequireHarmless(string html, string path)
    {
        var page = XDocument.Parse(html.Replace("<!DOCTYPE html>", "", StringComparison.Ordinal));
        Assert.True(page.Descendants().Where(element => element.Name.LocalName == "script").All(script => (string?)script.Attribute("src") == "/assets/page.js" && script.Value.Length == 0), path);
        Assert.DoesNotContain(page.Descendants().Attributes(), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase) || attribute.Value.StartsWith("javascript:", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain("<script>", html, StringComparison.OrdinalIgnoreCase);
    }
}
