using System.Collections.Immutable;
using System.Diagnostics;
using Retort.Schema;

namespace Retort.Operations;

/// <summary>
/// The operation that undoes another one. What an operation destroys can be brought back only when it carries it
/// (<c>Former</c>); otherwise the reversal is refused rather than guessed.
/// </summary>
public static class OperationReversal
{
    /// <summary>Undoes a list of operations: each reversed, the last one first.</summary>
    /// <exception cref="IrreversibleMigrationException">One of them cannot be undone.</exception>
    public static ImmutableArray<Operation> Reverse(IReadOnlyList<Operation> operations) =>
        [.. operations.Reverse().Select(Reverse)];

    /// <summary>Undoes one operation.</summary>
    /// <exception cref="IrreversibleMigrationException">It cannot be undone.</exception>
    public static Operation Reverse(Operation operation) => operation switch
    {
        // What IF NOT EXISTS found in place was not made by this revision; dropping it would lose somebody else's object.
        CreateTable { IfNotExists: true } or AddColumn { IfNotExists: true } or CreateIndex { IfNotExists: true } or CreateSchema { IfNotExists: true }
            or CreateSequence { IfNotExists: true } => throw Irreversible(operation, "It may have found the object in place (IF NOT EXISTS)."),
        DropTable { Cascade: true } or DropColumn { Cascade: true } or DropConstraint { Cascade: true } or DropSchema { Cascade: true } or DropExtension { Cascade: true } or DropView { Cascade: true }
            or DropFunction { Cascade: true } => throw Irreversible(operation, "What went with it (CASCADE) is not known."),
        DropSchema { IfExists: true } => throw Irreversible(operation, "It may have been missing (IF EXISTS)."),
        CreateTable op => new DropTable(op.Table.Name) { Former = op },
        DropTable { Former: { } former } => former,
        RenameTable op => new RenameTable(op.Name.WithName(op.NewName), op.Name.Name),
        SetTableComment { HasFormer: true } op => op with { Comment = op.Former, Former = op.Comment },
        AddColumn op => new DropColumn(op.Table, op.Column.Name) { Former = op },
        DropColumn { Former: { } former } => former,
        RenameColumn op => op with { Column = op.NewName, NewName = op.Column },
        AlterColumn { Former: { } former } op => op with { Change = former, Former = op.Change },
        AddConstraint { Constraint: PrimaryKey { UsingIndex: not null } or UniqueConstraint { UsingIndex: not null } } =>
            throw Irreversible(operation, "The index it takes over would go with it."),
        AddConstraint op => new DropConstraint(op.Table, op.Constraint.Name) { Former = op.Constraint },
        DropConstraint { Former: { } former } op => new AddConstraint(op.Table, former),
        RenameConstraint op => op with { Name = op.NewName, NewName = op.Name },
        CreateIndex op => new DropIndex(op.Index.Table.WithName(op.Index.Name)) { Concurrently = op.Concurrently, Former = op.Index },
        DropIndex { Former: { } former } op => new CreateIndex(former) { Concurrently = op.Concurrently },
        RenameIndex op => new RenameIndex(op.Name.WithName(op.NewName), op.Name.Name),
        CreateSchema op => new DropSchema(op.Name),
        DropSchema op => new CreateSchema(op.Name),
        CreateEnum op => new DropEnum(op.Name) { Former = op.Values },
        RenameEnumValue op => op with { Value = op.NewValue, NewValue = op.Value },
        DropEnum { Former: { } values } op => new CreateEnum(op.Name, values),
        CreateSequence op => new DropSequence(op.Sequence.Name) { Former = op.Sequence },
        DropSequence { Former: { } former } => new CreateSequence(former),
        CreateView { OrReplace: true, Former: { } former } op => op with { Query = former, Former = op.Query },
        CreateView { OrReplace: false } op => new DropView(op.Name) { Materialized = op.Materialized, Former = op },
        DropView { Former: { } former } => former,
        CreateFunction { OrReplace: true, Former: { } former } op => op with { Definition = former, Former = op.Definition },
        CreateFunction { OrReplace: false } op => new DropFunction(op.Name, op.Arguments) { Former = op.Definition },
        DropFunction { Former: { } definition } op => new CreateFunction(op.Name, op.Arguments, definition),
        CreateTrigger op => new DropTrigger(op.Name, op.Table) { Former = op },
        DropTrigger { Former: { } former } => former,
        CreateObject op => new DropObject(op.Object),
        DropObject op => new CreateObject(op.Object),
        AlterObject op => new AlterObject(op.To, op.From),
        ReplaceType op => new ReplaceType(op.To, op.From, [.. op.Uses.Select(use => use with { From = use.To, To = use.From })])
        {
            Step = op.Step switch
            {
                ReplacementStep.Start => ReplacementStep.End,
                ReplacementStep.End => ReplacementStep.Start,
                _ => ReplacementStep.Whole,
            },
        },
        SetComment op => op with { Comment = op.Former, Former = op.Comment },
        SetOwner op => op with { Owner = op.Former, Former = op.Owner },
        ChangeGrants op => op with { From = op.To, To = op.From },
        FreeConstraintName => operation,
        OutsideTransaction op => new OutsideTransaction(Reverse(op.Operations)),
        AddEnumValue => throw Irreversible(operation, "PostgreSQL cannot remove a value from an enumerated type."),
        ValidateConstraint => throw Irreversible(operation, "A constraint that was validated stays so."),
        CreateExtension => throw Irreversible(operation, "The extension may have been there before, and others may use it."),
        ExecuteSql or RunCode => throw Irreversible(operation, "What it did is not known."),
        InsertData or UpdateData or DeleteData or Backfill => throw Irreversible(operation, "The rows before are not known."),
        SetTableComment or AlterColumn or AlterSequence => throw Irreversible(operation, "What was there before is not known."),
        DropTable or DropColumn or DropConstraint or DropIndex or DropEnum or DropSequence or DropExtension or DropView or DropFunction or DropTrigger
            or CreateView or CreateFunction => throw Irreversible(operation, "The former definition is not known."),
        _ => throw new UnreachableException($"No reversal for operation {operation.GetType().Name}."),
    };

    private static IrreversibleMigrationException Irreversible(Operation operation, string reason) => new(operation.Describe(), reason);
}
