using Retort.Schema;
using Retort.Statements;

namespace Retort.Linting.Rules;

/// <summary>The steps that several recipes share, with the names of the statement at hand.</summary>
internal static class Recipes
{
    public const string Later = "-- then, in a transaction of its own:";

    /// <summary>Statements, one a line.</summary>
    public static string Lines(params IEnumerable<string> statements) => string.Join('\n', statements.Select(line => line.StartsWith("--", StringComparison.Ordinal) || line.EndsWith(';') ? line : $"{line};"));

    /// <summary>The values that are missing, a part of the table at a time.</summary>
    public static string Backfill(OutlinedStatement statement, ObjectName table, string column, string value) =>
        $"-- retort: backfill\nUPDATE {statement.Quote(table)} SET {statement.Quote(column)} = {value} WHERE {statement.Quote(column)} IS NULL;";

    /// <summary>A part of a table by its key.</summary>
    public static string Batch(OutlinedStatement statement, ObjectName table) =>
        $"{statement.Quote(statement.Schema.Table(table)?.Constraints.OfType<PrimaryKey>().FirstOrDefault()?.Columns.FirstOrDefault() ?? "id")} BETWEEN 1 AND 10000";

    /// <summary>A value that every row can have for a start.</summary>
    public static string ConstantOf(TypeOutline type) => type switch
    {
        { IsArray: true } => "'{}'",
        { Name: "integer" or "bigint" or "smallint" or "numeric" or "real" or "double precision" or "INTEGER" } => "0",
        { Name: "boolean" } => "false",
        { Name: "jsonb" or "json" } => "'{}'",
        { Name: "uuid" } => "'00000000-0000-0000-0000-000000000000'",
        { Name: "timestamp with time zone" or "timestamp without time zone" or "date" } => "now()",
        _ => "''",
    };

    /// <summary>A column becomes NOT NULL while others go on.</summary>
    public static string NotNull(OutlinedStatement statement, ObjectName table, string column)
    {
        var (on, of) = (statement.Quote(table), statement.Quote(column));
        var name = statement.Quote(NamingConvention.Check(table, $"{column}_not_null"));
        return statement.Version >= 18
            ? Lines($"ALTER TABLE {on} ADD CONSTRAINT {name} NOT NULL {of} NOT VALID", Later, $"ALTER TABLE {on} VALIDATE CONSTRAINT {name}")
            : Lines(
                $"ALTER TABLE {on} ADD CONSTRAINT {name} CHECK ({of} IS NOT NULL) NOT VALID", Later, $"ALTER TABLE {on} VALIDATE CONSTRAINT {name}",
                $"ALTER TABLE {on} ALTER COLUMN {of} SET NOT NULL", $"ALTER TABLE {on} DROP CONSTRAINT {name}");
    }

    /// <summary>A constraint that holds for new rows at once, and is then checked for the old ones.</summary>
    public static string NotValid(OutlinedStatement statement, ObjectName table, string name, string definition)
    {
        var (on, quoted) = (statement.Quote(table), statement.Quote(name));
        return Lines($"ALTER TABLE {on} ADD CONSTRAINT {quoted} {definition} NOT VALID", Later, $"ALTER TABLE {on} VALIDATE CONSTRAINT {quoted}");
    }

    /// <summary>A key that takes over an index, which was built while others went on.</summary>
    public static string Key(OutlinedStatement statement, ObjectName table, string name, IEnumerable<string> columns, string kind) => Lines(
        $"CREATE UNIQUE INDEX CONCURRENTLY {statement.Quote(name)} ON {statement.Quote(table)} ({statement.QuoteAll(columns)})",
        $"ALTER TABLE {statement.Quote(table)} ADD CONSTRAINT {statement.Quote(name)} {kind} USING INDEX {statement.Quote(name)}");

    /// <summary>A column of another type beside the old one, in whose place it comes when it is filled.</summary>
    public static string ShadowColumn(OutlinedStatement statement, ObjectName table, AlterTypeAction change)
    {
        var (column, type) = (change.Column, change.Type);
        var (on, old, fresh) = (statement.Quote(table), statement.Quote(column), statement.Quote($"{column}_new"));
        return Lines(
            $"ALTER TABLE {on} ADD COLUMN {fresh} {type}",
            $"-- a trigger keeps {fresh} equal to {old}; then fill the old rows in batches by key, each committed:",
            "-- retort: backfill",
            $"UPDATE {on} SET {fresh} = {change.Using ?? $"{old}::{type}"} WHERE {fresh} IS NULL",
            "-- when all is filled, and its indexes were built CONCURRENTLY, in one transaction:",
            $"ALTER TABLE {on} DROP COLUMN {old}",
            $"ALTER TABLE {on} RENAME COLUMN {fresh} TO {old}");
    }

    /// <summary>The name of a constraint, or the one it gets by convention.</summary>
    public static string NameOf(ObjectName table, ConstraintOutline constraint) => constraint.Name ?? constraint.Kind switch
    {
        ConstraintKind.PrimaryKey => NamingConvention.PrimaryKey(table),
        ConstraintKind.Unique => NamingConvention.Unique(table, constraint.Columns),
        ConstraintKind.ForeignKey => NamingConvention.ForeignKey(table, constraint.Columns, constraint.References!.Value),
        _ => NamingConvention.Check(table, constraint.Columns is [var column] ? column : "rows"),
    };
}
