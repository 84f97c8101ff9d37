using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;
using Retort.Schema;
using Retort.Statements;

namespace Retort.Linting;

/// <summary>
/// The outlines of a statement. SQL has one; the rebuild of a SQLite table, whose SQL is written when its turn comes, has those that the operations
/// behind it would have.
/// </summary>
internal static class OperationOutline
{
    public static ImmutableArray<StatementOutline> Of(Statement statement, PlannedRevision planned, IDialect dialect) => statement switch
    {
        BackfillStatement => [new HarmlessOutline("BACKFILL")],
        SqlStatement sql => [OutlineReader.Read(sql.Sql, dialect.Syntax)],
        CatalogStatement { Operation: { } first } => TableOf(first) is { } table
            ? [new AlterTableOutline("TABLE", table, [.. planned.Operations.Where(operation => TableOf(operation) == table).Select(operation => ActionOf(operation, dialect)).OfType<TableAction>()])]
            : [],
        _ => [],
    };

    private static ObjectName? TableOf(Operation operation) => operation.Subject is { Kind: ObjectKind.Table or ObjectKind.Column or ObjectKind.Constraint, Name: var table } ? table : (ObjectName?)null;

    private static TableAction? ActionOf(Operation operation, IDialect dialect) => operation switch
    {
        DropColumn drop => new DropColumnAction(drop.Column, drop.IfExists, drop.Cascade),
        AddColumn { Column: var column } => new AddColumnAction(
            new ColumnOutline(column.Name, TypeOutline.Read(dialect.TypeName(column.Type)))
            {
                Definition = dialect.TypeName(column.Type),
                NotNull = !column.Nullable,
                Default = column.Default is null ? null : column.Default.Sql ?? dialect.Literal(column.Default.Value),
                Generated = column.Generated?.Sql,
            },
            IfNotExists: false),
        AlterColumn { Change.Type: { } type } change => new AlterTypeAction(change.Column, TypeOutline.Read(dialect.TypeName(type))),
        AlterColumn { Change.Nullable: false } change => new SetNotNullAction(change.Column),
        _ => null,
    };
}
