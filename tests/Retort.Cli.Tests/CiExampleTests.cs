using System.Text.Json.Nodes;
using Retort.PostgreSql;
using Retort.Testing;
using YamlDotNet.RepresentationModel;

namespace Retort.Cli.Tests;

/// <summary>The pipelines of examples/ci: what they type is typed here, in a clone with a base branch and a change, on real servers.</summary>
public sealed class CiExampleTests
{
    private const string Users = "-- revision: aa1\n-- message: Users\n-- upgrade\nCREATE TABLE users (id integer PRIMARY KEY, name text);\n-- downgrade\nDROP TABLE users;\n";
    private const string Safe = "-- revision: bb2\n-- revises: aa1\n-- message: Find by name\n-- upgrade\nCREATE INDEX CONCURRENTLY ix ON users (name);\n-- downgrade\nDROP INDEX CONCURRENTLY ix;\n";
    private const string Model = "CREATE TABLE users (id integer PRIMARY KEY, name text);\nCREATE INDEX ix ON users (name);\n";

    private static readonly string Folder = Path.Combine(PostgresServer.Repository, "examples/ci");

    public static TheoryData<string> Pipelines() => [.. Directory.GetFiles(Folder, "*.yml").Select(path => Path.GetFileName(path))];

    [Theory]
    [MemberData(nameof(Pipelines))]
    public async Task A_pipeline_reviews_a_good_change_and_brings_it_out(string pipeline)
    {
        await using var review = await PostgresDatabase.CreateAsync();
        await using var production = await PostgresDatabase.CreateAsync();
        using var clone = await Clone.MakeAsync(Safe);
        await clone.DoAsync("retort upgrade aa1 --yes", production.Url);
        var jobs = Jobs(pipeline);

        Assert.Equal(["review", "deploy"], jobs.Select(job => job.Name));
        foreach (var script in jobs[0].Scripts)
        {
            await clone.DoAsync(script, review.Url);
        }

        foreach (var script in jobs[1].Scripts)
        {
            await clone.DoAsync(script, production.Url);
        }

        Assert.Equal(["bb2|0123456"], await production.QueryAsync("SELECT version_num || '|' || (SELECT tag FROM retort_history WHERE revision = 'bb2' AND statement IS NULL) FROM retort_version"));
        Assert.Equal(["aa1"], await review.QueryAsync("SELECT version_num FROM retort_version"));
        Assert.Contains("Up to date.", clone.Read("report.html"), StringComparison.Ordinal);
        var plan = clone.Read(pipeline switch { "github.yml" => "summary.md", "gitlab.yml" => "plan.html", _ => "staging/plan.md" });
        Assert.Contains("bb2 Find by name", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("aa1", plan, StringComparison.Ordinal);
        var findings = pipeline == "gitlab.yml"
            ? JsonNode.Parse(clone.Read("gl-code-quality-report.json"))!.AsArray()
            : JsonNode.Parse(clone.Read(pipeline == "github.yml" ? "retort.sarif" : "staging/retort.sarif"))!["runs"]![0]!["results"]!.AsArray();
        Assert.Empty(findings);
    }

    [Theory]
    [MemberData(nameof(Pipelines))]
    public async Task A_pipeline_stops_a_bad_change_and_says_where(string pipeline)
    {
        await using var review = await PostgresDatabase.CreateAsync();
        using var clone = await Clone.MakeAsync(Safe.Replace(" CONCURRENTLY", "", StringComparison.Ordinal));

        var run = await clone.RunAsync(Jobs(pipeline)[0].Scripts.First(script => script.Contains("retort", StringComparison.Ordinal)), review.Url);

        Assert.Equal(3, run.ExitCode);
        Assert.Contains(
            pipeline switch
            {
                "github.yml" => "::error file=versions/01.sql,line=5,title=RT-L043::Nobody can write to \"users\" while index \"ix\" is built.",
                "gitlab.yml" => "\"path\": \"versions/01.sql\"",
                _ => "##vso[task.logissue type=error;sourcepath=versions/01.sql;linenumber=5;code=RT-L043]Nobody can write to \"users\" while index \"ix\" is built.",
            },
            pipeline == "gitlab.yml" ? clone.Read("gl-code-quality-report.json") : run.Output,
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Pipelines))]
    public void A_pipeline_names_what_there_is(string pipeline)
    {
        var text = File.ReadAllText(Path.Combine(Folder, pipeline));
        var package = File.ReadAllText(Path.Combine(PostgresServer.Repository, "src/Retort.Cli/Retort.Cli.csproj")).Split("<PackageId>")[1].Split('<')[0];

        Assert.All(text.Split('\n').Where(line => line.Contains("dotnet tool install", StringComparison.Ordinal)), line => Assert.EndsWith($" {package}", line, StringComparison.Ordinal));
        Assert.All(
            text.Split('\n').Where(line => line.Contains("DATABASE_URL: postgresql", StringComparison.Ordinal)),
            line => Assert.StartsWith("postgresql://postgres@", PostgreSqlUrl.Parse(line.Split(": ", 2)[1]).DisplayName, StringComparison.Ordinal));
    }

    /// <summary>What the jobs of a pipeline type, without the installation.</summary>
    private static IReadOnlyList<(string Name, IReadOnlyList<string> Scripts)> Jobs(string pipeline)
    {
        var yaml = new YamlStream();
        using (var text = File.OpenText(Path.Combine(Folder, pipeline)))
        {
            yaml.Load(text);
        }

        var root = (YamlMappingNode)yaml.Documents[0].RootNode;
        return pipeline switch
        {
            "github.yml" => [.. Mapping(root["jobs"]).Children.Select(job => ($"{job.Key}", Scripts(Sequence(job.Value["steps"]).Select(step => Find(step, "run")))))],
            "gitlab.yml" =>
            [
                .. root.Children.Where(job => job.Value is YamlMappingNode && $"{job.Key}" != "default")
                    .Select(job => ($"{job.Key}", Scripts(((string[])["script", "after_script"]).SelectMany(part => Find(job.Value, part) is { } lines ? Sequence(lines) : []))))
            ],
            _ => [.. Sequence(root["jobs"]).Select(job => Find(job, "job") is { } name
                ? ($"{name}", Scripts(Sequence(job["steps"]).Select(step => Find(step, "script"))))
                : ($"{job["deployment"]}", Scripts(Sequence(job["strategy"]["runOnce"]["deploy"]["steps"]).Select(step => Find(step, "script")))))],
        };
    }

    private static YamlMappingNode Mapping(YamlNode node) => (YamlMappingNode)node;

    private static YamlNode? Find(YamlNode node, string key) => Mapping(node).Children.TryGetValue(key, out var value) ? value : null;

    private static IEnumerable<YamlNode> Sequence(YamlNode node) => ((YamlSequenceNode)node).Children;

    private static IReadOnlyList<string> Scripts(IEnumerable<YamlNode?> nodes) =>
        [.. nodes.OfType<YamlScalarNode>().Select(node => node.Value!).Where(script => !script.Contains("dotnet tool install", StringComparison.Ordinal))];

    /// <summary>A clone of a repository: its base branch has one revision, and the branch that is checked out one more.</summary>
    private sealed class Clone : IDisposable
    {
        private readonly TempFolder _folder = new();

        private string Path => _folder["clone"];

        public static async Task<Clone> MakeAsync(string change)
        {
            var clone = new Clone();
            clone._folder.Write("clone/versions/00.sql", Users);
            clone._folder.Write("clone/retort.json", """{ "target": { "kind": "sql", "path": "schema.sql" } }""");
            clone._folder.Write("clone/.gitignore", ".retort/\n");
            await clone.DoAsync("git init -q -b main && git add . && git -c user.name=a -c user.email=a@b commit -qm one && git clone -q --bare . ../origin && git remote add origin ../origin && git fetch -q origin && git checkout -qb change", "");
            clone._folder.Write("clone/versions/01.sql", change);
            clone._folder.Write("clone/schema.sql", Model);
            await clone.DoAsync("git add . && git -c user.name=a -c user.email=a@b commit -qm two", "");
            return clone;
        }

        public string Read(string file) => File.ReadAllText(System.IO.Path.Combine(Path, file));

        public async Task DoAsync(string script, string url)
        {
            var run = await RunAsync(script, url);
            Assert.True(run.ExitCode == 0, $"{script}\n{run.Output}\n{run.Error}");
        }

        public Task<CommandRun> RunAsync(string script, string url) => CommandRun.RunAsync("/bin/bash", ["-euo", "pipefail", "-c", script], Path, new Dictionary<string, string>
        {
            ["PATH"] = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}",
            ["DATABASE_URL"] = url,
            ["GITHUB_BASE_REF"] = "main",
            ["GITHUB_SHA"] = "0123456",
            ["GITHUB_STEP_SUMMARY"] = System.IO.Path.Combine(Path, "summary.md"),
            ["CI_MERGE_REQUEST_TARGET_BRANCH_NAME"] = "main",
            ["CI_COMMIT_SHA"] = "0123456",
            ["SYSTEM_PULLREQUEST_TARGETBRANCHNAME"] = "main",
            ["BUILD_SOURCEVERSION"] = "0123456",
            ["BUILD_ARTIFACTSTAGINGDIRECTORY"] = System.IO.Path.Combine(Path, "staging"),
        });

        public void Dispose() => _folder.Dispose();
    }
}
