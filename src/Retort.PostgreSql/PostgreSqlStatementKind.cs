using Retort.Dialects;
using Retort.Planning;
using Retort.Statements;

namespace Retort.PostgreSql;

/// <summary>
/// Finds the statements that the server refuses inside a transaction, and tells for each how the catalogue shows whether it
/// had its effect. Those that do no harm when run twice (VACUUM, REINDEX, ALTER SYSTEM) have no probe. Finds, too, those that only
/// set something for the session.
/// </summary>
internal static class PostgreSqlStatementKind
{
    public static SqlStatement Classify(SqlStatement statement)
    {
        var sql = new StatementReader(statement.Sql, SqlSyntax.PostgreSql);
        if (sql.Take("CREATE"))
        {
            return Create(statement, sql);
        }

        if (sql.Take("DROP"))
        {
            return Drop(statement, sql);
        }

        if (sql.Take("ALTER"))
        {
            return Alter(statement, sql);
        }

        if (SessionSettings.IsOne(statement.Sql))
        {
            return statement with { SessionOnly = true };
        }

        var isOutside = sql.Take("VACUUM") || sql.Take("DISCARD", "ALL") || sql.Take("CLUSTER") && IsClusterOfAll(sql) || sql.Take("REINDEX") && IsReindexOutside(sql);
        return isOutside ? statement with { Transactional = false } : statement;
    }

    /// <summary>
    /// Whether a statement waits until transactions of others end. A limit on waiting for locks would stop it half-way and
    /// leave an invalid index, so it runs without one.
    /// </summary>
    public static bool WaitsForOthers(SqlStatement statement) =>
        !statement.Transactional && new StatementReader(statement.Sql, SqlSyntax.PostgreSql) is var sql && (sql.HasAhead("CONCURRENTLY") || sql.HasAhead("FINALIZE"));

    /// <summary>Whether a statement runs code that does not show what it does: code of a revision, a block, a procedure, a function.</summary>
    public static bool RunsCode(Statement statement) => statement is CodeStatement
        || statement is SqlStatement { SessionOnly: false } sql && new StatementReader(sql.Sql, SqlSyntax.PostgreSql).IsAny("DO", "CALL", "SELECT", "WITH", "EXECUTE");

    /// <summary>
    /// Whether only the catalogue knows if a statement can be in a transaction: a procedure that commits, a partitioned table
    /// that is reindexed. Such a statement is believed to be none of those unless the revision puts it outside.
    /// </summary>
    public static bool MayRefuseTransaction(string statement)
    {
        var sql = new StatementReader(statement, SqlSyntax.PostgreSql);
        return sql.Take("CALL") || sql.Take("DO") || sql.Take("REINDEX") || sql.Take("CLUSTER");
    }

    /// <summary>
    /// What is to run after a statement to clear away the remnants of its earlier attempts: an interrupted REINDEX CONCURRENTLY
    /// leaves invalid indexes named _ccnew and _ccold behind that every write goes on to maintain.
    /// </summary>
    public static string? CleanUpAfter(string statement)
    {
        var sql = new StatementReader(statement, SqlSyntax.PostgreSql);
        if (!sql.Take("REINDEX") || !sql.HasAhead("CONCURRENTLY"))
        {
            return null;
        }

        sql.TakeParentheses();
        var kind = sql.Take("INDEX") ? "INDEX" : sql.Take("TABLE") ? "TABLE" : sql.Take("SCHEMA") ? "SCHEMA" : sql.Take("DATABASE") ? "DATABASE" : null;
        sql.Take("CONCURRENTLY");
        var name = sql.TakeName();
        var scope = (kind, name) switch
        {
            ("INDEX", { }) => $"i.indrelid = (SELECT indrelid FROM pg_catalog.pg_index WHERE indexrelid = to_regclass({Text(name)}))",
            ("TABLE", { }) => $"i.indrelid = to_regclass({Text(name)})",
            ("SCHEMA", { }) => $"c.relnamespace = to_regnamespace({Text(name)})",
            _ => "true",
        };
        var body = $"""
            DECLARE
                remnant regclass;
            BEGIN
                FOR remnant IN
                    SELECT i.indexrelid::regclass FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
                    WHERE NOT i.indisvalid AND c.relname ~ '_cc(new|old)[0-9]*$' AND c.relkind = 'i' AND {scope}
                LOOP
                    EXECUTE format('DROP INDEX %s', remnant);
                END LOOP;
            END
            """;
        return $"DO {PostgreSqlLiteral.DollarQuoted(body)}";
    }

    private static SqlStatement Create(SqlStatement statement, StatementReader sql)
    {
        sql.Take("UNIQUE");
        if (sql.Take("INDEX", "CONCURRENTLY"))
        {
            sql.Take("IF", "NOT", "EXISTS");
            var index = sql.Take("ON") ? null : sql.TakeName();
            if (index is null)
            {
                throw new UnsupportedOperationException(
                    "finish an interrupted CREATE INDEX CONCURRENTLY that has no name", "PostgreSQL", "Name the index: CREATE INDEX CONCURRENTLY ix_table_column ON ...");
            }

            sql.Take("ON");
            sql.Take("ONLY");
            return Outside(statement, IndexIsBuilt(StatementReader.Fold(index), sql.TakeName() ?? ""));
        }

        if (sql.Take("DATABASE"))
        {
            // A database whose creation or removal was interrupted has a connection limit of -2 since 16.
            var name = StatementReader.Fold(sql.TakeName() ?? "");
            return Outside(statement, Probe(
                $"pg_catalog.pg_database WHERE datname = {Text(name)}",
                "CASE WHEN datconnlimit = -2 THEN 'broken' ELSE 'done' END",
                otherwise: "pending",
                remedy: "CASE WHEN datconnlimit = -2 THEN format('DROP DATABASE %I', datname) END"));
        }

        return sql.Take("TABLESPACE") ? Outside(statement, IsThere($"pg_catalog.pg_tablespace WHERE spcname = {Text(StatementReader.Fold(sql.TakeName() ?? ""))}"))
            : sql.Take("SUBSCRIPTION") ? Outside(statement, IsThere(Subscription(sql.TakeName())))
            : statement;
    }

    private static SqlStatement Drop(SqlStatement statement, StatementReader sql)
    {
        var isIndex = sql.Take("INDEX", "CONCURRENTLY");
        var isDatabase = !isIndex && sql.Take("DATABASE");
        var isTablespace = !isIndex && !isDatabase && sql.Take("TABLESPACE");
        if (!isIndex && !isDatabase && !isTablespace && !sql.Take("SUBSCRIPTION"))
        {
            return statement;
        }

        sql.Take("IF", "EXISTS");
        var name = sql.TakeName() ?? "";

        return Outside(statement, isIndex ? IndexIsDropped(name) : IsGone(
            isDatabase ? $"pg_catalog.pg_database WHERE datname = {Text(StatementReader.Fold(name))}"
            : isTablespace ? $"pg_catalog.pg_tablespace WHERE spcname = {Text(StatementReader.Fold(name))}"
            : Subscription(name)));
    }

    private static SqlStatement Alter(SqlStatement statement, StatementReader sql)
    {
        if (sql.Take("SYSTEM"))
        {
            return statement with { Transactional = false };
        }

        if (sql.Take("TYPE"))
        {
            sql.TakeName();

            // The value can be added inside a transaction, but used only after its commit.
            return sql.Take("ADD", "VALUE") ? statement with { CommitAlone = true } : statement;
        }

        if (sql.Take("DATABASE"))
        {
            var database = StatementReader.Fold(sql.TakeName() ?? "");
            return sql.Take("SET", "TABLESPACE")
                ? Outside(statement, Probe(
                    $"pg_catalog.pg_database d JOIN pg_catalog.pg_tablespace t ON t.oid = d.dattablespace WHERE d.datname = {Text(database)} AND t.spcname = {Text(StatementReader.Fold(sql.TakeName() ?? ""))}",
                    "'done'",
                    otherwise: "pending"))
                : statement;
        }

        if (sql.Take("SUBSCRIPTION"))
        {
            sql.TakeName();
            return sql.Take("REFRESH") || sql.Take("SET") ? statement with { Transactional = false } : statement;
        }

        return sql.Take("TABLE") ? AlterTable(statement, sql) : statement;
    }

    private static SqlStatement AlterTable(SqlStatement statement, StatementReader sql)
    {
        sql.Take("IF", "EXISTS");
        sql.Take("ONLY");
        var parent = sql.TakeName() ?? "";
        if (!sql.Take("DETACH", "PARTITION"))
        {
            return statement;
        }

        var partition = sql.TakeName() ?? "";
        return sql.Take("CONCURRENTLY") ? Outside(statement, PartitionIsDetached(parent, partition)) : statement;
    }

    private static bool IsClusterOfAll(StatementReader sql)
    {
        sql.Take("VERBOSE");
        sql.TakeParentheses();
        return sql.AtEnd;
    }

    private static bool IsReindexOutside(StatementReader sql)
    {
        if (sql.HasAhead("CONCURRENTLY"))
        {
            return true;
        }

        sql.TakeParentheses();
        return sql.Take("SCHEMA") || sql.Take("DATABASE") || sql.Take("SYSTEM");
    }

    private static SqlStatement Outside(SqlStatement statement, PostconditionProbe probe) => statement with { Transactional = false, Probe = probe };

    // IF NOT EXISTS is content with an invalid index, so only a valid one counts. The index lives in the schema of its table. One that another session is
    // building right now is invalid too.
    private static PostconditionProbe IndexIsBuilt(string index, string table) => Probe(
        $"""
        pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid = to_regclass({Text(table)}) AND c.relname = {Text(index)}::name
        """,
        """
        CASE WHEN i.indisvalid THEN 'done'
            WHEN EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = i.indexrelid) THEN 'pending'
            ELSE 'broken' END
        """,
        otherwise: "pending",
        remedy: "CASE WHEN NOT i.indisvalid THEN format('DROP INDEX CONCURRENTLY %s', i.indexrelid::regclass) END");

    // An index whose removal was interrupted is still there, but invalid.
    private static PostconditionProbe IndexIsDropped(string index) => Probe(
        $"pg_catalog.pg_index i WHERE i.indexrelid = to_regclass({Text(index)})",
        "CASE WHEN i.indisvalid THEN 'pending' ELSE 'broken' END",
        otherwise: "done",
        remedy: "CASE WHEN NOT i.indisvalid THEN format('DROP INDEX CONCURRENTLY %s', i.indexrelid::regclass) END") with
    {
        RemedyCompletes = true,
    };

    private static PostconditionProbe PartitionIsDetached(string parent, string partition) => Probe(
        $"pg_catalog.pg_inherits WHERE inhparent = to_regclass({Text(parent)}) AND inhrelid = to_regclass({Text(partition)})",
        "CASE WHEN inhdetachpending THEN 'broken' ELSE 'pending' END",
        otherwise: "done",
        remedy: "CASE WHEN inhdetachpending THEN format('ALTER TABLE %s DETACH PARTITION %s FINALIZE', inhparent::regclass, inhrelid::regclass) END") with
    {
        RemedyCompletes = true,
    };

    private static PostconditionProbe IsThere(string rows) => Probe(rows, "'done'", otherwise: "pending");

    private static PostconditionProbe IsGone(string rows) => Probe(rows, "'pending'", otherwise: "done");

    /// <summary>A probe that looks at one row of the catalogue.</summary>
    /// <param name="row">What follows FROM.</param>
    /// <param name="state">The state as an expression on the row.</param>
    /// <param name="otherwise">The state when there is no row.</param>
    /// <param name="remedy">The statement that clears the remnant away, as an expression on the row.</param>
    private static PostconditionProbe Probe(string row, string state, string otherwise, string remedy = "NULL") => new(
        $"""
        SELECT coalesce(found.state, '{otherwise}'), found.remedy
        FROM (SELECT) AS one LEFT JOIN (SELECT {state} AS state, ({remedy})::text AS remedy FROM {row}) AS found ON true
        """);

    private static string Subscription(string? name) =>
        $"pg_catalog.pg_subscription WHERE subname = {Text(StatementReader.Fold(name ?? ""))} AND subdbid = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())";

    private static string Text(string value) => PostgreSqlLiteral.Text(value);
}
