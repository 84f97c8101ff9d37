using System.Globalization;
using System.Text;
using Retort.Revisions;

namespace Retort.Reporting;

/// <summary>Writes a graph of revisions as a Mermaid flowchart, the oldest at the bottom, for where Markdown is shown and SVG is not.</summary>
internal static class RevisionGraphMermaid
{
    /// <summary>More than this many revisions are not drawn by those who show Mermaid.</summary>
    public const int Most = 200;

    public static string Write(RevisionGraph graph, IReadOnlyCollection<string>? rows)
    {
        var applied = rows is null ? null : graph.AppliedBy(rows);
        var text = new StringBuilder("flowchart BT\n");
        var nameOf = graph.Revisions.Select((revision, index) => (revision.Id, Name: string.Create(CultureInfo.InvariantCulture, $"r{index}"))).ToDictionary(pair => pair.Id, pair => pair.Name);
        foreach (var revision in graph.Revisions)
        {
            var state = applied is null ? "" : rows!.Contains(revision.Id.Value) ? ":::current" : applied.Contains(revision.Id) ? ":::applied" : ":::pending";
            text.Append(CultureInfo.InvariantCulture, $"    {nameOf[revision.Id]}[\"{Escape(revision.Id.Value)}{(revision.Message.Length == 0 ? "" : $"<br/>{Escape(revision.Message)}")}\"]{state}\n");
        }

        foreach (var revision in graph.Revisions)
        {
            foreach (var parent in revision.Revises)
            {
                text.Append(CultureInfo.InvariantCulture, $"    {nameOf[parent]} --> {nameOf[revision.Id]}\n");
            }

            foreach (var dependency in graph.DependenciesOf(revision))
            {
                text.Append(CultureInfo.InvariantCulture, $"    {nameOf[dependency.Id]} -. needed .-> {nameOf[revision.Id]}\n");
            }
        }

        return text.Append(applied is null ? "" : "    classDef current stroke:#2a9d6e,stroke-width:4px\n    classDef applied stroke:#2a9d6e\n    classDef pending stroke:#d9662b,stroke-dasharray:4\n").ToString().TrimEnd('\n');
    }

    // Entities by number or name, between # and ;. A backtick at the start would make a label Markdown.
    private static string Escape(string text) => string.Concat(text.Select(character =>
        char.IsLetterOrDigit(character) || character is ' ' or '_' or '-' or '.' or ',' ? $"{character}" : char.IsControl(character) ? " " : string.Create(CultureInfo.InvariantCulture, $"#{(int)character};")));
}
