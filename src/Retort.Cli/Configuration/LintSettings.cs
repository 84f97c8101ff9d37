using System.Collections.Immutable;
using Microsoft.Extensions.Configuration;
using Retort.Linting;

namespace Retort.Cli.Configuration;

/// <summary>What a project says about lint rules.</summary>
internal sealed record LintSettings
{
    /// <summary>The severity of rules, by id.</summary>
    public IReadOnlyDictionary<string, Severity> Severities { get; init; } = new Dictionary<string, Severity>();

    /// <summary>The assemblies with rules of the project's own.</summary>
    public ImmutableArray<string> Assemblies { get; init; } = [];

    public static LintSettings Read(IConfigurationSection severities, IConfigurationSection assemblies, string folder) => new()
    {
        // Keys that come from environment variables may be in any case; ids are in capitals.
        Severities = severities.GetChildren().ToDictionary(rule => rule.Key.ToUpperInvariant(), rule => SeverityOf(rule.Key, rule.Value)),
        Assemblies = [.. ProjectReader.ListOf(assemblies).Select(path => Path.GetFullPath(path, folder))],
    };

    /// <summary>The rules as the project wants them.</summary>
    public Linter CreateLinter() => new(new LintOptions { Severities = Severities.ToImmutableDictionary(), Rules = [.. Assemblies.SelectMany(path => LintAssembly.Load(path))] });

    private static Severity SeverityOf(string rule, string? word) => word switch
    {
        "off" => Severity.Off,
        "info" => Severity.Info,
        "warning" => Severity.Warning,
        "error" => Severity.Error,
        _ => throw new UsageException($"\"{word}\" is not a severity of {rule}.", hint: "Write off, info, warning or error."),
    };
}
