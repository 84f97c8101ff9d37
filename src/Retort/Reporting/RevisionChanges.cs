using System.Collections.Immutable;
using Retort.Comparison;
using Retort.Dialects;
using Retort.Linting;
using Retort.Operations;
using Retort.Planning;
using Retort.Schema;
using Retort.Statements;

namespace Retort.Reporting;

/// <summary>What a revision does to one table.</summary>
/// <param name="Table">The table; <see langword="null"/> for what belongs to none.</param>
/// <param name="Changes">What is done, in words.</param>
internal sealed record TableChange(ObjectName? Table, ImmutableArray<string> Changes);

/// <summary>What revisions do, table by table.</summary>
internal static class RevisionChanges
{
    /// <summary>What a revision did when it was run: the schema after it beside the one before, and the tables whose rows it is about.</summary>
    public static ImmutableArray<TableChange> Of(ReplayedRevision replayed, IDialect dialect, Version? serverVersion)
    {
        var indexes = replayed.Before.Objects.OfType<TableIndex>().ToLookup(index => index.Id.Name, index => index.Table);
        return Group(
        [
            .. SchemaComparer.Compare(replayed.Before, replayed.After, dialect, serverVersion).Operations.Select(operation => (TableOf(operation, indexes), TextOf(operation))),
            .. RowChanges(replayed.Planned, dialect),
        ]);
    }

    /// <summary>What a revision says that it does, for where it cannot be run.</summary>
    public static ImmutableArray<TableChange> Of(PlannedRevision planned, IDialect dialect)
    {
        var none = Enumerable.Empty<TableIndex>().ToLookup(index => index.Id.Name, index => index.Table);
        return Group(
        [
            .. planned.Operations.Where(operation => operation is not (ExecuteSql or RunCode or InsertData or UpdateData or DeleteData or Backfill)).Select(operation => (TableOf(operation, none), TextOf(operation))),
            .. planned.Statements.Where(statement => statement.Operation is null or ExecuteSql).SelectMany(statement => OperationOutline.Of(statement, planned, dialect)).SelectMany(OutlineDescription.Of),
            .. RowChanges(planned, dialect),
        ]);
    }

    private static IEnumerable<(ObjectName?, string)> RowChanges(PlannedRevision planned, IDialect dialect) => planned.Statements
        .SelectMany(statement => statement switch
        {
            CodeStatement => [(null, statement.Text)],
            BackfillStatement => [(null, statement.Text)],
            _ => OperationOutline.Of(statement, planned, dialect).SelectMany(OutlineDescription.RowsOf),
        })
        .Distinct();

    private static ObjectName? TableOf(Operation operation, ILookup<ObjectName, ObjectName> indexes) => operation switch
    {
        CreateIndex { Index.Table: var table } => table,
        DropIndex { Name: var index } => indexes[index].Select(table => (ObjectName?)table).FirstOrDefault(),
        _ => operation.Subject switch
        {
            { Kind: ObjectKind.Table or ObjectKind.Column or ObjectKind.Constraint or ObjectKind.Trigger or ObjectKind.Policy or ObjectKind.Rule, Name: var table } => table,
            { Kind: ObjectKind.Index, Name: var index } => indexes[index].Select(table => (ObjectName?)table).FirstOrDefault(),
            _ => null,
        },
    };

    private static string TextOf(Operation operation) => operation switch
    {
        CreateTable { Table.Columns: var columns } => OutlineDescription.CreatedWith(operation.Describe(), columns.Select(column => column.Name)),
        _ => $"{operation.Describe()}{(operation.LosesData ? " (loses data)" : "")}",
    };

    private static ImmutableArray<TableChange> Group(IEnumerable<(ObjectName? Table, string Text)> changes) =>
        [.. changes.GroupBy(change => change.Table).Select(group => new TableChange(group.Key, [.. group.Select(change => change.Text)]))];
}
