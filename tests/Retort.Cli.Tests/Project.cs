using Retort.Testing;

namespace Retort.Cli.Tests;

/// <summary>A project folder of its own for a test, in which command lines are run without a process of their own.</summary>
internal sealed class Project : IDisposable
{
    private readonly TempFolder _folder = new();

    private Project(Dictionary<string, string> environment) => Environment = environment;

    public string Path => _folder.Path;

    public Dictionary<string, string> Environment { get; }

    /// <summary>An empty folder.</summary>
    public static Project Empty() => new([]);

    /// <summary>A copy of one of the examples, on a database at an address.</summary>
    public static Project OfExample(string name, string url)
    {
        var project = new Project(new() { ["RETORT_URL"] = url });
        var source = System.IO.Path.Combine(PostgresServer.Repository, "examples", name);
        foreach (var file in (string[])[System.IO.Path.Combine(source, "retort.json"), .. Directory.GetFiles(System.IO.Path.Combine(source, "versions"), "*", SearchOption.AllDirectories)])
        {
            project.Write(System.IO.Path.GetRelativePath(source, file), File.ReadAllText(file));
        }

        return project;
    }

    /// <summary>A project with SQL revisions on a SQLite file, each given as its file's text.</summary>
    public static Project OfSql(params string[] revisions)
    {
        var project = Empty();
        project.Write("retort.json", """{ "url": "sqlite:///app.db" }""");
        Directory.CreateDirectory(project.PathOf("versions"));
        for (var i = 0; i < revisions.Length; i++)
        {
            project.Write($"versions/{i:00}.sql", revisions[i]);
        }

        return project;
    }

    public string Write(string relative, string text) => _folder.Write(relative, text);

    public string PathOf(string relative) => _folder[relative];

    /// <summary>All files with the times they were written.</summary>
    public IReadOnlyList<string> Files() =>
        [.. Directory.GetFiles(Path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Select(path => $"{path} {File.GetLastWriteTimeUtc(path):O}")];

    /// <summary>Runs a command line; an argument has no blanks in it unless it is given apart.</summary>
    public Task<CommandRun> RunAsync(string line, params string[] more) => RunInAsync("", line, more);

    /// <summary>Runs a command line in a folder of the project.</summary>
    public async Task<CommandRun> RunInAsync(string folder, string line, params string[] more)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var host = Host(output, error) with { Folder = System.IO.Path.Combine(Path, folder) };
        var exitCode = await RetortCli.RunAsync([.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. more], host);
        return new CommandRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs a command line at a terminal, where a person answers.</summary>
    public async Task<CommandRun> AnswerAsync(string answers, string line, params string[] more)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        using var input = new StringReader(answers);
        var host = Host(output, error) with { In = input, IsTerminal = true };
        var exitCode = await RetortCli.RunAsync([.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries), .. more], host);
        return new CommandRun(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs SQL, or a script of sqlite3, on the SQLite file of the project.</summary>
    public async Task<string> SqliteAsync(string sql, string file = "app.db") =>
        (await CommandRun.RunAsync("/usr/bin/sqlite3", [PathOf(file)], input: sql)).RequireSuccess().Output;

    /// <summary>Runs a command line that must succeed.</summary>
    public async Task<CommandRun> DoAsync(string line, params string[] more) => (await RunAsync(line, more)).RequireSuccess();

    public CliHost Host(TextWriter output, TextWriter error) => new() { Out = output, Error = error, In = TextReader.Null, Folder = Path, Environment = Environment };

    public void Dispose() => _folder.Dispose();
}
