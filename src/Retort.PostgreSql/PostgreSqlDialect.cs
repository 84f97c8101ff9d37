using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;
using Retort.Schema;

namespace Retort.PostgreSql;

/// <summary>The SQL of PostgreSQL 13 to 18.</summary>
public sealed class PostgreSqlDialect : IDialect
{
    /// <summary>The only instance: the dialect has no state.</summary>
    public static PostgreSqlDialect Instance { get; } = new();

    private PostgreSqlDialect()
    {
    }

    /// <inheritdoc/>
    public string Engine => "postgresql";

    /// <inheritdoc/>
    public SqlSyntax Syntax => SqlSyntax.PostgreSql;

    /// <inheritdoc/>
    public string SelectLiterals(Table table, IReadOnlyList<string> columns) =>
        $"SELECT {string.Join(", ", columns.Select(column => $"pg_catalog.quote_nullable({PostgreSqlIdentifier.Quote(column)}::text)"))} FROM {(table.PartitionBy is null ? "ONLY " : "")}{PostgreSqlIdentifier.Quote(table.Name)} ORDER BY {string.Join(", ", Enumerable.Range(1, columns.Count))}";

    /// <inheritdoc/>
    public string? SelectCounters =>
        """
        SELECT format('SELECT pg_catalog.setval(%L, %s)', CASE WHEN n.nspname = current_schema() THEN '' ELSE quote_ident(n.nspname) || '.' END || quote_ident(c.relname), s.last_value), t.relname::text
        FROM pg_catalog.pg_sequences s
        JOIN pg_catalog.pg_namespace n ON n.nspname = s.schemaname
        JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = s.sequencename AND c.relkind = 'S'
        LEFT JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = c.oid AND d.refclassid = d.classid AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i')
        LEFT JOIN pg_catalog.pg_class t ON t.oid = d.refobjid
        WHERE s.last_value IS NOT NULL
        ORDER BY 1
        """;

    /// <inheritdoc/>
    public string Now => "clock_timestamp()";

    /// <inheritdoc/>
    public string? TransactionStart => "transaction_timestamp()";

    /// <inheritdoc/>
    public string BeginTransaction => "BEGIN";

    /// <inheritdoc/>
    public IReadOnlyList<string> ScriptHeader =>
    [
        "\\set ON_ERROR_STOP on",
        "SET standard_conforming_strings = on;",
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Statement> Write(IReadOnlyList<Operation> operations, Version? serverVersion) =>
        PostgreSqlSqlWriter.Write(operations, serverVersion);

    /// <inheritdoc/>
    public bool CanAlter(SchemaObject from, SchemaObject to, Version? serverVersion) => InPlace.CanAlter(from, to, serverVersion);

    /// <inheritdoc/>
    public bool CanAlter(Column from, Column to, Version? serverVersion)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        return InPlace.CanAlter(from, to, serverVersion);
    }

    /// <inheritdoc/>
    public string? Conversion(Column from, Column to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var (column, type) = (PostgreSqlIdentifier.Quote(to.Name), PostgreSqlTypeName.Of(to.Type));
        return PostgreSqlTypeName.ConvertsByItself(from.Type, to.Type) ? null
            : PostgreSqlTypeName.HasCast(from.Type, to.Type) ? $"{column}::{type}"
            : $"{column}::text::{type}";
    }

    /// <inheritdoc/>
    public IReadOnlyList<Operation> MakeOnline(IReadOnlyList<Operation> operations, DatabaseSchema schema) => OnlineForms.Of(operations, schema);

    /// <inheritdoc/>
    public bool ForeignKeysNeedTheirTables => true;

    /// <inheritdoc/>
    public (string Off, string On)? BodyChecks => ("SET check_function_bodies = off", "RESET check_function_bodies");

    /// <inheritdoc/>
    public string TypeName(ColumnType type) => PostgreSqlTypeName.Of(type);

    /// <inheritdoc/>
    public string Quote(ObjectName name) => PostgreSqlIdentifier.Quote(name);

    /// <inheritdoc/>
    public string Literal(object? value) => PostgreSqlLiteral.Of(value);

    /// <inheritdoc/>
    public object? ValueOf(string sql, ColumnType? type) => PostgreSqlDefault.ValueOf(sql, type);

    /// <inheritdoc/>
    public string MillisecondsBetween(string start, string end) =>
        $"round(extract(epoch FROM {end}::timestamptz - {start}::timestamptz) * 1000)::bigint";

    /// <inheritdoc/>
    public StatementEffects Predict(SqlStatement statement, DatabaseSchema? schema, Version? serverVersion)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return EffectRules.Of(statement.Sql, schema, serverVersion);
    }

    /// <inheritdoc/>
    public (IReadOnlyList<string> Before, IReadOnlyList<string> After) ScriptChecks(IReadOnlyList<string> statements) => ([], []);

    /// <inheritdoc/>
    public string ScriptGuard(VersionTables tables, IReadOnlyList<string> expectedRows)
    {
        ArgumentNullException.ThrowIfNull(tables);
        var table = Quote(tables.Version);
        var expected = expectedRows.Order(StringComparer.Ordinal).ToArray();
        var guard = $"""
            DECLARE
                expected text[] := {Literal(expected)};
                actual text[] := {Literal(Array.Empty<string>())};
            BEGIN
                IF to_regclass({Literal(table)}) IS NOT NULL THEN
                    SELECT coalesce(array_agg(version_num::text ORDER BY version_num::text COLLATE "C"), actual) INTO actual FROM {table};
                END IF;
                IF actual <> expected THEN
                    RAISE EXCEPTION 'This script starts at revisions %, but the database is at %.', expected, actual
                        USING HINT = 'Write the script anew for this database; nothing of it was run.';
                END IF;
            END
            """;
        return $"DO {PostgreSqlLiteral.DollarQuoted(guard)}";
    }
}
