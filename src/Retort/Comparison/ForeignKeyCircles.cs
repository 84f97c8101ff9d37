using Retort.Schema;

namespace Retort.Comparison;

/// <summary>Foreign keys that close a circle of tables, so that they can neither be made with their table nor go with it.</summary>
internal static class ForeignKeyCircles
{
    /// <summary>One foreign key for each way round a circle, found by a depth-first walk in the order of the tables.</summary>
    public static HashSet<ObjectId> Find(IReadOnlyCollection<Table> tables)
    {
        var byName = tables.ToDictionary(table => table.Name);
        var closing = tables.SelectMany(PointsToItsPartitions).ToHashSet();
        var (open, done) = (new HashSet<ObjectName>(), new HashSet<ObjectName>());
        foreach (var start in tables.Where(table => !done.Contains(table.Name)))
        {
            var path = new Stack<(Table Table, IEnumerator<ForeignKey> Keys)>();
            Enter(start);
            while (path.TryPeek(out var top))
            {
                if (!top.Keys.MoveNext())
                {
                    path.Pop();
                    open.Remove(top.Table.Name);
                    done.Add(top.Table.Name);
                }
                else if (open.Contains(top.Keys.Current.ReferencedTable))
                {
                    closing.Add(new(ObjectKind.Constraint, top.Table.Name, top.Keys.Current.Name));
                }
                else if (!done.Contains(top.Keys.Current.ReferencedTable))
                {
                    Enter(byName[top.Keys.Current.ReferencedTable]);
                }
            }

            void Enter(Table table)
            {
                open.Add(table.Name);
                path.Push((table, table.Constraints.OfType<ForeignKey>().Where(key => key.ReferencedTable != table.Name && byName.ContainsKey(key.ReferencedTable)).GetEnumerator()));
            }
        }

        return closing;
    }

    // A key to a partitioned table is one to each of its partitions, which are made after their table.
    private static IEnumerable<ObjectId> PointsToItsPartitions(Table table) =>
        table.PartitionBy is null ? [] : table.Constraints.OfType<ForeignKey>().Where(key => key.ReferencedTable == table.Name).Select(key => new ObjectId(ObjectKind.Constraint, table.Name, key.Name));
}
