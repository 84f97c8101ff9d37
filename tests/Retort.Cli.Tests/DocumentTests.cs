using System.Text;
using System.Text.RegularExpressions;
using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>
/// Runs what the documents show. In a <c>console</c> block a line that begins with <c>$</c> is typed into a shell, and what follows is what it
/// must print, with <c>…</c> for what differs from run to run. A block whose first line names a file is written to that file, without that line.
/// </summary>
public sealed partial class DocumentTests
{
    public static TheoryData<string> Documents() => [.. new[] { "README.md", "CONTRIBUTING.md" }.Concat(Under("docs")).Where(ShowsSomething)];

    [Theory]
    [MemberData(nameof(Documents))]
    public Task What_a_document_shows_is_what_happens(string document) => TypeAllAsync(document);

    [Fact]
    public void Every_error_code_stands_in_the_list_and_in_one_place_of_the_code()
    {
        var used = Directory.GetFiles(Path.Combine(PostgresServer.Repository, "src"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => Code().Matches(File.ReadAllText(file)).Select(match => match.Groups["code"].Value))
            .Concat(Enum.GetValues<Retort.Revisions.RevisionProblem>().Select(problem => $"RT02{(int)problem + 1:00}"))
            .ToList();
        var listed = ListedCode().Matches(File.ReadAllText(Path.Combine(PostgresServer.Repository, "docs/errors.md"))).Select(match => match.Groups["code"].Value).ToList();

        Assert.Equal([], used.GroupBy(code => code).Where(group => group.Skip(1).Any()).Select(group => group.Key));
        Assert.Equal(used.Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_error_says_when_it_comes_and_what_to_do()
    {
        var rows = File.ReadAllLines(Path.Combine(PostgresServer.Repository, "docs/errors.md")).Where(line => ListedCode().IsMatch(line)).Select(line => line.Replace(@"\|", "", StringComparison.Ordinal).Split('|'));

        Assert.Equal([], rows.Where(cells => cells.Length != 5 || cells[2..4].Any(string.IsNullOrWhiteSpace)).Select(cells => cells[1]));
    }

    [Fact]
    public void Every_document_stands_in_the_index()
    {
        var folder = Path.Combine(PostgresServer.Repository, "docs");
        var linked = Link().Matches(File.ReadAllText(Path.Combine(folder, "README.md"))).Select(match => match.Groups["path"].Value);

        Assert.Equal([], Directory.GetFiles(folder, "*.md").Select(path => Path.GetFileName(path)).Except(linked.Append("README.md")));
    }

    [Fact]
    public void Every_link_and_every_test_that_is_named_is_there()
    {
        var root = PostgresServer.Repository;
        string[] documents = [.. Directory.GetFiles(root, "*.md"), .. Directory.GetFiles(Path.Combine(root, "docs"), "*.md", SearchOption.AllDirectories), .. Directory.GetFiles(Path.Combine(root, "examples"), "*.md", SearchOption.AllDirectories)];
        var tests = Directory.GetFiles(Path.Combine(root, "tests"), "*Tests.cs", SearchOption.AllDirectories).Select(Path.GetFileNameWithoutExtension).ToHashSet();
        var missing = documents.SelectMany(document => Link().Matches(File.ReadAllText(document))
            .Select(match => match.Groups["path"].Value)
            .Where(path => !Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, path)))
            .Concat(TestName().Matches(File.ReadAllText(document)).Select(match => match.Groups["name"].Value).Where(name => !tests.Contains(name)))
            .Select(missed => $"{Path.GetRelativePath(root, document)}: {missed}"));

        Assert.Empty(missing);
    }

    [Fact]
    public void Every_command_that_is_named_can_be_typed()
    {
        var root = RetortCli.Root;
        string[] documents = ["README.md", .. Directory.GetFiles(Path.Combine(PostgresServer.Repository, "docs"), "*.md", SearchOption.AllDirectories)];
        var wrong = documents.SelectMany(document => CommandLine().Matches(File.ReadAllText(Path.Combine(PostgresServer.Repository, document))).Select(match => match.Groups["line"].Value))
            .Where(line => !line.Contains("...", StringComparison.Ordinal) && root.Parse(line) is var parsed && (parsed.UnmatchedTokens.Count > 0 || parsed.CommandResult.Command == root));

        Assert.Empty(wrong);
    }

    /// <summary>The documents in a folder of the repository.</summary>
    internal static IEnumerable<string> Under(string folder) =>
        Directory.GetFiles(Path.Combine(PostgresServer.Repository, folder), "*.md", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(PostgresServer.Repository, path));

    /// <summary>Whether there is something in a document to type or to write.</summary>
    internal static bool ShowsSomething(string document) =>
        Blocks(File.ReadAllText(Path.Combine(PostgresServer.Repository, document))).Any(block => block.Language is "console" || FileOf(block) is not null);

    /// <summary>Types what a document shows, and requires that it is what happens.</summary>
    internal static async Task TypeAllAsync(string document)
    {
        using var folder = new TempFolder();
        var path = Path.Combine(PostgresServer.Repository, document);
        CopyExample(Path.GetDirectoryName(path)!, folder.Path);
        foreach (var block in Blocks(await File.ReadAllTextAsync(path)))
        {
            if (FileOf(block) is { } name)
            {
                WriteFile(folder.Path, name, block.Text);
            }

            if (block.Language == "console")
            {
                await TypeAsync(folder.Path, block.Text);
            }
        }
    }

    private static async Task TypeAsync(string folder, string text)
    {
        var commands = text.Split("$ ", StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('\n', 2)).ToList();
        foreach (var parts in commands)
        {
            var run = await CommandRun.RunAsync(
                "/bin/bash", ["-c", $"exec 2>&1; {parts[0]}"], folder, new Dictionary<string, string> { ["PATH"] = $"{AppContext.BaseDirectory}:{Environment.GetEnvironmentVariable("PATH")}" });
            var expected = parts.Length > 1 ? parts[1].Trim('\n') : "";
            var pattern = $"^{Regex.Escape(expected).Replace("…", ".*", StringComparison.Ordinal)}$";
            Assert.True(Regex.IsMatch(run.Output.Trim('\n'), pattern, RegexOptions.Singleline), $"$ {parts[0]}\n--- expected\n{expected}\n--- printed\n{run.Output}");
        }
    }

    private static void CopyExample(string from, string to)
    {
        if (File.Exists(Path.Combine(from, "retort.json")))
        {
            foreach (var file in (string[])[Path.Combine(from, "retort.json"), .. Directory.GetFiles(Path.Combine(from, "versions"), "*", SearchOption.AllDirectories)])
            {
                var target = Path.Combine(to, Path.GetRelativePath(from, file));
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
        }
    }

    private static void WriteFile(string folder, string name, string text)
    {
        var path = name.Contains('*', StringComparison.Ordinal) ? Directory.GetFiles(folder, name, SearchOption.AllDirectories).Single() : Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..], new UTF8Encoding(false));
    }

    private static IEnumerable<(string Language, string Text)> Blocks(string document) =>
        Fence().Matches(document).Select(match => (match.Groups["language"].Value, match.Groups["text"].Value));

    private static string? FileOf((string Language, string Text) block) => FileLine().Match(block.Text) is { Success: true } match ? match.Groups["file"].Value : null;

    [GeneratedRegex("^```(?<language>[a-z]*)\n(?<text>.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Fence();

    [GeneratedRegex(@"\A(//|--) file: (?<file>\S+)")]
    private static partial Regex FileLine();

    [GeneratedRegex(@"\]\((?<path>[^):#]+)(#[^)]*)?\)", RegexOptions.ExplicitCapture)]
    private static partial Regex Link();

    [GeneratedRegex("`retort (?<line>[^`\n]+)`")]
    private static partial Regex CommandLine();

    [GeneratedRegex(@"\b(?<name>[A-Z]\w+Tests)\b")]
    private static partial Regex TestName();

    [GeneratedRegex("\"(?<code>RT0[0-9]{3})\"")]
    private static partial Regex Code();

    [GeneratedRegex(@"^\| (?<code>RT0[0-9]{3}) \|", RegexOptions.Multiline)]
    private static partial Regex ListedCode();
}
