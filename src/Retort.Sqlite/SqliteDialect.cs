using Retort.Dialects;
using Retort.Operations;
using Retort.Planning;
using Retort.Schema;

namespace Retort.Sqlite;

/// <summary>The SQL of SQLite, 3.35 and later.</summary>
public sealed class SqliteDialect : IDialect
{
    private SqliteDialect()
    {
    }

    /// <summary>The dialect.</summary>
    public static SqliteDialect Instance { get; } = new();

    /// <inheritdoc/>
    public string Engine => "sqlite";

    /// <inheritdoc/>
    public SqlSyntax Syntax => SqlSyntax.Sqlite;

    /// <inheritdoc/>
    public string SelectLiterals(Table table, IReadOnlyList<string> columns) =>
        $"SELECT {string.Join(", ", columns.Select(column => $"CAST(quote({SqliteIdentifier.Quote(column)}) AS TEXT)"))} FROM {SqliteIdentifier.Quote(table.Name)} ORDER BY {string.Join(", ", Enumerable.Range(1, columns.Count))}";

    /// <inheritdoc/>
    public string? SelectCounters => null;

    /// <inheritdoc/>
    /// <remarks>SQLite's clock has milliseconds.</remarks>
    public string Now => "strftime('%Y-%m-%d %H:%M:%f+00:00', 'now')";

    /// <inheritdoc/>
    public string? TransactionStart => null;

    /// <inheritdoc/>
    public string BeginTransaction => "BEGIN IMMEDIATE";

    /// <inheritdoc/>
    /// <remarks>Rebuilt tables are dropped and made anew, which must not reach the rows that refer to them.</remarks>
    public IReadOnlyList<string> ScriptHeader => [".bail on", "PRAGMA foreign_keys = OFF;"];

    /// <inheritdoc/>
    public IReadOnlyList<Statement> Write(IReadOnlyList<Operation> operations, Version? serverVersion) => SqliteSqlWriter.Write(operations, serverVersion);

    /// <inheritdoc/>
    /// <remarks>Only tables change in place, by a rebuild; an index, view or trigger is its text.</remarks>
    public bool CanAlter(SchemaObject from, SchemaObject to, Version? serverVersion) => to is Table;

    /// <inheritdoc/>
    public bool CanAlter(Column from, Column to, Version? serverVersion) => true;

    /// <inheritdoc/>
    public string? Conversion(Column from, Column to) => null;

    /// <inheritdoc/>
    public IReadOnlyList<Operation> MakeOnline(IReadOnlyList<Operation> operations, DatabaseSchema schema) => operations;

    /// <inheritdoc/>
    public bool ForeignKeysNeedTheirTables => false;

    /// <inheritdoc/>
    public (string Off, string On)? BodyChecks => null;

    /// <inheritdoc/>
    public string TypeName(ColumnType type) => SqliteTypeName.Of(type, strict: false);

    /// <inheritdoc/>
    public string Quote(ObjectName name) => SqliteIdentifier.Quote(name);

    /// <inheritdoc/>
    public string Literal(object? value) => SqliteLiteral.Of(value);

    /// <inheritdoc/>
    public object? ValueOf(string sql, ColumnType? type) => SqliteLiteral.ValueOf(sql);

    /// <inheritdoc/>
    public StatementEffects Predict(SqlStatement statement, DatabaseSchema? schema, Version? serverVersion)
    {
        ArgumentNullException.ThrowIfNull(statement);
        return EffectRules.Of(statement.Sql);
    }

    /// <inheritdoc/>
    public string MillisecondsBetween(string start, string end) => $"CAST(round((julianday({end}) - julianday({start})) * 86400000) AS INTEGER)";

    /// <inheritdoc/>
    /// <remarks>Only a constraint can make a plain script fail, hence the table with a check.</remarks>
    public string ScriptGuard(VersionTables tables, IReadOnlyList<string> expectedRows)
    {
        ArgumentNullException.ThrowIfNull(tables);
        ArgumentNullException.ThrowIfNull(expectedRows);
        var table = Quote(tables.Version);
        var isThere = expectedRows.Count == 0
            ? $"(SELECT count(*) FROM {table}) = 0"
            : $"(SELECT count(*) FROM {table}) = {expectedRows.Count} AND (SELECT count(*) FROM {table} WHERE version_num IN ({string.Join(", ", expectedRows.Select(SqliteLiteral.Text))})) = {expectedRows.Count}";
        return Requiring("the database is not where this script starts", $"SELECT {isThere}");
    }

    /// <inheritdoc/>
    /// <remarks>Foreign keys are off in a script. Where a table is dropped, as a rebuild does too, no more of them may be broken afterwards than were before.</remarks>
    public (IReadOnlyList<string> Before, IReadOnlyList<string> After) ScriptChecks(IReadOnlyList<string> statements)
    {
        if (!statements.Any(SqliteSession.DropsTable))
        {
            return ([], []);
        }

        const string Broken = "temp.\"foreign keys broken before\"";
        return (
            [$"CREATE TABLE {Broken} AS SELECT count(*) AS n FROM pragma_foreign_key_check"],
            [Requiring("a foreign key no longer holds", $"SELECT count(*) <= (SELECT n FROM {Broken}) FROM pragma_foreign_key_check"), $"DROP TABLE {Broken}"]);
    }

    /// <summary>Statements that fail with a message unless a query gives 1.</summary>
    private static string Requiring(string message, string query)
    {
        var name = $"temp.\"{message}\"";
        return $"""
            CREATE TABLE {name} (ok CONSTRAINT "{message}" CHECK (ok));
            INSERT INTO {name} {query};
            DROP TABLE {name}
            """;
    }
}
