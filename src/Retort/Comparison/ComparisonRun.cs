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

    // What is in one of the schemas only.
    private readonly HashSet<ObjectId> _gone;
    private readonly HashSet<ObjectId> _new;
    private readonly Lazy<Dependency[]> _needsOfFrom;

    // What single changes need beyond what their objects do.
    private readonly List<Dependency> _needsBefore = [];
    private readonly List<Dependency> _needsAfter = [];
    private readonly ILookup<ObjectName, TableIndex> _indexesBefore;
    private readonly ILookup<ObjectName, TableIndex> _indexesAfter;
    private readonly ILookup<ObjectName, Sequence> _ownedSequences;
    private readonly HashSet<ObjectName> _disturbedTables;

    // The types of columns that are replaced, and with them the columns.
    private readonly ILookup<ObjectId, ObjectId> _replacedTypes;
    private readonly ChangeGraph _graph = new();
    private readonly List<string> _remarks = [];

    public ComparisonRun(DatabaseSchema from, DatabaseSchema to, IDialect dialect, Version? serverVersion)
    {
        (_recreation, _needsOfFrom) = Recreated(from, to);
        (_from, _to) = Detachment.Apply(from, to, _recreation.Recreated);
        if (_from != from)
        {
            (_recreation, _needsOfFrom) = Recreated(_from, _to);
        }

        _dialect = dialect;
        _gone = [.. _from.Objects.Select(item => item.Id).Where(id => _to.Find(id) is null)];
        _new = [.. _to.Objects.Select(item => item.Id).Where(id => _from.Find(id) is null)];
        _indexesBefore = _from.Objects.OfType<TableIndex>().ToLookup(index => index.Table);
        _indexesAfter = _to.Objects.OfType<TableIndex>().ToLookup(index => index.Table);
        _ownedSequences = _from.Objects.OfType<Sequence>().Where(sequence => sequence.OwnedBy is not null).ToLookup(sequence => sequence.OwnedBy!.Value.Table);
        _replacedTypes = _recreation.ReplacedTypes.Count == 0
            ? Array.Empty<Dependency>().ToLookup(need => need.Dependent, need => need.Needs)
            : _needsOfFrom.Value.Where(need => need.Dependent.Kind == ObjectKind.Column && _recreation.ReplacedTypes.Contains(need.Needs)).ToLookup(need => need.Dependent, need => need.Needs);
        _disturbedTables = [.. _recreation.Recreated.Concat(_recreation.SuspendedDefaults).Concat(_recreation.ConvertedColumns).Where(id => id.Kind is ObjectKind.Column or ObjectKind.Constraint).Select(id => id.Name)];

        (Recreation, Lazy<Dependency[]>) Recreated(DatabaseSchema before, DatabaseSchema after)
        {
            var needs = new Lazy<Dependency[]>(() => [.. Needs.Of(before, dialect)]);
            return (Recreation.Find(before, after, needs, dialect, serverVersion), needs);
        }
    }

    // A table that needs its own column, for it is partitioned by it, needs no order.
    private static bool IsOfTwo(Dependency need) => !(need.Dependent.Kind == ObjectKind.Table && need.Needs.Kind == ObjectKind.Column && need.Dependent.Name == need.Needs.Name);

    public SchemaComparison Run()
    {
        AddRenamedIndexes();
        foreach (var item in _from.Objects.Where(IsDropped))
        {
            AddDrop(item);
        }

        AddCreatedTables();
        foreach (var item in _to.Objects.Where(item => item is not Table && IsCreated(item)))
        {
            AddCreate(item);
        }

        foreach (var item in _from.Objects.Where(item => !IsDropped(item)))
        {
            AddAlter(item, _to.Find(item.Id)!);
        }

        if (_graph.All.Any())
        {
            DivideReplacements();
            OrderByNeeds();
            OrderByPlaces();
            OrderByPersistence();
            OrderByParents();
            OrderByDefaultPrivileges();
            OrderBySignatures();
            OrderByBodies();
        }

        return new SchemaComparison
        {
            Operations = [.. CopiedKeys.MakeWay(_graph.Sort(), _from, _to)],
            Remarks = [.. _remarks],
            Unmanaged = [.. _from.Unmanaged.Union(_to.Unmanaged)],
        };
    }

    /// <summary>Whether an object that is there goes, for good or for a while.</summary>
    private bool IsDropped(SchemaObject item) => _gone.Contains(item.Id) || _recreation.Recreated.Contains(item.Id);

    private bool IsDropped(ObjectId id) => _to.Find(id) is null || _recreation.Recreated.Contains(id);

    private bool IsCreated(SchemaObject item) => _new.Contains(item.Id) || _recreation.Recreated.Contains(item.Id);

    private void OrderByNeeds()
    {
        // Of a large schema little changes, and of its needs only those between two changes count.
        HashSet<ObjectName> changed = [.. _graph.All.Select(change => change.Id.Name)];
        changed.UnionWith(_recreation.ConvertedColumns.Select(column => column.Name));
        Dependency[] needsOfTo = [.. Needs.Of(_to, _dialect, Counts)];
        var usesOfReplaced = needsOfTo.Where(need => _recreation.ReplacedTypes.Contains(need.Needs)).ToHashSet();
        foreach (var (dependent, needed) in BetweenChanges(_needsOfFrom.IsValueCreated ? _needsOfFrom.Value : Needs.Of(_from, _dialect, Counts), _needsBefore))
        {
            if (_recreation.ReplacedTypes.Contains(needed) && !usesOfReplaced.Contains(new(dependent, needed)))
            {
                ChangeGraph.Order(_graph.Find(dependent, ChangePhase.Alter), LetGo(needed, dependent));
            }

            var (dropped, neededDropped) = (Goes(dependent), Goes(needed));
            ChangeGraph.Order(dropped, neededDropped);
            foreach (var altered in _replacedTypes[needed].Append(needed))
            {
                ChangeGraph.Order(dropped, LetGo(altered, dependent));
            }

            if (MayFindAgain(dependent, needed))
            {
                ChangeGraph.Order(neededDropped, _graph.Find(dependent, ChangePhase.Create));
            }

            // A column that lends its default away stays all the same.
            if (_graph.Find(needed, ChangePhase.Create) is null && neededDropped?.Operations[0] is not Operations.AlterColumn)
            {
                ChangeGraph.Order(_graph.Find(dependent, ChangePhase.Alter), neededDropped);
            }
        }

        foreach (var (dependent, needed) in BetweenChanges(needsOfTo, _needsAfter))
        {
            // Nothing waits for the options of a table; they may wait for its indexes.
            var altered = needed is { Kind: ObjectKind.Table, Part: null } ? null : _graph.Find(needed, ChangePhase.Alter);
            foreach (var change in (ReadOnlySpan<ChangeGraph.Change?>)[Comes(needed), altered])
            {
                ChangeGraph.Order(change, Comes(dependent));
                ChangeGraph.Order(change, _graph.Find(dependent, ChangePhase.Alter));
            }

            foreach (var type in _replacedTypes[needed])
            {
                ChangeGraph.Order(_graph.Find(type, ChangePhase.Alter), Comes(dependent));
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
            }

            if (owner is not null && OptionsOf(owner.Value, change.Id) is { } options)
            {
                var altered = _graph.Find(change.Id, ChangePhase.Alter);
                var numbers = GetsRowId(owner.Value.Name) && altered?.Operations.OfType<Operations.AlterColumn>().Any(op => op.Change.Identity is not null) == true;
                ChangeGraph.Order(numbers ? options : altered, numbers ? altered : options);
                ChangeGraph.Order(GetsRowId(owner.Value.Name) ? null : _graph.Find(change.Id, ChangePhase.Create), options);
            }
        }

        IEnumerable<Dependency> BetweenChanges(IEnumerable<Dependency> ofSchema, IEnumerable<Dependency> more) =>
            ofSchema.Where(IsOfTwo).Concat(more).Where(need => IsChanged(need.Dependent) && IsChanged(need.Needs));

        // An index goes and comes with its table, too.
        bool Counts(SchemaObject item) => changed.Contains(item.Id.Name) || (item is TableIndex index ? changed.Contains(index.Table) : IsChanged(item.Id));

        // These go and come with what has another name.
        bool IsChanged(ObjectId id) => id.Kind is ObjectKind.Index or ObjectKind.Sequence || changed.Contains(id.Name);
    }

    // What comes back before something is gone may find it again: a foreign key another key over the same columns, a default a function of the same name.
    private bool MayFindAgain(ObjectId dependent, ObjectId needed) =>
        dependent.Kind != ObjectKind.Column || _to.DependenciesOf(dependent).Any(other => other.Kind == needed.Kind && other.Name == needed.Name);

    // The options of a table may ask for columns, as that it has a place for long values; some name an index or key.
    private ChangeGraph.Change? OptionsOf(ObjectId owner, ObjectId part)
    {
        var waits = part.Kind is ObjectKind.Column || TableOf(_to, owner.Name) is { } table && (table.ClusteredOn is not null || NamesIndex(table.ReplicaIdentity));
        return owner.Kind == ObjectKind.Table && part.Kind != ObjectKind.Sequence && waits ? _graph.Find(owner, ChangePhase.Alter) : null;
    }

    // AUTOINCREMENT, which is said of a column, needs it.
    private bool GetsRowId(ObjectName table) => TableOf(_from, table) is { WithoutRowId: true } && TableOf(_to, table) is { WithoutRowId: false };

    // The default of a column that was taken away comes back last; what is said of a new object comes after it.
    private void OrderAlterAndCreate(ObjectId id)
    {
        var (alter, create) = (_graph.Find(id, ChangePhase.Alter), _graph.Find(id, ChangePhase.Create));
        var isColumn = id.Kind == ObjectKind.Column;
        ChangeGraph.Order(isColumn ? alter : create, isColumn ? create : alter);
    }

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
