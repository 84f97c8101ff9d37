using System.Collections.Immutable;
using Retort.Schema;

namespace Retort.Statements;

/// <summary>CREATE TABLE.</summary>
internal sealed record CreateTableOutline(ObjectName Name, ImmutableArray<ColumnOutline> Columns, ImmutableArray<ConstraintOutline> Constraints) : StatementOutline
{
    public bool IsTemporary { get; init; }

    public bool IsUnlogged { get; init; }

    public bool IfNotExists { get; init; }

    /// <summary>Whether its columns are not all written here: AS, LIKE, OF.</summary>
    public bool IsDerived { get; init; }

    public ObjectName? PartitionOf { get; init; }

    public string? Bound { get; init; }

    public string? PartitionBy { get; init; }

    public ImmutableArray<ObjectName> Inherits { get; init; } = [];

    /// <summary>The constraints of the table and of its columns.</summary>
    public IEnumerable<ConstraintOutline> AllConstraints => Columns.SelectMany(column => column.Constraints).Concat(Constraints);
}

/// <summary>A column as it is written.</summary>
internal sealed record ColumnOutline(string Name, TypeOutline Type)
{
    /// <summary>All that follows the name, as it is written.</summary>
    public required string Definition { get; init; }

    public bool NotNull { get; init; }

    /// <summary>The default, as it is written; <see langword="null"/> for none.</summary>
    public string? Default { get; init; }

    /// <summary>Whether the database numbers it: an identity, or one of the serial types.</summary>
    public bool IsNumbered { get; init; }

    /// <summary>The expression of a generated column; <see langword="null"/> for an ordinary one.</summary>
    public string? Generated { get; init; }

    /// <summary>Whether a generated column says STORED, or VIRTUAL; <see langword="null"/> for neither.</summary>
    public bool? Stored { get; init; }

    /// <summary>The constraints written on it.</summary>
    public ImmutableArray<ConstraintOutline> Constraints { get; init; } = [];

    public bool Has(ConstraintKind kind) => Constraints.Any(constraint => constraint.Kind == kind);
}

/// <summary>What a constraint demands.</summary>
internal enum ConstraintKind
{
    Check,
    NotNull,
    PrimaryKey,
    Unique,
    ForeignKey,
    Exclude,
}

/// <summary>A constraint as it is written.</summary>
internal sealed record ConstraintOutline(ConstraintKind Kind, string? Name, ImmutableArray<string> Columns)
{
    /// <summary>What follows the name, without NOT VALID.</summary>
    public required string Definition { get; init; }

    /// <summary>The condition of a check.</summary>
    public string? Expression { get; init; }

    /// <summary>The table a foreign key points to.</summary>
    public ObjectName? References { get; init; }

    public ImmutableArray<string> ReferencedColumns { get; init; } = [];

    /// <summary>The index that a key takes over.</summary>
    public string? UsingIndex { get; init; }

    public bool NotValid { get; init; }

    public bool NotEnforced { get; init; }

    /// <summary>Whether the rows that are there are read when it is added.</summary>
    public bool ChecksRows => !NotValid && !NotEnforced;
}

/// <summary>ALTER of a table, or of a view or index, which takes the same words.</summary>
/// <param name="Kind">The kind in the words of the statement, in capitals.</param>
/// <param name="Name">The relation.</param>
/// <param name="Actions">What is done, in order.</param>
internal sealed record AlterTableOutline(string Kind, ObjectName Name, ImmutableArray<TableAction> Actions) : StatementOutline
{
    public bool IfExists { get; init; }

    public bool Only { get; init; }
}

/// <summary>One of the things that an ALTER TABLE does. The hierarchy is closed.</summary>
internal abstract record TableAction
{
    /// <summary>The action as it is written.</summary>
    public string Text { get; init; } = "";
}

internal sealed record AddColumnAction(ColumnOutline Column, bool IfNotExists) : TableAction;

internal sealed record DropColumnAction(string Column, bool IfExists, bool Cascade) : TableAction;

internal sealed record RenameColumnAction(string Column, string NewName) : TableAction;

internal sealed record AlterTypeAction(string Column, TypeOutline Type) : TableAction
{
    public ObjectName? Collation { get; init; }

    public string? Using { get; init; }
}

internal sealed record SetNotNullAction(string Column) : TableAction;

internal sealed record DropNotNullAction(string Column) : TableAction;

/// <summary>SET EXPRESSION of a generated column.</summary>
internal sealed record SetExpressionAction(string Column) : TableAction;

/// <summary>A change of a column that the catalogue alone holds.</summary>
internal sealed record ColumnSettingAction(string Column, ColumnSetting Setting) : TableAction;

internal enum ColumnSetting
{
    Default,

    /// <summary>A number of the sequence behind an identity, or how it is used.</summary>
    Identity,
    DropIdentity,
    DropExpression,
    Storage,
    Compression,

    /// <summary>SET STATISTICS and options such as n_distinct, which others may read past.</summary>
    Statistics,
}

internal sealed record AddConstraintAction(ConstraintOutline Constraint) : TableAction;

internal sealed record ValidateConstraintAction(string Constraint) : TableAction;

internal sealed record DropConstraintAction(string Constraint, bool IfExists, bool Cascade) : TableAction;

/// <summary>ALTER CONSTRAINT.</summary>
/// <param name="Constraint">The constraint.</param>
/// <param name="Enforced">Whether it is to be enforced; <see langword="null"/> when that stays.</param>
internal sealed record AlterConstraintAction(string Constraint, bool? Enforced) : TableAction;

internal sealed record RenameConstraintAction(string Constraint, string NewName) : TableAction;

internal sealed record RenameAction(string NewName) : TableAction;

internal sealed record SetSchemaAction(string Schema) : TableAction;

internal sealed record AttachPartitionAction(ObjectName Partition, string Bound) : TableAction
{
    public bool IsDefault => Bound.Equals("DEFAULT", StringComparison.OrdinalIgnoreCase);
}

internal sealed record DetachPartitionAction(ObjectName Partition, bool Concurrently, bool Finalize) : TableAction;

internal sealed record InheritAction(ObjectName Parent, bool IsEnd) : TableAction;

/// <summary>SET LOGGED, SET ACCESS METHOD, SET TABLESPACE: the rows move to another file.</summary>
internal sealed record MoveRowsAction(string Words) : TableAction;

internal sealed record TriggerSwitchAction : TableAction;

/// <summary>ENABLE or DISABLE, FORCE or NO FORCE ROW LEVEL SECURITY.</summary>
internal sealed record RowSecurityAction(bool IsEnabled) : TableAction;

/// <summary>Storage parameters, CLUSTER ON: what the catalogue alone holds, and nobody waits for who reads or writes.</summary>
internal sealed record ParametersAction : TableAction;

/// <summary>OWNER, REPLICA IDENTITY, rules, OF: what the catalogue alone holds, under the strongest lock.</summary>
internal sealed record TableSettingAction(string Words) : TableAction;

/// <summary>An action that is not read.</summary>
internal sealed record UnknownAction : TableAction;
