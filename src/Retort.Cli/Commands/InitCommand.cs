using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Retort.Cli.Configuration;
using Retort.RevisionFiles;

namespace Retort.Cli.Commands;

/// <summary><c>init</c>: a new project.</summary>
internal static class InitCommand
{
    private sealed record Options(string? Folder, string? Url, string Template, bool Force);

    public static Command Create(CliHost host)
    {
        var folder = new Argument<string?>("DIR") { Description = "The folder of the project; the current one without it.", Arity = ArgumentArity.ZeroOrOne };
        var template = new Option<string>("--template") { Description = "The language of revisions: csharp or sql.", DefaultValueFactory = _ => "csharp", HelpName = "NAME" };
        template.AcceptOnlyFromAmong("csharp", "sql");
        var force = new Option<bool>("--force") { Description = "Writes retort.json anew where there is one already. Other files are never overwritten." };
        var command = RetortCli.New("init", "Makes a project: retort.json, a versions folder, a README.\n\nExample: retort init --url sqlite:///app.db", folder, template, force);
        command.SetWork(host, (context, parsed, token) =>
            RunAsync(new(parsed.GetValue(folder), parsed.GetValue(GlobalOptions.Url), parsed.GetValue(template)!, parsed.GetValue(force)), context, token));
        return command;
    }

    private static async Task<int> RunAsync(Options options, CommandContext context, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(options.Folder ?? ".", context.Host.Folder);
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ProjectReader.FileName] = Settings(options.Url ?? "sqlite:///app.db"),
            [SettingsSchema.FileName] = SettingsSchema.Text,
            ["README.md"] = Readme(options.Template),
            [".gitignore"] = ".retort/\n*.db\nbackups/\n",
            ["versions/.gitkeep"] = "",
        };
        var project = Path.Combine(folder, ProjectReader.FileName);
        if (!options.Force && File.Exists(project))
        {
            throw new UsageException($"{project} is there already.", hint: "Choose another folder, or say --force to write it anew.");
        }

        foreach (var (name, text) in files)
        {
            var path = Path.Combine(folder, name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            if (name == ProjectReader.FileName || name == SettingsSchema.FileName || !File.Exists(path))
            {
                await File.WriteAllTextAsync(path, text, cancellationToken);
                context.Say($"wrote {Path.GetRelativePath(context.Host.Folder, path)}");
            }
        }

        context.Say($"next: retort revision{(options.Template == "sql" ? " --sql" : "")} -m \"First tables\"");
        return ExitCode.Done;
    }

    private static string Settings(string url) => new JsonObject
    {
        ["$schema"] = $"./{SettingsSchema.FileName}",
        ["url"] = url,
        ["versions"] = new JsonArray("versions"),
        ["fileTemplate"] = ProjectSettings.DefaultFileTemplate,
        ["timezone"] = "UTC",
        ["transaction"] = "perRevision",
        ["lock"] = new JsonObject { ["timeout"] = "60s" },
    }.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";

    private static string Readme(string template) => $"""
        # Database revisions

        The schema of this database is made by the revisions in `versions/`, run by [Retort](https://www.nuget.org/packages/Retort.Cli).

        ```
        retort revision{(template == "sql" ? " --sql" : "")} -m "Add users"   # write a revision
        retort upgrade --dry-run         # see what it would do
        retort upgrade                   # do it
        retort current                   # see where the database is
        ```

        """;
}

/// <summary><c>templates</c>: what new revision files are made from.</summary>
internal static class TemplatesCommand
{
    public static Command Create(CliHost host)
    {
        var write = new Option<bool>("--write") { Description = "Writes the templates into the project's templates folder, where they can be changed." };
        var command = RetortCli.New("templates", "Lists the templates of new revisions and projects.\n\nExample: retort templates --write", write);
        command.SetWork(host, async (context, parsed, token) =>
        {
            if (parsed.GetValue(write))
            {
                foreach (var path in await RevisionWriter.WriteTemplatesAsync(Path.Combine(context.Settings.Folder, "templates"), token))
                {
                    context.Out.WriteLine(Path.GetRelativePath(context.Host.Folder, path));
                }

                return ExitCode.Done;
            }

            context.Out.WriteLine("csharp - revisions are classes (init --template csharp); overridden by templates/revision.cs.template");
            context.Out.WriteLine("sql - revisions are SQL files (init --template sql, revision --sql); overridden by templates/revision.sql.template");
            return ExitCode.Done;
        });
        return command;
    }
}
