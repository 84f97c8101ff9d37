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
    public string Quote(ObjectName name) => SqliteIdentifier.Quote(name);

    /// <inheritdoc/>
    public string Literal(object? value) => SqliteLiteral.Of(value);

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
        const string Name = "\"the database is not where this script starts\"";
        return $"""
            CREATE TEMP TABLE {Name} (ok CONSTRAINT {Name} CHECK (ok));
            INSERT INTO temp.{Name} SELECT {isThere};
            DROP TABLE temp.{Name}
            """;
    }
}
