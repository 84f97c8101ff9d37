using System.Collections.Immutable;
using System.Diagnostics;
using Retort.Reporting.Documents;
using Retort.Schema;

namespace Retort.Reporting;

internal sealed partial class SchemaReference
{
    private readonly ILookup<ObjectName, (Table Table, ForeignKey Key)> _referring = schema.Tables
        .Where(table => table.PartitionOf is null)
        .SelectMany(table => table.Constraints.OfType<ForeignKey>().Select(key => (table, key)))
        .ToLookup(pair => pair.key.ReferencedTable);

    private readonly ILookup<ObjectName, Table> _partitions = schema.Tables.Where(table => table.PartitionOf is not null).ToLookup(table => table.PartitionOf!.Parent);
    private readonly ILookup<ObjectName, TableIndex> _indexes = schema.Objects.OfType<TableIndex>().ToLookup(index => index.Table);
    private readonly ILookup<ObjectName, Trigger> _triggers = schema.Objects.OfType<Trigger>().ToLookup(trigger => trigger.Table);
    private readonly ILookup<ObjectName, ScriptedObject> _scripted = schema.Objects.OfType<ScriptedObject>().Where(IsOfTable).ToLookup(item => item.Id.Name);

    private static bool IsOfTable(ScriptedObject item) => item.Id.Kind is ObjectKind.Policy or ObjectKind.Rule;

    private IEnumerable<Block> TablesOf(TableGroup group) =>
        [new Heading(2, group.Name, _anchors.Of("group", group.Name)), .. group.Tables.SelectMany(TableOf)];

    private IEnumerable<Block> TableOf(Table table) =>
    [
        new Heading(3, table.Name.ToString(), _anchors.Of("table", table.Name)),
        .. Opening(table, Facts(table)),
        .. ColumnsOf(table),
        .. Titled("Keys and checks", ["Name", "Rule", "Comment"], table.Constraints, constraint => [[Code(constraint.Name)], Rule(constraint), [constraint.Comment ?? ""]]),
        .. Parts(table.Name),
        .. Titled("Referenced by", ["Table", "Columns", "On delete"], _referring[table.Name],
            pair => [[LinkTo(pair.Table.Name)], Span.List(pair.Key.Columns.Select(Code)), [Word(pair.Key.OnDelete)]]),
        .. Titled("Partitions", ["Table", "Rows"], _partitions[table.Name], partition => [[Code(partition.Name.ToString())], [Code(partition.PartitionOf!.Bound)]]),
    ];

    /// <summary>What belongs to a table or view and has a name of its own.</summary>
    private IEnumerable<Block> Parts(ObjectName owner) =>
    [
        .. Titled("Indexes", ["Name", "Keys", "Properties"], _indexes[owner], index => [[Code(index.Name)], Span.List(index.Keys.Select(key => Code(KeyText(key)))), Properties(index)]),
        .. Titled("Triggers", ["Name", "When", "Action", "Comment"], _triggers[owner], trigger => [[Code(trigger.Name)], [trigger.Events], [Code(trigger.Action)], Note(trigger)]),
        .. Titled("Policies and rules", ["Name", "Definition", "Comment"], _scripted[owner], item => [[Code(item.Id.Part!)], [Code(item.Create)], Note(item)]),
    ];

    private static IEnumerable<Block> Titled<T>(string title, ImmutableArray<string> headers, IEnumerable<T> items, Func<T, ImmutableArray<ImmutableArray<Span>>> write) =>
        GridOf(headers, items, write).ToList() is { Count: > 0 } grid ? [new Paragraph(new Span(title, SpanKind.Strong)), .. grid] : [];

    private static string? Facts(Table table)
    {
        string?[] facts =
        [
            table.Unlogged ? "Unlogged." : null,
            table.PartitionBy is { } by ? $"Partitioned by {by}." : null,
            table.Inherits.IsEmpty ? null : $"Inherits from {string.Join(", ", table.Inherits)}.",
            table.RowSecurity ? "Policies decide which rows a role sees." : null,
            table.Strict ? "Strict." : null,
            table.WithoutRowId ? "Without rowid." : null,
        ];
        return facts.OfType<string>().ToList() is { Count: > 0 } some ? string.Join(' ', some) : null;
    }

    private IEnumerable<Block> ColumnsOf(Table table)
    {
        var made = options.MadeBy.GetValueOrDefault(table.Id);
        return GridOf(["Column", "Type", "Null", "Default", "Keys", "Comment"], table.Columns, column =>
        [
            [Code(column.Name)],
            [Code(dialect.TypeName(column.Type))],
            [column.Nullable ? "yes" : ""],
            Codes(DefaultText(column)),
            [string.Join(", ", TableKeys.Of(table, column))],
            Remark(column),
        ]);

        // A column that came with its table needs no word.
        ImmutableArray<Span> Remark(Column column) => options.MadeBy.TryGetValue(new(ObjectKind.Column, table.Name, column.Name), out var revision) && revision != made
            ? [.. column.Comment is null ? Array.Empty<Span>() : [$"{column.Comment} "], "Added by ", Code(revision.Id.Value)]
            : [column.Comment ?? ""];
    }

    private string? DefaultText(Column column) => column switch
    {
        { Generated: { } generated } => $"GENERATED ALWAYS AS ({generated.Sql}) {(generated.Stored ? "STORED" : "VIRTUAL")}",
        { Identity: { } identity } => $"GENERATED {(identity.Always ? "ALWAYS" : "BY DEFAULT")} AS IDENTITY",
        { Default.Value: { } value } => dialect.Literal(value),
        _ => column.Default?.Sql,
    };

    private ImmutableArray<Span> Rule(Constraint constraint) => constraint switch
    {
        PrimaryKey it => ["Primary key ", .. Span.List(it.Columns.Select(Code))],
        UniqueConstraint it => ["Unique ", .. Span.List(it.Columns.Select(Code)), it.NullsNotDistinct ? ", NULLs count as equal" : ""],
        CheckConstraint it => ["Check ", Code(it.Expression), NotYet(it.NotValid, it.NotEnforced)],
        NotNullConstraint it => ["Not null ", Code(it.Column), NotYet(it.NotValid, false)],
        ForeignKey it =>
        [
            "Foreign key ", .. Span.List(it.Columns.Select(Code)), " to ", LinkTo(it.ReferencedTable), " ",
            .. Span.List(TableKeys.ReferencedColumns(it, schema.Find(new(ObjectKind.Table, it.ReferencedTable)) as Table).Select(Code)),
            it.OnDelete == ReferentialAction.NoAction ? "" : $", on delete {Word(it.OnDelete)}",
            it.OnUpdate == ReferentialAction.NoAction ? "" : $", on update {Word(it.OnUpdate)}",
            NotYet(it.NotValid, it.NotEnforced),
        ],
        ExcludeConstraint it => ["Exclude ", .. Span.List(it.Elements.Select(element => Code($"{element.Expression} WITH {element.Operator}"))), .. Where(it.Where)],
        _ => throw new UnreachableException($"No words for {constraint.GetType().Name}."),
    };

    private static string NotYet(bool isNotValid, bool isNotEnforced) => isNotEnforced ? ", not enforced" : isNotValid ? ", existing rows not checked" : "";

    private static string Word(ReferentialAction action) => action switch
    {
        ReferentialAction.NoAction => "no action",
        ReferentialAction.SetNull => "set null",
        ReferentialAction.SetDefault => "set default",
        _ => action.ToString().ToLowerInvariant(),
    };

    private static string KeyText(IndexKey key)
    {
        string?[] parts = [key.Column ?? key.Expression, key.OperatorClass, key.IsDescending ? "DESC" : null, key.HasNullsFirst switch { true => "NULLS FIRST", false => "NULLS LAST", null => null }];
        return string.Join(' ', parts.OfType<string>());
    }

    private static ImmutableArray<Span> Properties(TableIndex index)
    {
        IEnumerable<string> words =
        [
            .. index.Unique ? ["unique"] : Array.Empty<string>(),
            .. index.Method is { } method ? [method] : Array.Empty<string>(),
            .. index.Include.IsEmpty ? Array.Empty<string>() : [$"includes {string.Join(", ", index.Include)}"],
            .. index.NullsNotDistinct ? ["NULLs count as equal"] : Array.Empty<string>(),
            .. index.IsInvalid ? ["invalid"] : Array.Empty<string>(),
        ];
        return [string.Join(", ", words), .. Where(index.Where)];
    }

    private static ImmutableArray<Span> Where(string? condition) => condition is null ? [] : [" where ", Code(condition)];
}
