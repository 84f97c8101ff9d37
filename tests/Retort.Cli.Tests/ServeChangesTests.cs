using System.Diagnostics;
using System.Net;
using System.Text;
using Retort.Cli.Serving;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary><c>serve --allow-changes</c>: who may change the database from the pages, and what is done then.</summary>
public sealed class ServeChangesTests
{
    private const string Users = "-- revision: aa1\n-- message: Users\n-- upgrade\nCREATE TABLE users (id integer PRIMARY KEY, age integer);\n-- downgrade\nDROP TABLE users;\n";
    private const string NoAge = "-- revision: bb2\n-- revises: aa1\n-- message: Forget the age\n-- upgrade\nALTER TABLE users DROP COLUMN age;\n-- downgrade\nALTER TABLE users ADD COLUMN age integer;\n";
    private const string Index = "-- revision: bb2\n-- revises: aa1\n-- message: Find by age\n-- upgrade\nCREATE INDEX ix ON users (age);\n-- downgrade\nDROP INDEX ix;\n";

    [Fact]
    public async Task Only_who_knows_the_token_sees_a_form_and_can_send_one()
    {
        using var project = Project.OfSql(Users);
        await using var served = await ServedProject.StartAsync(project);
        var browser = served.Browser;
        var signIn = await browser.FormAsync("/changes", "/session");

        var plan = await browser.GetAsync("/changes/upgrade?to=heads");
        var run = await browser.PostAsync("/changes/upgrade", new Dictionary<string, string>(signIn) { ["to"] = "heads" });
        var backup = await browser.PostAsync("/changes/backup", signIn);
        var nothing = await browser.PostAsync("/session", signIn);
        var wrong = await browser.SignInAsync("another-token-of-the-tests");
        var right = await browser.SignInAsync(ServedProject.Token);

        Assert.All([plan, run, backup, nothing, wrong], answer => Assert.Equal((HttpStatusCode.Forbidden, true), (answer.Status, answer.Body.Contains("<h1>Sign in</h1>", StringComparison.Ordinal))));
        Assert.DoesNotContain("action=\"/changes/upgrade\"", plan.Body, StringComparison.Ordinal);
        Assert.False(File.Exists(project.PathOf("app.db")));
        Assert.Equal((HttpStatusCode.SeeOther, "/changes"), (right.Status, right.Response.Headers.Location!.ToString()));
        Assert.Contains("action=\"/changes/upgrade\"", (await browser.GetAsync("/changes")).Body, StringComparison.Ordinal);
        Assert.Contains("a wrong token was typed at 127.0.0.1", served.Said.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(ServedProject.Token, served.Said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_cookie_is_no_token_and_for_no_script_and_no_other_site_and_ends_with_the_session()
    {
        using var project = Project.OfSql(Users);
        await using var served = await ServedProject.StartAsync(project);
        var fields = await served.Browser.FormAsync("/changes", "/session");
        fields["token"] = ServedProject.Token;

        var plain = await served.Browser.PostAsync("/session", fields);
        using var behindProxy = new Browser(served.Browser.Address);
        var forwarded = await behindProxy.FormAsync("/changes", "/session");
        forwarded["token"] = ServedProject.Token;
        var secure = await behindProxy.PostAsync("/session", forwarded, request => request.Headers.Add("X-Forwarded-Proto", "https"));

        var cookie = Assert.Single(plain.Response.Headers.GetValues("Set-Cookie"), line => line.StartsWith("retort-session-", StringComparison.Ordinal));
        Assert.Matches("^retort-session-[0-9a-f]{8}=[0-9a-f]{64}; path=/; samesite=strict; httponly$", cookie);
        Assert.Contains("; secure;", Assert.Single(secure.Response.Headers.GetValues("Set-Cookie"), line => line.StartsWith("retort-session-", StringComparison.Ordinal)), StringComparison.Ordinal);

        var form = await served.Browser.FormAsync("/changes", "/changes/backup");
        var before = served.Browser.Cookies.GetCookieHeader(served.Browser.Address);
        await served.Browser.SubmitAsync("/changes", "/session/end");
        using var stolen = new Browser(served.Browser.Address);
        stolen.Cookies.SetCookies(stolen.Address, before.Replace("; ", ",", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.BadRequest, (await stolen.PostAsync("/changes/backup", form)).Status);
        Assert.Contains("<h1>Sign in</h1>", (await stolen.GetAsync("/changes")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_ends_after_eight_idle_hours()
    {
        var clock = new LateClock();
        using var project = Project.OfSql(Users);
        await using var served = await ServedProject.StartAsync(project, clock: clock);
        await served.Browser.SignInAsync(ServedProject.Token);

        async Task<bool> IsInAsync(double hours)
        {
            clock.Late += TimeSpan.FromHours(hours);
            return !(await served.Browser.GetAsync("/changes")).Body.Contains("<h1>Sign in</h1>", StringComparison.Ordinal);
        }

        var (early, again, late, later) = (await IsInAsync(7.9), await IsInAsync(7.9), await IsInAsync(8.1), await IsInAsync(0));

        Assert.Equal((true, true, false, false), (early, again, late, later));
    }

    [Fact]
    public async Task Wrong_tokens_are_answered_later_each_time_and_keep_nobody_else_waiting()
    {
        using var project = Project.OfSql(Users);
        await using var served = await ServedProject.StartAsync(project);
        using var operatorsOwn = new Browser(served.Browser.Address);
        var form = await served.Browser.FormAsync("/changes", "/session");
        Task<Answer> TryAsync(string token) => served.Browser.PostAsync("/session", new Dictionary<string, string>(form) { ["token"] = token });

        var clock = Stopwatch.StartNew();
        await TryAsync("wrong");
        await TryAsync("wrong");
        await TryAsync("wrong");
        Assert.True(clock.Elapsed >= TimeSpan.FromSeconds(1.7), $"{clock.Elapsed}");

        // Each waits two seconds or more: while three do, who is right is let in.
        Task<Answer>[] waiting = [TryAsync("wrong"), TryAsync("wrong"), TryAsync("wrong")];
        Assert.Equal(HttpStatusCode.SeeOther, (await operatorsOwn.SignInAsync(ServedProject.Token)).Status);
        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal(HttpStatusCode.Forbidden, answer.Status));

        var flood = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => TryAsync("wrong")));
        Assert.Contains(flood, answer => answer.Status == HttpStatusCode.TooManyRequests);
        Assert.Equal(HttpStatusCode.SeeOther, (await TryAsync(ServedProject.Token)).Status);
        Assert.Equal([0.25, 0.5, 1, 2, 4, 8, 10, 10], new[] { 1, 2, 3, 4, 5, 6, 7, 1000 }.Select(wrong => OperatorDoor.WaitAfter(wrong).TotalSeconds));
    }

    [Fact]
    public async Task What_was_not_sent_from_a_form_of_the_session_is_refused()
    {
        using var project = Project.OfSql(Users);
        await using var served = await ServedProject.OperateAsync(project);
        var browser = served.Browser;
        const string Path = "/changes/upgrade";
        const string Proof = "__RequestVerificationToken";
        var fields = await browser.FormAsync($"{Path}?to=heads", Path);
        using var other = new Browser(browser.Address);
        await other.SignInAsync(ServedProject.Token);
        var foreign = await other.FormAsync("/changes", "/changes/backup");

        Task<Answer> SendAsync(Action<HttpRequestMessage> change) => browser.PostAsync(Path, fields, change);
        Action<HttpRequestMessage> Origin(string? origin) => request =>
        {
            request.Headers.Remove("Origin");
            if (origin is not null)
            {
                request.Headers.Add("Origin", origin);
            }
        };
        (HttpStatusCode Expected, Answer Answer)[] answers =
        [
            (HttpStatusCode.BadRequest, await browser.PostAsync(Path, fields.Where(field => field.Key != Proof).ToDictionary())),
            (HttpStatusCode.BadRequest, await browser.PostAsync(Path, new Dictionary<string, string>(fields) { [Proof] = "wrong" })),
            (HttpStatusCode.BadRequest, await browser.PostAsync(Path, new Dictionary<string, string>(fields) { [Proof] = foreign[Proof] })),
            (HttpStatusCode.Forbidden, await SendAsync(Origin("http://127.0.0.1:1"))),
            (HttpStatusCode.Forbidden, await SendAsync(Origin("https://evil.example"))),
            (HttpStatusCode.Forbidden, await SendAsync(Origin("null"))),
            (HttpStatusCode.Forbidden, await SendAsync(Origin(null))),
            (HttpStatusCode.Forbidden, await SendAsync(request => request.Headers.Add("Sec-Fetch-Site", "cross-site"))),
            (HttpStatusCode.Forbidden, await SendAsync(request => request.Headers.Add("Sec-Fetch-Site", "same-site"))),
            (HttpStatusCode.UnsupportedMediaType, await SendAsync(request => request.Content = new StringContent("{}", Encoding.UTF8, "application/json"))),
            (HttpStatusCode.UnsupportedMediaType, await SendAsync(request => request.Content = new MultipartFormDataContent { { new StringContent("heads"), "to" } })),
            (HttpStatusCode.RequestEntityTooLarge, await browser.PostAsync(Path, new Dictionary<string, string>(fields) { ["confirm"] = new('x', PagePost.LargestBody) })),
        ];
        Assert.Equal(answers.Select(pair => pair.Expected), answers.Select(pair => pair.Answer.Status));
        Assert.False(File.Exists(project.PathOf("app.db")));

        Assert.Equal(HttpStatusCode.SeeOther, (await SendAsync(request => request.Headers.Add("Sec-Fetch-Site", "same-origin"))).Status);
        await browser.WatchAsync("done aa1 Users", "Up to date.");
    }

    [Fact]
    public async Task An_operator_upgrades_downgrades_and_backs_up()
    {
        using var project = Project.OfSql(Users, Index);
        project.Write("retort.json", """{ "url": "sqlite:///app.db", "backup": { "mode": "full" } }""");
        await using var served = await ServedProject.OperateAsync(project);
        var browser = served.Browser;

        var one = await browser.RunAsync("upgrade", "aa1");
        await browser.WatchAsync("Upgrade to aa1, asked for", "done in", "1 revision pending");
        await browser.RunAsync("upgrade", "heads");
        await browser.WatchAsync("Upgrade to heads, asked for", "done bb2 Find by age", "Backed up to", "done in", "Up to date.");
        var plan = await browser.GetAsync("/changes/downgrade?to=aa1");
        var untyped = await browser.RunAsync("downgrade", "aa1", ("confirm", ""));
        var mistyped = await browser.RunAsync("downgrade", "aa1", ("confirm", "bb2"));
        var stayed = (await project.DoAsync("current")).Output;
        await browser.RunAsync("downgrade", "aa1", ("confirm", "aa1"));
        await browser.WatchAsync("Downgrade to aa1, asked for", "done bb2 Find by age", "done in", "1 revision pending");
        await browser.SubmitAsync("/changes", "/changes/backup", ("reason", "Before the sale"));
        await browser.WatchAsync("Backup, asked for", "Backed up to", "done in");

        Assert.Equal((HttpStatusCode.SeeOther, "/"), (one.Status, one.Response.Headers.Location!.ToString()));
        Assert.Contains("This reverts, in this order:", plan.Body, StringComparison.Ordinal);
        Assert.Contains("Type aa1 to go on", plan.Body, StringComparison.Ordinal);
        Assert.All([untyped, mistyped], answer => Assert.Equal((HttpStatusCode.BadRequest, true), (answer.Status, answer.Body.Contains("A downgrade of 1 revision needs a yes: aa1 was not typed.", StringComparison.Ordinal))));
        Assert.Equal(("bb2 (head)\n", "aa1\n"), (stayed, (await project.DoAsync("current")).Output));
        Assert.Equal("status page\n", await project.SqliteAsync("SELECT DISTINCT tag FROM retort_history"));
        Assert.Equal(["Before the sale", "before downgrade of bb2", "before upgrade of bb2"], (await project.DoAsync("backup list --json")).Json["backups"]!.AsArray().Select(backup => (string?)backup!["reason"]));
        Assert.Contains("done bb2 Find by age", served.Said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_loses_data_needs_a_tick_and_a_protected_database_its_name()
    {
        using var project = Project.OfSql(Users, NoAge);
        await project.DoAsync("upgrade aa1");
        await using (var served = await ServedProject.OperateAsync(project))
        {
            var plan = await served.Browser.GetAsync("/changes/upgrade?to=heads");
            var without = await served.Browser.RunAsync("upgrade", "heads");

            Assert.Contains("the values of column &quot;age&quot; of table &quot;users&quot; (bb2)", plan.Body, StringComparison.Ordinal);
            Assert.Contains("Yes, this data may be lost", plan.Body, StringComparison.Ordinal);
            Assert.Equal((HttpStatusCode.BadRequest, true), (without.Status, without.Body.Contains("An upgrade that loses data needs a yes.", StringComparison.Ordinal)));
            Assert.Equal("aa1\n", (await project.DoAsync("current")).Output);
            Assert.Equal(HttpStatusCode.SeeOther, (await served.Browser.RunAsync("upgrade", "heads", ("agree", "yes"))).Status);
            await served.Browser.WatchAsync("Up to date.");
        }

        project.Write("retort.production.json", """{ "protected": true }""");
        await using var guarded = await ServedProject.OperateAsync(project, "--env production");
        Assert.Contains("Type production to go on", (await guarded.Browser.GetAsync("/changes/downgrade?to=base")).Body, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await guarded.Browser.RunAsync("downgrade", "base", ("confirm", "base"), ("agree", "yes"))).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await guarded.Browser.RunAsync("downgrade", "base", ("confirm", "production"))).Status);
        await guarded.Browser.WatchAsync("2 revisions pending");
    }

    [Theory]
    [InlineData("file")]
    [InlineData("database")]
    [InlineData("more")]
    public async Task A_plan_that_is_no_longer_the_one_that_was_seen_is_not_run(string moved)
    {
        using var project = Project.OfSql(Users, Index);
        await using var served = await ServedProject.OperateAsync(project);
        var seen = await served.Browser.FormAsync("/changes/upgrade?to=heads", "/changes/upgrade");
        switch (moved)
        {
            case "file":
                project.Write("versions/01.sql", Index.Replace("users (age)", "users (id, age)", StringComparison.Ordinal));
                break;
            case "more":
                project.Write("versions/02.sql", "-- revision: cc3\n-- revises: bb2\n-- upgrade\nCREATE TABLE more (id integer);\n");
                break;
            default:
                await project.DoAsync("upgrade aa1");
                break;
        }

        var answer = await served.Browser.PostAsync("/changes/upgrade", seen);

        Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        Assert.Contains("have changed since this plan was shown", answer.Body, StringComparison.Ordinal);
        Assert.Equal(moved == "database" ? "aa1\n" : "", (await project.DoAsync("current")).Output);
        Assert.Equal(HttpStatusCode.SeeOther, (await served.Browser.RunAsync("upgrade", "heads")).Status);
        await served.Browser.WatchAsync("Up to date.");
    }

    [Fact]
    public async Task Everybody_sees_a_run_and_nobody_can_begin_another()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var project = Project.OfSql(Users, "-- revision: bb2\n-- revises: aa1\n-- message: Gate\n-- upgrade\nSELECT pg_advisory_xact_lock(42);\n-- downgrade\nSELECT 1;\n", "-- revision: cc3\n-- revises: bb2\n-- message: More\n-- upgrade\nCREATE TABLE more (id int);\n-- downgrade\nDROP TABLE more;\n");
        project.Environment["RETORT_URL"] = database.Url;
        await using var served = await ServedProject.OperateAsync(project);
        using var visitor = new Browser(served.Browser.Address);
        await using var gate = await Gate.CloseAsync(database);
        var seen = await served.Browser.FormAsync("/changes/upgrade?to=heads", "/changes/upgrade");

        await served.Browser.PostAsync("/changes/upgrade", seen);
        await visitor.WatchAsync("Upgrade to heads, asked for from 127.0.0.1", "pg_advisory_xact_lock(42)");
        var second = await served.Browser.PostAsync("/changes/upgrade", seen);
        var backup = await served.Browser.SubmitAsync("/changes", "/changes/backup");
        await gate.OpenAsync();
        var end = await visitor.WatchAsync("done in", "Up to date.");

        Assert.All([second, backup], answer => Assert.Equal((HttpStatusCode.Conflict, true), (answer.Status, answer.Body.Contains("Somebody else is changing the database: Upgrade to heads, asked for from 127.0.0.1 at", StringComparison.Ordinal))));
        Assert.All(["done aa1 Users", "done bb2 Gate", "done cc3 More"], line => Assert.Contains(line, end, StringComparison.Ordinal));
        Assert.Equal(["3"], await database.QueryAsync("SELECT count(*) FROM retort_history WHERE status = 'done'"));
        Assert.Contains("done in", (await visitor.GetAsync("/")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revision_that_fails_is_told_with_its_code_its_place_and_what_to_do()
    {
        using var project = Project.OfSql(Users, "-- revision: bb2\n-- revises: aa1\n-- upgrade\nCREATE TABLE users (id integer);\n-- downgrade\nSELECT 1;\n");
        await using var served = await ServedProject.OperateAsync(project);
        await served.Browser.RunAsync("upgrade", "heads");

        var end = await served.Browser.WatchAsync("failed after", "1 revision pending");

        Assert.All(["RT0502", "The upgrade of revision &quot;bb2&quot; failed", "table users already exists", "Correct it and run the same command again", "01.sql:4", "done aa1 Users"], part => Assert.Contains(part, end, StringComparison.Ordinal));
        Assert.Contains("ERROR RT0502:", served.Said.ToString(), StringComparison.Ordinal);

        project.Write("versions/01.sql", Index);
        await served.Browser.RunAsync("upgrade", "heads");
        Assert.DoesNotContain("RT0502", await served.Browser.WatchAsync("Up to date.", "done in"), StringComparison.Ordinal);
    }

    /// <summary>A clock that a test sets forward.</summary>
    private sealed class LateClock : TimeProvider
    {
        public TimeSpan Late { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Late;
    }
}
