using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Comparison;

/// <summary>One comparison: what changes for each object, then what must come before what.</summary>
internal sealed partial class ComparisonRun
{
    private readonly DatabaseSchema _from;
    private readonly DatabaseSchema _to;
    private readonly IDialect _dialect;
    private readonly Recreation _recreation;

    // What single changes need beyond what their objects do.
    private readonly List<Dependency> _needsBefore = [];
    private readonly List<Dependency> _needsAfter = [];
    private readonly ILookup<ObjectName, TableIndex> _indexesBefore;
    private readonly ILookup<ObjectName, TableIndex> _indexesAfter;
    private readonly HashSet<ObjectName> _disturbedTables;
    private readonly ChangeGraph _graph = new();
    private readonly List<string> _remarks = [];

    public ComparisonRun(DatabaseSchema from, DatabaseSchema to, IDialect dialect, Version? serverVersion)
    {
        (_from, _to, _dialect) = (from, to, dialect);
        _recreation = Recreation.Find(from, to, dialect, serverVersion);
        _indexesBefore = from.Objects.OfType<TableIndex>().ToLookup(index => index.Table);
        _indexesAfter = to.Objects.OfType<TableIndex>().ToLookup(index => index.Table);
        _disturbedTables = [.. _recreation.Recreated.Concat(_recreation.SuspendedDefaults).Where(id => id.Kind is ObjectKind.Column or ObjectKind.Constraint).Select(id => id.Name)];
    }

    public SchemaComparison Run()
    {
        AddRenamedIndexes();
        foreach (var item in _from.Objects.Where(item => IsDropped(item.Id)))
        {
            AddDrop(item);
        }

        AddCreatedTables();
        foreach (var item in _to.Objects.Where(item => IsCreated(item.Id) && item is not Table))
        {
            AddCreate(item);
        }

        foreach (var item in _from.Objects.Where(item => !IsDropped(item.Id)))
        {
            AddAlter(item, _to.Find(item.Id)!);
        }

        OrderByNeeds();
        OrderByNames();
        OrderByPersistence();
        OrderByBodies();
        return new SchemaComparison
        {
            Operations = _graph.Sort(),
            Remarks = [.. _remarks],
            Unmanaged = [.. _from.Unmanaged.Union(_to.Unmanaged)],
        };
    }

    /// <summary>Whether an object that is there goes, for good or for a while.</summary>
    private bool IsDropped(ObjectId id) => _to.Find(id) is null || _recreation.Recreated.Contains(id);

    private bool IsCreated(ObjectId id) => _from.Find(id) is null || _recreation.Recreated.Contains(id);

    private void OrderByNeeds()
    {
        // Of a large schema little changes, and of its needs only those between two changes count.
        HashSet<ObjectName> changed = [.. _graph.All.Select(change => change.Id.Name)];
        foreach (var (dependent, needed) in BetweenChanges(Needs.Of(_from).Concat(_needsBefore)))
        {
            var (dropped, neededDropped) = (Goes(dependent), Goes(needed));
            ChangeGraph.Order(dropped, neededDropped);
            ChangeGraph.Order(dropped, _graph.Find(needed, ChangePhase.Alter));
            if (_graph.Find(needed, ChangePhase.Create) is null)
            {
                ChangeGraph.Order(_graph.Find(dependent, ChangePhase.Alter), neededDropped);
            }
        }

        foreach (var (dependent, needed) in BetweenChanges(Needs.Of(_to).Concat(_needsAfter)))
        {
            // Nothing waits for the options of a table; they may wait for its indexes.
            var altered = needed.Kind == ObjectKind.Table ? null : _graph.Find(needed, ChangePhase.Alter);
            foreach (var change in (ReadOnlySpan<ChangeGraph.Change?>)[Comes(needed), altered])
            {
                ChangeGraph.Order(change, Comes(dependent));
                ChangeGraph.Order(change, _graph.Find(dependent, ChangePhase.Alter));
            }
        }

        foreach (var change in _graph.All)
        {
            var owner = OwnerOf(change.Id);
            ChangeGraph.Order(_graph.Find(change.Id, ChangePhase.Drop), _graph.Find(change.Id, ChangePhase.Alter));
            ChangeGraph.Order(_graph.Find(change.Id, ChangePhase.Drop), _graph.Find(change.Id, ChangePhase.Create));
            OrderAlterAndCreate(change.Id);
            if (owner is { } table && change.Id.Kind != ObjectKind.Sequence)
            {
                ChangeGraph.Order(_graph.Find(table, ChangePhase.Create), _graph.Find(change.Id, ChangePhase.Create));
                ChangeGraph.Order(_graph.Find(change.Id, ChangePhase.Drop), _graph.Find(table, ChangePhase.Drop));

                // The options of a table may name an index or key, and its place among partitions asks for columns.
                ChangeGraph.Order(_graph.Find(change.Id, ChangePhase.Create), _graph.Find(table, ChangePhase.Alter));
            }
        }

        IEnumerable<Dependency> BetweenChanges(IEnumerable<Dependency> needs) => changed.Count == 0 ? [] : needs.Where(need => IsChanged(need.Dependent) && IsChanged(need.Needs));

        // These go and come with what has another name.
        bool IsChanged(ObjectId id) => id.Kind is ObjectKind.Index or ObjectKind.Sequence || changed.Contains(id.Name);
    }

    // The default of a column that was taken away comes back last; what is said of a new object comes after it.
    private void OrderAlterAndCreate(ObjectId id)
    {
        var (alter, create) = (_graph.Find(id, ChangePhase.Alter), _graph.Find(id, ChangePhase.Create));
        var isColumn = id.Kind == ObjectKind.Column;
        ChangeGraph.Order(isColumn ? alter : create, isColumn ? create : alter);
    }

    /// <summary>Names are free before they are taken: relations share them within a schema, and so do types.</summary>
    private void OrderByNames()
    {
        var taken = _graph.All.Where(change => change.Phase == ChangePhase.Create).SelectMany(change => NamesOf(change).Select(name => (name, change))).ToLookup(pair => pair.name, pair => pair.change);
        foreach (var drop in _graph.All.Where(change => change.Phase == ChangePhase.Drop))
        {
            foreach (var name in NamesOf(drop))
            {
                foreach (var create in taken[name])
                {
                    ChangeGraph.Order(drop, create);
                }
            }
        }

        // The NOT NULL of a dropped column may have the name that another column's gets.
        var droppedColumns = _graph.All.Where(change => change is { Phase: ChangePhase.Drop, Id.Kind: ObjectKind.Column }).ToLookup(change => change.Id.Name);
        foreach (var create in _graph.All.Where(change => change.Phase == ChangePhase.Create && change.Operations[0] is AddConstraint { Constraint: NotNullConstraint }))
        {
            foreach (var drop in droppedColumns[create.Id.Name])
            {
                ChangeGraph.Order(drop, create);
            }
        }
    }

    private static IEnumerable<ObjectName> NamesOf(ChangeGraph.Change change) => change.Id.Kind switch
    {
        ObjectKind.Table when change.Operations[0] is CreateTable create => Names(create),
        ObjectKind.Table when change.Operations[0] is DropTable { Former: { } former } => Names(former),
        ObjectKind.Constraint => [change.Id.Name.WithName(change.Id.Part!)],
        ObjectKind.Index or ObjectKind.View or ObjectKind.MaterializedView or ObjectKind.Sequence or ObjectKind.Enum or ObjectKind.Domain or ObjectKind.Composite or ObjectKind.Range => [change.Id.Name],
        _ => [],
    };

    private static IEnumerable<ObjectName> Names(CreateTable create)
    {
        var name = create.Table.Name;
        return create.Table.Constraints.Where(IsIndexed).Select(constraint => constraint.Name).Concat(create.Indexes.Select(index => index.Name)).Select(name.WithName).Prepend(name);
    }

    private static bool IsIndexed(Constraint constraint) => constraint is PrimaryKey or UniqueConstraint or ExcludeConstraint;

    /// <summary>The change with which something goes: its own, or that of what it is part of.</summary>
    private ChangeGraph.Change? Goes(ObjectId id) => _graph.Find(id, ChangePhase.Drop) ?? (OwnerOf(id, _from) is { } owner ? _graph.Find(owner, ChangePhase.Drop) : null);

    /// <summary>The change with which something comes: its own, or that of what it is part of.</summary>
    private ChangeGraph.Change? Comes(ObjectId id) => _graph.Find(id, ChangePhase.Create) ?? (OwnerOf(id, _to) is { } owner ? _graph.Find(owner, ChangePhase.Create) : null);

    private ObjectId? OwnerOf(ObjectId id) => OwnerOf(id, _to) ?? OwnerOf(id, _from);

    private static ObjectId? OwnerOf(ObjectId id, DatabaseSchema schema) => id.Kind switch
    {
        ObjectKind.Column or ObjectKind.Constraint or ObjectKind.Trigger or ObjectKind.Rule or ObjectKind.Policy => Needs.Relation(schema, id.Name),
        ObjectKind.Table when id.Part is not null => new(ObjectKind.Table, id.Name),
        ObjectKind.Index when schema.Find(id) is TableIndex index => Needs.Relation(schema, index.Table),
        ObjectKind.Sequence when schema.Find(id) is Sequence { OwnedBy: { } column } => new(ObjectKind.Table, column.Table),
        _ => null,
    };

    private static Table? TableOf(DatabaseSchema schema, ObjectName name) => schema.Find(new(ObjectKind.Table, name)) as Table;
}
