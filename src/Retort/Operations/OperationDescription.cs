using System.Diagnostics;
using Retort.Schema;

namespace Retort.Operations;

/// <summary>Says in a few words what an operation does, for plans, progress and errors.</summary>
internal static class OperationDescription
{
    public static string Of(Operation operation) => operation switch
    {
        CreateTable op => $"create table {Quoted(op.Table.Name)}",
        DropTable op => $"drop table {Quoted(op.Name)}",
        RenameTable op => $"rename table {Quoted(op.Name)} to {Quoted(op.NewName)}",
        SetTableComment op => $"{(op.Comment is null ? "remove" : "set")} the comment of table {Quoted(op.Table)}",
        AddColumn op => $"add column {Quoted(op.Column.Name)} to table {Quoted(op.Table)}",
        DropColumn op => $"drop column {Quoted(op.Column)} of table {Quoted(op.Table)}",
        RenameColumn op => $"rename column {Quoted(op.Column)} of table {Quoted(op.Table)} to {Quoted(op.NewName)}",
        AlterColumn op => $"alter column {Quoted(op.Column)} of table {Quoted(op.Table)}",
        AddConstraint op => $"add {KindOf(op.Constraint)} {Quoted(op.Constraint.Name)} to table {Quoted(op.Table)}",
        DropConstraint op => $"drop constraint {Quoted(op.Name)} of table {Quoted(op.Table)}",
        RenameConstraint op => $"rename constraint {Quoted(op.Name)} of table {Quoted(op.Table)} to {Quoted(op.NewName)}",
        FreeConstraintName op => $"make the name {Quoted(op.Name)} free for a constraint of table {Quoted(op.Table)}",
        ValidateConstraint op => $"validate constraint {Quoted(op.Name)} of table {Quoted(op.Table)}",
        CreateIndex op => $"create {(op.Index.Unique ? "unique " : "")}index {Quoted(op.Index.Name)} on table {Quoted(op.Index.Table)}{(op.Concurrently ? " concurrently" : "")}",
        DropIndex op => $"drop index {Quoted(op.Name)}{(op.Concurrently ? " concurrently" : "")}",
        RenameIndex op => $"rename index {Quoted(op.Name)} to {Quoted(op.NewName)}",
        CreateSchema op => $"create schema {Quoted(op.Name)}",
        DropSchema op => $"drop schema {Quoted(op.Name)}",
        CreateEnum op => $"create enum {Quoted(op.Name)}",
        AddEnumValue op => $"add value '{op.Value}' to enum {Quoted(op.Name)}",
        RenameEnumValue op => $"rename value '{op.Value}' of enum {Quoted(op.Name)} to '{op.NewValue}'",
        DropEnum op => $"drop enum {Quoted(op.Name)}",
        CreateSequence op => $"create sequence {Quoted(op.Sequence.Name)}",
        AlterSequence op => $"alter sequence {Quoted(op.Change.Name)}",
        DropSequence op => $"drop sequence {Quoted(op.Name)}",
        CreateExtension op => $"create extension {Quoted(op.Name)}",
        DropExtension op => $"drop extension {Quoted(op.Name)}",
        CreateView op => $"create {(op.Materialized ? "materialized view" : "view")} {Quoted(op.Name)}",
        DropView op => $"drop {(op.Materialized ? "materialized view" : "view")} {Quoted(op.Name)}",
        CreateFunction op => $"create function {Quoted(op.Name)}({op.Arguments})",
        DropFunction op => $"drop function {Quoted(op.Name)}({op.Arguments})",
        CreateTrigger op => $"create trigger {Quoted(op.Name)} on {Quoted(op.Table)}",
        DropTrigger op => $"drop trigger {Quoted(op.Name)} on {Quoted(op.Table)}",
        CreateObject op => $"create {op.Object.Id}",
        DropObject op => $"drop {op.Object.Id}",
        AlterObject op => $"alter {op.To.Id}",
        ReplaceType { Step: ReplacementStep.End } op => $"drop the former {op.From.Id}",
        ReplaceType op => $"replace {op.From.Id}",
        SetComment op => $"{(op.Comment is null ? "remove" : "set")} the comment of {op.Object}",
        SetOwner op => $"change the owner of {op.Object}",
        ChangeGrants op => $"change the privileges on {op.Object}",
        ExecuteSql => "run SQL",
        InsertData op => $"insert {Count(op.Rows.Length, "row")} into table {Quoted(op.Table)}",
        UpdateData op => $"update rows of table {Quoted(op.Table)}",
        DeleteData op => $"delete rows of table {Quoted(op.Table)}",
        Backfill op => $"fill rows of table {Quoted(op.Table)} in batches",
        RunCode op => op.Description ?? "run code",
        OutsideTransaction op => $"outside the transaction: {string.Join("; ", op.Operations.Select(Of))}",
        _ => throw new UnreachableException($"No description for operation {operation.GetType().Name}."),
    };

    private static string KindOf(Constraint constraint) => constraint switch
    {
        PrimaryKey => "primary key",
        UniqueConstraint => "unique constraint",
        CheckConstraint => "check constraint",
        NotNullConstraint => "not-null constraint",
        ForeignKey => "foreign key",
        ExcludeConstraint => "exclusion constraint",
        _ => throw new UnreachableException($"No word for constraint {constraint.GetType().Name}."),
    };

    private static string Quoted(ObjectName name) => $"\"{name}\"";

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}
