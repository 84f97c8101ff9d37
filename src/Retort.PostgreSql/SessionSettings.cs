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
}
