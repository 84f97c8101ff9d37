using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using System.Text.RegularExpressions;
using Retort.Cli.Serving;

namespace Retort.Cli.Tests;

/// <summary>A project that is served on a port of its own, and a browser that looks at it: it keeps cookies, says where a form comes from, and sends what stands in the form.</summary>
internal sealed partial class ServedProject : IAsyncDisposable
{
    public const string Token = "a-token-of-the-tests";

    private readonly CancellationTokenSource _ending = new();
    private readonly PageServer _server;
    private readonly Task _serving;

    private ServedProject(Project project, bool allowsChanges, string arguments, TimeProvider clock)
    {
        project.Environment[OperatorToken.Variable] = Token;
        var host = project.Host(TextWriter.Null, Said) with { Clock = clock };
        var context = new CommandContext(RetortCli.Root.Parse($"serve {arguments}"), host);
        _server = new PageServer(context, ServerAddress.Parse("http://127.0.0.1:0"), allowsChanges ? OperatorToken.Read(null, host) : null, _ending.Token);
        _serving = _server.RunAsync(_ending.Token);
    }

    public LineLog Said { get; } = new();

    public Browser Browser { get; private set; } = null!;

    public static async Task<ServedProject> StartAsync(Project project, bool allowsChanges = true, string arguments = "", TimeProvider? clock = null)
    {
        var served = new ServedProject(project, allowsChanges, arguments, clock ?? TimeProvider.System);
        var line = served.Said.FindAsync("serving http");
        if (await Task.WhenAny(line, served._serving) == served._serving)
        {
            await served._serving;
        }

        served.Browser = new Browser(new Uri(Address().Match(await line).Value));
        return served;
    }

    /// <summary>Starts one and signs in.</summary>
    public static async Task<ServedProject> OperateAsync(Project project, string arguments = "")
    {
        var served = await StartAsync(project, arguments: arguments);
        Assert.Equal(HttpStatusCode.SeeOther, (await served.Browser.SignInAsync(Token)).Status);
        return served;
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _server.DisposeAsync();
        Browser?.Dispose();
        Said.Dispose();
        _ending.Dispose();
    }

    [GeneratedRegex("http://[^ ,]+", RegexOptions.CultureInvariant)]
    public static partial Regex Address();
}

/// <summary>What a browser got.</summary>
internal sealed record Answer(HttpStatusCode Status, string Body, HttpResponseMessage Response);

/// <summary>A browser without a window.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient _client;

    public Browser(Uri address) => (Address, _client) = (address, new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = Cookies }) { BaseAddress = address });

    public Uri Address { get; }

    public CookieContainer Cookies { get; } = new();

    public Task<Answer> GetAsync(string path) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path));

    /// <summary>Sends fields as a form of this server does.</summary>
    public Task<Answer> PostAsync(string path, IReadOnlyDictionary<string, string> fields, Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Add("Origin", Address.GetLeftPart(UriPartial.Authority));
        change?.Invoke(request);
        return SendAsync(request);
    }

    /// <summary>The fields that stand in a form.</summary>
    /// <param name="path">The page.</param>
    /// <param name="action">Where the form is sent.</param>
    public async Task<Dictionary<string, string>> FormAsync(string path, string action)
    {
        var page = await GetAsync(path);
        var form = Form().Matches(page.Body).FirstOrDefault(form => form.Groups["action"].Value == action) ?? throw new InvalidOperationException($"{page.Status}: no form for {action}\n{page.Body}");
        return Field().Matches(form.Value).ToDictionary(field => field.Groups["name"].Value, field => WebUtility.HtmlDecode(field.Groups["value"].Value), StringComparer.Ordinal);
    }

    /// <summary>Fills in a form, and sends it.</summary>
    public async Task<Answer> SubmitAsync(string path, string action, params (string Name, string Value)[] typed)
    {
        var fields = await FormAsync(path, action);
        foreach (var (name, value) in typed)
        {
            fields[name] = value;
        }

        return await PostAsync(action, fields);
    }

    public Task<Answer> SignInAsync(string token) => SubmitAsync("/changes", "/session", ("token", token));

    /// <summary>Has a plan shown, and sends its form.</summary>
    public Task<Answer> RunAsync(string direction, string target, params (string Name, string Value)[] typed) => SubmitAsync($"/changes/{direction}?to={target}", $"/changes/{direction}", typed);

    /// <summary>Looks at the live part of the overview until it says something.</summary>
    public async Task<string> WatchAsync(params string[] said)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
        await using var stream = await _client.GetStreamAsync(new Uri("/live", UriKind.Relative), patience.Token);
        var last = "";
        try
        {
            await foreach (var item in SseParser.Create(stream).EnumerateAsync(patience.Token))
            {
                last = item.EventType == "status" ? item.Data : last;
                if (Array.TrueForAll(said, text => last.Contains(text, StringComparison.Ordinal)))
                {
                    return last;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Told below.
        }

        throw new TimeoutException($"It was never said: {string.Join(", ", said)}. The last was\n{last}");
    }

    public void Dispose() => _client.Dispose();

    private async Task<Answer> SendAsync(HttpRequestMessage request)
    {
        using (request)
        {
            var response = await _client.SendAsync(request);
            return new Answer(response.StatusCode, await response.Content.ReadAsStringAsync(), response);
        }
    }

    [GeneratedRegex("<form [^>]*action=\"(?<action>[^\"]*)\".*?</form>", RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Form();

    [GeneratedRegex("<input type=\"(?:hidden|text)\" name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Field();
}

/// <summary>What is written by many at once, line by line.</summary>
internal sealed class LineLog : TextWriter
{
    private readonly Lock _gate = new();
    private readonly StringBuilder _text = new();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(string? value)
    {
        lock (_gate)
        {
            _text.Append(value);
        }
    }

    public override void WriteLine(string? value) => Write(value + "\n");

    public override string ToString()
    {
        lock (_gate)
        {
            return _text.ToString();
        }
    }

    /// <summary>Waits for a line with a text in it.</summary>
    public async Task<string> FindAsync(string part)
    {
        for (var i = 0; i < 6000; i++, await Task.Delay(10))
        {
            if (ToString().Split('\n').SkipLast(1).FirstOrDefault(line => line.Contains(part, StringComparison.Ordinal)) is { } found)
            {
                return found;
            }
        }

        throw new TimeoutException($"Nobody said {part}, but:\n{this}");
    }
}
