using System.Globalization;
using System.Text.Json.Nodes;
using Retort.Reporting;
using Retort.Revisions;

namespace Retort.Cli.Output;

/// <summary>How a revision is written: in a line, in full, or as JSON.</summary>
internal static class RevisionText
{
    /// <summary>Id and message.</summary>
    public static string Title(Revision revision) => $"{revision.Id} {revision.Message}".TrimEnd();

    public static string Line(RevisionGraph graph, Revision revision, ISet<string>? current = null)
    {
        var from = revision.Revises.IsEmpty ? "<base>" : string.Join(", ", revision.Revises);
        return $"{from} -> {revision.Id}{Marks(graph, revision, current)}{(revision.Message.Length > 0 ? ", " : "")}{revision.Message}";
    }

    public static string Marks(RevisionGraph graph, Revision revision, ISet<string>? current = null, bool labels = true) => RevisionGraphText.Marks(graph, revision, current, labels);

    public static IEnumerable<string> Long(RevisionGraph graph, Revision revision, ISet<string>? current = null)
    {
        yield return $"Rev: {revision.Id}{Marks(graph, revision, current, labels: false)}";
        yield return revision.Revises switch
        {
            [] => "Parent: <base>",
            [var parent] => $"Parent: {parent}",
            var parents => $"Merges: {string.Join(", ", parents)}",
        };
        if (!revision.DependsOn.IsEmpty)
        {
            yield return $"Also depends on: {string.Join(", ", revision.DependsOn)}";
        }

        if (graph.IsBranchPoint(revision))
        {
            yield return $"Branches into: {string.Join(", ", graph.ChildrenOf(revision).Select(child => child.Id))}";
        }

        if (graph.LabelsOf(revision) is { IsEmpty: false } labels)
        {
            yield return $"Branch names: {string.Join(", ", labels)}";
        }

        if (revision.Created is { } created)
        {
            yield return $"Created: {Date(created)}";
        }

        yield return $"Path: {revision.Source}";
        yield return "";
        yield return $"    {revision.Message}";
        yield return "";
    }

    public static JsonObject ToJson(RevisionGraph graph, Revision revision, ISet<string>? current = null) => new()
    {
        ["revision"] = revision.Id.Value,
        ["revises"] = JsonOutput.Array(revision.Revises),
        ["dependsOn"] = JsonOutput.Array(revision.DependsOn),
        ["labels"] = JsonOutput.Array(graph.LabelsOf(revision)),
        ["message"] = revision.Message,
        ["created"] = revision.Created?.ToString("O", CultureInfo.InvariantCulture),
        ["file"] = revision.Source.File,
        ["isHead"] = graph.IsHead(revision),
        ["isBranchPoint"] = graph.IsBranchPoint(revision),
        ["isMergePoint"] = graph.IsMergePoint(revision),
        ["isCurrent"] = current?.Contains(revision.Id.Value),
    };

    public static string Date(DateTimeOffset date) => date.ToString(date.TimeOfDay == TimeSpan.Zero ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);
}
