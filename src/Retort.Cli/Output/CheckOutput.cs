using System.Text.Json.Nodes;
using Retort.Linting;

namespace Retort.Cli.Output;

/// <summary>Checks for people, for scripts and for pipelines.</summary>
internal static class CheckOutput
{
    public static IEnumerable<string> ToText(Check check)
    {
        var word = check.Skipped is not null ? "skipped" : check.Error is not null ? "FAILED" : check.IsOk ? "ok" : "FOUND";
        yield return $"{word,-7}  {check.Name}{(check.Skipped is null ? "" : $" ({check.Skipped})")}";
        foreach (var message in check.Error is { } error ? [error.Message] : check.Items.Select(item => item.Message))
        {
            yield return $"           {message}";
        }
    }

    /// <summary>The document that scripts rely on. Where a check could not be made, it says why as any document of an error does.</summary>
    public static JsonObject ToJson(IReadOnlyList<Check> checks)
    {
        var document = new JsonObject { ["ok"] = checks.All(check => check.IsOk), ["checks"] = JsonOutput.Array(checks, Describe) };
        if (checks.FirstOrDefault(check => check.Error is not null) is { Error: { } error })
        {
            document["error"] = ErrorOutput.Describe(error);
        }

        return document;
    }

    /// <summary>What was found, for those who show it beside the code.</summary>
    public static IReadOnlyList<Annotation> Annotate(IEnumerable<Check> checks) =>
    [
        .. from check in checks
           from item in check.Items
           select item.Finding is { } finding ? Annotation.Of(finding) : new Annotation(check.Name, Severity.Error, TextOf(check, item), null, item.Location),
    ];

    private static string TextOf(Check check, CheckItem item) => check.Name switch
    {
        Checks.Pending when item.Revision is not null => $"Pending: {item.Message}",
        Checks.Model => $"The model is ahead of the revisions: {item.Message}",
        Checks.Drift when item.Operation is not null => $"The database is not what its revisions say: {item.Message}",
        _ => item.Message,
    };

    private static JsonObject Describe(Check check)
    {
        var described = new JsonObject
        {
            ["name"] = check.Name,
            ["ok"] = check.IsOk,
            ["skipped"] = check.Skipped is not null,
            ["reason"] = check.Skipped,
            ["items"] = JsonOutput.Array(check.Items, Describe),
        };
        if (check.Error is { } error)
        {
            described["error"] = ErrorOutput.Describe(error);
        }

        return described;
    }

    private static JsonObject Describe(CheckItem item)
    {
        var described = item switch
        {
            { Finding: { } finding } => FindingOutput.Describe(finding, path => path),
            { Operation: { } operation } => ComparisonOutput.Describe(operation),
            { Revision: { } revision } => new JsonObject { ["revision"] = revision.Id.Value, ["file"] = revision.Source.File },
            { Location: { } location } => new JsonObject { ["file"] = location.File, ["line"] = location.Line > 0 ? location.Line : null },
            _ => [],
        };
        described.Remove("message");
        described.Insert(0, "message", item.Message);
        return described;
    }
}
