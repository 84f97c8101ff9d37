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
        WriteRestOfTable(op);
        var isWhole = _statements.Count == first;
        Add(first, CreateTableText(op, op.IfNotExists && isWhole));
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
            .. IsAdopted(op) ? ParentChecks(op).Select(ConstraintDefinition) : [],
        ];
        var body = definitions.Length > 0 ? $" (\n    {string.Join(",\n    ", definitions)}\n)" : table.PartitionOf is null ? " ()" : "";
        return $"CREATE {(table.Unlogged ? "UNLOGGED " : "")}TABLE {IfNotExists(ifNotExists)}{Quote(table.Name)}"
            + (table.PartitionOf is { } place ? $" PARTITION OF {Quote(place.Parent)}{body} {place.Bound}" : body)
            + (table.Inherits.IsEmpty || IsAdopted(op) ? "" : $" INHERITS ({string.Join(", ", table.Inherits.Select(Quote))})")
            + (table.PartitionBy is null ? "" : $" PARTITION BY {table.PartitionBy}")
            + AccessMethod(table.AccessMethod)
            + Parameters(table.With)
            + Tablespace(table.Tablespace);
    }

    // A column that the parent has too would get its default.
    private static string NoDefault(CreateTable op, Column column) =>
        column is { Default: null, Generated: null, Identity: null } && !IsAdopted(op) && ParentColumn(op, column)?.Default is not null ? " DEFAULT NULL" : "";

    // A table that comes to its parents later brings their checks along.
    private static IEnumerable<CheckConstraint> ParentChecks(CreateTable op) =>
        op.Parents.SelectMany(parent => parent.Constraints).OfType<CheckConstraint>().Where(check => !check.NoInherit && op.Table.Constraints.All(own => own.Name != check.Name)).DistinctBy(check => check.Name);

    /// <summary>Whether a table came to its parents later, so that its columns stand in an order of its own.</summary>
    private static bool IsAdopted(CreateTable op)
    {
        var inherited = op.Parents.SelectMany(parent => parent.Columns).Select(column => column.Name).Distinct();
        return !op.Table.Inherits.IsEmpty
            && op.Table.Columns.All(column => !column.IsInherited)
            && !op.Table.Columns.Select(column => column.Name).Take(inherited.Count()).SequenceEqual(inherited);
    }

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
