using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Retort.Linting;

namespace Retort.Cli.Output;

/// <summary>Annotations for code scanning and for the pipelines that show them in pull requests.</summary>
/// <param name="folder">The folder from which paths are told: that of the repository.</param>
internal sealed class AnnotationOutput(string folder)
{
    /// <summary>The forms there are.</summary>
    public static readonly string[] Formats = ["sarif", "github", "gitlab", "azure"];

    /// <summary>Writes annotations in one of the forms, lines that end with a line break.</summary>
    public string Write(string format, IReadOnlyList<Annotation> annotations, IReadOnlyList<LintRule> rules) => format switch
    {
        "sarif" => $"{ToSarif(annotations, rules).ToJsonString(JsonOutput.Readable)}\n",
        "github" => string.Concat(annotations.Select(annotation => $"{ToGitHub(annotation)}\n")),
        "gitlab" => $"{ToGitLab(annotations).ToJsonString(JsonOutput.Readable)}\n",
        "azure" => string.Concat(annotations.Where(annotation => annotation.Severity > Severity.Info).Select(annotation => $"{ToAzure(annotation)}\n")),
        _ => throw new UnreachableException($"No annotations as {format}."),
    };

    /// <summary>A workflow command of GitHub Actions.</summary>
    // https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    private string ToGitHub(Annotation annotation)
    {
        var line = annotation.Location is { Line: > 0 } place ? $"line={Number(place.Line)}," : "";
        var file = FileOf(annotation) is { } path ? $"file={Property(path)},{line}" : "";
        return $"::{(annotation.Severity == Severity.Info ? "notice" : FindingOutput.Word(annotation.Severity))} {file}title={Property(annotation.Rule)}::{Data(TextOf(annotation))}";

        static string Data(string text) => text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

        static string Property(string text) => Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
    }

    /// <summary>A logging command of Azure Pipelines, which has none for notes.</summary>
    // https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
    private string ToAzure(Annotation annotation)
    {
        var file = FileOf(annotation) is { } path ? $";sourcepath={Escape(path)}{(annotation.Location is { Line: > 0 } place ? $";linenumber={Number(place.Line)}" : "")}" : "";
        return $"##vso[task.logissue type={FindingOutput.Word(annotation.Severity)}{file};code={Escape(annotation.Rule)}]{Data(TextOf(annotation))}";

        static string Data(string text) => text.Replace("%", "%AZP25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

        static string Escape(string text) => Data(text).Replace(";", "%3B", StringComparison.Ordinal).Replace("]", "%5D", StringComparison.Ordinal);
    }

    /// <summary>A report of GitLab's Code Quality. A fingerprint says which remarks of two commits are the same one.</summary>
    // https://docs.gitlab.com/ci/testing/code_quality
    private JsonArray ToGitLab(IReadOnlyList<Annotation> annotations) => JsonOutput.Array(annotations, annotation => new JsonObject
    {
        ["description"] = TextOf(annotation),
        ["check_name"] = annotation.Rule,
        ["fingerprint"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{annotation.Rule}\n{FileOf(annotation)}\n{annotation.Location?.Line}\n{annotation.Text}"))),
        ["severity"] = annotation.Severity switch { Severity.Error => "major", Severity.Warning => "minor", _ => "info" },
        ["location"] = new JsonObject
        {
            ["path"] = FileOf(annotation) ?? Configuration.ProjectReader.FileName,
            ["lines"] = new JsonObject { ["begin"] = annotation.Location is { Line: > 0 } place ? place.Line : 1 },
        },
    });

    /// <summary>A log in the Static Analysis Results Interchange Format, version 2.1.0.</summary>
    private JsonObject ToSarif(IReadOnlyList<Annotation> annotations, IReadOnlyList<LintRule> rules)
    {
        var used = rules.Where(rule => annotations.Any(annotation => annotation.Rule == rule.Id)).ToList();
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
                ["results"] = JsonOutput.Array(annotations, Result),
            }),
        };
    }

    private JsonObject Result(Annotation annotation)
    {
        var result = new JsonObject
        {
            ["ruleId"] = annotation.Rule,
            ["level"] = Level(annotation.Severity),
            ["message"] = new JsonObject { ["text"] = annotation.Recipe is null ? annotation.Text : $"{annotation.Text}\n\n{annotation.Recipe}" },
        };
        if (FileOf(annotation) is { } file)
        {
            var place = new JsonObject { ["artifactLocation"] = new JsonObject { ["uri"] = Uri.EscapeDataString(file).Replace("%2F", "/", StringComparison.Ordinal) } };
            if (annotation.Location is { Line: > 0 and var line })
            {
                place["region"] = new JsonObject { ["startLine"] = line };
            }

            result["locations"] = new JsonArray(new JsonObject { ["physicalLocation"] = place });
        }

        return result;
    }

    private string? FileOf(Annotation annotation) => annotation.Location is { } location ? FindingOutput.Relative(location.File, folder) : null;

    private static string TextOf(Annotation annotation) => annotation.Recipe is null ? annotation.Text : $"{annotation.Text}\n{annotation.Recipe}";

    private static string Level(Severity severity) => severity == Severity.Info ? "note" : FindingOutput.Word(severity);

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
