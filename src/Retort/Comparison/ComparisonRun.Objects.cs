using System.Collections.Immutable;
using System.Diagnostics;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Comparison;

internal sealed partial class ComparisonRun
{
    private void AddDrop(SchemaObject item)
    {
        if (!GoesWithItsOwner(item))
        {
            _graph.Add(item.Id, ChangePhase.Drop, Drop(item));
        }
    }

    private void AddCreate(SchemaObject item)
    {
        if (item is TableIndex index)
        {
            if (!_foldedIndexes.Contains(index.Id) && !_renamedIndexes.ContainsValue(index))
            {
                _graph.Add(index.Id, ChangePhase.Create, [new CreateIndex(index), .. Belongings(index)]);
            }

            return;
        }

        _graph.Add(item.Id, ChangePhase.Create, [.. Create(item), .. Belongings(item)]);
        if (item is Sequence { OwnedBy: { } owner } sequence)
        {
            AddOwnership(sequence, new AlterSequence(new Sequence(sequence.Name) { OwnedBy = owner }), null, owner);
        }
    }

    private void AddAlter(SchemaObject before, SchemaObject after)
    {
        if (before is Table table)
        {
            AlterTable(table, (Table)after);
            return;
        }

        if (before is Sequence sequence && after is Sequence wanted)
        {
            if (sequence.OwnedBy != wanted.OwnedBy)
            {
                var other = wanted with { OwnedBy = sequence.OwnedBy };
                AddOwnership(wanted, new AlterObject(other, wanted), sequence.OwnedBy, wanted.OwnedBy);
                after = other;
            }

            before = sequence with { Unlogged = OwnersPersistence(sequence) ?? sequence.Unlogged };
        }

        if (IsReplaced(before) || !Sameness.SameDefinition(before, after))
        {
            _graph.Add(before.Id, ChangePhase.Alter, Alter(before, after));
        }

        if (!IsReplaced(before) && Changes(before, after).ToList() is { Count: > 0 } changes)
        {
            _graph.Add(before.Id, ChangePhase.Alter, changes);
        }
    }

    private Operation Drop(SchemaObject item) => item switch
    {
        Namespace space => new DropSchema(space.Name),
        Extension extension => new DropExtension(extension.Name),
        EnumType type => new DropEnum(type.Name) { Former = type.Values },
        Sequence sequence => new DropSequence(sequence.Name) { Former = sequence },
        Routine { IsProcedure: false } function => new DropFunction(function.Name, function.Arguments) { Former = function.Definition },
        Table table => new DropTable(table.Name) { Former = new CreateTable(table) { Indexes = [.. _indexesBefore[table.Name]] } },
        TableIndex index => new DropIndex(index.Table.WithName(index.Name)) { Former = index },
        View view => new DropView(view.Name) { Materialized = view.Materialized, Former = CreateView(view) },
        Trigger trigger => new DropTrigger(trigger.Name, trigger.Table) { Former = CreateTrigger(trigger) },
        _ => new DropObject(item),
    };

    private static IEnumerable<Operation> Create(SchemaObject item)
    {
        switch (item)
        {
            case Namespace space: return [new CreateSchema(space.Name)];
            case Extension extension: return [new CreateExtension(extension.Name) { Schema = extension.Schema }];
            case EnumType type: return [new CreateEnum(type.Name, type.Values)];
            case Sequence sequence: return [new CreateSequence(sequence with { OwnedBy = null })];
            case Routine { IsProcedure: false } function: return [new CreateFunction(function.Name, function.Arguments, function.Definition)];
            case Trigger trigger:
                var ordinary = trigger with { Firing = TriggerFiring.Origin };
                return trigger == ordinary ? [CreateTrigger(trigger)] : [CreateTrigger(trigger), new AlterObject(ordinary, trigger)];
            case View view:
                var plain = Plain(view);
                return Sameness.SameDefinition(plain, view) ? [CreateView(view)] : [CreateView(view), new AlterObject(plain, view)];
            default: return [new CreateObject(item)];
        }
    }

    private bool IsReplaced(SchemaObject item) => _recreation.ReplacedTypes.Contains(item.Id);

    private IEnumerable<Operation> Alter(SchemaObject before, SchemaObject after) => (before, after) switch
    {
        (EnumType a, EnumType b) when !IsReplaced(a) => AddedValues(a, b),
        _ when IsReplaced(before) => [new ReplaceType(before, after, UsesOf(before.Id)), .. Belongings(after)],
        (Routine { IsProcedure: false } a, Routine b) => [new CreateFunction(b.Name, b.Arguments, b.Definition) { OrReplace = true, Former = a.Definition }],
        (View a, View b) when a.Query != b.Query => Replaced(a, b),
        _ => [new AlterObject(before, after)],
    };

    /// <summary>
    /// The sequence comes before the column whose default it is, and belongs to it only afterwards: hence a change of its own.
    /// </summary>
    private void AddOwnership(Sequence sequence, Operation operation, (ObjectName Table, string Column)? before, (ObjectName Table, string Column)? after)
    {
        var ownership = Ownership(sequence);
        _graph.Add(ownership, ChangePhase.Alter, operation);
        _needsAfter.Add(new(ownership, sequence.Id));
        if (before is { } old)
        {
            _needsBefore.Add(new(ownership, new(ObjectKind.Column, old.Table, old.Column)));
        }

        if (after is { } owner)
        {
            _needsAfter.Add(new(ownership, new(ObjectKind.Column, owner.Table, owner.Column)));
        }
    }

    private static ObjectId Ownership(Sequence sequence) => sequence.Id with { Part = "owner" };

    private static IEnumerable<Operation> Replaced(View before, View after)
    {
        yield return CreateView(after) with { OrReplace = true, Former = before.Query };
        var replaced = after with { Columns = [.. after.Columns.Select(column => column with { Default = before.Columns.FirstOrDefault(old => old.Name == column.Name)?.Default })] };
        if (!Sameness.SameDefinition(replaced, after))
        {
            yield return new AlterObject(replaced, after);
        }
    }

    private static CreateView CreateView(View view) => new(view.Name, view.Query) { Materialized = view.Materialized, With = view.With, Tablespace = view.Tablespace, AccessMethod = view.AccessMethod };

    private static View Plain(View view) => view with { Columns = [.. view.Columns.Select(column => column with { Default = null, Storage = null, Compression = null, Statistics = null, Options = [] })] };

    private static CreateTrigger CreateTrigger(Trigger trigger) => new(trigger.Name, trigger.Table, trigger.Events, trigger.Action) { IsConstraint = trigger.IsConstraint };

    // A value is placed behind the one that comes before it in the wanted order, which is there by then.
    private static IEnumerable<Operation> AddedValues(EnumType before, EnumType after)
    {
        var lastOld = after.Values.LastIndexOf(before.Values[^1]);
        for (var i = 0; i < after.Values.Length; i++)
        {
            if (!before.Values.Contains(after.Values[i]))
            {
                var value = new AddEnumValue(after.Name, after.Values[i]);
                yield return i > lastOld ? value : i == 0 ? value with { Before = before.Values[0] } : value with { After = after.Values[i - 1] };
            }
        }
    }

    /// <summary>Comment, owner and privileges of an object that was just made, beyond what its creation says.</summary>
    private IEnumerable<Operation> Belongings(SchemaObject item)
    {
        if (item.Comment is not null && item is not (Table or TableIndex))
        {
            yield return new SetComment(item.Id, item.Comment, null);
        }

        if (item.Owner is not null)
        {
            yield return new SetOwner(item.Id, item.Owner, null);
        }

        foreach (var change in GrantsOfNew(item))
        {
            yield return change;
        }

        foreach (var column in ColumnsOf(item))
        {
            var id = new ObjectId(ObjectKind.Column, item.Id.Name, column.Name);
            if (column.Comment is not null && item is not Table)
            {
                yield return new SetComment(id, column.Comment, null);
            }

            if (column.Grants.Length > 0)
            {
                yield return new ChangeGrants(id, [], column.Grants);
            }
        }
    }

    /// <summary>Changes of comment, owner and privileges of an object that stays.</summary>
    private static IEnumerable<Operation> Changes(SchemaObject before, SchemaObject after)
    {
        if (before.Comment != after.Comment)
        {
            yield return after is Table table
                ? new SetTableComment(table.Name, after.Comment) { Former = before.Comment, HasFormer = true }
                : new SetComment(after.Id, after.Comment, before.Comment);
        }

        if (before.Owner != after.Owner)
        {
            yield return new SetOwner(after.Id, after.Owner, before.Owner);
        }

        foreach (var change in after is Table ? [] : GrantChanges(before, after))
        {
            yield return change;
        }

        if (after is View or CompositeType)
        {
            foreach (var (old, column) in from old in ColumnsOf(before) join column in ColumnsOf(after) on old.Name equals column.Name select (old, column))
            {
                var id = new ObjectId(ObjectKind.Column, after.Id.Name, column.Name);
                if (old.Comment != column.Comment)
                {
                    yield return new SetComment(id, column.Comment, old.Comment);
                }
            }
        }
    }

    private static ImmutableArray<Column> ColumnsOf(SchemaObject item) => item switch
    {
        Table table => table.Columns,
        View view => view.Columns,
        CompositeType type => type.Attributes,
        _ => [],
    };

    /// <summary>Whether an object is dropped by the database itself with the table, view or column it belongs to.</summary>
    private bool GoesWithItsOwner(SchemaObject item) => item switch
    {
        TableIndex index => IsDropped(Needs.Relation(_from, index.Table)) || _renamedIndexes.ContainsKey(index.Id),
        Trigger or ScriptedObject { Id.Kind: ObjectKind.Rule or ObjectKind.Policy } => IsDropped(Needs.Relation(_from, item.Id.Name)),
        Sequence { OwnedBy: { } column } => IsDropped(new ObjectId(ObjectKind.Table, column.Table)) || IsDroppedColumn(column.Table, column.Column),
        _ => false,
    };

    private bool IsDroppedColumn(ObjectName table, string column) =>
        _recreation.Recreated.Contains(new(ObjectKind.Column, table, column)) || TableOf(_to, table)?.Columns.Any(other => other.Name == column) != true;
}
