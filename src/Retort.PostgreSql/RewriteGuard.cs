using System.Collections.Immutable;
using System.Globalization;
using Retort.Dialects;
using Retort.Planning;
using Retort.Schema;
using Retort.Statements;

namespace Retort.PostgreSql;

/// <summary>
/// An event trigger for the length of a transaction that stops a table from being written anew, unless a statement of the transaction shows it or a comment allows it. Made and
/// dropped inside the transaction, it is seen by nobody else and outlives nothing.
/// </summary>
internal sealed class RewriteGuard
{
    /// <summary>What the trigger reports.</summary>
    public const string SqlState = "RT511";

    private readonly string _trigger;
    private readonly string[] _allowed;

    private RewriteGuard(int processId, IEnumerable<ObjectName> allowed)
    {
        _trigger = string.Create(CultureInfo.InvariantCulture, $"retort_rewrite_guard_{processId}");
        _allowed = [.. allowed.Distinct().Select(table => $"to_regclass({PostgreSqlLiteral.Text(PostgreSqlIdentifier.Quote(table))})")];
    }

    /// <summary>The guard for a transaction.</summary>
    /// <param name="statements">What runs in it, some of which <see cref="MayRewrite"/>.</param>
    /// <param name="made">The tables that were made in the same run.</param>
    /// <param name="processId">The backend, which two guards at the same time are told apart by.</param>
    /// <param name="server">The version of the server.</param>
    public static RewriteGuard For(IEnumerable<Statement> statements, IEnumerable<ObjectName> made, int processId, Version server) =>
        new(processId, statements.OfType<SqlStatement>().SelectMany(statement => statement.AllowedRewrites.Concat(PostgreSqlDialect.Instance.Predict(statement, schema: null, server).Rewrites)).Concat(made));

    /// <summary>Whether a statement can write a table anew at all, shown or not.</summary>
    public static bool MayRewrite(Statement statement) =>
        PostgreSqlStatementKind.RunsCode(statement)
        || statement is SqlStatement sql && new StatementReader(sql.Sql, SqlSyntax.PostgreSql) is var reader && reader.Take("ALTER") && (reader.Is("TABLE") || reader.Is("TYPE") || reader.Is("MATERIALIZED"));

    /// <summary>The tables that were made in a run, when one more statement has run.</summary>
    public static Footprint And(Footprint made, Statement statement)
    {
        if (statement is not SqlStatement { Sql: var sql })
        {
            return made;
        }

        var reader = new StatementReader(sql, SqlSyntax.PostgreSql);
        return reader.Take("CREATE", "TABLE") || reader.Take("CREATE", "UNLOGGED", "TABLE") || reader.Take("ALTER", "TABLE") ? made.And(OutlineReader.Read(sql, SqlSyntax.PostgreSql)) : made;
    }

    /// <summary>What puts it up.</summary>
    public ImmutableArray<string> Installation =>
    [
        $"CREATE FUNCTION pg_temp.retort_rewrite_guard() RETURNS event_trigger LANGUAGE plpgsql AS {PostgreSqlLiteral.DollarQuoted(Body)}",
        $"CREATE EVENT TRIGGER {_trigger} ON table_rewrite EXECUTE FUNCTION pg_temp.retort_rewrite_guard()",
    ];

    /// <summary>What takes it away.</summary>
    public ImmutableArray<string> Removal => [$"DROP EVENT TRIGGER {_trigger}", "DROP FUNCTION pg_temp.retort_rewrite_guard()"];

    // What is allowed for a table is allowed for its partitions and heirs, whose names a statement does not show.
    private string Body => $"""
        DECLARE
            rewritten CONSTANT oid := pg_event_trigger_table_rewrite_oid();
            reason CONSTANT integer := pg_event_trigger_table_rewrite_reason();
        BEGIN
            IF pg_relation_size(rewritten) > 0 AND NOT EXISTS (
                WITH RECURSIVE above(oid) AS (SELECT rewritten UNION SELECT i.inhparent FROM pg_catalog.pg_inherits i JOIN above ON i.inhrelid = above.oid)
                SELECT FROM above WHERE above.oid = ANY (ARRAY[{string.Join(", ", _allowed)}]::oid[]))
            THEN
                RAISE EXCEPTION USING
                    ERRCODE = '{SqlState}',
                    MESSAGE = format('table %s (%s) would be written anew by a statement that does not show it: %s.', rewritten::regclass, pg_size_pretty(pg_table_size(rewritten)),
                        CASE WHEN reason & 1 > 0 THEN 'it becomes logged or unlogged' WHEN reason & 2 > 0 THEN 'every row gets a value of its own' WHEN reason & 4 > 0 THEN 'the type of a column changes' ELSE 'its access method changes' END),
                    HINT = format('Nobody can read or write the table meanwhile. Change it by an ALTER TABLE of its own, which a plan shows; or write above the statement: -- retort: allow rewrite of %s because REASON', rewritten::regclass);
            END IF;
        END
        """;
}
