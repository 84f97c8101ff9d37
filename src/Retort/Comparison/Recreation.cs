using Retort.Dialects;
using Retort.Schema;

namespace Retort.Comparison;

/// <summary>
/// What must make way while something it needs is changed, and comes back afterwards: a view on a column whose type changes, a foreign key
/// to a primary key that is replaced, the views on that view. Only what is in both schemas is listed; the rest goes or comes anyway.
/// </summary>
internal sealed class Recreation
{
    private readonly DatabaseSchema _from;
    private readonly DatabaseSchema _to;
    private readonly Lazy<ILookup<ObjectId, ObjectId>> _dependents;
    private readonly Lazy<ILookup<ObjectName, ObjectId>> _dependentsOfParts;
    private readonly ILookup<ObjectName, Sequence> _ownedSequences;
    private readonly Queue<(ObjectId Id, bool Gone)> _queue = new();

    private Recreation(DatabaseSchema from, DatabaseSchema to, Lazy<Dependency[]> needs)
    {
        (_from, _to) = (from, to);
        _ownedSequences = from.Objects.OfType<Sequence>().Where(sequence => sequence.OwnedBy is not null).ToLookup(sequence => sequence.OwnedBy!.Value.Table);
        _dependents = new(() => needs.Value.ToLookup(need => need.Needs, need => need.Dependent));
        _dependentsOfParts = new(() => needs.Value.Where(need => need.Needs.Kind is ObjectKind.Column or ObjectKind.Constraint).ToLookup(need => need.Needs.Name, need => need.Dependent));
    }

    /// <summary>Objects, columns and constraints that are dropped and made again.</summary>
    public HashSet<ObjectId> Recreated { get; } = [];

    /// <summary>Types and collations that are replaced, with the columns that use them.</summary>
    public HashSet<ObjectId> ReplacedTypes { get; } = [];

    /// <summary>Columns whose type is converted because it is replaced.</summary>
    public HashSet<ObjectId> ConvertedColumns { get; } = [];

    /// <summary>Columns whose default is taken away for a while.</summary>
    public HashSet<ObjectId> SuspendedDefaults { get; } = [];

    public static Recreation Find(DatabaseSchema from, DatabaseSchema to, Lazy<Dependency[]> needs, IDialect dialect, Version? serverVersion)
    {
        var recreation = new Recreation(from, to, needs);
        recreation.Begin(dialect, serverVersion);
        while (recreation._queue.TryDequeue(out var next))
        {
            recreation.Spread(next.Id, next.Gone);
        }

        return recreation;
    }

    private void Begin(IDialect dialect, Version? serverVersion)
    {
        foreach (var item in _from.Objects)
        {
            if (_to.Find(item.Id) is not { } other)
            {
                _queue.Enqueue((item.Id, true));
            }
            else if (!Sameness.SameDefinition(item, other) && (!dialect.CanAlter(item, other, serverVersion) || RetypesAttributes(item, other) && IsStored(item.Id)))
            {
                Recreate(item.Id);
            }
            else if (item is Table { PartitionOf: not null } partition && other is Table { PartitionOf: not null } place && partition.PartitionOf != place.PartitionOf)
            {
                BeginMove(partition, place, dialect, serverVersion);
            }
            else if (item is Table table && !Sameness.SameParts(table, (Table)other))
            {
                BeginTable(table, (Table)other, dialect, serverVersion);
            }
        }
    }

    // The server refuses that rows which are pointed to leave, though they come back.
    private void BeginMove(Table from, Table to, IDialect dialect, Version? serverVersion)
    {
        foreach (var key in _dependents.Value[from.Id].Where(dependent => FindConstraint(_from, dependent) is ForeignKey && FindConstraint(_to, dependent) is not null))
        {
            Recreate(key);
        }

        BeginTable(from, to, dialect, serverVersion);
    }

    private void BeginTable(Table from, Table to, IDialect dialect, Version? serverVersion)
    {
        var columns = to.Columns.ToDictionary(column => column.Name);
        foreach (var column in from.Columns)
        {
            var id = new ObjectId(ObjectKind.Column, from.Name, column.Name);
            if (!columns.TryGetValue(column.Name, out var other))
            {
                _queue.Enqueue((id, true));
            }
            else if (!Sameness.SameColumn(column, other) && !dialect.CanAlter(column, other, serverVersion))
            {
                Recreate(id);
            }
            else if (column.Type != other.Type || column.Collation != other.Collation)
            {
                _queue.Enqueue((id, false));
            }
        }

        var constraints = to.Constraints.ToDictionary(constraint => constraint.Name);
        var renamed = NameChanges.OfConstraints(from, to);
        foreach (var constraint in from.Constraints.Where(constraint => !renamed.ContainsKey(constraint.Name)))
        {
            var id = new ObjectId(ObjectKind.Constraint, from.Name, constraint.Name);
            if (!constraints.TryGetValue(constraint.Name, out var other))
            {
                _queue.Enqueue((id, true));
            }
            else if (!Sameness.SameConstraint(constraint, other) && !ConstraintChange.IsOnlyValidation(constraint, other))
            {
                Recreate(id);
            }
        }
    }

    private static bool RetypesAttributes(SchemaObject from, SchemaObject to) =>
        from is CompositeType && !Sameness.SameAttributeTypes((CompositeType)from, (CompositeType)to);

    /// <summary>Whether a column is of the type or of one that is made of it: then the values hold its attributes to their types.</summary>
    private bool IsStored(ObjectId type) => _dependents.Value[type].Any(dependent => dependent.Kind == ObjectKind.Column || IsType(dependent.Kind) && IsStored(dependent));

    private void Recreate(ObjectId id)
    {
        if ((IsType(id.Kind) ? ReplacedTypes : Recreated).Add(id))
        {
            _queue.Enqueue((id, true));
        }
    }

    private void Spread(ObjectId id, bool gone)
    {
        foreach (var dependent in _dependents.Value[id])
        {
            Disturb(dependent, id, gone);
        }

        foreach (var sequence in _ownedSequences[id.Name])
        {
            // It goes with its owner.
            if (Recreated.Contains(id) && (id.Kind == ObjectKind.Table || id.Kind == ObjectKind.Column && id.Part == sequence.OwnedBy!.Value.Column) && _to.Find(sequence.Id) is not null)
            {
                Recreate(sequence.Id);
            }
        }

        if (gone && id.Kind is ObjectKind.Table or ObjectKind.View or ObjectKind.MaterializedView)
        {
            foreach (var dependent in _dependentsOfParts.Value[id.Name])
            {
                Disturb(dependent, id, gone);
            }
        }
    }

    private void Disturb(ObjectId dependent, ObjectId needed, bool gone)
    {
        switch (dependent.Kind)
        {
            case ObjectKind.Column when FindColumn(_from, dependent) is not { } column || FindColumn(_to, dependent) is null:
                break;
            case ObjectKind.Column when IsType(needed.Kind):
                if (ConvertedColumns.Add(dependent))
                {
                    _queue.Enqueue((dependent, false));
                }

                break;
            case ObjectKind.Column when FindColumn(_from, dependent)!.Generated is not null:
                Recreate(dependent);
                break;
            case ObjectKind.Column:
                SuspendedDefaults.Add(dependent);
                break;
            case ObjectKind.Constraint:
                // Also one that would only be renamed.
                if (FindConstraint(_from, dependent) is { } constraint && (gone || constraint is ForeignKey))
                {
                    Recreate(dependent);
                }

                break;

            // ALTER COLUMN ... TYPE builds them anew by itself.
            case ObjectKind.Index or ObjectKind.Statistics when !gone:
                break;
            case ObjectKind.Index:
                Recreate(dependent);
                break;
            case ObjectKind.Sequence or ObjectKind.Namespace or ObjectKind.Extension:
                break;
            default:
                if (_from.Find(dependent) is not null && _to.Find(dependent) is not null)
                {
                    Recreate(dependent);
                }

                break;
        }
    }

    // A collation is part of what a column's type is.
    private static bool IsType(ObjectKind kind) => kind is ObjectKind.Collation or ObjectKind.Enum or ObjectKind.Domain or ObjectKind.Composite or ObjectKind.Range;

    private static Column? FindColumn(DatabaseSchema schema, ObjectId id) =>
        (schema.Find(new(ObjectKind.Table, id.Name)) as Table)?.Columns.FirstOrDefault(column => column.Name == id.Part);

    private static Constraint? FindConstraint(DatabaseSchema schema, ObjectId id) =>
        (schema.Find(new(ObjectKind.Table, id.Name)) as Table)?.Constraints.FirstOrDefault(constraint => constraint.Name == id.Part);
}
