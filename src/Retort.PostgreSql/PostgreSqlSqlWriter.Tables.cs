using Retort.Operations;
using Retort.Schema;
using static Retort.PostgreSql.PostgreSqlIdentifier;

namespace Retort.PostgreSql;

internal sealed partial class PostgreSqlSqlWriter
{
    private void WriteCreateTable(CreateTable op)
    {
        var table = op.Table;
        if (table.Strict || table.WithoutRowId)
        {
            throw Unsupported($"{op.Describe()} as STRICT or WITHOUT ROWID", "They belong to SQLite; write them under if (db.IsSqlite).");
        }

        if (table is { PartitionBy: not null, AccessMethod: not null })
        {
            RequireVersion(17, $"choose the access method of partitioned table \"{table.Name}\"");
        }

        var first = _statements.Count;
        var alone = Alone(op);
        if (!ReferenceEquals(alone, op))
        {
            WriteAlterTable(table with { Inherits = alone.Table.Inherits, PartitionOf = alone.Table.PartitionOf }, table);
        }

        WriteRestOfTable(alone);
        var isWhole = _statements.Count == first;
        Add(first, CreateTableText(alone, op.IfNotExists && isWhole));
        if (op.IfNotExists && !isWhole)
        {
            Guard(first, $"to_regclass({InCreationSchema(table.Name)}) IS NULL");
        }
    }

    private string CreateTableText(CreateTable op, bool ifNotExists)
    {
        var table = op.Table;
        // In CREATE TABLE the server takes NOT VALID for valid, as there are no rows.
        string[] definitions =
        [
            .. table.Columns.Where(column => !IsInherited(table, column)).Select(column => ColumnDefinition(column, table.Constraints) + NoDefault(op, column)),
            .. table.Constraints.Where(constraint => !IsNotValid(constraint)).Select(ConstraintDefinition),
        ];
        var body = definitions.Length > 0 ? $" (\n    {string.Join(",\n    ", definitions)}\n)" : table.PartitionOf is null ? " ()" : "";
        return $"CREATE {(table.Unlogged ? "UNLOGGED " : "")}TABLE {IfNotExists(ifNotExists)}{Quote(table.Name)}"
            + (table.PartitionOf is { } place ? $" PARTITION OF {Quote(place.Parent)}{body} {place.Bound}" : body)
            + (table.Inherits.IsEmpty ? "" : $" INHERITS ({string.Join(", ", table.Inherits.Select(Quote))})")
            + (table.PartitionBy is null ? "" : $" PARTITION BY {table.PartitionBy}")
            + AccessMethod(table.AccessMethod)
            + Parameters(table.With)
            + Tablespace(table.Tablespace);
    }

    // A column that the parent has too would get its default.
    private static string NoDefault(CreateTable op, Column column) =>
        column is { Default: null, Generated: null, Identity: null } && ParentColumn(op, column)?.Default is not null ? " DEFAULT NULL" : "";

    /// <summary>
    /// A table as it was before it came to its parents, when it came later: its columns stand in an order of their own, and it brings the checks of the
    /// parents along.
    /// </summary>
    private CreateTable Alone(CreateTable op)
    {
        var (table, inherited) = (op.Table, op.Parents.SelectMany(parent => parent.Columns).Select(column => column.Name).Distinct().ToList());
        if (table.PartitionOf is null && table.Columns.Any(column => column.IsInherited) || table.Columns.Select(column => column.Name).Take(inherited.Count).SequenceEqual(inherited))
        {
            return op;
        }

        var checks = op.Parents.SelectMany(parent => parent.Constraints).OfType<CheckConstraint>()
            .Where(check => !check.NoInherit && table.Constraints.All(own => own.Name != check.Name)).DistinctBy(check => check.Name)
            .Select(check => check with { Comment = null, NotValid = false });
        return op with
        {
            Table = table with
            {
                Inherits = [],
                PartitionOf = null,
                Columns = [.. table.Columns.Select(column => column with { IsInherited = false, Identity = IsNumberedByParent(table) ? null : column.Identity })],
                Constraints = [.. table.Constraints, .. checks],
            },
            Parents = [],
        };
    }

    // Since 17 the partitions count with their table.
    private bool IsNumberedByParent(Table table) => table.PartitionOf is not null && (_server is null || _server.Major >= 17);

    private void WriteRestOfTable(CreateTable op)
    {
        var table = op.Table;
        AddAlter($"TABLE {Quote(table.Name)}", [.. table.Constraints.Where(IsNotValid).Select(constraint => $"ADD {ConstraintDefinition(constraint)}")]);
        if (table.Comment is not null)
        {
            AddComment($"TABLE {Quote(table.Name)}", table.Comment);
        }

        foreach (var column in table.Columns)
        {
            WriteColumnComment(table.Name, column);
        }

        foreach (var constraint in table.Constraints)
        {
            WriteConstraintComment(table.Name, constraint);
        }

        foreach (var index in op.Indexes)
        {
            WriteIndex(index, concurrently: false, ifNotExists: false);
        }

        WriteSettings(op);
    }

    private static string AccessMethod(string? method) => method is null ? "" : $" USING {Quote(method)}";

    private static string Tablespace(string? tablespace) => tablespace is null ? "" : $" TABLESPACE {Quote(tablespace)}";

    // CREATE makes an unqualified name in the first schema of the search path; to_regclass alone would look in all of them.
    private static string InCreationSchema(ObjectName name) => name.Schema is null
        ? $"format('%I.%I', current_schema(), {PostgreSqlLiteral.Text(name.Name)})"
        : PostgreSqlLiteral.Text(Quote(name));
}
