using System.Text.RegularExpressions;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>
/// The whole story of an example, which its script tells on PostgreSQL and checks. A <c>text</c> block of its README that begins with <c>$</c>
/// shows commands of the story and what they print, with <c>…</c> for what differs from run to run;
/// the database has the name of the example there. Each story is long: there is a class for each, so that they run at the same time.
/// </summary>
public abstract partial class StoryTests(string example)
{
    [Fact]
    public async Task The_story_ends_well_and_prints_what_the_README_shows()
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var folder = Path.Combine(PostgresServer.Repository, "examples", example);
        var environment = new Dictionary<string, string>
        {
            ["POSTGRES_HOST"] = database.Server.Folder,
            ["POSTGRES_PORT"] = "5432",
            ["POSTGRES_USER"] = "postgres",
            ["POSTGRES_DB"] = database.Name,
            // What an example builds is built as these tests are, on top of what was built with them.
            ["Configuration"] = Path.GetFileName(Path.GetDirectoryName(AppContext.BaseDirectory.TrimEnd('/')))!,
            ["BuildProjectReferences"] = "false",
            ["PATH"] = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}",
        };

        var story = await CommandRun.RunAsync("/bin/bash", ["-c", "exec 2>&1; ./story.sh"], folder, environment);

        Assert.True(story.ExitCode == 0, story.Output);
        var told = Commands(story.Output.Replace(database.Name, example.Replace('-', '_'), StringComparison.Ordinal));
        var shown = Blocks().Matches(await File.ReadAllTextAsync(Path.Combine(folder, "README.md"))).SelectMany(block => Commands(block.Groups["text"].Value));
        Assert.All(shown, command => Assert.True(told.Any(other => IsShown(other, command)), $"{string.Join("\n$ ", told)}\n--- was printed, and the README shows:\n$ {command}"));
    }

    /// <summary>Each command with what it prints.</summary>
    private static List<string> Commands(string text) => [.. Prompt().Split(text).Skip(1).Select(command => Chapter().Replace(command, "").TrimEnd('\n'))];

    private static bool IsShown(string told, string shown) =>
        Regex.IsMatch(told, $@"\A{Regex.Escape(shown).Replace("…", ".*", StringComparison.Ordinal)}\z", RegexOptions.Singleline);

    [GeneratedRegex(@"^```text\n(?<text>\$ .*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Blocks();

    [GeneratedRegex(@"^\$ ", RegexOptions.Multiline)]
    private static partial Regex Prompt();

    [GeneratedRegex(@"^(?:==|#) .*", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Chapter();
}

public sealed class UnityStoryTests() : StoryTests("unity");

public sealed class UltraStoryTests() : StoryTests("ultra");

public sealed class OpsCenterStoryTests() : StoryTests("ops-center");

public sealed class AgenticRagStoryTests() : StoryTests("agentic-rag");
