using System.Collections.Immutable;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Comparison;

/// <content>Tables that inherit, and partitions: what is done to a parent is done to its children.</content>
internal sealed partial class ComparisonRun
{
    private static ImmutableArray<ObjectName> ParentNames(Table table) => table.PartitionOf is { } place ? [place.Parent] : table.Inherits;

    private static bool HasParents(Table table) => table.PartitionOf is not null || !table.Inherits.IsEmpty;

    /// <summary>The parents that a table keeps all the time: the others it leaves first and takes last.</summary>
    private static ImmutableArray<ObjectName> KeptParents(Table before, Table after) =>
        [.. ParentNames(before).Zip(ParentNames(after)).TakeWhile(pair => pair.First == pair.Second).Select(pair => pair.First)];

    private static ObjectId PlaceOf(Table table) => table.Id with { Part = "parents" };

    /// <summary>A table leaves its parents, or its place among the partitions, before others take it.</summary>
    private void AlterParents(Table before, Table after)
    {
        var isPlaced = before.PartitionOf == after.PartitionOf;
        ImmutableArray<ObjectName> kept = [.. before.Inherits.Zip(after.Inherits).TakeWhile(pair => pair.First == pair.Second).Select(pair => pair.First)];
        var (left, alone) = (before with { Inherits = kept, PartitionOf = isPlaced ? before.PartitionOf : null }, after with { Inherits = kept, PartitionOf = isPlaced ? after.PartitionOf : null });
        if (!Sameness.SameDefinition(before, left))
        {
            _graph.Add(PlaceOf(before), ChangePhase.Drop, new AlterObject(before, left));
            _needsBefore.AddRange(ParentNames(before).Select(parent => new Dependency(PlaceOf(before), new(ObjectKind.Table, parent))));
            _needsBefore.AddRange(_needsOfFrom.Value.Where(need => need.Needs == before.Id && need.Dependent.Kind == ObjectKind.Constraint).Select(need => new Dependency(need.Dependent, PlaceOf(before))));
        }

        if (!Sameness.SameDefinition(alone, after))
        {
            _graph.Add(PlaceOf(after), ChangePhase.Create, new AlterObject(alone, after));
            _needsAfter.AddRange(ParentNames(after).Select(parent => new Dependency(PlaceOf(after), new(ObjectKind.Table, parent))));
            _needsAfter.AddRange(_needsOfFrom.Value.Where(need => need.Needs == after.Id && _recreation.Recreated.Contains(need.Dependent)).Select(need => new Dependency(need.Dependent, PlaceOf(after))));
        }
    }

    /// <summary>A table as it is without the parents that it has only on this side: their checks are its own then.</summary>
    private static Table WithoutParents(DatabaseSchema schema, Table table, Table other)
    {
        var checks = ParentNames(table).Except(KeptParents(table, other)).SelectMany(parent => ChecksOf(schema, parent)).DistinctBy(check => check.Name)
            .Where(check => table.Constraints.All(constraint => constraint.Name != check.Name));
        return table with { Constraints = [.. table.Constraints, .. checks] };
    }

    // A check that a parent was handed down goes further down.
    private static IEnumerable<CheckConstraint> ChecksOf(DatabaseSchema schema, ObjectName name) => TableOf(schema, name) is { } table
        ? table.Constraints.OfType<CheckConstraint>().Where(check => !check.NoInherit).Select(check => check with { Comment = null }).Concat(ParentNames(table).SelectMany(parent => ChecksOf(schema, parent)))
        : [];

    /// <summary>The column of the kept parents that a column of a table is merged with; <see langword="null"/> when it is the table's own.</summary>
    private static Column? ParentColumn(DatabaseSchema schema, ImmutableArray<ObjectName> parents, string column) =>
        parents.Select(parent => TableOf(schema, parent)?.Columns.FirstOrDefault(other => other.Name == column)).FirstOrDefault(found => found is not null);

    /// <summary>A column as the change of its parents leaves it: ALTER TABLE reaches the children too.</summary>
    private static Column AfterParents(Column column, Column before, Column after) => column with
    {
        Type = after.Type,
        Collation = after.Collation,
        Default = before.Default != after.Default ? after.Default : column.Default,
        Nullable = before.Nullable != after.Nullable ? after.Nullable : column.Nullable,
        Generated = before.Generated != after.Generated ? after.Generated : column.Generated,
    };

    private static IEnumerable<ObjectName> AncestorsOf(DatabaseSchema schema, Table table) =>
        ParentNames(table).SelectMany(parent => TableOf(schema, parent) is { } found ? AncestorsOf(schema, found).Prepend(parent) : [parent]);

    /// <summary>The needs of the checks that a table has alone, which are told of its parents.</summary>
    private static IEnumerable<Dependency> NeedsOfChecks(DatabaseSchema schema, Table table, Table alone) =>
        from check in alone.Constraints.Skip(table.Constraints.Length)
        from ancestor in AncestorsOf(schema, table)
        from needed in schema.DependenciesOf(new(ObjectKind.Constraint, ancestor, check.Name))
        select new Dependency(PartOf(table, ObjectKind.Constraint, check.Name), needed);

    /// <summary>Whether a table can leave only when a change was made: the key of its table that points to the table, and so to the partition, is gone.</summary>
    private bool KeepsFromLeaving(ChangeGraph.Change change, Table table) =>
        change.Operations[0] is DropConstraint { Former: ForeignKey key } && AncestorsOf(_from, table).Contains(key.ReferencedTable);

    private static IEnumerable<ObjectName> PointsTo(Operation made) => made switch
    {
        AddConstraint { Constraint: ForeignKey key } => [key.ReferencedTable],
        CreateTable create => create.Table.Constraints.OfType<ForeignKey>().Select(key => key.ReferencedTable),
        _ => [],
    };

    /// <summary>A table changes alone what it does not share; what it shares is changed in the parents first.</summary>
    private void OrderByParents()
    {
        var parts = _graph.All.Where(change => change.Id.Kind is ObjectKind.Column or ObjectKind.Constraint).ToLookup(change => change.Id.Name);
        foreach (var (child, parent) in from child in _to.Tables where HasParents(child) from parent in ParentNames(child) select (_graph.Find(child.Id, ChangePhase.Create), parent))
        {
            // It is made as its parents are in the end; a foreign key, though, may point to it.
            foreach (var change in parts[parent].Where(part => part.Operations[0] is not AddConstraint { Constraint: ForeignKey }).Append(_graph.Find(new(ObjectKind.Table, parent), ChangePhase.Alter)))
            {
                ChangeGraph.Order(change, child);
            }
        }

        // A partition goes before a key comes that would hold it.
        var keys = (from change in _graph.All from table in PointsTo(change.Operations[0]) select (table, change)).ToLookup(key => key.table, key => key.change);
        foreach (var (partition, key) in from partition in _from.Tables where partition.PartitionOf is not null from table in AncestorsOf(_from, partition) from key in keys[table] select (partition, key))
        {
            ChangeGraph.Order(_graph.Find(partition.Id, ChangePhase.Drop), key);
        }

        var indexes = _graph.All.Where(change => change.Id.Kind == ObjectKind.Index).ToLookup(change => OwnerOf(change.Id)!.Value.Name);
        foreach (var (before, after) in from before in _from.Tables let after = TableOf(_to, before.Name) where after is not null && (HasParents(before) || HasParents(after)) && !_recreation.Recreated.Contains(before.Id) select (before, after))
        {
            var kept = KeptParents(before, after);
            var (leaving, coming) = (_graph.Find(PlaceOf(before), ChangePhase.Drop), _graph.Find(PlaceOf(after), ChangePhase.Create));
            foreach (var change in ParentNames(before).Concat(ParentNames(after)).Append(before.Name).Distinct().SelectMany(name => parts[name]).Where(part => !KeepsFromLeaving(part, before)))
            {
                // A partition that only moves within its table is back before anything else happens.
                ChangeGraph.Order(leaving, change);
                ChangeGraph.Order(kept.IsEmpty ? change : coming, kept.IsEmpty ? coming : change);
            }

            // It leaves with the indexes it has, and comes without those that only look like its parent's.
            foreach (var change in ParentNames(before).Append(before.Name).SelectMany(name => indexes[name]))
            {
                ChangeGraph.Order(leaving, change);
            }

            foreach (var change in indexes[after.Name])
            {
                var isMade = change.Phase == ChangePhase.Create;
                ChangeGraph.Order(isMade ? coming : change, isMade ? change : coming);
            }

            // One that is to go would be taken for the part of a new index of its parent.
            foreach (var (gone, made) in from gone in indexes[before.Name] where gone.Phase == ChangePhase.Drop from made in AncestorsOf(_to, after).SelectMany(name => indexes[name]) where made.Phase == ChangePhase.Create select (gone, made))
            {
                ChangeGraph.Order(gone, made);
            }

            // How a table stores an inherited column may ask for the type that its parent's gets.
            foreach (var column in AncestorsOf(_to, after).SelectMany(name => parts[name]).Where(part => part is { Id.Kind: ObjectKind.Column, Phase: not ChangePhase.Drop }))
            {
                ChangeGraph.Order(column, _graph.Find(after.Id, ChangePhase.Alter));
            }

            foreach (var (parent, child) in from parent in kept.SelectMany(name => parts[name]) join child in parts[before.Name] on (parent.Id.Kind, parent.Id.Part) equals (child.Id.Kind, child.Id.Part) select (parent, child))
            {
                // A column that is dropped and made again is out of the way of its parent's.
                var isInTheWay = child.Phase == ChangePhase.Drop && parent.Phase != ChangePhase.Drop;
                ChangeGraph.Order(isInTheWay ? child : parent, isInTheWay ? parent : child);
            }
        }
    }
}
