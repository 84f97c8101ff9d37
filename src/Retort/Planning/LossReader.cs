using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Operations;
using Retort.Schema;
using Retort.Statements;

namespace Retort.Planning;

/// <summary>
/// Finds what revisions destroy, by what they say: a run that does must be agreed to. What they made themselves has nothing to lose; what code and DO blocks do is
/// not known before they run.
/// </summary>
internal sealed class LossReader(IDialect dialect)
{
    private Footprint _made = Footprint.Empty;

    /// <summary>Reads planned revisions in the order they run.</summary>
    public static ImmutableArray<DataLoss> Read(IEnumerable<PlannedRevision> steps, IDialect dialect)
    {
        var reader = new LossReader(dialect);
        return [.. steps.SelectMany(step => step.Operations.SelectMany(reader.Read).Distinct().Select(description => new DataLoss(step.Step.Revision, description)))];
    }

    private IEnumerable<string> Read(Operation operation)
    {
        switch (operation)
        {
            case OutsideTransaction group: return group.Operations.SelectMany(Read);
            case ExecuteSql sql: return Read(SqlScript.Split(sql.Sql, dialect.Syntax));
            case CreateTable { Table.Name: var table }: _made = _made with { Tables = _made.Tables.Add(table) }; return [];
            case AddColumn { Table: var table, Column.Name: var column }: _made = _made with { Columns = _made.Columns.Add(new ColumnName(table, column)) }; return [];
            case Backfill { Where: null } backfill: return Read(OutlineReader.Read($"UPDATE {dialect.Quote(backfill.Table)} SET {backfill.Set}", dialect.Syntax));

            // They name the rows that they mean, as SQL with a WHERE does.
            case UpdateData or DeleteData: return [];
            default: return OperationHazards.LossOf(operation) is { } loss && !(operation.Subject is { } subject && IsMade(subject)) ? [loss.TrimEnd('.')] : [];
        }
    }

    private List<string> Read(IReadOnlyList<SqlScriptStatement> statements)
    {
        var losses = new List<string>();
        for (var i = 0; i < statements.Count; i++)
        {
            losses.AddRange(Read(OutlineReader.Read(statements[i].Text, dialect.Syntax)));
        }

        return losses;
    }

    private string[] Read(StatementOutline outline)
    {
        var losses = LossesOf(outline).ToArray();
        _made = _made.And(outline);
        return losses;
    }

    private IEnumerable<string> LossesOf(StatementOutline outline) => outline switch
    {
        DropOutline { Kind: "TABLE" } drop => RowsOf(drop.Names),
        DropOutline { Kind: "SCHEMA", Cascade: true } drop => drop.Names.Select(name => $"all that schema \"{name}\" holds"),
        DropOutline { Kind: "TYPE" or "DOMAIN" or "EXTENSION", Cascade: true } drop => drop.Names.Select(name => $"the columns that need {drop.Kind.ToLowerInvariant()} \"{name}\""),
        TruncateOutline truncate => RowsOf(truncate.Tables),
        DeleteOutline { HasWhere: false } delete => RowsOf([delete.Table]),
        UpdateOutline { HasWhere: false } update when !_made.Tables.Contains(update.Table) =>
            update.Columns.Where(column => !_made.Columns.Contains(new ColumnName(update.Table, column))).Select(column => $"the former values of column \"{column}\" of table \"{update.Table}\""),
        AlterTableOutline { Kind: "TABLE" } alter when !_made.Tables.Contains(alter.Name) => alter.Actions.SelectMany(action => LossesOf(alter.Name, action)),
        _ => [],
    };

    private IEnumerable<string> LossesOf(ObjectName table, TableAction action) => action switch
    {
        DropColumnAction drop when !_made.Columns.Contains(new ColumnName(table, drop.Column)) => [$"the values of column \"{drop.Column}\" of table \"{table}\""],
        AlterTypeAction alter when !HoldsAlmostAll(alter) && !_made.Columns.Contains(new ColumnName(table, alter.Column)) => [$"values of column \"{alter.Column}\" of table \"{table}\" that do not fit the new type"],
        _ => [],
    };

    // SQL does not say what the type was; these hold what mostly becomes one of them.
    private static bool HoldsAlmostAll(AlterTypeAction alter) => alter is { Using: null, Type: { Name: "text" or "character varying" or "bigint" or "numeric", Modifiers.IsEmpty: true } };

    private IEnumerable<string> RowsOf(IEnumerable<ObjectName> tables) => tables.Where(table => !_made.Tables.Contains(table)).Select(table => $"the rows of table \"{table}\"");

    private bool IsMade(ObjectId subject) => _made.Tables.Contains(subject.Name) || subject is { Kind: ObjectKind.Column, Part: { } column } && _made.Columns.Contains(new ColumnName(subject.Name, column));
}
