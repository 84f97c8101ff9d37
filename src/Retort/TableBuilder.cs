using System.Collections.Immutable;
using Retort.Operations;
using Retort.Schema;
using Retort.Targets;

namespace Retort;

/// <summary>Describes a table: <c>t.Column("id", t.Uuid()).PrimaryKey();</c>.</summary>
public sealed class TableBuilder : ColumnTypes
{
    private readonly ObjectName _name;
    private readonly List<ColumnBuilder> _columns = [];
    private readonly List<Constraint> _constraints = [];
    private readonly List<IndexBuilder> _indexes = [];
    private readonly ICollection<DeclaredRename>? _renames;
    private Table _options;

    internal TableBuilder(ObjectName name, ICollection<DeclaredRename>? renames = null)
    {
        _name = name;
        _renames = renames;
        _options = new Table(name, [], []);
    }

    /// <summary>Adds a column; what is called on the result describes it further.</summary>
    public ColumnBuilder Column(string name, ColumnType type)
    {
        var column = new ColumnBuilder(_name, name, type, _renames);
        _columns.Add(column);
        return column;
    }

    /// <summary>Makes several columns the primary key, named <c>pk_TABLE</c> unless told otherwise.</summary>
    public void PrimaryKey(ImmutableArray<string> columns, string? name = null) =>
        _constraints.Add(new PrimaryKey(name ?? NamingConvention.PrimaryKey(_name), columns));

    /// <summary>Makes several columns unique together, named <c>uq_TABLE_COLUMNS</c> unless told otherwise.</summary>
    public void Unique(ImmutableArray<string> columns, string? name = null, bool nullsNotDistinct = false, Deferral deferral = default) =>
        _constraints.Add(new UniqueConstraint(name ?? NamingConvention.Unique(_name, columns), columns) { NullsNotDistinct = nullsNotDistinct, Deferral = deferral });

    /// <summary>Adds a check on the rows.</summary>
    /// <param name="name">The name of the constraint.</param>
    /// <param name="expression">The condition in SQL, without the outer parentheses.</param>
    public void Check(string name, string expression) => _constraints.Add(new CheckConstraint(name, expression));

    /// <summary>Adds a foreign key, named <c>fk_TABLE_COLUMNS_REFERENCED</c> unless told otherwise.</summary>
    public void ForeignKey(
        ImmutableArray<string> columns,
        ObjectName referencedTable,
        ImmutableArray<string> referencedColumns,
        string? name = null,
        ReferentialAction onDelete = default,
        ReferentialAction onUpdate = default,
        Deferral deferral = default,
        bool matchFull = false) =>
        _constraints.Add(new ForeignKey(name ?? NamingConvention.ForeignKey(_name, columns, referencedTable), columns, referencedTable, referencedColumns)
        {
            OnDelete = onDelete,
            OnUpdate = onUpdate,
            Deferral = deferral,
            MatchFull = matchFull,
        });

    /// <summary>Adds an exclusion constraint (PostgreSQL), named <c>ex_TABLE</c> unless told otherwise.</summary>
    public void Exclude(ImmutableArray<ExcludeElement> elements, string? name = null, string method = "gist", string? where = null, Deferral deferral = default) =>
        _constraints.Add(new ExcludeConstraint(name ?? NamingConvention.Exclude(_name), elements) { Method = method, Where = where, Deferral = deferral });

    /// <summary>Adds a constraint with all its properties, for those that the other methods have no argument for.</summary>
    public void Constraint(Constraint constraint) => _constraints.Add(constraint);

    /// <summary>Adds an index, created after the table and named <c>ix_TABLE_COLUMNS</c> unless told otherwise.</summary>
    public IndexBuilder Index(ImmutableArray<IndexKey> keys, string? name = null)
    {
        var index = new IndexBuilder(new TableIndex(name ?? NamingConvention.Index(_name, keys), _name, keys));
        _indexes.Add(index);
        return index;
    }

    /// <summary>
    /// Tells in a <see cref="SchemaDefinition"/> which name the table had, so that a database that still has it there sees it renamed, with its rows, and not
    /// replaced. It may stay when that is done.
    /// </summary>
    /// <exception cref="InvalidOperationException">It stands in a revision, which says <see cref="MigrationBuilder.RenameTable"/>.</exception>
    public void RenamedFrom(string formerName) => DeclaredRename.Add(_renames, new DeclaredRename([ObjectKind.Table], _name, null, formerName));

    /// <summary>Sets the comment of the table.</summary>
    public void Comment(string comment) => _options = _options with { Comment = comment };

    /// <summary>Leaves the table out of the write-ahead log (PostgreSQL).</summary>
    public void Unlogged() => _options = _options with { Unlogged = true };

    /// <summary>Partitions the table (PostgreSQL), by a clause such as <c>RANGE (created_at)</c>.</summary>
    public void PartitionBy(string clause) => _options = _options with { PartitionBy = clause };

    /// <summary>Sets storage parameters, such as <c>fillfactor=70</c> (PostgreSQL).</summary>
    public void With(params ImmutableArray<string> parameters) => _options = _options with { With = parameters };

    /// <summary>Enforces the declared types (SQLite).</summary>
    public void Strict() => _options = _options with { Strict = true };

    /// <summary>Stores the rows in the primary key's order, without a rowid (SQLite).</summary>
    public void WithoutRowId() => _options = _options with { WithoutRowId = true };

    internal CreateTable Build()
    {
        var columns = _columns.ConvertAll(column => column.BuildAddColumn());
        return new CreateTable(_options with
        {
            Columns = [.. columns.Select(added => added.Column)],
            Constraints = [.. columns.SelectMany(added => added.Constraints), .. _constraints],
        })
        {
            Indexes = [.. columns.SelectMany(added => added.Indexes), .. _indexes.Select(index => index.BuildCreateIndex().Index)],
        };
    }
}
