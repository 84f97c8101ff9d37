using System.Diagnostics;
using Retort.Schema;

namespace Retort.Operations;

/// <summary>Tells which object an operation is about, under the name it has before the operation.</summary>
internal static class OperationSubject
{
    public static ObjectId? Of(Operation operation) => operation switch
    {
        CreateTable op => op.Table.Id,
        DropTable op => new(ObjectKind.Table, op.Name),
        RenameTable op => new(ObjectKind.Table, op.Name),
        SetTableComment op => new(ObjectKind.Table, op.Table),
        AddColumn op => new(ObjectKind.Column, op.Table, op.Column.Name),
        DropColumn op => new(ObjectKind.Column, op.Table, op.Column),
        RenameColumn op => new(ObjectKind.Column, op.Table, op.Column),
        AlterColumn op => new(ObjectKind.Column, op.Table, op.Column),
        AddConstraint op => new(ObjectKind.Constraint, op.Table, op.Constraint.Name),
        DropConstraint op => new(ObjectKind.Constraint, op.Table, op.Name),
        RenameConstraint op => new(ObjectKind.Constraint, op.Table, op.Name),
        FreeConstraintName op => new(ObjectKind.Constraint, op.Table, op.Name),
        ValidateConstraint op => new(ObjectKind.Constraint, op.Table, op.Name),
        CreateIndex op => op.Index.Id,
        DropIndex op => new(ObjectKind.Index, op.Name),
        RenameIndex op => new(ObjectKind.Index, op.Name),
        CreateSchema op => new(ObjectKind.Namespace, op.Name),
        DropSchema op => new(ObjectKind.Namespace, op.Name),
        CreateEnum op => new(ObjectKind.Enum, op.Name),
        AddEnumValue op => new(ObjectKind.Enum, op.Name),
        RenameEnumValue op => new(ObjectKind.Enum, op.Name),
        DropEnum op => new(ObjectKind.Enum, op.Name),
        CreateSequence op => op.Sequence.Id,
        AlterSequence op => op.Change.Id,
        DropSequence op => new(ObjectKind.Sequence, op.Name),
        CreateExtension op => new(ObjectKind.Extension, op.Name),
        DropExtension op => new(ObjectKind.Extension, op.Name),
        CreateView op => new(op.Materialized ? ObjectKind.MaterializedView : ObjectKind.View, op.Name),
        DropView op => new(op.Materialized ? ObjectKind.MaterializedView : ObjectKind.View, op.Name),
        CreateFunction op => new(ObjectKind.Function, op.Name, op.Arguments),
        DropFunction op => new(ObjectKind.Function, op.Name, op.Arguments),
        CreateTrigger op => new(ObjectKind.Trigger, op.Table, op.Name),
        DropTrigger op => new(ObjectKind.Trigger, op.Table, op.Name),
        CreateObject op => op.Object.Id,
        DropObject op => op.Object.Id,
        AlterObject op => op.From.Id,
        SetComment op => op.Object,
        SetOwner op => op.Object,
        ReplaceType op => op.From.Id,
        ChangeGrants op => op.Object,
        InsertData op => new(ObjectKind.Table, op.Table),
        UpdateData op => new(ObjectKind.Table, op.Table),
        DeleteData op => new(ObjectKind.Table, op.Table),
        Backfill op => new(ObjectKind.Table, op.Table),
        ExecuteSql or RunCode or OutsideTransaction => null,
        _ => throw new UnreachableException($"No subject for operation {operation.GetType().Name}."),
    };
}
