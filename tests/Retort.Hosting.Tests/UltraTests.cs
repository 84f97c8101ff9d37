using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Retort.PostgreSql;
using Retort.RevisionFiles;
using Retort.Testing;

namespace Retort.Hosting.Tests;

/// <summary>The web application of examples/ultra, as a process of its own.</summary>
public sealed class UltraTests
{
    private static readonly string Example = Path.Combine(PostgresServer.Repository, "examples/ultra");

    // Where it was built with the tests.
    private static readonly string Output = Path.Combine(Example, Path.GetRelativePath(Path.Combine(PostgresServer.Repository, "tests/Retort.Hosting.Tests"), AppContext.BaseDirectory));

    [Fact]
    public async Task It_migrates_serves_and_leaves_what_the_command_line_agrees_with()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var ultra = Start(database, "Apply");
        using var client = new HttpClient { BaseAddress = await ListeningAsync(ultra) };

        using var created = await client.PostAsJsonAsync("/tickets", new { name = "Ada", email = "ada@example.org", subject = "It smokes", text = "Since yesterday." });
        var tickets = JsonNode.Parse(await client.GetStringAsync("/tickets"))!;
        var ready = await client.GetStringAsync("/health/ready");
        Signal.Send(ultra.Id, Signal.Terminate);
        await ultra.WaitForExitAsync();

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(("It smokes", "Ada", "Open", 1), ((string?)tickets[0]!["subject"], (string?)tickets[0]!["customer"], (string?)tickets[0]!["status"], (int?)tickets[0]!["comments"]));
        Assert.Contains("\"current\":[\"d95b03f7c6a1\"],\"heads\":[\"d95b03f7c6a1\"],\"pending\":0", ready, StringComparison.Ordinal);
        Assert.Equal(0, ultra.ExitCode);
        await using var migrator = Migrator.Create(PostgreSqlDatabase.Connect(database.Url), new VersionsFolder([Path.Combine(Example, "versions")]));
        Assert.Empty(await migrator.FindHistoryFaultsAsync());
    }

    [Fact]
    public async Task It_refuses_to_start_on_a_stale_schema_and_says_what_to_do()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var ultra = Start(database, "Verify");

        var output = await ultra.StandardOutput.ReadToEndAsync();
        await ultra.WaitForExitAsync();

        Assert.NotEqual(0, ultra.ExitCode);
        Assert.Contains("RT0750", output, StringComparison.Ordinal);
        Assert.Contains("4 pending: a3f1c0d92b7e, b81d5e6f0a34, c27a94e1d8f6, d95b03f7c6a1", output, StringComparison.Ordinal);
        Assert.Contains("retort upgrade heads", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_can_be_stopped_while_it_waits()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        using var ultra = Start(database, "Wait");
        while (await ultra.StandardOutput.ReadLineAsync() is { } line && !line.Contains("Waiting until", StringComparison.Ordinal))
        {
        }

        Signal.Send(ultra.Id, Signal.Terminate);
        await ultra.StandardOutput.ReadToEndAsync();
        await ultra.WaitForExitAsync();

        Assert.Equal(["0"], await database.QueryAsync("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"));
    }

    private static Process Start(PostgresDatabase database, string startup)
    {
        var process = CommandRun.Start(
            "dotnet",
            ["Ultra.dll", "--urls", "http://127.0.0.1:0", "--ConnectionStrings:Main", database.ConnectionString, "--Retort:Startup", startup, "--Retort:HealthTimeout", "00:00:30"],
            Output);
        process.StandardInput.Close();
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        return process;
    }

    private static async Task<Uri> ListeningAsync(Process process)
    {
        const string Before = "Now listening on: ";
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.IndexOf(Before, StringComparison.Ordinal) is >= 0 and var at)
            {
                _ = process.StandardOutput.ReadToEndAsync();
                return new Uri(line[(at + Before.Length)..].Trim());
            }
        }

        throw new InvalidOperationException("It did not start.");
    }
}
