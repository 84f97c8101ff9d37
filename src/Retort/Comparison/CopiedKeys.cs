using Retort.Operations;
using Retort.Schema;

namespace Retort.Comparison;

/// <summary>
/// PostgreSQL keeps a copy of a foreign key for each partition of the table that it points to, on the table that has the key and under a name that a key of that
/// table could have, so that the name of another key may be taken by what no schema tells of.
/// </summary>
internal static class CopiedKeys
{
    /// <summary>The operations with the names of keys made free before they are given.</summary>
    public static IEnumerable<Operation> MakeWay(IEnumerable<Operation> operations, DatabaseSchema from, DatabaseSchema to)
    {
        foreach (var operation in operations)
        {
            switch (operation)
            {
                case CreateTable { Table: var table } create when table.Constraints.Any(key => key is ForeignKey && IsContested(table.Name, key.Name)):
                    var contested = table.Constraints.Where(key => key is ForeignKey && IsContested(table.Name, key.Name)).ToList();
                    yield return create with { Table = table with { Constraints = table.Constraints.RemoveRange(contested) } };
                    foreach (var key in contested)
                    {
                        yield return new FreeConstraintName(table.Name, key.Name);
                        yield return new AddConstraint(table.Name, key);
                    }

                    break;
                case AddConstraint { Constraint: ForeignKey key } add when IsContested(add.Table, key.Name):
                    yield return new FreeConstraintName(add.Table, key.Name);
                    yield return add;
                    break;
                case RenameConstraint rename when IsContested(rename.Table, rename.NewName):
                    yield return new FreeConstraintName(rename.Table, rename.NewName);
                    yield return rename;
                    break;
                default:
                    yield return operation;
                    break;
            }
        }

        bool IsContested(ObjectName table, string name) =>
            name.Contains("_fkey", StringComparison.Ordinal) && new[] { from, to }.Any(schema => HasCopies(schema, table, name));
    }

    private static bool HasCopies(DatabaseSchema schema, ObjectName name, string except) =>
        schema.Find(new(ObjectKind.Table, name)) is Table table
        && table.Constraints.OfType<ForeignKey>().Any(key => key.Name != except && schema.Find(new(ObjectKind.Table, key.ReferencedTable)) is Table { PartitionBy: not null });
}
