using System.Collections.Immutable;
using Retort.Operations;
using Retort.Schema;

namespace Retort;

public sealed partial class MigrationBuilder
{
    /// <summary>Creates a table, with the columns, constraints and indexes that <paramref name="define"/> gives it.</summary>
    public void CreateTable(ObjectName name, Action<TableBuilder> define, bool ifNotExists = false)
    {
        var table = new TableBuilder(name, Renames);
        define(table);
        Add(table.Build() with { IfNotExists = ifNotExists });
    }

    /// <summary>Drops a table with its rows.</summary>
    /// <param name="name">The table.</param>
    /// <param name="ifExists">Whether a missing table is not an error.</param>
    /// <param name="cascade">Whether everything that depends on the table goes too (PostgreSQL).</param>
    /// <param name="former">The table as it was, which makes the operation reversible.</param>
    public void DropTable(ObjectName name, bool ifExists = false, bool cascade = false, Action<TableBuilder>? former = null)
    {
        CreateTable? before = null;
        if (former is not null)
        {
            var table = new TableBuilder(name);
            former(table);
            before = table.Build();
        }

        Add(new DropTable(name) { IfExists = ifExists, Cascade = cascade, Former = before });
    }

    /// <summary>Renames a table within its schema.</summary>
    public void RenameTable(ObjectName name, string newName) => Add(new RenameTable(name, newName));

    /// <summary>Sets the comment of a table, or removes it with <see langword="null"/>.</summary>
    public void CommentOnTable(ObjectName table, string? comment) => Add(new SetTableComment(table, comment));

    /// <summary>Sets the comment of a table and tells the one before, which makes the operation reversible.</summary>
    public void CommentOnTable(ObjectName table, string? comment, string? former) =>
        Add(new SetTableComment(table, comment) { Former = former, HasFormer = true });

    /// <summary>Adds a column; what is called on the result describes it further.</summary>
    public ColumnBuilder AddColumn(ObjectName table, string name, ColumnType type, bool ifNotExists = false)
    {
        var column = new ColumnBuilder(table, name, type, Renames);
        Add(() => column.BuildAddColumn() with { IfNotExists = ifNotExists });
        return column;
    }

    /// <summary>Drops a column with its values.</summary>
    /// <param name="table">The table.</param>
    /// <param name="name">The column.</param>
    /// <param name="ifExists">Whether a missing column is not an error (PostgreSQL).</param>
    /// <param name="cascade">Whether everything that depends on the column goes too (PostgreSQL).</param>
    /// <param name="former">The column as it was, such as <c>t => t.Column("size", t.Int()).NotNull()</c>, which makes the operation reversible.</param>
    public void DropColumn(ObjectName table, string name, bool ifExists = false, bool cascade = false, Func<TableBuilder, ColumnBuilder>? former = null) =>
        Add(new DropColumn(table, name) { IfExists = ifExists, Cascade = cascade, Former = former?.Invoke(new TableBuilder(table)).BuildAddColumn() });

    /// <summary>Renames a column.</summary>
    public void RenameColumn(ObjectName table, string name, string newName) => Add(new RenameColumn(table, name, newName));

    /// <summary>Changes a column in place; what is called on the result says what changes.</summary>
    public ColumnChangeBuilder AlterColumn(ObjectName table, string name)
    {
        var change = new ColumnChangeBuilder();
        Add(() => new AlterColumn(table, name, change.Build()) { Former = change.BuildFormer() });
        return change;
    }

    /// <summary>Adds a primary key, named <c>pk_TABLE</c> unless told otherwise.</summary>
    /// <param name="table">The table.</param>
    /// <param name="columns">The columns, in order.</param>
    /// <param name="name">The name; <see langword="null"/> for the convention's.</param>
    /// <param name="usingIndex">An existing unique index to take over instead of building one (PostgreSQL).</param>
    public void AddPrimaryKey(ObjectName table, ImmutableArray<string> columns, string? name = null, string? usingIndex = null) =>
        Add(new AddConstraint(table, new PrimaryKey(name ?? NamingConvention.PrimaryKey(table), columns) { UsingIndex = usingIndex }));

    /// <summary>Adds a unique constraint, named <c>uq_TABLE_COLUMNS</c> unless told otherwise.</summary>
    public void AddUnique(
        ObjectName table, ImmutableArray<string> columns, string? name = null, bool nullsNotDistinct = false, Deferral deferral = default, string? usingIndex = null) =>
        Add(new AddConstraint(table, new UniqueConstraint(name ?? NamingConvention.Unique(table, columns), columns)
        {
            NullsNotDistinct = nullsNotDistinct,
            Deferral = deferral,
            UsingIndex = usingIndex,
        }));

    /// <summary>Adds a foreign key, named <c>fk_TABLE_COLUMNS_REFERENCED</c> unless told otherwise.</summary>
    /// <param name="table">The referencing table.</param>
    /// <param name="columns">The referencing columns.</param>
    /// <param name="referencedTable">The referenced table.</param>
    /// <param name="referencedColumns">The referenced columns.</param>
    /// <param name="name">The name; <see langword="null"/> for the convention's.</param>
    /// <param name="onDelete">What a DELETE of the referenced row does.</param>
    /// <param name="onUpdate">What an UPDATE of the referenced key does.</param>
    /// <param name="deferral">When it is checked.</param>
    /// <param name="notValid">Whether rows already there are left unchecked (PostgreSQL).</param>
    /// <param name="matchFull">Whether a key with some NULLs is refused.</param>
    public void AddForeignKey(
        ObjectName table,
        ImmutableArray<string> columns,
        ObjectName referencedTable,
        ImmutableArray<string> referencedColumns,
        string? name = null,
        ReferentialAction onDelete = default,
        ReferentialAction onUpdate = default,
        Deferral deferral = default,
        bool notValid = false,
        bool matchFull = false) =>
        Add(new AddConstraint(table, new ForeignKey(
            name ?? NamingConvention.ForeignKey(table, columns, referencedTable), columns, referencedTable, referencedColumns)
        {
            OnDelete = onDelete,
            OnUpdate = onUpdate,
            Deferral = deferral,
            NotValid = notValid,
            MatchFull = matchFull,
        }));

    /// <summary>Adds a check constraint.</summary>
    /// <param name="table">The table.</param>
    /// <param name="name">The name of the constraint.</param>
    /// <param name="expression">The condition in SQL, without the outer parentheses.</param>
    /// <param name="notValid">Whether rows already there are left unchecked (PostgreSQL).</param>
    public void AddCheck(ObjectName table, string name, string expression, bool notValid = false) =>
        Add(new AddConstraint(table, new CheckConstraint(name, expression) { NotValid = notValid }));

    /// <summary>Adds an exclusion constraint (PostgreSQL), named <c>ex_TABLE</c> unless told otherwise.</summary>
    public void AddExclude(
        ObjectName table, ImmutableArray<ExcludeElement> elements, string? name = null, string method = "gist", string? where = null, Deferral deferral = default) =>
        Add(new AddConstraint(table, new ExcludeConstraint(name ?? NamingConvention.Exclude(table), elements) { Method = method, Where = where, Deferral = deferral }));

    /// <summary>Adds a constraint with all its properties, for those that the other methods have no argument for.</summary>
    public void AddConstraint(ObjectName table, Constraint constraint) => Add(new AddConstraint(table, constraint));

    /// <summary>Drops a constraint of a table, whatever its kind.</summary>
    /// <param name="table">The table.</param>
    /// <param name="name">The constraint.</param>
    /// <param name="ifExists">Whether a missing constraint is not an error (PostgreSQL).</param>
    /// <param name="cascade">Whether everything that depends on it goes too (PostgreSQL).</param>
    /// <param name="former">The constraint as it was, which makes the operation reversible.</param>
    public void DropConstraint(ObjectName table, string name, bool ifExists = false, bool cascade = false, Constraint? former = null) =>
        Add(new DropConstraint(table, name) { IfExists = ifExists, Cascade = cascade, Former = former });

    /// <summary>Renames a constraint.</summary>
    public void RenameConstraint(ObjectName table, string name, string newName) => Add(new RenameConstraint(table, name, newName));

    /// <summary>Checks the rows that a NOT VALID constraint left unchecked (PostgreSQL).</summary>
    public void ValidateConstraint(ObjectName table, string name) => Add(new ValidateConstraint(table, name));

    /// <summary>Creates an index; what is called on the result describes it further.</summary>
    /// <param name="name">The name; <see langword="null"/> for the convention's, <c>ix_TABLE_COLUMNS</c>.</param>
    /// <param name="table">The table.</param>
    /// <param name="keys">Columns by name, or expressions by <see cref="IndexKey.OfSql"/>.</param>
    public IndexBuilder CreateIndex(string? name, ObjectName table, ImmutableArray<IndexKey> keys)
    {
        var index = new IndexBuilder(new TableIndex(name ?? NamingConvention.Index(table, keys), table, keys));
        Add(index.BuildCreateIndex);
        return index;
    }

    /// <summary>Drops an index.</summary>
    /// <param name="name">The index.</param>
    /// <param name="concurrently">Whether readers and writers go on meanwhile (PostgreSQL).</param>
    /// <param name="ifExists">Whether a missing index is not an error.</param>
    /// <param name="former">The index as it was, which makes the operation reversible.</param>
    public void DropIndex(ObjectName name, bool concurrently = false, bool ifExists = false, TableIndex? former = null) =>
        Add(new DropIndex(name) { Concurrently = concurrently, IfExists = ifExists, Former = former });

    /// <summary>Renames an index.</summary>
    public void RenameIndex(ObjectName name, string newName) => Add(new RenameIndex(name, newName));
}
