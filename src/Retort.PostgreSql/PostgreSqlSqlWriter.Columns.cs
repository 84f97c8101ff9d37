using System.Collections.Immutable;
using Retort.Operations;
using Retort.Schema;
using static Retort.PostgreSql.PostgreSqlIdentifier;

namespace Retort.PostgreSql;

internal sealed partial class PostgreSqlSqlWriter
{
    private void WriteAddColumn(AddColumn op)
    {
        var first = _statements.Count;
        var settings = new Table(op.Table, [op.Column], []);
        var column = op.Column with { Storage = null, Compression = null, Statistics = null, Options = [] };
        var plain = column == op.Column ? settings : settings with { Columns = [column] };
        string[] more =
        [
            .. op.Constraints.Select(constraint => $"ADD {ConstraintDefinition(constraint)}"),
            .. Changes(plain, settings),
            .. GentleChanges(plain, settings),
        ];
        var hasMore = more.Length > 0 || op.Indexes.Length > 0 || op.Column.Comment is not null;
        AddAlter($"TABLE {Quote(op.Table)}", [$"ADD COLUMN {IfNotExists(op.IfNotExists && !hasMore)}{ColumnDefinition(op.Column, op.Constraints)}", .. more]);
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

        if (change.Generated is not null)
        {
            RequireVersion(17, $"{op.Describe()}: another expression for a generated column");
        }

        AddAlter($"TABLE {Quote(op.Table)}", [.. AlterColumnActions(change).Select(action => $"ALTER COLUMN {column} {action}")]);
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

        if (change.DropGenerated)
        {
            yield return "DROP EXPRESSION";
        }

        // An old default that does not fit the new type would stop the change, so it goes first.
        if (change.Default is not null && !change.DropGenerated && (change.Type is not null || IsNone(change.Default)))
        {
            yield return "DROP DEFAULT";
        }

        if (change.Type is not null)
        {
            yield return $"TYPE {PostgreSqlTypeName.Of(change.Type)}{Collate(change.Collation)}{(change.Using is null ? "" : $" USING {change.Using}")}";
        }

        if (change.Generated is not null)
        {
            yield return $"SET EXPRESSION AS ({change.Generated.Sql})";
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
        switch (op.Former)
        {
            case { DropIdentity: true }:
                Add(add);
                break;
            case { Identity: { } former }:
                WriteIdentityChange(op, former, identity);
                break;
            default:
                Add($"DO {PostgreSqlLiteral.DollarQuoted(
                    $"""
                    BEGIN
                        IF EXISTS (SELECT FROM pg_catalog.pg_attribute WHERE attrelid = {PostgreSqlLiteral.Text(table)}::regclass AND attname = {PostgreSqlLiteral.Text(op.Column)} AND attidentity <> '') THEN
                            ALTER TABLE {table} ALTER COLUMN {column} {Generation(identity)} {string.Join(' ', Numbering.Of(identity).Said.Select(option => $"SET {option}"))};
                        ELSE
                            {add};
                        END IF;
                    END
                    """)}");
                break;
        }
    }

    private void WriteIdentityChange(AlterColumn op, Identity from, Identity to)
    {
        string[] options =
        [
            .. If(from.Always != to.Always, Generation(to)),
            .. Numbering.Of(to).ChangesFrom(Numbering.Of(from)).Select(option => $"SET {option}"),
        ];
        if (options.Length > 0)
        {
            AddNumbering(
                $"ALTER TABLE {Quote(op.Table)} ALTER COLUMN {Quote(op.Column)} {string.Join(' ', options)}",
                Numbering.Of(to).HasRangeOf(Numbering.Of(from)) ? null : $"pg_get_serial_sequence({PostgreSqlLiteral.Text(Quote(op.Table))}, {PostgreSqlLiteral.Text(op.Column)})");
        }
    }

    private string ColumnDefinition(Column column, ImmutableArray<Constraint> constraints)
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

        return column.Nullable || HasNamedNotNull(constraints, column) ? definition : $"{definition} NOT NULL";
    }

    // A column has one NOT NULL, under one name.
    private static bool HasNamedNotNull(ImmutableArray<Constraint> constraints, Column column) =>
        constraints.OfType<NotNullConstraint>().Any(constraint => constraint.Column == column.Name);

    private void WriteColumnComment(ObjectName table, Column column)
    {
        if (column.Comment is not null)
        {
            AddComment($"COLUMN {Quote(table)}.{Quote(column.Name)}", column.Comment);
        }
    }

    private static string IdentityClause(Identity identity)
    {
        var options = string.Join(' ', Numbering.Of(identity).Declared);
        return $"GENERATED {(identity.Always ? "ALWAYS" : "BY DEFAULT")} AS IDENTITY{(options.Length == 0 ? "" : $" ({options})")}";
    }

    private static string Generation(Identity identity) => $"SET GENERATED {(identity.Always ? "ALWAYS" : "BY DEFAULT")}";

    private static string DefaultExpression(ColumnDefault value) => value.Sql ?? PostgreSqlLiteral.Of(value.Value);

    private static bool IsNone(ColumnDefault value) => value == ColumnDefault.None;

    private static string Collate(ObjectName? collation) => collation is { } name ? $" COLLATE {Quote(name)}" : "";
}
