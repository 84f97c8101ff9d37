using System.Text.Json.Nodes;
using Retort.Linting;
using Retort.Revisions;

namespace Retort.Cli.Output;

/// <summary>Findings for people, for scripts, for code scanning and for pull requests.</summary>
/// <param name="folder">The folder from which paths are told.</param>
internal sealed class FindingOutput(string folder)
{
    public static JsonObject Describe(Finding finding, Func<string, string> path) => new()
    {
        ["rule"] = finding.Rule,
        ["severity"] = Word(finding.Severity),
        ["revision"] = finding.Revision.Value,
        ["direction"] = DirectionOf(finding),
        ["statement"] = finding.Statement,
        ["message"] = finding.Message,
        ["recipe"] = finding.Recipe,
        ["file"] = finding.Location is { } location ? path(location.File) : null,
        ["line"] = finding.Location is { Line: > 0 } place ? place.Line : null,
    };

    public JsonObject Describe(Finding finding) => Describe(finding, Relative);

    public JsonObject ToJson(IReadOnlyList<Finding> findings) => new() { ["findings"] = JsonOutput.Array(findings, Describe) };

    /// <summary>Findings as text. Notes are counted, not shown, unless asked for.</summary>
    public IEnumerable<string> ToText(IReadOnlyList<Finding> findings, bool withNotes)
    {
        foreach (var finding in findings.Where(finding => withNotes || finding.Severity > Severity.Info))
        {
            yield return $"{Place(finding)}: {Word(finding.Severity)} {finding.Rule}: {finding.Message}{(finding.Direction == Direction.Downgrade ? " (downgrade)" : "")}";
            foreach (var line in finding.Recipe?.Split('\n') ?? [])
            {
                yield return $"    {line}";
            }
        }
    }

    /// <summary>Annotations of GitHub Actions.</summary>
    public IEnumerable<string> ToGitHub(IReadOnlyList<Finding> findings) => findings.Select(finding =>
        $"::{(finding.Severity == Severity.Info ? "notice" : Word(finding.Severity))} file={Property(finding.Location is { } location ? Relative(location.File) : "")}"
        + $"{(finding.Location is { Line: > 0 } place ? $",line={place.Line}" : "")},title={Property(finding.Rule)}::{Data(finding.Recipe is null ? finding.Message : $"{finding.Message}\n{finding.Recipe}")}");

    /// <summary>A log in the Static Analysis Results Interchange Format, version 2.1.0.</summary>
    public JsonObject ToSarif(IReadOnlyList<Finding> findings, IReadOnlyList<LintRule> rules)
    {
        var used = rules.Where(rule => findings.Any(finding => finding.Rule == rule.Id)).ToList();
        return new JsonObject
        {
            ["$schema"] = "https://json.schemastore.org/sarif-2.1.0.json",
            ["version"] = "2.1.0",
            ["runs"] = new JsonArray(new JsonObject
            {
                ["tool"] = new JsonObject
                {
                    ["driver"] = new JsonObject
                    {
                        ["name"] = "retort",
                        ["rules"] = JsonOutput.Array(used, rule => new JsonObject
                        {
                            ["id"] = rule.Id,
                            ["shortDescription"] = new JsonObject { ["text"] = rule.Title },
                            ["defaultConfiguration"] = new JsonObject { ["level"] = Level(rule.Severity) },
                        }),
                    },
                },
                ["results"] = JsonOutput.Array(findings, Result),
            }),
        };
    }

    private JsonObject Result(Finding finding)
    {
        var result = new JsonObject
        {
            ["ruleId"] = finding.Rule,
            ["level"] = Level(finding.Severity),
            ["message"] = new JsonObject { ["text"] = finding.Recipe is null ? finding.Message : $"{finding.Message}\n\n{finding.Recipe}" },
        };
        if (finding.Location is { } location)
        {
            var place = new JsonObject { ["artifactLocation"] = new JsonObject { ["uri"] = Uri.EscapeDataString(Relative(location.File)).Replace("%2F", "/", StringComparison.Ordinal) } };
            if (location.Line > 0)
            {
                place["region"] = new JsonObject { ["startLine"] = location.Line };
            }

            result["locations"] = new JsonArray(new JsonObject { ["physicalLocation"] = place });
        }

        return result;
    }

    public static string Word(Severity severity) => severity.ToString().ToLowerInvariant();

    private static string Level(Severity severity) => severity == Severity.Info ? "note" : Word(severity);

    private static string DirectionOf(Finding finding) => finding.Direction.ToString().ToLowerInvariant();

    private string Place(Finding finding) => finding.Location is { } location ? (location with { File = Relative(location.File), Column = 0 }).ToString() : finding.Revision.Value;

    private string Relative(string path) => Path.IsPathRooted(path) ? Path.GetRelativePath(folder, path).Replace('\\', '/') : path;

    // https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    private static string Data(string text) => text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
