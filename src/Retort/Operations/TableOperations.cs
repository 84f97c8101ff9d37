using System.Collections.Immutable;
using Retort.Schema;

namespace Retort.Operations;

/// <summary>Creates a table and the indexes declared with it.</summary>
public sealed record CreateTable(Table Table) : Operation
{
    /// <summary>Indexes declared inside the table, created after it.</summary>
    public ImmutableArray<TableIndex> Indexes { get; init; } = [];

    /// <summary>
    /// The tables it inherits from or is a partition of, as they are then (PostgreSQL): of an inherited column only what differs from theirs is
    /// said. Empty when they are not known; then all is said.
    /// </summary>
    public ImmutableArray<Table> Parents { get; init; } = [];

    /// <summary>Whether a table of that name that is already there is left alone.</summary>
    public bool IfNotExists { get; init; }
}

/// <summary>Drops a table with its rows.</summary>
public sealed record DropTable(ObjectName Name) : Operation
{
    /// <summary>Whether a missing table is not an error.</summary>
    public bool IfExists { get; init; }

    /// <summary>Whether everything that depends on the table goes too (PostgreSQL).</summary>
    public bool Cascade { get; init; }

    /// <summary>The table as it was, which makes the operation reversible (without its rows).</summary>
    public CreateTable? Former { get; init; }
}

/// <summary>Renames a table within its schema.</summary>
public sealed record RenameTable(ObjectName Name, string NewName) : Operation;

/// <summary>Sets or removes the comment of a table.</summary>
public sealed record SetTableComment(ObjectName Table, string? Comment) : Operation
{
    /// <summary>The comment before, which makes the operation reversible.</summary>
    public string? Former { get; init; }

    /// <summary>Whether <see cref="Former"/> is known.</summary>
    public bool HasFormer { get; init; }
}

/// <summary>Adds a column, with the constraints and index declared on it.</summary>
public sealed record AddColumn(ObjectName Table, Column Column) : Operation
{
    /// <summary>Constraints declared on the column.</summary>
    public ImmutableArray<Constraint> Constraints { get; init; } = [];

    /// <summary>Indexes declared on the column, created after it.</summary>
    public ImmutableArray<TableIndex> Indexes { get; init; } = [];

    /// <summary>Whether a column of that name that is already there is left alone (PostgreSQL).</summary>
    public bool IfNotExists { get; init; }
}

/// <summary>Drops a column with its values.</summary>
public sealed record DropColumn(ObjectName Table, string Column) : Operation
{
    /// <summary>Whether a missing column is not an error (PostgreSQL).</summary>
    public bool IfExists { get; init; }

    /// <summary>Whether everything that depends on the column goes too (PostgreSQL).</summary>
    public bool Cascade { get; init; }

    /// <summary>The column as it was, which makes the operation reversible (without its values).</summary>
    public AddColumn? Former { get; init; }
}

/// <summary>Renames a column.</summary>
public sealed record RenameColumn(ObjectName Table, string Column, string NewName) : Operation;

/// <summary>Changes a column in place: type, nullability, default, identity or comment, all at once.</summary>
public sealed record AlterColumn(ObjectName Table, string Column, ColumnChange Change) : Operation
{
    /// <summary>The change that undoes this one, which makes the operation reversible.</summary>
    public ColumnChange? Former { get; init; }
}

/// <summary>What an <see cref="AlterColumn"/> changes; a property that is <see langword="null"/> stays as it is.</summary>
public sealed record ColumnChange
{
    /// <summary>The new type.</summary>
    public ColumnType? Type { get; init; }

    /// <summary>The expression that turns an old value into a new one (PostgreSQL); <see langword="null"/> for a plain cast.</summary>
    public string? Using { get; init; }

    /// <summary>The collation that goes with the new type; <see langword="null"/> for the type's own.</summary>
    public ObjectName? Collation { get; init; }

    /// <summary>Whether the column may hold NULL.</summary>
    public bool? Nullable { get; init; }

    /// <summary>The new default; <see cref="ColumnDefault.None"/> removes it.</summary>
    public ColumnDefault? Default { get; init; }

    /// <summary>The new identity.</summary>
    public Identity? Identity { get; init; }

    /// <summary>Whether the identity goes.</summary>
    public bool DropIdentity { get; init; }

    /// <summary>The new expression of a generated column (PostgreSQL 17 and later).</summary>
    public GeneratedExpression? Generated { get; init; }

    /// <summary>Whether a generated column becomes an ordinary one and keeps its values (PostgreSQL).</summary>
    public bool DropGenerated { get; init; }

    /// <summary>The new comment; the empty string removes it.</summary>
    public string? Comment { get; init; }
}

/// <summary>Adds a constraint to a table.</summary>
public sealed record AddConstraint(ObjectName Table, Constraint Constraint) : Operation;

/// <summary>Drops a constraint of a table, whatever its kind.</summary>
public sealed record DropConstraint(ObjectName Table, string Name) : Operation
{
    /// <summary>Whether a missing constraint is not an error (PostgreSQL).</summary>
    public bool IfExists { get; init; }

    /// <summary>Whether everything that depends on the constraint goes too (PostgreSQL).</summary>
    public bool Cascade { get; init; }

    /// <summary>The constraint as it was, which makes the operation reversible.</summary>
    public Constraint? Former { get; init; }
}

/// <summary>Renames a constraint.</summary>
public sealed record RenameConstraint(ObjectName Table, string Name, string NewName) : Operation;

/// <summary>
/// Gives another name to the copy of a foreign key that has this one, if there is one: PostgreSQL keeps a copy for each partition of the table that a key points to,
/// under a name that the next key may want.
/// </summary>
public sealed record FreeConstraintName(ObjectName Table, string Name) : Operation;

/// <summary>Checks the rows that a NOT VALID constraint left unchecked (PostgreSQL).</summary>
public sealed record ValidateConstraint(ObjectName Table, string Name) : Operation;

/// <summary>Creates an index.</summary>
public sealed record CreateIndex(TableIndex Index) : Operation
{
    /// <summary>Whether writers go on while it is built (PostgreSQL); such a statement runs outside the transaction.</summary>
    public bool Concurrently { get; init; }

    /// <summary>Whether an index of that name that is already there is left alone.</summary>
    public bool IfNotExists { get; init; }
}

/// <summary>Drops an index.</summary>
public sealed record DropIndex(ObjectName Name) : Operation
{
    /// <summary>Whether readers and writers go on meanwhile (PostgreSQL); such a statement runs outside the transaction.</summary>
    public bool Concurrently { get; init; }

    /// <summary>Whether a missing index is not an error.</summary>
    public bool IfExists { get; init; }

    /// <summary>The index as it was, which makes the operation reversible.</summary>
    public TableIndex? Former { get; init; }
}

/// <summary>Renames an index.</summary>
public sealed record RenameIndex(ObjectName Name, string NewName) : Operation;
