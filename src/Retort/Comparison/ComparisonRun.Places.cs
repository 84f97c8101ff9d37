using Retort.Operations;
using Retort.Schema;

namespace Retort.Comparison;

internal sealed partial class ComparisonRun
{
    /// <summary>What only one object can have at a time: a name, the primary key of a table, some of the rows of a partitioned table.</summary>
    private enum Place
    {
        Name,
        PrimaryKey,
        Partition,
    }

    /// <summary>Places are free before they are taken.</summary>
    private void OrderByPlaces()
    {
        var taken = _graph.All.Where(change => change.Phase == ChangePhase.Create).SelectMany(change => PlacesOf(change).Select(place => (place, change))).ToLookup(pair => pair.place, pair => pair.change);
        foreach (var drop in _graph.All.Where(change => change.Phase == ChangePhase.Drop))
        {
            foreach (var create in PlacesOf(drop).SelectMany(place => taken[place]))
            {
                ChangeGraph.Order(drop, create);
            }
        }

        OrderByKeys();

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

    /// <summary>A foreign key takes any key over its columns, so those that go are gone before.</summary>
    private void OrderByKeys()
    {
        var goingKeys = _graph.All
            .Where(change => change.Phase == ChangePhase.Drop && change.Operations[0] is DropConstraint { Former: PrimaryKey or UniqueConstraint } or DropIndex { Former.Unique: true })
            .ToLookup(change => change.Operations[0] is DropIndex { Former: { } index } ? index.Table : change.Id.Name);
        if (goingKeys.Count == 0)
        {
            return;
        }

        foreach (var (table, key) in from table in _to.Tables from key in table.Constraints.OfType<ForeignKey>() select (table, key))
        {
            foreach (var drop in goingKeys[key.ReferencedTable])
            {
                ChangeGraph.Order(drop, Comes(PartOf(table, ObjectKind.Constraint, key.Name)));
            }
        }
    }

    private IEnumerable<(Place, ObjectName)> PlacesOf(ChangeGraph.Change change) => change.Operations[0] switch
    {
        CreateTable create => PlacesOf(create),
        DropTable { Former: { } former } => PlacesOf(former).Concat(_ownedSequences[former.Table.Name].Select(sequence => (Place.Name, sequence.Name))),
        AddConstraint add => PlacesOf(add.Table, add.Constraint),
        DropConstraint { Former: { } former } drop => PlacesOf(drop.Table, former),
        AlterObject { From: Table { PartitionOf: var left }, To: Table { PartitionOf: var taken } } when left != taken => [(Place.Partition, (left ?? taken)!.Parent)],
        AlterColumn { Change.DropIdentity: true } drop => [(Place.Name, IdentitySequence(drop.Table, drop.Column))],
        DropColumn drop => [(Place.Name, IdentitySequence(drop.Table, drop.Column)), .. _ownedSequences[drop.Table].Where(sequence => sequence.OwnedBy!.Value.Column == drop.Column).Select(sequence => (Place.Name, sequence.Name))],
        _ => change.Id.Kind switch
        {
            // Relations share their names within a schema, and so do types.
            ObjectKind.Index or ObjectKind.View or ObjectKind.MaterializedView or ObjectKind.Sequence or ObjectKind.Enum or ObjectKind.Domain or ObjectKind.Composite or ObjectKind.Range =>
                [(Place.Name, change.Id.Name)],
            _ => [],
        },
    };

    private static IEnumerable<(Place, ObjectName)> PlacesOf(CreateTable create)
    {
        var table = create.Table;
        return
        [
            (Place.Name, table.Name),
            .. table.Constraints.Where(constraint => constraint is PrimaryKey or UniqueConstraint or ExcludeConstraint).SelectMany(constraint => PlacesOf(table.Name, constraint)),
            .. create.Indexes.Select(index => (Place.Name, index.Id.Name)),
            .. table.PartitionOf is { } partition ? [(Place.Partition, partition.Parent)] : Array.Empty<(Place, ObjectName)>(),
            .. table.Columns.Where(column => column.Identity is not null).Select(column => (Place.Name, IdentitySequence(table.Name, column.Name))),
        ];
    }

    private static IEnumerable<(Place, ObjectName)> PlacesOf(ObjectName table, Constraint constraint) =>
        [(Place.Name, table.WithName(constraint.Name)), .. constraint is PrimaryKey ? [(Place.PrimaryKey, table)] : Array.Empty<(Place, ObjectName)>()];

    // The sequence behind an identity has the name that a serial column would give it.
    private static ObjectName IdentitySequence(ObjectName table, string column) => table.WithName($"{table.Name}_{column}_seq");
}
