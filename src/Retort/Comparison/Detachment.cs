using Retort.Schema;

namespace Retort.Comparison;

/// <summary>
/// What becomes of the keys and indexes that a partition has because its table has them. They stay when it leaves; and when it takes a place, its own serve
/// where they do for those of the table.
/// </summary>
internal static class Detachment
{
    /// <summary>The schemas with the keys and indexes, as its own, of each table that leaves another or joins it: within one, it comes back to those it had.</summary>
    /// <param name="from">The schema as it is.</param>
    /// <param name="to">The schema as it shall be.</param>
    /// <param name="recreated">The objects that are made anew: they do not change their place, but come to it.</param>
    public static (DatabaseSchema From, DatabaseSchema To) Apply(DatabaseSchema from, DatabaseSchema to, IReadOnlySet<ObjectId> recreated)
    {
        var moved = from.Tables.Where(table => !recreated.Contains(table.Id) && to.Find(table.Id) is Table other && other.PartitionOf?.Parent != table.PartitionOf?.Parent).Select(table => table.Id).ToHashSet();
        if (moved.Count == 0)
        {
            return (from, to);
        }

        // A key to the table itself is one to the partition too, and goes before it leaves.
        var left = With(from, moved, copy => copy.Constraint is not ForeignKey key || (from.Find(new(ObjectKind.Table, copy.Table)) as Table)?.PartitionOf?.Parent != key.ReferencedTable, _ => true);
        var indexes = left.Objects.OfType<TableIndex>().ToLookup(index => index.Table);
        return (left, With(
            to,
            moved,
            copy => ((Table)left.Find(new(ObjectKind.Table, copy.Table))!).Constraints.Any(own => Sameness.SameConstraint(own with { Name = copy.Constraint.Name }, copy.Constraint)),
            copy => indexes[copy.Table].Any(own => Sameness.SameDefinition(own with { Name = copy.Name }, copy))));
    }

    private static DatabaseSchema With(DatabaseSchema schema, HashSet<ObjectId> moved, Func<(ObjectName Table, Constraint Constraint), bool> keepsConstraint, Func<TableIndex, bool> keepsIndex)
    {
        var places = schema.Tables.Where(table => moved.Contains(table.Id) && table.PartitionOf is not null).ToList();
        return new DatabaseSchema(
            [
                .. schema.Objects.Select(item => item is Table { PartitionOf: { } place } table && moved.Contains(item.Id)
                    ? table with { Constraints = table.Constraints.AddRange(place.Constraints.Where(constraint => keepsConstraint((table.Name, constraint)))) }
                    : item),
                .. places.SelectMany(table => table.PartitionOf!.Indexes).Where(keepsIndex),
            ],
            schema.Dependencies,
            schema.Unmanaged)
        {
            Role = schema.Role,
        };
    }
}
