using System.Collections.Immutable;
using System.Globalization;
using Retort.Dialects;
using Retort.Reporting.Documents;
using Retort.Schema;

namespace Retort.Reporting;

/// <summary>The reference of a schema as blocks, whatever they are written as.</summary>
internal sealed partial class SchemaReference(DatabaseSchema schema, IDialect dialect, SchemaDocumentOptions options)
{
    private readonly Anchors _anchors = new();

    public IEnumerable<Block> Blocks() =>
    [
        new Heading(1, options.Title, _anchors.OfTitle),
        new Paragraph(Summary()),
        .. TableGroups.Of(schema).SelectMany(TablesOf),
        .. Section("Views", schema.Objects.OfType<View>().SelectMany(ViewOf)),
        .. Listing("Enumerated types", ["Name", "Values", "Comment"], schema.Objects.OfType<EnumType>(), type => [Span.List(type.Values.Select(Code)), Note(type)]),
        .. Listing("Domains", ["Name", "Type", "Rules", "Comment"], schema.Objects.OfType<Domain>(), domain => [[Code(dialect.TypeName(domain.Type))], Rules(domain), Note(domain)]),
        .. Listing("Composite types", ["Name", "Attributes", "Comment"], schema.Objects.OfType<CompositeType>(),
            type => [Span.List(type.Attributes.Select(attribute => Code($"{attribute.Name} {dialect.TypeName(attribute.Type)}"))), Note(type)]),
        .. Listing("Sequences", ["Name", "Belongs to", "Comment"], schema.Objects.OfType<Sequence>(),
            sequence => [sequence.OwnedBy is var (table, column) ? [LinkTo(table), $" ({column})"] : [], Note(sequence)]),
        .. Listing("Functions and procedures", ["Name", "Arguments", "Returns", "Comment"], schema.Objects.OfType<Routine>(),
            routine => [Codes(routine.Arguments), Codes(routine.Returns), Note(routine)]),
        .. Listing("Schemas", ["Name", "Comment"], schema.Objects.OfType<Namespace>(), item => [Note(item)]),
        .. Listing("Extensions", ["Name", "Comment"], schema.Objects.OfType<Extension>(), extension => [Note(extension)]),
        .. Listing("Others", ["Name", "Kind", "Comment"], schema.Objects.OfType<ScriptedObject>().Where(item => !IsOfTable(item)), item => [[ObjectId.Word(item.Id.Kind)], Note(item)]),
        .. Unmanaged(),
    ];

    private ImmutableArray<Span> Summary()
    {
        var counts = schema.Objects.GroupBy(item => item.Id.Kind)
            .OrderBy(group => group.Key != ObjectKind.Table)
            .ThenBy(group => group.Key)
            .Select(group => Counted(group.Count(), ObjectId.Word(group.Key)));
        return [schema.Objects.IsEmpty ? "The schema is empty." : $"{string.Join(", ", counts)}."];
    }

    private static string Counted(int count, string word) => string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 || word.EndsWith('s') ? word : Plural(word))}");

    private static string Plural(string word) => word switch
    {
        [.., 'y'] => $"{word[..^1]}ies",
        [.., 'x'] => $"{word}es",
        _ => $"{word}s",
    };

    private IEnumerable<Block> Section(string title, IEnumerable<Block> blocks) =>
        blocks.ToList() is { Count: > 0 } some ? [new Heading(2, title, _anchors.Of("section", title)), .. some] : [];

    private IEnumerable<Block> Listing<T>(string title, ImmutableArray<string> headers, IEnumerable<T> items, Func<T, ImmutableArray<Span>[]> write)
        where T : SchemaObject =>
        Section(title, GridOf(headers, items, item => [[Code(item.Id.Kind is ObjectKind.Function or ObjectKind.Procedure ? item.Id.Name.ToString() : Label(item.Id))], .. write(item)]));

    private IEnumerable<Block> Unmanaged() => Section("Not managed", schema.Unmanaged.IsEmpty ? [] :
    [
        new Paragraph("The database has these too. They are never compared, written or dropped."),
        .. GridOf(["Name", "Kind"], schema.Unmanaged, item => [[Code(item.Name)], [item.Kind]]),
    ]);

    /// <summary>A table of what there is, without the columns in which nothing is.</summary>
    private static IEnumerable<Block> GridOf<T>(ImmutableArray<string> headers, IEnumerable<T> items, Func<T, ImmutableArray<ImmutableArray<Span>>> write)
    {
        ImmutableArray<ImmutableArray<ImmutableArray<Span>>> rows = [.. items.Select(write)];
        var filled = Enumerable.Range(0, headers.Length).Where(i => rows.Any(row => row[i].Any(span => span.Text.Length > 0))).ToList();
        return rows.IsEmpty ? [] : [new Grid([.. filled.Select(i => headers[i])], [.. rows.Select(row => (ImmutableArray<ImmutableArray<Span>>)[.. filled.Select(i => row[i])])])];
    }

    private IEnumerable<Block> ViewOf(View view) =>
    [
        new Heading(3, view.Name.ToString(), _anchors.Of("view", view.Name)),
        .. Opening(view, view.Materialized ? "Materialized." : null),
        .. GridOf(["Column", "Type", "Comment"], view.Columns, column => [[Code(column.Name)], [Code(dialect.TypeName(column.Type))], [column.Comment ?? ""]]),
        new CodeBlock(view.Query),
        .. Parts(view.Name),
    ];

    /// <summary>What an object is for, and where it comes from.</summary>
    private IEnumerable<Block> Opening(SchemaObject item, string? facts)
    {
        if (item.Comment is { } comment)
        {
            yield return new Paragraph(comment);
        }

        if (facts is not null)
        {
            yield return new Paragraph(facts);
        }

        if (options.MadeBy.TryGetValue(item.Id, out var revision))
        {
            yield return new Paragraph("Made by revision ", Code(revision.Id.Value), revision.Message.Length == 0 ? "." : $": {revision.Message}");
        }
    }

    private static ImmutableArray<Span> Rules(Domain domain) => Span.List(
    [
        .. domain.Nullable ? Array.Empty<Span>() : [Code("NOT NULL")],
        .. domain.Default is null ? Array.Empty<Span>() : [Code($"DEFAULT {domain.Default}")],
        .. domain.Checks.Select(check => Code($"CHECK ({check.Expression})")),
    ]);

    private ImmutableArray<Span> Note(SchemaObject item) => options.MadeBy.TryGetValue(item.Id, out var revision)
        ? [.. item.Comment is null ? Array.Empty<Span>() : [$"{item.Comment} "], "Made by ", Code(revision.Id.Value)]
        : [item.Comment ?? ""];

    private Span LinkTo(ObjectName table) => new(table.ToString(), SpanKind.Code, schema.Find(new(ObjectKind.Table, table)) is null ? null : $"#{_anchors.Of("table", table)}");

    private static string Label(ObjectId id) => id.Part is null ? id.Name.ToString() : $"{id.Name}.{id.Part}";

    private static Span Code(string text) => new(text, SpanKind.Code);

    private static ImmutableArray<Span> Codes(string? text) => string.IsNullOrEmpty(text) ? [] : [Code(text)];

    /// <summary>The names of headings in links: the same for the same thing, and different for different things.</summary>
    private sealed class Anchors
    {
        private readonly Dictionary<(string, string), string> _names = [];
        private readonly HashSet<string> _taken = new(StringComparer.Ordinal) { "content" };

        public string OfTitle => Of("", "top");

        public string Of(string kind, ObjectName name) => Of(kind, name.Schema is null ? $"{name.Name}" : $"{name.Schema} {name.Name}");

        public string Of(string kind, string name)
        {
            if (_names.TryGetValue((kind, name), out var anchor))
            {
                return anchor;
            }

            var plain = string.Concat($"{kind} {name}".Trim().Select(character => char.IsAsciiLetterOrDigit(character) ? char.ToLowerInvariant(character) : '-'));
            anchor = plain;
            for (var i = 2; !_taken.Add(anchor); i++)
            {
                anchor = string.Create(CultureInfo.InvariantCulture, $"{plain}-{i}");
            }

            return _names[(kind, name)] = anchor;
        }
    }
}
