using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;
using Retort.Schema;
using static Retort.Sqlite.SqliteIdentifier;

namespace Retort.Sqlite;

/// <summary>A table on its way to what it shall be: its new text, and where the values of its columns come from.</summary>
internal sealed class TableDraft
{
    private readonly IReadOnlyList<StoredObject> _all;
    private readonly FormerNames _former;
    private readonly HashSet<string> _nullable;
    private readonly HashSet<string> _impliedNotNull;
    private readonly Dictionary<string, string> _names;
    private readonly List<string> _dropped = [];
    private readonly HashSet<string> _takenAlong = new(StringComparer.OrdinalIgnoreCase);
    private readonly string _before;
    private readonly bool _wasNumbered;
    private readonly string? _rowIdColumn;
    private readonly Dictionary<string, string> _values;
    private readonly List<SqlStatement> _newIndexes = [];
    private Operation? _numbers;
    private bool _goesOnNumbering;
    private bool _becomesOtherNumber;
    private bool _hasNewValues;

    /// <param name="name">The name of the table.</param>
    /// <param name="table">Its text.</param>
    /// <param name="columns">Its columns as SQLite understands them.</param>
    /// <param name="all">Everything in the database: a trigger may be in the way.</param>
    /// <param name="revision">The operations that came before, those of the draft and those that come after.</param>
    /// <param name="former">The names that tables and columns had before the revision.</param>
    public TableDraft(string name, StoredTable table, IReadOnlyList<CatalogColumn> columns, IReadOnlyList<StoredObject> all, IEnumerable<Operation> revision, FormerNames former)
    {
        (Name, Table, _all, _former) = (name, table, all, former);
        (WasWithoutRowId, _wasNumbered, _goesOnNumbering) = (table.IsWithoutRowId, table.HasAutoIncrement, table.HasAutoIncrement);
        _nullable = revision.OfType<AlterColumn>().Where(op => op.Change.Nullable == true && op.Table.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(op => op.Column).ToHashSet(StringComparer.OrdinalIgnoreCase);
        _names = all.Where(other => other.Type is "table" or "view").ToDictionary(other => other.Name, other => other.Name, StringComparer.OrdinalIgnoreCase);
        _values = columns.Where(column => !column.IsGenerated).ToDictionary(column => column.Name, column => Quote(column.Name), StringComparer.OrdinalIgnoreCase);
        var key = columns.Where(column => column.IsInKey).ToList();
        _rowIdColumn = key is [{ } only] && only.Type.Equals("INTEGER", StringComparison.OrdinalIgnoreCase) && !table.IsWithoutRowId ? only.Name : null;
        _impliedNotNull = ImpliedNotNull();
        NameNumbered();
        _before = table.ToSql(Quote(name));
    }

    /// <summary>The name of the table.</summary>
    public string Name { get; }

    /// <summary>Its text.</summary>
    public StoredTable Table { get; }

    /// <summary>Whether the table had no rowid.</summary>
    public bool WasWithoutRowId { get; }

    /// <summary>Whether AUTOINCREMENT was there and stays, so that the next number must be kept.</summary>
    public bool GoesOnNumbering => _wasNumbered && Table.HasAutoIncrement;

    /// <summary>Whether the changes change nothing.</summary>
    public bool IsAsBefore => !_hasNewValues && _newIndexes.Count == 0 && Table.ToSql(Quote(Name)) == _before;

    /// <summary>Whether a column that is the rowid under another name, an INTEGER that is the primary key by itself, was there and stays.</summary>
    public bool KeepsRowIdColumn => _rowIdColumn is not null && _values.ContainsKey(_rowIdColumn);

    /// <summary>The columns that have values already, each with the expression that gives the new value; both are SQL.</summary>
    public IEnumerable<(string Column, string Value)> Copied => _values.Select(pair => (Quote(pair.Key), pair.Value));

    /// <summary>The indexes of columns that were added.</summary>
    public IReadOnlyList<SqlStatement> NewIndexes => _newIndexes;

    /// <summary>Makes a change.</summary>
    /// <exception cref="UnsupportedOperationException">What the change is about is not there, or something depends on it.</exception>
    public void Apply(Operation change)
    {
        switch (change)
        {
            case AlterObject { From: Table from, To: Table to }:
                SetOptions(from, to);
                break;
            case AlterColumn op:
                RequireColumn(change, op.Column);
                Table.ChangeColumn(op.Column, column => Alter(column, op));
                AlterNumbering(op);
                break;
            case AddColumn op:
                Add(op);
                break;
            case DropColumn { IfExists: true } op when !Table.HasColumn(op.Column):
                break;
            case DropColumn op:
                RequireColumn(change, op.Column);
                RequireNoTriggerOf(op);
                Drop(op);
                break;
            case AddConstraint op:
                Table.AddItem(TableText.Constraint(op.Constraint, op.Describe()), isColumn: false);
                break;
            case DropConstraint op:
                Drop(op);
                break;
            case RenameConstraint op:
                Rename(op);
                break;
        }
    }

    /// <summary>Does what can only be done when all changes are made.</summary>
    public void Finish()
    {
        if (Read().Constraints.Any(item => item.Constraint is PrimaryKey { Columns: [var only] } && only.Equals(_rowIdColumn, StringComparison.OrdinalIgnoreCase)))
        {
            // Only INTEGER is the rowid, and it holds 64 bits already: as BIGINT the key would no longer number new rows.
            if (_becomesOtherNumber)
            {
                Table.ChangeColumn(_rowIdColumn!, column => column.SetType(SqliteTypeName.Of(SqliteTypeName.RowId, Table.IsStrict)));
            }

            // AUTOINCREMENT is written in the key, but belongs to the column: another key of the same column goes on numbering.
            if (_goesOnNumbering)
            {
                Table.Number();
            }
        }

        if (_numbers is not null && !Table.Number())
        {
            throw Refuse(_numbers, "It numbers only a column that is the primary key by itself.");
        }

        // PostgreSQL's columns stay NOT NULL too when the key goes that made them so.
        _impliedNotNull.ExceptWith([.. ImpliedNotNull(), .. _nullable]);
        foreach (var column in _impliedNotNull.Where(Table.HasColumn))
        {
            Table.ChangeColumn(column, stored => stored.SetNullable(false));
        }
    }

    /// <summary>Whether a column has the name, or had it before.</summary>
    public bool Names(string column) => Table.HasColumn(column) || _dropped.Contains(column, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an index goes with a column that goes.</summary>
    public bool TakesAlong(StoredObject other) =>
        other.Type == "index" && _dropped.Exists(column => StoredName.Mentions(other.Sql[StoredName.KeysStart(other.Sql)..], column));

    private TableReader Read() => new(Name, Table, _names);

    /// <summary>A constraint whose name is only a number apart from that of another keeps it when the other one goes.</summary>
    private void NameNumbered()
    {
        foreach (var item in Read().Constraints.Where(item => item.Constraint.Name != (item.Stored.Name ?? item.DerivedName)))
        {
            Table.Name(item.Stored, item.Constraint.Name);
        }
    }

    private void SetOptions(Table from, Table to)
    {
        Table.SetOptions(to.WithoutRowId, to.Strict);
        foreach (var column in to.Columns.Where(column => Table.HasColumn(column.Name) && from.Strict != to.Strict))
        {
            Table.ChangeColumn(column.Name, stored => stored.SetType(SqliteTypeName.Of(column.Type, to.Strict)));
        }
    }

    /// <summary>The columns that are NOT NULL although their text does not say so: by the key, or an option of the table.</summary>
    private HashSet<string> ImpliedNotNull() =>
        Read().Read(null).Columns.Zip(Table.Columns)
            .Where(pair => !pair.First.Nullable && !pair.Second.Clauses.Exists(clause => clause.Word == "NOT"))
            .Select(pair => pair.First.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private void Add(AddColumn op)
    {
        _numbers = op.Column.Identity is null ? _numbers : op;
        var column = op.Column.Identity is null ? op.Column : op.Column with { Type = SqliteTypeName.RowId, Nullable = true, Default = null };
        Table.AddItem(TableText.Column(column, Table.IsStrict, op.Describe()), isColumn: true);
        foreach (var constraint in op.Constraints)
        {
            Table.AddItem(TableText.Constraint(constraint, op.Describe()), isColumn: false);
        }

        _newIndexes.AddRange(SqliteSqlWriter.Write([.. op.Indexes.Select(index => new CreateIndex(index))], version: null).Cast<SqlStatement>());
    }

    private void Drop(DropColumn op)
    {
        var constraints = Read().Constraints.Select(item => item.Constraint.Name).ToList();
        Table.RemoveColumn(op.Column);
        _values.Remove(op.Column);
        _dropped.Add(op.Column);
        _takenAlong.UnionWith(constraints.Except(Read().Constraints.Select(item => item.Constraint.Name)));
    }

    private void Drop(DropConstraint op)
    {
        if (!Table.RemoveConstraint(op.Name))
        {
            if (FindUnnamed(op.Name) is { } found)
            {
                Table.Remove(found.Stored);
            }
            else if (!op.IfExists && !_takenAlong.Contains(op.Name))
            {
                throw Refuse(op, $"There is no constraint \"{op.Name}\".");
            }
        }
    }

    private void Rename(RenameConstraint op)
    {
        if (Table.RenameConstraint(op.Name, op.NewName))
        {
            return;
        }

        var found = FindUnnamed(op.Name) ?? throw Refuse(op, $"There is no constraint \"{op.Name}\".");
        if (found.Constraint.Name != op.NewName)
        {
            Table.Name(found.Stored, op.NewName);
        }
    }

    /// <summary>A constraint without a name in the text is known by the one it is given by convention, which follows when its table or column gets another name.</summary>
    private ReadConstraint? FindUnnamed(string name)
    {
        var table = Read();
        var unnamed = table.Constraints.Where(item => item.Stored.Name is null).ToList();
        return unnamed.Find(item => item.Constraint.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? unnamed.Find(item => _former.NameOf(table, item.Constraint).Equals(name, StringComparison.OrdinalIgnoreCase));
    }

    private void Alter(StoredColumn column, AlterColumn op)
    {
        if (op.Change.Type is { } type)
        {
            column.SetType(SqliteTypeName.Of(type, Table.IsStrict));
            if (string.Equals(op.Column, _rowIdColumn, StringComparison.OrdinalIgnoreCase))
            {
                _becomesOtherNumber = type.Kind is ColumnTypeKind.SmallInt or ColumnTypeKind.Int or ColumnTypeKind.BigInt;
            }
        }

        // A new type alone leaves the collation, unless it is known that there was one to go.
        if (op.Change.Collation is not null || op is { Change.Type: not null, Former.Collation: not null })
        {
            column.SetCollation(op.Change.Collation);
        }

        if (op.Change.Using is { } expression)
        {
            _values[op.Column] = expression;
            _hasNewValues = true;
        }

        if (op.Change.Nullable is { } nullable)
        {
            column.SetNullable(nullable);
        }

        if (op.Change.Default is { } value)
        {
            column.SetDefault(value);
        }

        AlterGenerated(column, op);
    }

    private void AlterNumbering(AlterColumn op)
    {
        if (op.Change.Identity is not null)
        {
            _numbers = op;
            Table.ChangeColumn(op.Column, column => column.SetType(SqliteTypeName.Of(SqliteTypeName.RowId, Table.IsStrict)));
        }
        else if (op.Change.DropIdentity)
        {
            (_numbers, _goesOnNumbering) = (null, false);
            Table.StopNumbering();
        }
    }

    private void AlterGenerated(StoredColumn column, AlterColumn op)
    {
        if (op.Change.Generated is { } generated)
        {
            column.SetGenerated(generated);
            _values.Remove(op.Column);
        }
        else if (op.Change.DropGenerated)
        {
            column.SetGenerated(null);
            _values.TryAdd(op.Column, Quote(op.Column));
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
    private void RequireNoTriggerOf(DropColumn op)
    {
        var trigger = _all.FirstOrDefault(other =>
            other.Type == "trigger" && (other.IsOn(Name) || StoredName.Mentions(other.Sql, Name)) && StoredName.Mentions(other.Sql, op.Column));
        if (trigger is not null)
        {
            throw Refuse(op, $"Trigger \"{trigger.Name}\" mentions the column. Drop or change the trigger first.");
        }
    }

    private static UnsupportedOperationException Refuse(Operation change, string why) => new(change.Describe(), "SQLite", why);
}
