using Retort.Schema;

namespace Retort.Sqlite;

/// <summary>
/// Finds what needs what by the names in the texts. A name that happens to be that of a table or column counts, needed or not:
/// an order that respects too much works too.
/// </summary>
internal sealed class DependencyReader
{
    private readonly IReadOnlyList<SchemaObject> _objects;
    private readonly Dictionary<string, Table> _tables;
    private readonly Dictionary<string, View> _views;
    private readonly ILookup<string, TableIndex> _indexes;

    public DependencyReader(IReadOnlyList<SchemaObject> objects)
    {
        _objects = objects;
        _tables = objects.OfType<Table>().ToDictionary(table => table.Name.Name, StringComparer.OrdinalIgnoreCase);
        _views = objects.OfType<View>().ToDictionary(view => view.Name.Name, StringComparer.OrdinalIgnoreCase);
        _indexes = objects.OfType<TableIndex>().ToLookup(index => index.Table.Name, StringComparer.OrdinalIgnoreCase);
    }

    public IEnumerable<Dependency> Read() => _objects.SelectMany(item => item switch
    {
        Table table => OfTable(table),
        TableIndex index => OfIndex(index),
        View view => Needs(view.Id, OfText(view.Query)),
        Trigger trigger => Needs(trigger.Id, [.. OfText($"{trigger.Events} {trigger.Action}", trigger.Table.Name), .. Relation(trigger.Table.Name)]),
        _ => [],
    });

    private static IEnumerable<Dependency> Needs(ObjectId dependent, IEnumerable<ObjectId> needed) =>
        needed.Where(id => id != dependent).Select(id => new Dependency(dependent, id));

    private static IEnumerable<ObjectId> ColumnsIn(string text, Table table) =>
        ColumnsOf(table, StoredName.Mentioned(text).ToHashSet(StringComparer.OrdinalIgnoreCase).Contains);

    private static IEnumerable<ObjectId> ColumnsOf(Table table, Func<string, bool> isMeant) =>
        table.Columns.Where(column => isMeant(column.Name)).Select(column => new ObjectId(ObjectKind.Column, table.Name, column.Name));

    private IEnumerable<Dependency> OfTable(Table table) =>
    [
        .. table.Columns.Where(column => column.Generated is not null)
            .SelectMany(column => Needs(new ObjectId(ObjectKind.Column, table.Name, column.Name), ColumnsIn(column.Generated!.Sql, table))),
        .. table.Constraints.SelectMany(constraint => Needs(new ObjectId(ObjectKind.Constraint, table.Name, constraint.Name), OfConstraint(constraint, table))),
    ];

    private IEnumerable<ObjectId> OfConstraint(Constraint constraint, Table table) => constraint switch
    {
        PrimaryKey key => ColumnsOf(table, key.Columns.Contains),
        UniqueConstraint key => ColumnsOf(table, key.Columns.Contains),
        CheckConstraint check => ColumnsIn(check.Expression, table),
        ForeignKey key => [.. ColumnsOf(table, key.Columns.Contains), .. Referenced(key)],
        _ => [],
    };

    /// <summary>The key that a foreign key refers to, which may be a unique index; the table where there is none.</summary>
    private IEnumerable<ObjectId> Referenced(ForeignKey key)
    {
        if (!_tables.TryGetValue(key.ReferencedTable.Name, out var table))
        {
            return [];
        }

        var columns = key.ReferencedColumns.ToHashSet(StringComparer.Ordinal);
        var constraint = table.Constraints.FirstOrDefault(other => other switch
        {
            PrimaryKey primary => columns.SetEquals(primary.Columns),
            UniqueConstraint unique => columns.SetEquals(unique.Columns),
            _ => false,
        });
        var index = _indexes[table.Name.Name].FirstOrDefault(other => other is { Unique: true, Where: null } && columns.SetEquals(other.Keys.Select(item => item.Column ?? "")));
        return
        [
            constraint is not null ? new ObjectId(ObjectKind.Constraint, table.Name, constraint.Name) : index?.Id ?? table.Id,
            .. ColumnsOf(table, columns.Contains),
        ];
    }

    private IEnumerable<Dependency> OfIndex(TableIndex index)
    {
        var table = _tables[index.Table.Name];
        var expressions = string.Join(' ', index.Keys.Select(key => key.Expression).Append(index.Where));
        var keys = index.Keys.Select(key => key.Column).ToHashSet();
        return Needs(index.Id, [table.Id, .. ColumnsOf(table, keys.Contains), .. ColumnsIn(expressions, table)]);
    }

    /// <summary>The tables and views that a text mentions, and of the tables each column whose name occurs; all of them where a star stands for them.</summary>
    private IEnumerable<ObjectId> OfText(string text, string? table = null)
    {
        var names = StoredName.Mentioned(text).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var hasStar = StoredName.Tokens(text).Zip(StoredName.Tokens(text).Skip(1)).Any(pair =>
            pair.Second.Is(text, '*') && (pair.First.Is(text, "SELECT") || pair.First.Is(text, ',') || pair.First.Is(text, '.') || pair.First.Is(text, "DISTINCT") || pair.First.Is(text, "ALL")));
        return names.Append(table ?? "").SelectMany(name => (IEnumerable<ObjectId>)
        [
            .. Relation(name),
            .. _tables.TryGetValue(name, out var mentioned) ? ColumnsOf(mentioned, column => hasStar || names.Contains(column)) : [],
        ]);
    }

    private IEnumerable<ObjectId> Relation(string name) =>
        _tables.TryGetValue(name, out var table) ? [table.Id] : _views.TryGetValue(name, out var view) ? [view.Id] : [];
}
