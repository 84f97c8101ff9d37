using System.CommandLine;

namespace Retort.Cli;

/// <summary>The options every command has.</summary>
internal static class GlobalOptions
{
    public static readonly Option<string?> Project = New<string?>("--project", "The folder of the project; without it the nearest above the current one that has a retort.json.", "DIR", "-C");
    public static readonly Option<string?> Url = New<string?>("--url", "The address of the database.", "URL");
    public static readonly Option<string?> Database = New<string?>("--database", "Which database of a project that has several.", "NAME");
    public static readonly Option<string?> Env = New<string?>("--env", "Lays retort.NAME.json over retort.json.", "NAME");
    public static readonly Option<string[]> Argument = New<string[]>("-x", "A KEY=VALUE that revisions can read.", "KEY=VALUE");
    public static readonly Option<bool> Json = New<bool>("--json", "Prints one JSON document on standard output.");
    public static readonly Option<bool> Verbose = New<bool>("--verbose", "Says more.", null, "-v");
    public static readonly Option<bool> Quiet = New<bool>("--quiet", "Says nothing but errors and what was asked for.", null, "-q");

    public static IEnumerable<Option> All => [Project, Url, Database, Env, Argument, Json, Verbose, Quiet];

    private static Option<T> New<T>(string name, string description, string? placeholder = null, params string[] aliases) =>
        new(name, aliases) { Description = description, HelpName = placeholder, Recursive = true };
}
