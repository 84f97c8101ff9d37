using System.Text.Json.Nodes;
using Retort.Linting;
using Retort.Revisions;

namespace Retort.Cli.Output;

/// <summary>Findings for people and for scripts.</summary>
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

    public static string Word(Severity severity) => severity.ToString().ToLowerInvariant();

    private static string DirectionOf(Finding finding) => finding.Direction.ToString().ToLowerInvariant();

    private string Place(Finding finding) => finding.Location is { } location ? (location with { File = Relative(location.File), Column = 0 }).ToString() : finding.Revision.Value;

    private string Relative(string path) => Relative(path, folder);

    /// <summary>A path as others tell it, from a folder.</summary>
    public static string Relative(string path, string folder) => Path.IsPathRooted(path) ? Path.GetRelativePath(folder, path).Replace('\\', '/') : path;
}
