// Asks for an address at a constant rate, whether or not what was asked before has been answered, and prints how that went:
//   REQUESTS|CODE: COUNT, ...|MEDIAN ms|P99 ms|MAX ms|STATUS, pending PENDING: COUNT; ...
// A request is as late as its answer comes after the moment at which it was due, so that a stall is not hidden by asking less during it. The first second warms up and does not count.
//   health URL REQUESTS-PER-SECOND SECONDS
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;

var address = new Uri(args[0]);
var (rate, seconds) = (int.Parse(args[1], CultureInfo.InvariantCulture), int.Parse(args[2], CultureInfo.InvariantCulture));
using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 512 };
using var client = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(30) };
var bodies = new ConcurrentDictionary<string, string>();

await Task.WhenAll(Send(rate));
var answers = await Task.WhenAll(Send(rate * seconds));

var late = answers.Select(answer => answer.Late.TotalMilliseconds).Order().ToList();
Console.WriteLine(string.Create(
    CultureInfo.InvariantCulture,
    $"{answers.Length:N0}|{Count(answers, answer => answer.Code, ", ")}|{late[late.Count / 2]:0.0} ms|{late[(int)(late.Count * 0.99)]:0.0} ms|{late[^1]:0.0} ms|{Count(answers, answer => answer.Said, "; ")}"));

List<Task<(TimeSpan Late, string Code, string Said)>> Send(int count)
{
    var sent = new List<Task<(TimeSpan Late, string Code, string Said)>>(count);
    var start = Stopwatch.GetTimestamp();
    while (sent.Count < count)
    {
        // Those that are due by now, all of them; the finest pause there is comes after.
        for (var due = Math.Min(count, Stopwatch.GetElapsedTime(start).TotalSeconds * rate); sent.Count < due;)
        {
            var at = start + (long)((double)sent.Count / rate * Stopwatch.Frequency);
            sent.Add(Task.Run(() => AskAsync(at)));
        }

        Thread.Sleep(1);
    }

    return sent;
}

async Task<(TimeSpan Late, string Code, string Said)> AskAsync(long due)
{
    try
    {
        using var response = await client.GetAsync(address);
        var body = await response.Content.ReadAsStringAsync();
        return (Stopwatch.GetElapsedTime(due), ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture), bodies.GetOrAdd(body, Said));
    }
    catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException)
    {
        return (Stopwatch.GetElapsedTime(due), "none", "no answer");
    }
}

static string Said(string body)
{
    var json = JsonNode.Parse(body)!;
    return json["components"]!["migrations"] is not { } migrations
        ? $"{json["status"]}"
        : $"{json["status"]}, pending {migrations["pending"]?.ToString() ?? "not known"}{(migrations["code"] is { } code ? $" ({code})" : "")}";
}

static string Count((TimeSpan Late, string Code, string Said)[] answers, Func<(TimeSpan Late, string Code, string Said), string> what, string separator) =>
    string.Join(separator, answers.GroupBy(what).OrderByDescending(group => group.Count()).Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key}: {group.Count():N0}")));
