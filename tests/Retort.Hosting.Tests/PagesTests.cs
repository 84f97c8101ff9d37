using System.Net;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Retort.Backups;
using Retort.Dialects;
using Retort.Sqlite;
using Retort.Testing;

namespace Retort.Hosting.Tests;

/// <summary>The pages as they are answered: who gets them, what they say, and what a browser is told to make of them.</summary>
public sealed partial class PagesTests : IDisposable
{
    private const string Sqlite = "sqlite:///app.db";

    private readonly TempFolder _folder = new();

    public PagesTests() => History.Write(_folder, 2);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_overview_tells_where_the_database_stands_and_leads_to_its_revisions()
    {
        await History.UpgradeAsync(_folder, Sqlite, "r1");
        await using var app = await TestApp.StartAsync(_folder, Sqlite, StartupMode.Off);

        var page = await app.GetAsync("/retort");

        Assert.Contains("<strong class=\"notable\">1 revision pending.</strong>", page, StringComparison.Ordinal);
        Assert.Contains("<tr><td>Current revision</td><td><a href=\"/retort/revisions/r1\"><code>r1</code></a></td></tr>", page, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/retort/revisions/r2\"><text", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revision_has_its_facts_findings_plan_and_SQL_in_both_directions()
    {
        History.Write(_folder, "r3", "r2", "ALTER TABLE t1 DROP COLUMN name;", "ALTER TABLE t1 ADD COLUMN name text;");
        _folder.Write("versions/r1.sql", (await File.ReadAllTextAsync(_folder["versions/r1.sql"])).Replace("PRIMARY KEY", "PRIMARY KEY, name text", StringComparison.Ordinal));
        await using var database = await PostgresDatabase.CreateAsync();
        await History.UpgradeAsync(_folder, database.Url, "r2");
        await using var app = await TestApp.StartAsync(_folder, database.Url, StartupMode.Off);

        var pending = await app.GetAsync("/retort/revisions/r3");
        var applied = await app.GetAsync("/retort/revisions/r1");

        Assert.Contains("<strong class=\"notable\">pending</strong>", pending, StringComparison.Ordinal);
        Assert.Contains("<td>After</td><td><a href=\"/retort/revisions/r2\">", pending, StringComparison.Ordinal);
        Assert.Contains("Risk: <strong class=\"bad\">high</strong>", pending, StringComparison.Ordinal);
        Assert.Contains("ACCESS EXCLUSIVE on &quot;t1&quot;", pending, StringComparison.Ordinal);
        Assert.Contains("<td>observed</td>", pending, StringComparison.Ordinal);
        Assert.Contains("<td>RT-L", pending, StringComparison.Ordinal);
        Assert.Contains("<pre tabindex=\"0\">ALTER TABLE t1 DROP COLUMN name;</pre>", pending, StringComparison.Ordinal);
        Assert.Contains("<pre tabindex=\"0\">ALTER TABLE t1 ADD COLUMN name text;</pre>", pending, StringComparison.Ordinal);
        Assert.Contains("<strong class=\"good\">applied</strong>", applied, StringComparison.Ordinal);
        Assert.DoesNotContain("id=\"plan\"", applied, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revision_without_a_way_back_is_told_all_the_same()
    {
        _folder.Write("versions/r3.sql", "-- revision: r3\n-- revises: r2\n-- upgrade\nDROP TABLE t1;\n");
        await using var app = await TestApp.StartAsync(_folder, Sqlite, StartupMode.Off);

        var page = await app.GetAsync("/retort/revisions/r3");

        Assert.Contains("<pre tabindex=\"0\">DROP TABLE t1;</pre>", page, StringComparison.Ordinal);
        Assert.Matches("<h2 id=\"downgrade\">Downgrade</h2>\n<p>[^<]*r3[^<]*</p>", page);
    }

    [Fact]
    public async Task What_was_changed_by_hand_stands_on_the_page_of_drift()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await History.UpgradeAsync(_folder, database.Url);
        await database.ExecuteAsync("ALTER TABLE t1 ADD COLUMN by_hand text");
        await using var app = await TestApp.StartAsync(_folder, database.Url, StartupMode.Off);

        var page = await app.GetAsync("/retort/drift");

        Assert.Contains("<strong class=\"bad\">The schema is not what the revisions say.</strong>", page, StringComparison.Ordinal);
        Assert.Contains("<li>add column &quot;by_hand&quot; to table &quot;t1&quot;</li>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Backups_are_listed_with_their_proof_and_history_with_how_long_it_took()
    {
        await History.UpgradeAsync(_folder, Sqlite);
        await using var source = SqliteDatabase.Connect(Sqlite, _folder.Path);
        var writer = new BackupWriter(_folder["backups"], TimeProvider.System, new Progress<BackupProgress>());
        var request = BackupRequest.Full(VersionTables.Default.Version, "by hand");
        var proved = await writer.CreateAsync(source, request, default);
        BackupCatalog.MarkVerified(proved, new DateTimeOffset(2026, 11, 22, 9, 0, 0, TimeSpan.Zero));
        var unproved = await writer.CreateAsync(source, request with { Reason = "<b>" }, default);
        await History.UpgradeAsync(_folder, "sqlite:///other.db");
        await using var other = SqliteDatabase.Connect("sqlite:///other.db", _folder.Path);
        var foreign = await writer.CreateAsync(other, request, default);
        await using var app = await TestApp.StartAsync(_folder, Sqlite, StartupMode.Off, options => options.BackupFolder = "backups");

        var (backups, history) = (await app.GetAsync("/retort/backups"), await app.GetAsync("/retort/history"));

        Assert.Matches($"{Regex.Escape(proved.Metadata.File)}.*<strong class=\"good\">2026-11-22 09:00:00Z</strong>", backups);
        Assert.Matches($"{Regex.Escape(unproved.Metadata.File)}.*<td>&lt;b&gt;</td><td><strong class=\"notable\">no</strong>", backups);
        Assert.DoesNotContain(foreign.Metadata.File, backups, StringComparison.Ordinal);
        Assert.Matches("<td>upgrade</td><td><a href=\"/retort/revisions/r2\"><code>r2</code></a></td><td><strong class=\"good\">done</strong></td><td>[0-9,]+ ms</td>", history);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_told_and_the_revisions_still_are()
    {
        await using var app = await TestApp.StartAsync(_folder, "postgresql://nobody@127.0.0.1:1/none", StartupMode.Off);

        var overview = await app.GetAsync("/retort/");
        var revision = await app.GetAsync("/retort/revisions/r1");
        using var drift = await app.SendAsync(HttpMethod.Get, "/retort/drift");

        Assert.Contains("<strong class=\"bad\">Unknown: not connected.</strong>", overview, StringComparison.Ordinal);
        Assert.Contains("revisions/r2", overview, StringComparison.Ordinal);
        Assert.Contains("<pre tabindex=\"0\">CREATE TABLE t1 (id integer PRIMARY KEY);</pre>", revision, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, drift.StatusCode);
        Assert.Contains("RT0", await drift.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revision_files_that_are_broken_are_told_with_their_place()
    {
        _folder.Write("versions/broken.sql", "-- revision: <broken>\n-- upgrade\n");
        await using var app = await TestApp.StartAsync(_folder, Sqlite, StartupMode.Off);

        using var response = await app.SendAsync(HttpMethod.Get, "/retort/");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Contains("broken.sql", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_browser_is_told_to_run_and_load_nothing_but_what_is_ours()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        await History.UpgradeAsync(_folder, database.Url);
        await using var app = await TestApp.StartAsync(_folder, database.Url, StartupMode.Off);
        foreach (var path in (string[])["", "plan", "schema", "drift", "backups", "history", "revisions/r1", "revisions/none"])
        {
            using var response = await app.SendAsync(HttpMethod.Get, $"/retort/{path}");
            var page = await response.Content.ReadAsStringAsync();
            var policy = string.Join(' ', response.Headers.GetValues("Content-Security-Policy"));

            Assert.StartsWith("default-src 'none'; ", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.All(Style().Matches(page), style => Assert.Contains(Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style.Groups["style"].Value))), policy, StringComparison.Ordinal));
            Assert.DoesNotContain(" style=", page, StringComparison.Ordinal);
            Assert.DoesNotMatch("<script(?! src=\"/retort/assets/page.js\" defer=\"defer\"></script>)", page);
            Assert.Equal(("nosniff", "DENY", "no-store"), (response.Headers.GetValues("X-Content-Type-Options").Single(), response.Headers.GetValues("X-Frame-Options").Single(), response.Headers.CacheControl!.ToString()));
        }
    }

    [Theory]
    [InlineData("Host", "evil.example")]
    [InlineData("Host", "localhost.evil.example")]
    [InlineData("X-Forwarded-For", "203.0.113.7")]
    [InlineData("Forwarded", "for=203.0.113.7")]
    public async Task Who_does_not_sit_at_the_machine_gets_no_page_but_is_told_the_health(string header, string value)
    {
        await using var app = await TestApp.StartAsync(_folder, Sqlite, StartupMode.Off);
        foreach (var (path, expected) in ((string, HttpStatusCode)[])
            [("/retort/", HttpStatusCode.Forbidden), ("/retort/live", HttpStatusCode.Forbidden), ("/retort/revisions/r1", HttpStatusCode.Forbidden), ("/health/ready", HttpStatusCode.OK)])
        {
            using var response = await app.SendAsync(HttpMethod.Get, path, (header, value));
            Assert.Equal(expected, response.StatusCode);
        }
    }

    [Theory]
    [InlineData("someone", HttpStatusCode.OK)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    public async Task An_application_says_who_may_see_the_pages_from_elsewhere(string? user, HttpStatusCode expected)
    {
        await using var app = TestApp.Build(_folder, Guard, web =>
        {
            web.UseAuthentication().UseAuthorization();
            web.MapRetort(pages => pages.RequireAuthorization());
        });
        await app.StartAsync();

        using var page = await app.SendAsync(HttpMethod.Get, "/retort/", [("Host", "shop.example"), .. user is null ? Array.Empty<(string, string)>() : [("X-User", user)]]);
        using var health = await app.SendAsync(HttpMethod.Get, "/health/live", ("Host", "shop.example"));

        Assert.Equal((expected, HttpStatusCode.OK), (page.StatusCode, health.StatusCode));
    }

    [Fact]
    public async Task To_allow_anybody_opens_the_health_endpoints_and_not_the_pages()
    {
        await using var app = TestApp.Build(_folder, Guard, web =>
        {
            web.UseAuthentication().UseAuthorization();
            web.MapRetort(pages => pages.RequireAuthorization()).AllowAnonymous();
        });
        await app.StartAsync();

        using var page = await app.SendAsync(HttpMethod.Get, "/retort/", ("Host", "shop.example"));

        Assert.Equal(HttpStatusCode.Forbidden, page.StatusCode);
    }

    [Fact]
    public async Task Pages_can_be_anywhere_and_there_are_some_for_each_of_several_databases()
    {
        await using var app = TestApp.Build(
            _folder,
            builder => builder.Services.AddRetort("main", options => Configure(options, Sqlite)).AddRetort("the others", options => Configure(options, "sqlite:///other.db")),
            web => web.MapGroup("/ops").MapRetort());
        await app.StartAsync();

        var all = await app.GetAsync("/ops/retort");
        var main = await app.GetAsync("/ops/retort/databases/main/plan");
        var other = await app.GetAsync("/ops/retort/databases/2/revisions/r1");

        Assert.Contains("<a href=\"/ops/retort/databases/main/\">main</a>", all, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/ops/retort/databases/2/\">the others</a>", all, StringComparison.Ordinal);
        Assert.Contains("href=\"/ops/retort/databases/main/schema\"", main, StringComparison.Ordinal);
        Assert.Contains("href=\"/ops/retort/databases/2/revisions/r2\"", other, StringComparison.Ordinal);
    }

    [Fact]
    public async Task They_are_only_read_and_what_is_not_there_is_not_found()
    {
        await using var app = await TestApp.StartAsync(_folder, Sqlite, StartupMode.Off);
        using var posted = await app.SendAsync(HttpMethod.Post, "/retort/");
        using var unknown = await app.SendAsync(HttpMethod.Get, "/retort/revisions/%3Cscript%3E");
        using var style = await app.SendAsync(HttpMethod.Get, "/retort/assets/page.css");
        using var again = await app.SendAsync(HttpMethod.Get, "/retort/assets/page.css", ("If-None-Match", style.Headers.ETag!.ToString()));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, posted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Contains("<code>&lt;script&gt;</code>", await unknown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotModified), (style.StatusCode, again.StatusCode));
    }

    [Fact]
    public async Task A_stream_tells_what_changes_and_does_not_keep_the_application_from_stopping()
    {
        await using var app = await TestApp.StartAsync(_folder, Sqlite, StartupMode.Off);
        using var reader = new StreamReader(await app.OpenAsync("/retort/live"));
        await ReadUntilAsync("2 revisions pending.");

        await History.UpgradeAsync(_folder, $"sqlite:///{_folder["app.db"]}");
        await ReadUntilAsync("Up to date.");
        await app.StopAsync();
        while (await reader.ReadLineAsync() is not null)
        {
        }

        async Task ReadUntilAsync(string text)
        {
            while (await reader.ReadLineAsync() is { } line && !line.Contains(text, StringComparison.Ordinal))
            {
            }
        }
    }

    private static void Configure(RetortOptions options, string url)
    {
        options.Url = url;
        options.AddRevisions("versions").OnStartup(StartupMode.Off);
    }

    private static void Guard(WebApplicationBuilder builder)
    {
        builder.Services.AddRetort(options => Configure(options, Sqlite));
        builder.Services.AddAuthorization().AddAuthentication("header").AddScheme<AuthenticationSchemeOptions, HeaderAuthentication>("header", null);
    }

    [GeneratedRegex("<style>(?<style>.*?)</style>", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Style();

    /// <summary>Takes the word of a header for who somebody is.</summary>
    private sealed class HeaderAuthentication(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
        : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Request.Headers["X-User"] is [{ } user]
            ? AuthenticateResult.Success(new(new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, user)], "header")), "header"))
            : AuthenticateResult.NoResult());
    }
}
