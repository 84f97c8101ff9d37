using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>The stories of examples/, each a script that a person can run too: it goes through the whole life of a history on PostgreSQL and checks what it sees.</summary>
public sealed class StoryTests
{
    [Theory]
    [InlineData("unity")]
    [InlineData("agentic-rag")]
    public async Task A_story_runs_to_its_end(string example)
    {
        await using var database = await PostgresDatabase.CreateAsync();
        var script = Path.Combine(PostgresServer.Repository, "examples", example, "story.sh");

        var story = await CommandRun.RunAsync(script, [], environment: new Dictionary<string, string>
        {
            ["POSTGRES_HOST"] = database.Server.Folder,
            ["POSTGRES_PORT"] = "5432",
            ["POSTGRES_USER"] = "postgres",
            ["POSTGRES_DB"] = database.Name,
            ["PATH"] = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}",
        });

        Assert.True(story.ExitCode == 0, $"{story.Output}\n{story.Error}");
        Assert.EndsWith($"# {example}: done\n", story.Output, StringComparison.Ordinal);
    }
}
