using Microsoft.Extensions.Configuration;
using Retort.EntityFrameworkCore;
using Retort.Scripting;
using Retort.Targets;

namespace Retort.Cli.Configuration;

/// <summary>The <c>target</c> of a project: what its schema shall be.</summary>
internal sealed record TargetSettings
{
    public const string EntityFramework = "efcore";

    private static readonly string[] Kinds = ["sql", "csharp", EntityFramework, "database", "revisions"];

    public required string Kind { get; init; }

    public string? Path { get; init; }

    public string? Assembly { get; init; }

    public string? Context { get; init; }

    public string? Type { get; init; }

    /// <summary>The address as it is written: what it names in the environment is needed only by a command that reads the target.</summary>
    public string? Url { get; init; }

    /// <summary>Reads the section; <see langword="null"/> when there is none.</summary>
    public static TargetSettings? Read(IConfigurationSection section, string folder)
    {
        if (!section.Exists())
        {
            return null;
        }

        var kind = section["kind"] ?? throw new UsageException("The target has no kind.", hint: $"Set \"kind\" of \"target\" in {ProjectReader.FileName} to one of: {string.Join(", ", Kinds)}.");
        if (!Kinds.Contains(kind))
        {
            throw new UsageException(
                $"\"{kind}\" is not a kind of target.", Likeness.Nearest(kind, Kinds, name => name) is { } near ? $"Did you mean \"{near}\"?" : null, $"The kinds are: {string.Join(", ", Kinds)}.");
        }

        return new TargetSettings
        {
            Kind = kind,
            Path = FullPath(section["path"], folder),
            Assembly = FullPath(section["assembly"], folder),
            Context = section["context"],
            Type = section["type"],
            Url = section["url"],
        };
    }

    /// <summary>The target that the settings mean. Nothing is read yet.</summary>
    public ITargetSchema Open(CommandContext context) => Kind switch
    {
        "sql" => new SqlFilesTarget(Required(Path, "path", "schema.sql")),
        "csharp" when Assembly is not null => new SchemaDefinitionAssemblyTarget(Assembly, Type),
        "csharp" => new SchemaDefinitionFilesTarget(Required(Path, "path", "Schema.cs"), Type, context.CacheFolder),
        EntityFramework => new DbContextTarget(Required(Assembly, "assembly", "bin/Debug/net10.0/App.dll"), Context, Path),
        "database" => new DatabaseTarget(DatabaseAddress.RequireThere(DatabaseAddress.Open(
            DatabaseAddress.Expand(Required(Url, "url", "postgresql://user@host/database"), "target.url", context.Settings.Folder, context.Host)!, context.Settings.Folder))),
        _ => new RevisionsTarget(context.Revisions, options: context.RunOptions),
    };

    private string Required(string? value, string name, string example) =>
        value ?? throw new UsageException($"A target of kind \"{Kind}\" needs \"{name}\".", hint: $"Write \"target\": {{ \"kind\": \"{Kind}\", \"{name}\": \"{example}\" }} in {ProjectReader.FileName}.");

    private static string? FullPath(string? path, string folder) => path is null ? null : System.IO.Path.GetFullPath(path, folder);
}
