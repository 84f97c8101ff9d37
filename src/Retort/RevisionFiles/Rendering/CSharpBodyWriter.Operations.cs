using System.Diagnostics;
using Retort.Operations;
using Retort.Schema;
using static Retort.RevisionFiles.Rendering.CSharpText;

namespace Retort.RevisionFiles.Rendering;

internal sealed partial class CSharpBodyWriter
{
    private string InWords(Operation operation, bool needsFormer) => operation switch
    {
        CreateTable op => CreateTableCall(op),
        DropTable op => Call("db.DropTable", [Name(op.Name), Flag("ifExists", op.IfExists), Flag("cascade", op.Cascade)]),
        RenameTable op => Call("db.RenameTable", [Name(op.Name), Literal(op.NewName)]),
        SetTableComment op => Call("db.CommentOnTable", [Name(op.Table), Constant(op.Comment)]),

        AddColumn op => Chain(
            Call("db.AddColumn", [Name(op.Table), Literal(op.Column.Name), TypeCall("db", op.Column.Type), Flag("ifNotExists", op.IfNotExists)]),
            ColumnCalls(op.Table, op.Column, op.Constraints, op.Indexes)),
        DropColumn op => Call("db.DropColumn", [Name(op.Table), Literal(op.Column), Flag("ifExists", op.IfExists), Flag("cascade", op.Cascade)]),
        RenameColumn op => Call("db.RenameColumn", [Name(op.Table), Literal(op.Column), Literal(op.NewName)]),
        AlterColumn op => Chain(
            Call("db.AlterColumn", [Name(op.Table), Literal(op.Column)]),
            [.. ChangeCalls(op.Change, op.Former?.Type), .. needsFormer ? [Call(".From", [Chain("c => c", ChangeCalls(op.Former!, op.Change.Type))])] : Array.Empty<string>()]),

        AddConstraint op => AddConstraintCall(op),
        DropConstraint op => Call("db.DropConstraint", [Name(op.Table), Literal(op.Name), Flag("ifExists", op.IfExists), Flag("cascade", op.Cascade)]),
        RenameConstraint op => Call("db.RenameConstraint", [Name(op.Table), Literal(op.Name), Literal(op.NewName)]),
        ValidateConstraint op => Call("db.ValidateConstraint", [Name(op.Table), Literal(op.Name)]),

        CreateIndex op => CreateIndexCall(op),
        DropIndex op => Call("db.DropIndex", [Name(op.Name), Flag("concurrently", op.Concurrently), Flag("ifExists", op.IfExists)]),
        RenameIndex op => Call("db.RenameIndex", [Name(op.Name), Literal(op.NewName)]),

        CreateSchema op => Call("db.CreateSchema", [Literal(op.Name), Flag("ifNotExists", op.IfNotExists)]),
        DropSchema op => Call("db.DropSchema", [Literal(op.Name), Flag("ifExists", op.IfExists), Flag("cascade", op.Cascade)]),
        CreateEnum op => Call("db.CreateEnum", [Name(op.Name), Names(op.Values)]),
        AddEnumValue op => Call(
            "db.AddEnumValue", [Name(op.Name), Literal(op.Value), NamedText("before", op.Before), NamedText("after", op.After), Flag("ifNotExists", op.IfNotExists)]),
        RenameEnumValue op => Call("db.RenameEnumValue", [Name(op.Name), Literal(op.Value), Literal(op.NewValue)]),
        DropEnum op => Call("db.DropEnum", [Name(op.Name), Flag("ifExists", op.IfExists)]),
        CreateSequence op => Call("db.CreateSequence", [NewSequence(op.Sequence), Flag("ifNotExists", op.IfNotExists)]),
        AlterSequence op => Call("db.AlterSequence", [NewSequence(op.Change), NamedNumber("restart", op.Restart)]),
        DropSequence op => Call("db.DropSequence", [Name(op.Name), Flag("ifExists", op.IfExists)]),
        CreateExtension op => Call("db.CreateExtension", [Literal(op.Name), NamedText("schema", op.Schema), NamedText("version", op.Version)]),
        DropExtension op => Call("db.DropExtension", [Literal(op.Name), Flag("ifExists", op.IfExists), Flag("cascade", op.Cascade)]),

        CreateView op => Call(
            op.Materialized ? "db.CreateMaterializedView" : "db.CreateView",
            [Name(op.Name), Text(op.Query), Flag("orReplace", op.OrReplace), NamedList("columns", op.Columns), NamedList("with", op.With), Flag("withNoData", op.WithNoData)]),
        DropView op => Call(op.Materialized ? "db.DropMaterializedView" : "db.DropView", [Name(op.Name), Flag("ifExists", op.IfExists), Flag("cascade", op.Cascade)]),
        CreateFunction op => Call("db.CreateFunction", [Name(op.Name), Text(op.Arguments), Text(op.Definition), Flag("orReplace", op.OrReplace)]),
        DropFunction op => Call("db.DropFunction", [Name(op.Name), Text(op.Arguments), Flag("ifExists", op.IfExists), Flag("cascade", op.Cascade)]),
        CreateTrigger op => Call("db.CreateTrigger", [Literal(op.Name), Name(op.Table), Text(op.Events), Text(op.Action), Flag("isConstraint", op.IsConstraint)]),
        DropTrigger op => Call("db.DropTrigger", [Literal(op.Name), Name(op.Table), Flag("ifExists", op.IfExists)]),

        ExecuteSql op => Call("db.Sql", [Text(op.Sql)]),
        InsertData op => Call("db.InsertData", [Name(op.Table), Names(op.Columns), .. op.Rows.Select(row => List(row.Select(Value)))]),
        UpdateData op => Call("db.UpdateData", [Name(op.Table), Values(op.Set), Values(op.Where)]),
        DeleteData op => Call("db.DeleteData", [Name(op.Table), Values(op.Where)]),
        Backfill op => Call("db.Backfill", [Name(op.Table), Text(op.Set), NamedText("where", op.Where), NamedList("key", op.Key)]),
        _ => throw new UnreachableException($"No words for operation {operation.GetType().Name}."),
    };

    private string NewSequence(Sequence sequence) => New(Named<Sequence>(), [Name(sequence.Name)],
    [
        Property("Type", sequence.Type is null ? null : TypeCall("db", sequence.Type)),
        PropertyNumber("Start", sequence.Start),
        PropertyNumber("Increment", sequence.Increment),
        PropertyNumber("MinValue", sequence.MinValue),
        PropertyNumber("MaxValue", sequence.MaxValue),
        PropertyNumber("Cache", sequence.Cache),
        Property("Cycle", sequence.Cycle is { } cycle ? Bool(cycle) : null),
        Property("Unlogged", sequence.Unlogged ? "true" : null),
        Property("OwnedBy", sequence.OwnedBy is { } owner ? $"({Name(owner.Table)}, {Literal(owner.Column)})" : null),
        Property("Comment", sequence.Comment is null ? null : Literal(sequence.Comment)),
    ]);

    private string Values(IEnumerable<ColumnValue> values) => List(values.Select(value => $"({Literal(value.Column)}, {Value(value.Value)})"));

    /// <summary>A value for a row; one that C# has no constant for as the literal it becomes.</summary>
    private string Value(object? value) => value is SqlExpression expression
        ? New(Named<SqlExpression>(), [Text(expression.Sql)], [])
        : Constant(value) ?? New(Named<SqlExpression>(), [Text(_sql.Dialect.Literal(value))], []);

    private static string? NamedText(string name, string? value) => CSharpText.Named(name, value is null ? null : Text(value));

    private static string? NamedNumber(string name, long? value) => CSharpText.Named(name, value is { } number ? Number(number) : null);

    private static string? NamedList(string name, IReadOnlyCollection<string> values) => values.Count == 0 ? null : CSharpText.Named(name, Names(values));

    private static string? PropertyNumber(string name, long? value) => Property(name, value is { } number ? Number(number) : null);
}
