using Retort.Dialects;
using Retort.Planning;
using Retort.Statements;

namespace Retort.PostgreSql;

/// <summary>
/// Finds what a revision sets for its session, so that it is reset behind it: the head of a dump empties <c>search_path</c>, and
/// the next revision would run differently after it than in a run of its own.
/// </summary>
internal static class SessionSettings
{
    private static readonly Setting[] Pinned =
    [
        new("statement_timeout", "0"),
        new("idle_in_transaction_session_timeout", "0"),
        new("idle_session_timeout", "0"),
        new("transaction_timeout", "0"),
        new("default_transaction_isolation", "read committed"),
        new("default_transaction_deferrable", "off"),
    ];

    /// <summary>
    /// What a run sets for its session, whatever is set for the role or the database, as rows of names and values: a limit on the time of a statement or a transaction would end a
    /// migration in the middle, and what is looked up between two statements of a transaction must be what is there then.
    /// </summary>
    public static string Pins { get; } = string.Join(", ", Pinned.Select(pin => $"('{pin.Name}', '{pin.Value}')"));

    /// <summary>Sets, up to the end of the session, what is in rows of names and values, as far as the server knows it.</summary>
    public static string Set(string rows) => $"SELECT count(set_config(name, value, false)) FROM (VALUES {rows}) AS setting(name, value) WHERE current_setting(name, true) IS NOT NULL";

    /// <summary>Reads all settings that a session can change, as JSON.</summary>
    public const string Reading =
        """
        SELECT json_object_agg(name, setting)::text FROM (
            SELECT name, setting FROM pg_catalog.pg_settings WHERE context IN ('user', 'superuser') AND name NOT IN ('lock_timeout', 'transaction_isolation', 'transaction_read_only', 'transaction_deferrable')
            UNION ALL SELECT name, current_setting(name) FROM unnest(ARRAY['session_authorization', 'role']) AS name) AS settings
        """;

    /// <summary>A query that sets what has changed since <see cref="Reading"/> as it was.</summary>
    public static string Restoration(string settings) =>
        $"""
        SELECT set_config(kept.key, kept.value, false)
        FROM json_each_text({PostgreSqlLiteral.Text(settings)}) AS kept LEFT JOIN pg_catalog.pg_settings s ON s.name = kept.key
        WHERE kept.value IS NOT NULL AND coalesce(s.setting, current_setting(kept.key, true)) IS DISTINCT FROM kept.value
        ORDER BY kept.key <> 'session_authorization', kept.key <> 'role'
        """;

    /// <summary>Whether a statement may leave settings behind that no <see cref="ResetAfter"/> finds, or resets what a run has set.</summary>
    public static bool MayBeChangedBy(Statement statement) =>
        PostgreSqlStatementKind.RunsCode(statement)
        || statement is SqlStatement { SessionOnly: true } sql && (new StatementReader(sql.Sql, SqlSyntax.PostgreSql).Take("RESET", "ALL") || Pinned.Any(pin => sql.Sql.Contains(pin.Name, StringComparison.OrdinalIgnoreCase)))
        || statement is SqlStatement { Transactional: false } alone && new StatementReader(alone.Sql, SqlSyntax.PostgreSql).Take("DISCARD");

    /// <summary>The statements that undo what others set, in the order it was set.</summary>
    public static IEnumerable<SqlStatement> ResetAfter(IEnumerable<Statement> statements)
    {
        var resets = new List<string>();
        foreach (var statement in statements.OfType<SqlStatement>().Where(statement => statement.SessionOnly))
        {
            var sql = new StatementReader(statement.Sql, SqlSyntax.PostgreSql);
            if (sql.Take("RESET", "ALL"))
            {
                resets.Clear();
            }
            else if (ResetOf(statement.Sql) is { } reset && !resets.Contains(reset))
            {
                resets.Add(reset);
            }
        }

        return resets.Select(reset => new SqlStatement(reset) { SessionOnly = true });
    }

    /// <summary>Whether a statement does nothing but change the settings of its session.</summary>
    public static bool IsOne(string statement) => new StatementReader(statement, SqlSyntax.PostgreSql).Take("RESET") || ResetOf(statement) is not null;

    private static string? ResetOf(string statement)
    {
        var sql = new StatementReader(statement, SqlSyntax.PostgreSql);
        if (sql.Take("SELECT"))
        {
            return sql.TakeName() is "set_config" or "pg_catalog.set_config" && sql.Take('(') && sql.TakeString() is { } setting && setting.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.')
                ? $"RESET {setting}"
                : null;
        }

        if (!sql.Take("SET"))
        {
            return null;
        }

        if (sql.Take("SESSION", "AUTHORIZATION") || sql.Take("LOCAL", "SESSION", "AUTHORIZATION"))
        {
            return "RESET SESSION AUTHORIZATION";
        }

        _ = sql.Take("SESSION") || sql.Take("LOCAL");
        return sql.TakeName()?.ToUpperInvariant() switch
        {
            null or "TRANSACTION" or "CONSTRAINTS" or "CHARACTERISTICS" or "SEED" => null,
            "ROLE" => "RESET ROLE",
            "TIME" => "RESET TIME ZONE",
            "SCHEMA" => "RESET search_path",
            "NAMES" => "RESET client_encoding",
            "XML" => "RESET xmloption",
            var name => $"RESET {name.ToLowerInvariant()}",
        };
    }

    private sealed record Setting(string Name, string Value);
}
