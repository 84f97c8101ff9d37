using Retort.Operations;
using Retort.Schema;

namespace Retort.Sqlite;

/// <summary>The names that tables and columns had before some operations, under which those that follow may still speak of a constraint.</summary>
/// <param name="operations">The operations that were done.</param>
internal sealed class FormerNames(IEnumerable<Operation> operations)
{
    private readonly List<Operation> _renames = [.. operations.Where(operation => operation is RenameTable or RenameColumn).Reverse()];

    /// <summary>The name by convention that a constraint had.</summary>
    public string NameOf(TableReader table, Constraint constraint) => ConstraintReader.DerivedName(
        TableBefore(table.Name),
        constraint,
        column => table.ColumnNames.TryGetValue(column, out var declared) ? ColumnBefore(table.Name, declared) : null,
        constraint is ForeignKey key ? TableBefore(key.ReferencedTable.Name) : null);

    private string TableBefore(string table) =>
        _renames.OfType<RenameTable>().Aggregate(table, (name, rename) => Same(rename.NewName, name) ? rename.Name.Name : name);

    private string ColumnBefore(string table, string column)
    {
        foreach (var rename in _renames)
        {
            (table, column) = rename switch
            {
                RenameTable op when Same(op.NewName, table) => (op.Name.Name, column),
                RenameColumn op when Same(op.Table.Name, table) && Same(op.NewName, column) => (table, op.Column),
                _ => (table, column),
            };
        }

        return column;
    }

    private static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
}
