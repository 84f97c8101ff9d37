using System.Globalization;
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

        var first = _statements.Count;
        var name = Quote(table.Name);
        var definitions = table.Columns.Select(ColumnDefinition).Concat(table.Constraints.Select(ConstraintDefinition));
        var hasMore = op.Indexes.Length > 0 || table.Comment is not null || table.Columns.Any(column => column.Comment is not null)
            || table.Constraints.Any(constraint => constraint.Comment is not null);
        Add(
            $"CREATE {(table.Unlogged ? "UNLOGGED " : "")}TABLE {IfNotExists(op.IfNotExists && !hasMore)}{name} (\n    {string.Join(",\n    ", definitions)}\n)"
            + (table.PartitionBy is null ? "" : $" PARTITION BY {table.PartitionBy}")
            + Parameters(table.With));
        if (table.Comment is not null)
        {
            AddComment($"TABLE {name}", table.Comment);
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

        if (op.IfNotExists && hasMore)
        {
            Guard(first, $"to_regclass({InCreationSchema(table.Name)}) IS NULL");
        }
    }

    private void WriteAddColumn(AddColumn op)
    {
        var first = _statements.Count;
        var hasMore = op.Constraints.Length > 0 || op.Indexes.Length > 0 || op.Column.Comment is not null;
        var actions = op.Constraints.Select(constraint => $"ADD {ConstraintDefinition(constraint)}")
            .Prepend($"ADD COLUMN {IfNotExists(op.IfNotExists && !hasMore)}{ColumnDefinition(op.Column)}");
        Add($"ALTER TABLE {Quote(op.Table)} {string.Join(", ", actions)}");
        WriteColumnComment(op.Table, op.Column);
        foreach (var constraint in op.Constraints)
        {
            WriteConstraintComment(op.Table, constraint);
        }

        foreach (var index in op.Indexes)
        {
            WriteIndex(index, concurrently: false, ifNotExists: false);
        }

        if (op.IfNotExists && hasMore)
        {
            Guard(
                first,
                $"NOT EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = {PostgreSqlLiteral.Text(Quote(op.Table))}::regclass AND attname = {PostgreSqlLiteral.Text(op.Column.Name)} AND NOT attisdropped)");
        }
    }

    private void WriteAlterColumn(AlterColumn op)
    {
        var (change, column) = (op.Change, Quote(op.Column));
        if (change.Type is null && (change.Using is not null || change.Collation is not null))
        {
            throw Unsupported($"{op.Describe()} with a USING expression or a collation but without a type", "Give the type too, even if it stays the same.");
        }

        var actions = AlterColumnActions(change).Select(action => $"ALTER COLUMN {column} {action}").ToList();
        if (actions.Count > 0)
        {
            Add($"ALTER TABLE {Quote(op.Table)} {string.Join(", ", actions)}");
        }

        if (change.Identity is not null)
        {
            WriteIdentity(op, change.Identity);
        }

        if (change.Comment is not null)
        {
            AddComment($"COLUMN {Quote(op.Table)}.{column}", change.Comment);
        }
    }

    private static IEnumerable<string> AlterColumnActions(ColumnChange change)
    {
        if (change.DropIdentity)
        {
            yield return "DROP IDENTITY";
        }

        // An old default that does not fit the new type would stop the change, so it goes first.
        if (change.Default is not null && (change.Type is not null || IsNone(change.Default)))
        {
            yield return "DROP DEFAULT";
        }

        if (change.Type is not null)
        {
            yield return $"TYPE {PostgreSqlTypeName.Of(change.Type)}{Collate(change.Collation)}{(change.Using is null ? "" : $" USING {change.Using}")}";
        }

        if (change.Default is not null && !IsNone(change.Default))
        {
            yield return $"SET DEFAULT {DefaultExpression(change.Default)}";
        }

        if (change.Nullable is { } nullable)
        {
            yield return nullable ? "DROP NOT NULL" : "SET NOT NULL";
        }
    }

    // Adding an identity and changing one are different statements; which of them it is may be known only to the catalogue.
    private void WriteIdentity(AlterColumn op, Identity identity)
    {
        var (table, column) = (Quote(op.Table), Quote(op.Column));
        var add = $"ALTER TABLE {table} ALTER COLUMN {column} ADD {IdentityClause(identity)}";
        var set = $"ALTER TABLE {table} ALTER COLUMN {column} SET GENERATED {(identity.Always ? "ALWAYS" : "BY DEFAULT")}"
            + string.Create(CultureInfo.InvariantCulture, $" SET START WITH {identity.Start ?? 1} SET INCREMENT BY {identity.Increment ?? 1}");
        switch (op.Former)
        {
            case { DropIdentity: true }:
                Add(add);
                break;
            case { Identity: not null }:
                Add(set);
                break;
            default:
                Add($"DO {PostgreSqlLiteral.DollarQuoted(
                    $"""
                    BEGIN
                        IF EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = {PostgreSqlLiteral.Text(table)}::regclass AND attname = {PostgreSqlLiteral.Text(op.Column)} AND attidentity <> '') THEN
                            {set};
                        ELSE
                            {add};
                        END IF;
                    END
                    """)}");
                break;
        }
    }

    private string ColumnDefinition(Column column)
    {
        var definition = $"{Quote(column.Name)} {PostgreSqlTypeName.Of(column.Type)}{Collate(column.Collation)}";
        if (column.Generated is { } generated)
        {
            if (!generated.Stored)
            {
                RequireVersion(18, $"compute the column \"{column.Name}\" when it is read");
            }

            definition += $" GENERATED ALWAYS AS ({generated.Sql}) {(generated.Stored ? "STORED" : "VIRTUAL")}";
        }

        if (column.Identity is not null)
        {
            definition += $" {IdentityClause(column.Identity)}";
        }

        if (column.Default is not null && !IsNone(column.Default))
        {
            definition += $" DEFAULT {DefaultExpression(column.Default)}";
        }

        return column.Nullable ? definition : $"{definition} NOT NULL";
    }

    private void WriteColumnComment(ObjectName table, Column column)
    {
        if (column.Comment is not null)
        {
            AddComment($"COLUMN {Quote(table)}.{Quote(column.Name)}", column.Comment);
        }
    }

    private static string IdentityClause(Identity identity)
    {
        string[] options =
        [
            .. identity.Start is { } start ? [string.Create(CultureInfo.InvariantCulture, $"START WITH {start}")] : Array.Empty<string>(),
            .. identity.Increment is { } increment ? [string.Create(CultureInfo.InvariantCulture, $"INCREMENT BY {increment}")] : Array.Empty<string>(),
        ];
        return $"GENERATED {(identity.Always ? "ALWAYS" : "BY DEFAULT")} AS IDENTITY{(options.Length == 0 ? "" : $" ({string.Join(' ', options)})")}";
    }

    private static string DefaultExpression(ColumnDefault value) => value.Sql ?? PostgreSqlLiteral.Of(value.Value);

    private static bool IsNone(ColumnDefault value) => value == ColumnDefault.None;

    private static string Collate(ObjectName? collation) => collation is { } name ? $" COLLATE {Quote(name)}" : "";

    // CREATE makes an unqualified name in the first schema of the search path; to_regclass alone would look in all of them.
    private static string InCreationSchema(ObjectName name) => name.Schema is null
        ? $"format('%I.%I', current_schema(), {PostgreSqlLiteral.Text(name.Name)})"
        : PostgreSqlLiteral.Text(Quote(name));
}
