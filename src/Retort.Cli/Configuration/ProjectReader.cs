using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Retort.Planning;

namespace Retort.Cli.Configuration;

/// <summary>Finds <c>retort.json</c> and reads the settings of one database.</summary>
internal static partial class ProjectReader
{
    public const string FileName = "retort.json";

    private const string EnvironmentPrefix = "RETORT__";

    /// <summary>The folder of the project: the given one, or the nearest above the current folder that holds <c>retort.json</c>.</summary>
    public static string FindFolder(string? given, CliHost host)
    {
        if (given is not null)
        {
            var folder = Path.GetFullPath(given, host.Folder);
            return File.Exists(Path.Combine(folder, FileName)) ? folder : throw NoProject($"There is no {FileName} in {folder}.");
        }

        return NearestFolder(host) ?? throw NoProject($"There is no {FileName} in {host.Folder} or above it.");
    }

    /// <summary>The nearest folder above the current one that holds <c>retort.json</c>; <see langword="null"/> when there is none.</summary>
    public static string? NearestFolder(CliHost host)
    {
        var folder = host.Folder;
        while (folder is not null && !File.Exists(Path.Combine(folder, FileName)))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder;
    }

    /// <summary>Reads the settings: the file, under the file of the environment, under environment variables, under flags.</summary>
    /// <param name="folder">The folder of the project.</param>
    /// <param name="environment">The name given with <c>--env</c>.</param>
    /// <param name="database">The name given with <c>--database</c>.</param>
    /// <param name="url">The address given with <c>--url</c>.</param>
    /// <param name="host">The world around.</param>
    public static ProjectSettings Read(string folder, string? environment, string? database, string? url, CliHost host)
    {
        environment ??= host.Environment.GetValueOrDefault("RETORT_ENVIRONMENT");
        var root = Load(folder, environment, host);
        SettingsSchema.RequireKnown(root);
        var settings = SelectDatabase(root, database);

        // One address in the environment cannot be meant for each of several databases.
        var ownUrl = settings == root ? null : settings["url"];
        return new ProjectSettings
        {
            Folder = folder,
            Name = environment ?? (settings as IConfigurationSection)?.Key,
            IsProtected = Switch(settings["protected"] ?? root["protected"] ?? "false", "protected"),
            Url = url ?? (ownUrl is null ? DatabaseAddress.FromEnvironment(host) : null) ?? DatabaseAddress.Expand(ownUrl ?? root["url"], "url", folder, host),
            ScratchUrl = DatabaseAddress.Expand(settings["scratchUrl"] ?? root["scratchUrl"], "scratchUrl", folder, host) is { Length: > 0 } scratchUrl ? scratchUrl : null,
            Versions = [.. ListOf(SectionOf(settings, root, "versions")).DefaultIfEmpty("versions").Select(path => Path.GetFullPath(path, folder))],
            Schemas = [.. ListOf(SectionOf(settings, root, "schemas"))],
            FileTemplate = settings["fileTemplate"] ?? root["fileTemplate"] ?? ProjectSettings.DefaultFileTemplate,
            TimeZone = TimeZone(settings["timezone"] ?? root["timezone"] ?? "UTC"),
            Transaction = Transaction(settings["transaction"] ?? root["transaction"] ?? "perRevision"),
            Tables = ProjectSettings.TablesOf(
                settings["versionSchema"] ?? root["versionSchema"], settings["versionTable"] ?? root["versionTable"], settings["historyTable"] ?? root["historyTable"]),
            Filter = FilterSettings.Read(SectionOf(settings, root, "compare")),
            Lint = LintSettings.Read(SectionOf(settings, root, "lint"), SectionOf(settings, root, "lintAssemblies"), folder),
            Target = TargetSettings.Read(SectionOf(settings, root, "target"), folder),
            Online = Switch(settings["generate:online"] ?? root["generate:online"] ?? "true", "generate.online"),
            GuardRewrites = Switch(settings["guardRewrites"] ?? root["guardRewrites"] ?? "true", "guardRewrites"),
            Backfill = BackfillSettings.Read(SectionOf(settings, root, "backfill")),
            Backup = BackupSettings.Read(SectionOf(settings, root, "backup"), folder),
            LockTimeout = Duration.Parse(settings["lock:timeout"] ?? root["lock:timeout"] ?? "60s", "lock.timeout"),
        };
    }

    private static IConfigurationRoot Load(string folder, string? environment, CliHost host)
    {
        var variables = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in host.Environment)
        {
            if (name.StartsWith(EnvironmentPrefix, StringComparison.Ordinal))
            {
                variables[name[EnvironmentPrefix.Length..].Replace("__", ":", StringComparison.Ordinal)] = value;
            }
        }

        var file = LoadFile(Path.Combine(folder, FileName));
        if (environment is null && variables.Count == 0)
        {
            return file;
        }

        var builder = new ConfigurationBuilder().AddConfiguration(file);
        if (environment is not null)
        {
            var path = Path.Combine(folder, $"retort.{environment}.json");
            builder.AddConfiguration(LoadFile(File.Exists(path) ? path : throw NoEnvironment(folder, path, environment)));
        }

        return builder.AddInMemoryCollection(variables).Build();
    }

    // From a stream: what is there for files brings what watches them.
    private static IConfigurationRoot LoadFile(string path)
    {
        using var file = File.OpenRead(path);
        try
        {
            return new ConfigurationBuilder().AddJsonStream(file).Build();
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            throw new UsageException($"{path} is not JSON as it should be.", e.Message, "Correct the JSON.");
        }
    }

    private static UsageException NoEnvironment(string folder, string path, string environment)
    {
        var known = Directory.GetFiles(folder, "retort.*.json").Select(file => Path.GetFileName(file)["retort.".Length..^".json".Length]).Order(StringComparer.Ordinal).ToList();
        return new UsageException(
            $"There is no {path} for environment \"{environment}\".",
            known.Count == 0 ? null : $"The project has {string.Join(", ", known)}.",
            Likeness.Nearest(environment, known, name => name) is { } near ? $"Did you mean --env {near}?" : $"Make the file ({{}} will do), or leave --env and RETORT_ENVIRONMENT out.");
    }

    private static IConfiguration SelectDatabase(IConfigurationRoot root, string? name)
    {
        var databases = root.GetSection("databases").GetChildren().ToList();
        return (databases, name) switch
        {
            ([], null) => root,
            ([], _) => throw new UsageException($"There is no database \"{name}\": the project has one, without a name.", hint: "Leave --database out."),
            ([var only], null) => only,
            (_, null) => throw new UsageException("The project has several databases.", string.Join(", ", databases.Select(database => database.Key)), "Say which with --database NAME."),
            _ => databases.Find(database => database.Key == name)
                ?? throw new UsageException($"There is no database \"{name}\".", $"There are: {string.Join(", ", databases.Select(database => database.Key))}."),
        };
    }

    private static IConfigurationSection SectionOf(IConfiguration settings, IConfigurationRoot root, string key) =>
        settings.GetSection(key) is var own && own.Exists() ? own : root.GetSection(key);

    /// <summary>The values of a list; a single one need not be in brackets.</summary>
    public static IEnumerable<string> ListOf(IConfigurationSection section) =>
        section.Value is { } one ? [one] : section.GetChildren().Select(child => child.Value!);

    private static TimeZoneInfo TimeZone(string name) =>
        TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : throw new UsageException($"\"{name}\" is not a time zone.", hint: "Write UTC, or a name such as Europe/Berlin.");

    private static TransactionMode Transaction(string mode) => mode switch
    {
        "perRevision" => TransactionMode.PerRevision,
        "all" => TransactionMode.All,
        "none" => TransactionMode.None,
        _ => throw new UsageException($"\"{mode}\" is not a way to use transactions.", hint: "Write perRevision, all or none."),
    };

    private static bool Switch(string text, string setting) =>
        bool.TryParse(text, out var isOn) ? isOn : throw new UsageException($"\"{text}\" is not a value of {setting}.", hint: "Write true or false.");

    private static UsageException NoProject(string message) => new(message, hint: "Make a project with `retort init`, or name its folder with -C DIR.");

    [GeneratedRegex(@"\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    internal static partial Regex Variable();
}
