using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Retort.Cli.Configuration;
using Retort.RevisionFiles;

namespace Retort.Cli.Commands;

/// <summary><c>init</c>: a new project.</summary>
internal static class InitCommand
{
    private const string EntityFramework = TargetSettings.EntityFramework;

    private sealed record Options(string? Folder, string? Url, string Template, bool Force);

    public static Command Create()
    {
        var folder = new Argument<string?>("DIR") { Description = "The folder of the project; the current one without it.", Arity = ArgumentArity.ZeroOrOne };
        var template = new Option<string>("--template") { Description = "What revisions are written in, csharp or sql; efcore for C# from the model of an Entity Framework Core application.", DefaultValueFactory = _ => "csharp", HelpName = "NAME" };
        template.AcceptOnlyFromAmong("csharp", "sql", EntityFramework);
        var force = new Option<bool>("--force") { Description = "Writes retort.json anew where there is one already. Other files are never overwritten." };
        var command = RetortCli.New("init", "Makes a project: retort.json, a versions folder, a README.\n\nExample: retort init --url sqlite:///app.db", folder, template, force);
        command.SetWork((context, parsed, token) =>
            RunAsync(new(parsed.GetValue(folder), parsed.GetValue(GlobalOptions.Url), parsed.GetValue(template)!, parsed.GetValue(force)), context, token));
        return command;
    }

    private static async Task<int> RunAsync(Options options, CommandContext context, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(options.Folder ?? ".", context.Host.Folder);
        var files = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ProjectReader.FileName] = Settings(options.Url ?? "sqlite:///app.db", options.Template == EntityFramework ? ApplicationOf(folder) : null),
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

        context.Say($"next: {NewRevision(options.Template)} -m \"First tables\"");
        return ExitCode.Done;
    }

    /// <summary>The assembly that the project in a folder is built to; one to be corrected where there is none, or several.</summary>
    private static string ApplicationOf(string folder)
    {
        var projects = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.csproj") : [];
        if (projects is not [var only])
        {
            return "bin/Debug/net10.0/App.dll";
        }

        var properties = XDocument.Load(only).Descendants().Where(element => !element.HasElements).ToLookup(element => element.Name.LocalName, element => element.Value);
        return $"bin/Debug/{properties["TargetFramework"].LastOrDefault() ?? "net10.0"}/{properties["AssemblyName"].LastOrDefault() ?? Path.GetFileNameWithoutExtension(only)}.dll";
    }

    private static string NewRevision(string template) => template switch
    {
        "sql" => "retort revision --sql",
        EntityFramework => "dotnet build && retort revision --autogenerate",
        _ => "retort revision",
    };

    private static string Settings(string url, string? application)
    {
        var settings = new JsonObject
        {
            ["$schema"] = $"./{SettingsSchema.FileName}",
            ["url"] = url,
            ["versions"] = new JsonArray("versions"),
            ["fileTemplate"] = ProjectSettings.DefaultFileTemplate,
            ["timezone"] = "UTC",
            ["transaction"] = "perRevision",
            ["lock"] = new JsonObject { ["timeout"] = "60s" },
        };
        if (application is not null)
        {
            settings["target"] = new JsonObject { ["kind"] = EntityFramework, ["assembly"] = application };
        }

        return settings.ToJsonString(new JsonSerializerOptions { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }) + "\n";
    }

    private static string Readme(string template) => $"""
        # Database revisions

        The schema of this database is made by the revisions in `versions/`, run by [Retort](https://www.nuget.org/packages/Retort.Cli).

        ```
        {NewRevision(template)} -m "Add users"   # write a revision
        retort upgrade --dry-run         # see what it would do
        retort upgrade                   # do it
        retort current                   # see where the database is
        ```
        {(template == EntityFramework ? "\nThe application does not compile them: put `<Compile Remove=\"versions/**\" />` into an ItemGroup of its project file.\n" : "")}
        """;
}

/// <summary><c>templates</c>: what new revision files are made from.</summary>
internal static class TemplatesCommand
{
    public static Command Create()
    {
        var write = new Option<bool>("--write") { Description = "Writes the templates into the project's templates folder, where they can be changed." };
        var command = RetortCli.New("templates", "Lists the templates of new revisions and projects.\n\nExample: retort templates --write", write);
        command.SetWork(async (context, parsed, token) =>
        {
            if (parsed.GetValue(write))
            {
                foreach (var path in await RevisionWriter.WriteTemplatesAsync(Path.Combine(context.Settings.Folder, "templates"), token))
                {
                    context.Out.WriteLine(Path.GetRelativePath(context.Host.Folder, path));
                }

                return ExitCode.Done;
            }

            context.Out.WriteLine("csharp - revisions are classes (init --template csharp, efcore); overridden by templates/revision.cs.template");
            context.Out.WriteLine("sql - revisions are SQL files (init --template sql, revision --sql); overridden by templates/revision.sql.template");
            return ExitCode.Done;
        });
        return command;
    }
}
