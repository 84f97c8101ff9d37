using System.Collections.Immutable;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Comparison;

internal sealed partial class ComparisonRun
{
    private readonly HashSet<ObjectId> _foldedIndexes = [];
    private readonly Dictionary<ObjectId, TableIndex> _renamedIndexes = [];

    private void AddCreatedTables()
    {
        var created = _to.Tables.Where(IsCreated).ToList();
        var dropped = _from.Tables.Where(IsDropped).ToList();
        var separate = _dialect.ForeignKeysNeedTheirTables ? ForeignKeyCircles.Find(created) : [];
        foreach (var table in created)
        {
            var indexes = _indexesAfter[table.Name].Where(IsFoldable).ToImmutableArray();
            _foldedIndexes.UnionWith(indexes.Select(index => index.Id));
            var bare = table with
            {
                Constraints = table.Constraints.RemoveAll(constraint => separate.Contains(PartOf(table, ObjectKind.Constraint, constraint.Name))),
                ReplicaIdentity = NamesIndex(table.ReplicaIdentity) ? null : table.ReplicaIdentity,
                ClusteredOn = null,
            };
            _graph.Add(table.Id, ChangePhase.Create, [new CreateTable(bare) { Indexes = indexes, Parents = [.. ParentsOf(table)] }, .. Belongings(table)]);
            if (!Sameness.SameDefinition(bare, table))
            {
                _graph.Add(table.Id, ChangePhase.Alter, new AlterObject(bare, table));
            }

            foreach (var key in table.Constraints.Except(bare.Constraints))
            {
                _graph.Add(PartOf(table, ObjectKind.Constraint, key.Name), ChangePhase.Create, new AddConstraint(table.Name, key));
            }
        }

        if (_dialect.ForeignKeysNeedTheirTables)
        {
            foreach (var id in ForeignKeyCircles.Find(dropped).Union(dropped.Where(LendsNumbers).SelectMany(ForeignKeysOf)))
            {
                _graph.Add(id, ChangePhase.Drop, new DropConstraint(id.Name, id.Part!) { Former = TableOf(_from, id.Name)!.Constraints.First(constraint => constraint.Name == id.Part) });
            }
        }
    }

    /// <summary>Whether other tables number their rows by a sequence that goes with a table: they go before it, even when it points to them.</summary>
    private bool LendsNumbers(Table table) => _ownedSequences[table.Name].Any(sequence => _needsOfFrom.Value.Any(need => need.Needs == sequence.Id && need.Dependent.Name != table.Name));

    private static IEnumerable<ObjectId> ForeignKeysOf(Table table) => table.Constraints.OfType<ForeignKey>().Select(key => PartOf(table, ObjectKind.Constraint, key.Name));

    /// <summary>The parents, with the checks that they inherit themselves.</summary>
    private IEnumerable<Table> ParentsOf(Table table) =>
        ParentNames(table).Select(parent => TableOf(_to, parent)).OfType<Table>()
            .Select(parent => parent with { Constraints = [.. parent.Constraints, .. ParentNames(parent).SelectMany(name => ChecksOf(_to, name))] });

    private static bool NamesIndex(string? replicaIdentity) => replicaIdentity?.StartsWith("USING INDEX", StringComparison.Ordinal) == true;

    // An index on a function has to wait for the function, which may wait for the table.
    private bool IsFoldable(TableIndex index) =>
        IsCreated(index) && !index.IsInvalid && !_to.DependenciesOf(index.Id).Any(needed => needed.Kind is ObjectKind.Function or ObjectKind.Aggregate);

    private void AddRenamedIndexes()
    {
        foreach (var table in _from.Tables.Where(table => !IsDropped(table)))
        {
            TableIndex[] before = [.. _indexesBefore[table.Name]];
            TableIndex[] after = [.. _indexesAfter[table.Name]];
            if (before.All(index => after.Any(other => other.Name == index.Name)))
            {
                continue;
            }

            foreach (var (oldName, index) in NameChanges.OfIndexes(before, after))
            {
                var old = before.First(item => item.Name == oldName);
                if (_recreation.Recreated.Contains(old.Id) || IsTaken(index.Id))
                {
                    continue;
                }

                _renamedIndexes.Add(old.Id, index);
                _graph.Add(old.Id, ChangePhase.Alter, [new RenameIndex(old.Table.WithName(old.Name), index.Name), .. Changes(old with { Name = index.Name }, index)]);
            }
        }
    }

    private bool IsTaken(ObjectId relation) =>
        new[] { ObjectKind.Table, ObjectKind.Index, ObjectKind.View, ObjectKind.MaterializedView, ObjectKind.Sequence }.Any(kind => _from.Find(relation with { Kind = kind }) is not null);

    private void AlterTable(Table before, Table after)
    {
        var isDisturbed = _disturbedTables.Contains(after.Name);
        if (!isDisturbed && !HasParents(before) && !HasParents(after) && Sameness.SameTable(before, after))
        {
            // As nearly all tables of a large schema are.
            return;
        }

        var sameColumns = Sameness.Same(before.Columns, after.Columns);
        if (isDisturbed || !sameColumns || KeptParents(before, after).Any(parent => !Sameness.Same(ColumnsOf(_from, parent), ColumnsOf(_to, parent))))
        {
            AlterColumns(before, after);
        }

        AlterParents(before, after);
        var (former, wanted) = (WithoutParents(_from, before, after), WithoutParents(_to, after, before));
        _needsBefore.AddRange(NeedsOfChecks(_from, before, former));
        _needsAfter.AddRange(NeedsOfChecks(_to, after, wanted));
        if (isDisturbed || !Sameness.Same(former.Constraints, wanted.Constraints, (a, b) => a.Comment == b.Comment && Sameness.SameConstraint(a, b)))
        {
            AlterConstraints(former, wanted);
        }

        if (before.Unlogged != after.Unlogged)
        {
            _graph.Add(Persistence(after.Name), ChangePhase.Alter, new AlterObject(before, before with { Unlogged = after.Unlogged }));
            _needsBefore.AddRange(PublicationsOf(_from, after).Select(publication => new Dependency(publication, Persistence(after.Name))));
            _needsAfter.AddRange(PublicationsOf(_to, after).Select(publication => new Dependency(publication, Persistence(after.Name))));
        }

        var moved = before with { PartitionOf = after.PartitionOf, Inherits = after.Inherits, Unlogged = after.Unlogged, Columns = isDisturbed || !sameColumns ? Settled(before, after) : before.Columns };
        if (!Sameness.SameDefinition(moved, after) || (isDisturbed || !sameColumns) && moved.Columns.Join(after.Columns, old => old.Name, column => column.Name, Sameness.SameSettings).Contains(false))
        {
            _graph.Add(after.Id, ChangePhase.Alter, new AlterObject(moved, after));
            _needsAfter.AddRange(after.Columns.SelectMany(column => _replacedTypes[PartOf(after, ObjectKind.Column, column.Name)]).Select(type => new Dependency(after.Id, type)));
        }

        if (Changes(before, after).ToList() is { Count: > 0 } changes)
        {
            _graph.Add(after.Id, ChangePhase.Alter, changes);
        }

        var kept = before with { Columns = before.Columns.RemoveAll(column => IsRecreated(before, column)) };
        if (GrantChanges(kept, after).ToList() is { Count: > 0 } grants)
        {
            _graph.Add(Privileges(after.Name), ChangePhase.Alter, grants);
            _needsAfter.AddRange(after.Columns.Select(column => new Dependency(Privileges(after.Name), PartOf(after, ObjectKind.Column, column.Name))));
        }
    }

    private static ObjectId Privileges(ObjectName table) => new(ObjectKind.Table, table, "privileges");

    /// <summary>
    /// The columns as their own changes leave them: stored as the new type is by itself, or just made. A column that comes from a parent comes with what is
    /// said of it there, but for its compression.
    /// </summary>
    private ImmutableArray<Column> Settled(Table before, Table after)
    {
        var parents = KeptParents(before, after);
        return [.. after.Columns.Select(Settle)];

        Column Settle(Column column) => before.Columns.FirstOrDefault(old => old.Name == column.Name) is { } former && !IsRecreated(before, former)
            ? former.Type == column.Type && former.Collation == column.Collation && !_recreation.ConvertedColumns.Contains(PartOf(before, ObjectKind.Column, column.Name)) ? former : former with { Storage = null, Compression = null }
            : ParentColumn(_to, parents, column.Name) is { } parent
                ? column with { Storage = parent.Storage, Compression = null, Statistics = parent.Statistics, Options = parent.Options }
                : column;
    }

    // Only what is logged can be published.
    private static IEnumerable<ObjectId> PublicationsOf(DatabaseSchema schema, Table table) =>
        schema.Dependencies.Where(need => need.Dependent.Kind == ObjectKind.Publication && need.Needs == table.Id).Select(need => need.Dependent);

    private static ImmutableArray<Column> ColumnsOf(DatabaseSchema schema, ObjectName table) => TableOf(schema, table)?.Columns ?? [];

    // A table that is logged may not point to one that is not.
    private static ObjectId Persistence(ObjectName table) => new(ObjectKind.Table, table, "persistence");

    /// <summary>Whether a sequence is unlogged once it has followed its table; <see langword="null"/> when that stays as it is.</summary>
    private bool? OwnersPersistence(Sequence sequence) =>
        sequence.OwnedBy is { } owner && TableOf(_from, owner.Table) is { } before && TableOf(_to, owner.Table) is { } after && before.Unlogged != after.Unlogged && !_recreation.Recreated.Contains(before.Id)
            ? after.Unlogged
            : null;

    private void OrderByPersistence()
    {
        if (!_graph.All.Any(change => change.Id == Persistence(change.Id.Name)))
        {
            return;
        }

        foreach (var (schema, phase) in new[] { (_from, ChangePhase.Drop), (_to, ChangePhase.Create) })
        {
            foreach (var (table, key) in from table in schema.Tables from key in table.Constraints.OfType<ForeignKey>() select (table, key))
            {
                var id = PartOf(table, ObjectKind.Constraint, key.Name);
                var change = phase == ChangePhase.Drop ? Goes(id) : Comes(id);
                var (own, referenced) = (_graph.Find(Persistence(table.Name), ChangePhase.Alter), _graph.Find(Persistence(key.ReferencedTable), ChangePhase.Alter));
                foreach (var persistence in (ReadOnlySpan<ChangeGraph.Change?>)[own, referenced])
                {
                    ChangeGraph.Order(phase == ChangePhase.Drop ? change : persistence, phase == ChangePhase.Drop ? persistence : change);
                }

                if (change is null && phase == ChangePhase.Create && own is not null && referenced is not null)
                {
                    ChangeGraph.Order(table.Unlogged ? own : referenced, table.Unlogged ? referenced : own);
                }
            }
        }

        // The sequences that a table owns, or gives up, follow it.
        foreach (var (table, sequence) in from owned in _ownedSequences from sequence in owned select (owned.Key, sequence))
        {
            ChangeGraph.Order(_graph.Find(Persistence(table), ChangePhase.Alter), _graph.Find(Ownership(sequence), ChangePhase.Alter));
            ChangeGraph.Order(_graph.Find(Persistence(table), ChangePhase.Alter), _graph.Find(sequence.Id, ChangePhase.Alter));
        }

        foreach (var sequence in _to.Objects.OfType<Sequence>().Where(sequence => sequence.OwnedBy is not null))
        {
            ChangeGraph.Order(_graph.Find(Persistence(sequence.OwnedBy!.Value.Table), ChangePhase.Alter), _graph.Find(Ownership(sequence), ChangePhase.Alter));
        }
    }

    private void AlterConstraints(Table before, Table after)
    {
        var renamed = NameChanges.OfConstraints(before, after).Where(pair => !_recreation.Recreated.Contains(PartOf(before, ObjectKind.Constraint, pair.Key))).ToDictionary();
        var (old, wanted) = (before.Constraints.ToDictionary(constraint => constraint.Name), after.Constraints.ToDictionary(constraint => constraint.Name));
        foreach (var (name, constraint) in old)
        {
            var id = PartOf(before, ObjectKind.Constraint, name);
            if (renamed.TryGetValue(name, out var other))
            {
                _graph.Add(id, ChangePhase.Alter, [new RenameConstraint(before.Name, name, other.Name), .. CommentChange(after, constraint, other)]);
            }
            else if (!wanted.TryGetValue(name, out other) || IsRecreated(id, constraint, other))
            {
                _graph.Add(id, ChangePhase.Drop, new DropConstraint(before.Name, name) { Former = constraint });
            }
            else
            {
                Operation[] changes = [.. Sameness.SameConstraint(constraint, other) ? [] : new Operation[] { new ValidateConstraint(after.Name, name) }, .. CommentChange(after, constraint, other)];
                if (changes.Length > 0)
                {
                    _graph.Add(id, ChangePhase.Alter, changes);
                }
            }
        }

        var newNames = renamed.Values.Select(constraint => constraint.Name).ToHashSet();
        foreach (var (name, constraint) in wanted.Where(pair => !newNames.Contains(pair.Key)))
        {
            var id = PartOf(after, ObjectKind.Constraint, name);
            if (!old.TryGetValue(name, out var former) || IsRecreated(id, former, constraint))
            {
                _graph.Add(id, ChangePhase.Create, new AddConstraint(after.Name, constraint));
            }
        }
    }

    private bool IsRecreated(ObjectId id, Constraint before, Constraint after) =>
        _recreation.Recreated.Contains(id) || !Sameness.SameConstraint(before, after) && !ConstraintChange.IsOnlyValidation(before, after);

    private static IEnumerable<Operation> CommentChange(Table table, Constraint before, Constraint after) =>
        before.Comment == after.Comment ? [] : [new SetComment(PartOf(table, ObjectKind.Constraint, after.Name), after.Comment, before.Comment)];

    private static ObjectId PartOf(Table table, ObjectKind kind, string name) => new(kind, table.Name, name);
}
