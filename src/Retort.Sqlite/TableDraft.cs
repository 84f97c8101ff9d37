using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;
using Retort.Schema;
using static Retort.Sqlite.SqliteIdentifier;

namespace Retort.Sqlite;

/// <summary>A table on its way to what it shall be: its new text, and where the values of its columns come from.</summary>
internal sealed class TableDraft
{
    private readonly List<string> _dropped = [];
    private readonly string? _rowIdColumn;
    private readonly Dictionary<string, string> _values;
    private readonly List<SqlStatement> _newIndexes = [];

    public TableDraft(string name, StoredTable table, IReadOnlyList<CatalogColumn> columns)
    {
        (Name, Table) = (name, table);
        _values = columns.Where(column => !column.IsGenerated).ToDictionary(column => column.Name, column => Quote(column.Name), StringComparer.OrdinalIgnoreCase);
        var key = columns.Where(column => column.IsInKey).ToList();
        _rowIdColumn = key is [{ } only] && only.Type.Equals("INTEGER", StringComparison.OrdinalIgnoreCase) && !table.IsWithoutRowId ? only.Name : null;
    }

    /// <summary>The name of the table.</summary>
    public string Name { get; }

    /// <summary>Its text.</summary>
    public StoredTable Table { get; }

    /// <summary>Whether a column that is the rowid under another name, an INTEGER that is the primary key by itself, was there and stays.</summary>
    public bool KeepsRowIdColumn => _rowIdColumn is not null && _values.ContainsKey(_rowIdColumn);

    /// <summary>The columns that have values already, each with the expression that gives the new value; both are SQL.</summary>
    public IEnumerable<(string Column, string Value)> Copied => _values.Select(pair => (Quote(pair.Key), pair.Value));

    /// <summary>The indexes of columns that were added.</summary>
    public IReadOnlyList<SqlStatement> NewIndexes => _newIndexes;

    /// <summary>Makes a change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="all">Everything in the database: a trigger may be in the way.</param>
    /// <exception cref="UnsupportedOperationException">What the change is about is not there, or something depends on it.</exception>
    public void Apply(Operation change, IEnumerable<StoredObject> all)
    {
        switch (change)
        {
            case AlterColumn op:
                RequireColumn(change, op.Column);
                Table.ChangeColumn(op.Column, column => Alter(column, op));
                break;
            case AddColumn op:
                Table.AddItem(TableText.Column(op.Column, Table.IsStrict, op.Describe()), isColumn: true);
                foreach (var constraint in op.Constraints)
                {
                    Table.AddItem(TableText.Constraint(constraint, op.Describe()), isColumn: false);
                }

                _newIndexes.AddRange(SqliteSqlWriter.Write([.. op.Indexes.Select(index => new CreateIndex(index))], version: null).Cast<SqlStatement>());
                break;
            case DropColumn { IfExists: true } op when !Table.HasColumn(op.Column):
                break;
            case DropColumn op:
                RequireColumn(change, op.Column);
                RequireNoTriggerOf(op, all);
                Table.RemoveColumn(op.Column);
                _values.Remove(op.Column);
                _dropped.Add(op.Column);
                break;
            case AddConstraint op:
                Table.AddItem(TableText.Constraint(op.Constraint, op.Describe()), isColumn: false);
                break;
            case DropConstraint op when !Table.RemoveConstraint(op.Name) && !op.IfExists:
                throw Refuse(change, $"There is no constraint \"{op.Name}\".");
            case RenameConstraint op when !Table.RenameConstraint(op.Name, op.NewName):
                throw Refuse(change, $"There is no constraint \"{op.Name}\".");
        }
    }

    /// <summary>Whether a column has the name, or had it before.</summary>
    public bool Names(string column) => Table.HasColumn(column) || _dropped.Contains(column, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an index goes with a column that goes.</summary>
    public bool TakesAlong(StoredObject other) =>
        other.Type == "index" && _dropped.Exists(column => StoredName.Mentions(other.Sql[StoredName.KeysStart(other.Sql)..], column));

    private void Alter(StoredColumn column, AlterColumn op)
    {
        // Only INTEGER is the rowid, and it holds 64 bits already: as BIGINT the key would no longer number new rows.
        var isNumber = op.Change.Type?.Kind is ColumnTypeKind.SmallInt or ColumnTypeKind.Int or ColumnTypeKind.BigInt;
        if (op.Change.Type is { } type && !(isNumber && string.Equals(op.Column, _rowIdColumn, StringComparison.OrdinalIgnoreCase)))
        {
            column.SetType(SqliteTypeName.Of(type, Table.IsStrict));
        }

        if (op.Change.Using is { } expression)
        {
            _values[op.Column] = expression;
        }

        if (op.Change.Collation is { } collation)
        {
            column.SetCollation(collation);
        }

        if (op.Change.Nullable is { } nullable)
        {
            column.SetNullable(nullable);
        }

        if (op.Change.Default is { } value)
        {
            column.SetDefault(value);
        }
    }

    private void RequireColumn(Operation change, string column)
    {
        if (!Table.HasColumn(column))
        {
            throw Refuse(change, $"There is no column \"{column}\".");
        }
    }

    /// <summary>SQLite looks into a trigger when it fires, which is too late to notice that it needs the column.</summary>
    private void RequireNoTriggerOf(DropColumn op, IEnumerable<StoredObject> all)
    {
        var trigger = all.FirstOrDefault(other =>
            other.Type == "trigger" && (other.IsOn(Name) || StoredName.Mentions(other.Sql, Name)) && StoredName.Mentions(other.Sql, op.Column));
        if (trigger is not null)
        {
            throw Refuse(op, $"Trigger \"{trigger.Name}\" mentions the column. Drop or change the trigger first.");
        }
    }

    private static UnsupportedOperationException Refuse(Operation change, string why) => new(change.Describe(), "SQLite", why);
}
