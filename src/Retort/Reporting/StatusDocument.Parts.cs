using System.Collections.Immutable;
using System.Globalization;
using Retort.Reporting.Documents;
using Retort.Revisions;
using Retort.Schema;

namespace Retort.Reporting;

/// <content>The chain, the revisions and the tables.</content>
internal sealed partial class StatusDocument
{
    private Dictionary<RevisionId, string>? _anchors;

    private IEnumerable<Block> Chain()
    {
        var graph = _report.Graph;
        ImmutableArray<Revision> newestFirst = [.. graph.Revisions.Reverse()];
        if (newestFirst.IsEmpty)
        {
            return [new Paragraph("There are no revisions.")];
        }

        return
        [
            new CodeBlock(string.Join('\n', RevisionGraphText.Draw(graph, newestFirst, _current)), "text"),
            new Picture(RevisionGraphSvg.Write(graph, newestFirst, _current), newestFirst.Length <= RevisionGraphMermaid.Most ? RevisionGraphMermaid.Write(graph, _current) : null),
        ];
    }

    private IEnumerable<Block> BlocksOf(Revision revision)
    {
        yield return new Heading(3, $"{revision.Id} {revision.Message}".TrimEnd(), AnchorOf(revision));
        ImmutableArray<Span> facts =
        [
            "File ", Code(Path.GetRelativePath(_report.Folder, revision.Source.File).Replace('\\', '/')),
            revision.Created is { } created ? $", {created.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}" : ", no date",
            .. revision.Revises.IsEmpty ? [", base"] : (Span[])[", after ", .. Span.List(revision.Revises.Select(parent => LinkTo(_report.Graph[parent])))],
            .. revision.DependsOn.IsEmpty ? Array.Empty<Span>() : [", needs ", .. Span.List(revision.DependsOn.Select(Code))],
            .. _applied is null ? Array.Empty<Span>() : [", ", new Span(_current!.Contains(revision.Id.Value) ? "current" : _applied.Contains(revision.Id) ? "applied" : "pending", SpanKind.Strong)],
            ".",
        ];
        yield return new Paragraph(facts);
        if (!_report.Changes.TryGetValue(revision.Id, out var changes))
        {
            yield return new Paragraph("What it changes is not known.");
        }
        else if (changes.IsEmpty)
        {
            yield return new Paragraph(revision.Revises.Length > 1 ? "Joins branches; changes nothing itself." : "Changes nothing that can be seen in the schema.");
        }
        else
        {
            yield return new Grid(
                ["Table", "Changes"],
                [.. changes.Select(change => (ImmutableArray<ImmutableArray<Span>>)[change.Table is { } table ? [Code(table.ToString())] : [""], [string.Join("; ", change.Changes)]])]);
        }
    }

    private IEnumerable<Block> Tables()
    {
        if (_report.Schema is not { } schema)
        {
            yield return new Paragraph(NotKnown);
            yield break;
        }

        yield return new Paragraph(_report.IsSchemaLive ? "As the database has them." : "As the revisions make them.");
        foreach (var (group, index) in TableGroups.Of(schema).Select((group, index) => (group, index)))
        {
            yield return new Heading(3, group.Name, string.Create(CultureInfo.InvariantCulture, $"group-{index + 1}"));
            yield return new Grid(
                ["Table", "Purpose", "Columns", "Made by"],
                [.. group.Tables.Select(table => (ImmutableArray<ImmutableArray<Span>>)
                [
                    [Code(table.Name.ToString())],
                    [table.Comment ?? ""],
                    [Count(table.Columns.Length)],
                    _report.MadeBy.TryGetValue(table.Name, out var revision) ? [LinkTo(revision)] : [""],
                ])]);
        }
    }

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);

    private Span LinkTo(Revision revision) => new(revision.Id.Value, SpanKind.Code, $"#{AnchorOf(revision)}");

    // Ids may have characters that anchors cannot, and differ in nothing else.
    private string AnchorOf(Revision revision)
    {
        _anchors ??= _report.Graph.Revisions.Select((one, index) => (one.Id, Anchor: string.Create(CultureInfo.InvariantCulture, $"revision-{index + 1}"))).ToDictionary(pair => pair.Id, pair => pair.Anchor);
        return _anchors[revision.Id];
    }
}
