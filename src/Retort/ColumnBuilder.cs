using Retort.Operations;
using Retort.Schema;
using Retort.Targets;

namespace Retort;

/// <summary>Describes a column: <c>t.Column("name", t.String(100)).NotNull().Unique()</c>.</summary>
public sealed class ColumnBuilder
{
    private readonly ObjectName _table;
    private readonly List<Constraint> _constraints = [];
    private readonly List<TableIndex> _indexes = [];
    private readonly ICollection<DeclaredRename>? _renames;
    private Column _column;

    internal ColumnBuilder(ObjectName table, string name, ColumnType type, ICollection<DeclaredRename>? renames)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        _table = table;
        _renames = renames;
        _column = new Column(name, type);
    }

    /// <summary>Makes the column the primary key, named <c>pk_TABLE</c> unless told otherwise. It may not hold NULL then.</summary>
    public ColumnBuilder PrimaryKey(string? name = null)
    {
        _constraints.Add(new PrimaryKey(name ?? NamingConvention.PrimaryKey(_table), [_column.Name]));
        return NotNull();
    }

    /// <summary>Refuses NULL.</summary>
    public ColumnBuilder NotNull() => With(_column with { Nullable = false });

    /// <summary>Makes the values unique, by a constraint named <c>uq_TABLE_COLUMN</c> unless told otherwise.</summary>
    public ColumnBuilder Unique(string? name = null)
    {
        _constraints.Add(new UniqueConstraint(name ?? NamingConvention.Unique(_table, [_column.Name]), [_column.Name]));
        return this;
    }

    /// <summary>Adds an index on the column, named <c>ix_TABLE_COLUMN</c> unless told otherwise.</summary>
    public ColumnBuilder Index(string? name = null, bool unique = false)
    {
        IndexKey[] keys = [_column.Name];
        _indexes.Add(new TableIndex(name ?? NamingConvention.Index(_table, keys), _table, [.. keys]) { Unique = unique });
        return this;
    }

    /// <summary>Makes the column a foreign key, named <c>fk_TABLE_COLUMN_REFERENCED</c> unless told otherwise.</summary>
    public ColumnBuilder References(
        ObjectName table, string column = "id", ReferentialAction onDelete = default, ReferentialAction onUpdate = default, Deferral deferral = default, string? name = null)
    {
        _constraints.Add(new ForeignKey(name ?? NamingConvention.ForeignKey(_table, [_column.Name], table), [_column.Name], table, [column])
        {
            OnDelete = onDelete,
            OnUpdate = onUpdate,
            Deferral = deferral,
        });
        return this;
    }

    /// <summary>Adds a check, named <c>ck_TABLE_COLUMN</c> unless told otherwise.</summary>
    /// <param name="expression">The condition in SQL, without the outer parentheses.</param>
    /// <param name="name">The name of the constraint.</param>
    public ColumnBuilder Check(string expression, string? name = null)
    {
        _constraints.Add(new CheckConstraint(name ?? NamingConvention.Check(_table, _column.Name), expression));
        return this;
    }

    /// <summary>Gives rows that do not name the column this value, written as a literal.</summary>
    public ColumnBuilder Default(object value) => With(_column with { Default = ColumnDefault.OfValue(value) });

    /// <summary>Gives rows that do not name the column the value of an expression in SQL.</summary>
    public ColumnBuilder DefaultSql(string expression) => With(_column with { Default = ColumnDefault.OfSql(expression) });

    /// <summary>Lets the database number the column.</summary>
    /// <param name="always">Whether a value given by an INSERT is refused.</param>
    /// <param name="start">The first number; <see langword="null"/> for 1.</param>
    /// <param name="increment">The step; <see langword="null"/> for 1.</param>
    /// <param name="minValue">The least number; <see langword="null"/> for the default of the type and direction.</param>
    /// <param name="maxValue">The greatest number; <see langword="null"/> for the default of the type and direction.</param>
    /// <param name="cache">How many numbers a session takes at once; <see langword="null"/> for 1.</param>
    /// <param name="cycle">Whether it starts again after the last number.</param>
    public ColumnBuilder Identity(
        bool always = false, long? start = null, long? increment = null, long? minValue = null, long? maxValue = null, long? cache = null, bool cycle = false) =>
        With(_column with { Identity = new Identity { Always = always, Start = start, Increment = increment, MinValue = minValue, MaxValue = maxValue, Cache = cache, Cycle = cycle }, Nullable = false });

    /// <summary>Computes the column from others of its row.</summary>
    /// <param name="expression">The expression in SQL.</param>
    /// <param name="stored">Whether the value is stored; else it is computed when read (PostgreSQL 18, SQLite).</param>
    public ColumnBuilder Generated(string expression, bool stored = true) => With(_column with { Generated = new GeneratedExpression(expression, stored) });

    /// <summary>Sets the collation, by its catalogue name.</summary>
    public ColumnBuilder Collate(ObjectName collation) => With(_column with { Collation = collation });

    /// <summary>Sets the comment.</summary>
    public ColumnBuilder Comment(string comment) => With(_column with { Comment = comment });

    /// <summary>
    /// Tells in a <see cref="SchemaDefinition"/> which name the column had, so that a database that still has it there sees it renamed, with its values, and
    /// not replaced. It may stay when that is done.
    /// </summary>
    /// <exception cref="InvalidOperationException">It stands in a revision, which says <see cref="MigrationBuilder.RenameColumn"/>.</exception>
    public ColumnBuilder RenamedFrom(string formerName)
    {
        DeclaredRename.Add(_renames, new DeclaredRename([ObjectKind.Table], _table, _column.Name, formerName));
        return this;
    }

    internal AddColumn BuildAddColumn() => new(_table, _column) { Constraints = [.. _constraints], Indexes = [.. _indexes] };

    private ColumnBuilder With(Column column)
    {
        _column = column;
        return this;
    }
}
