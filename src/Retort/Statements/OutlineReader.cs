using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Planning;
using Retort.Schema;

namespace Retort.Statements;

/// <summary>
/// Reads one statement of PostgreSQL or SQLite into its outline. It is tolerant: what it does not know it passes over, and a statement that makes no
/// sense to it is <see cref="UnknownOutline"/>, never an error; the database has the last word on what is SQL.
/// </summary>
internal static partial class OutlineReader
{
    private static readonly UnknownOutline Unknown = new();

    /// <summary>Reads a statement.</summary>
    public static StatementOutline Read(string sql, SqlSyntax syntax)
    {
        var reader = new StatementReader(sql, syntax);
        return ReadStatement(ref reader);
    }

    private static StatementOutline ReadStatement(ref StatementReader sql) => sql.TakeWord() switch
    {
        "CREATE" => ReadCreate(ref sql),
        "ALTER" => ReadAlter(ref sql),
        "DROP" => ReadDrop(ref sql),
        "TRUNCATE" => ReadTruncate(ref sql),
        "INSERT" => ReadInsert(ref sql, replaces: sql.HasAhead("OR", "REPLACE")),
        "UPDATE" => ReadUpdate(ref sql),
        "DELETE" => ReadDelete(ref sql),
        "REPLACE" => ReadInsert(ref sql, replaces: true),
        "WITH" => ReadWith(ref sql),
        "REINDEX" => ReadReindex(ref sql),
        "REFRESH" => ReadRefresh(ref sql),
        "LOCK" => ReadLock(ref sql),
        "DO" => ReadDo(ref sql),
        "GRANT" => ReadGrant(ref sql, isRevoke: false),
        "REVOKE" => ReadGrant(ref sql, isRevoke: true),
        "SET" => ReadSet(ref sql),
        "VACUUM" => ReadVacuum(ref sql),
        "CLUSTER" => ReadCluster(ref sql),
        "ANALYZE" => ReadAnalyze(ref sql),
        "COMMENT" => ReadComment(ref sql),
        "BEGIN" or "COMMIT" or "END" or "ABORT" => new TransactionOutline("BEGIN"),
        "START" when sql.Is("TRANSACTION") => new TransactionOutline("START TRANSACTION"),
        "ROLLBACK" when !sql.HasAhead("TO") => new TransactionOutline("ROLLBACK"),
        "SAVEPOINT" or "RELEASE" or "ROLLBACK" => new HarmlessOutline("SAVEPOINT"),
        "RESET" or "DISCARD" or "NOTIFY" or "LISTEN" or "UNLISTEN" or "DEALLOCATE" or "CHECKPOINT" or "PRAGMA" => new HarmlessOutline("RESET"),
        _ => Unknown,
    };

    private static StatementOutline ReadDrop(ref StatementReader sql)
    {
        if (KindOf(ref sql) is not { } kind)
        {
            return Unknown;
        }

        var concurrently = sql.Take("CONCURRENTLY");
        var ifExists = sql.Take("IF", "EXISTS");
        var names = sql.TakeObjectNames();
        if (names.IsEmpty)
        {
            return Unknown;
        }

        // A function is named with its arguments.
        sql.TakeParentheses();
        var on = sql.Take("ON") ? sql.TakeObjectName() : null;
        return new DropOutline(kind, names) { Concurrently = concurrently, IfExists = ifExists, On = on, Cascade = sql.HasAhead("CASCADE") };
    }

    /// <summary>Takes the kind of an object: one word, or two as MATERIALIZED VIEW.</summary>
    private static string? KindOf(ref StatementReader sql) => sql.TakeWord() switch
    {
        "MATERIALIZED" when sql.Take("VIEW") => "MATERIALIZED VIEW",
        "FOREIGN" when sql.Take("TABLE") => "FOREIGN TABLE",
        "FOREIGN" when sql.Take("DATA", "WRAPPER") => "FOREIGN DATA WRAPPER",
        "EVENT" when sql.Take("TRIGGER") => "EVENT TRIGGER",
        "ACCESS" when sql.Take("METHOD") => "ACCESS METHOD",
        "OPERATOR" when sql.Take("CLASS") => "OPERATOR CLASS",
        "OPERATOR" when sql.Take("FAMILY") => "OPERATOR FAMILY",
        "TEXT" when sql.Take("SEARCH") => sql.TakeWord() is { } word ? $"TEXT SEARCH {word}" : null,
        var word => word,
    };

    private static StatementOutline ReadTruncate(ref StatementReader sql)
    {
        sql.Take("TABLE");
        var tables = sql.TakeObjectNames();
        return tables.IsEmpty ? Unknown : new TruncateOutline(tables, sql.HasAhead("CASCADE"));
    }

    private static StatementOutline ReadInsert(ref StatementReader sql, bool replaces)
    {
        _ = sql.Take("OR") && sql.TakeWord() is not null;
        sql.Take("INTO");
        return sql.TakeObjectName() is { } table ? new InsertOutline(table, sql.HasAhead("SELECT")) { Replaces = replaces || sql.HasAhead("DO", "UPDATE") } : Unknown;
    }

    private static StatementOutline ReadUpdate(ref StatementReader sql)
    {
        _ = sql.Take("OR") && sql.TakeWord() is not null;
        sql.Take("ONLY");
        if (sql.TakeObjectName() is not { } table || !sql.SkipTo("SET"))
        {
            return Unknown;
        }

        var columns = ImmutableArray.CreateBuilder<string>();
        do
        {
            columns.AddRange(sql.Is('(') ? sql.TakeColumns() : sql.TakeIdentifier() is { } column ? [column] : []);
            sql.TakeUntil("FROM", "WHERE", "RETURNING");
        }
        while (sql.Take(','));

        return new UpdateOutline(table, sql.SkipTo("WHERE")) { Columns = columns.ToImmutable() };
    }

    private static StatementOutline ReadDelete(ref StatementReader sql)
    {
        sql.Take("FROM");
        sql.Take("ONLY");
        return sql.TakeObjectName() is { } table ? new DeleteOutline(table, sql.SkipTo("WHERE")) : Unknown;
    }

    // WITH a AS (...), b AS (...) and then the statement that counts.
    private static StatementOutline ReadWith(ref StatementReader sql)
    {
        sql.Take("RECURSIVE");
        do
        {
            if (sql.TakeIdentifier() is null)
            {
                return Unknown;
            }

            sql.TakeParentheses();
            if (!sql.SkipTo("AS"))
            {
                return Unknown;
            }

            sql.Take("NOT");
            sql.Take("MATERIALIZED");
            sql.TakeParentheses();
        }
        while (sql.Take(','));
        return ReadStatement(ref sql);
    }

    private static ReindexOutline ReadReindex(ref StatementReader sql)
    {
        var concurrently = sql.HasAhead("CONCURRENTLY");
        sql.TakeParentheses();
        if (!sql.IsAny("INDEX", "TABLE", "SCHEMA", "DATABASE", "SYSTEM"))
        {
            return new ReindexOutline("TABLE", sql.TakeObjectName(), concurrently);
        }

        var target = sql.TakeWord()!;
        sql.Take("CONCURRENTLY");
        return new ReindexOutline(target, sql.TakeObjectName(), concurrently);
    }

    private static StatementOutline ReadRefresh(ref StatementReader sql)
    {
        if (!sql.Take("MATERIALIZED", "VIEW"))
        {
            return Unknown;
        }

        var concurrently = sql.Take("CONCURRENTLY");
        return sql.TakeObjectName() is { } view ? new RefreshOutline(view, concurrently) : Unknown;
    }

    private static StatementOutline ReadLock(ref StatementReader sql)
    {
        sql.Take("TABLE");
        var tables = sql.TakeObjectNames();
        if (tables.IsEmpty)
        {
            return Unknown;
        }

        var mode = !sql.Take("IN") ? LockMode.AccessExclusive
            : sql.Take("ACCESS", "SHARE") ? LockMode.AccessShare
            : sql.Take("ROW", "SHARE") ? LockMode.RowShare
            : sql.Take("ROW", "EXCLUSIVE") ? LockMode.RowExclusive
            : sql.Take("SHARE", "UPDATE") ? LockMode.ShareUpdateExclusive
            : sql.Take("SHARE", "ROW") ? LockMode.ShareRowExclusive
            : sql.Take("SHARE") ? LockMode.Share
            : sql.Take("EXCLUSIVE") ? LockMode.Exclusive
            : LockMode.AccessExclusive;
        return new LockTableOutline(tables, mode);
    }

    private static StatementOutline ReadDo(ref StatementReader sql)
    {
        _ = sql.Take("LANGUAGE") && sql.TakeName() is not null;
        return sql.TakeLiteral() is { } body ? new DoOutline(body) : Unknown;
    }

    private static GrantOutline ReadGrant(ref StatementReader sql, bool isRevoke)
    {
        var isAll = sql.Is("ALL");
        var toPublic = sql.HasAhead("TO", "PUBLIC");
        var tables = sql.SkipTo("ON") && (sql.Take("TABLE") || !sql.IsAny(
            "SCHEMA", "SEQUENCE", "FUNCTION", "PROCEDURE", "ROUTINE", "DATABASE", "DOMAIN", "TYPE", "LANGUAGE", "LARGE", "PARAMETER", "TABLESPACE", "FOREIGN", "ALL"))
            ? sql.TakeObjectNames()
            : [];
        return new GrantOutline(tables) { IsRevoke = isRevoke, IsAll = isAll, ToPublic = toPublic };
    }

    private static StatementOutline ReadSet(ref StatementReader sql)
    {
        var isLocal = sql.Take("LOCAL");
        _ = isLocal || sql.Take("SESSION");
        if (sql.IsAny("TRANSACTION", "CONSTRAINTS", "ROLE", "AUTHORIZATION", "CHARACTERISTICS"))
        {
            return new HarmlessOutline("SET");
        }

        var name = sql.TakeName()?.ToLowerInvariant();
        return name is not null && (sql.Take('=') || sql.Take("TO")) ? new SetParameterOutline(name, sql.TakeRest().Trim('\''), isLocal) : new HarmlessOutline("SET");
    }

    private static StatementOutline ReadVacuum(ref StatementReader sql)
    {
        var isFull = sql.Is("FULL") || sql.Is('(') && sql.TakeParentheses()!.Contains("full", StringComparison.OrdinalIgnoreCase);
        while (sql.IsAny("FULL", "FREEZE", "VERBOSE", "ANALYZE"))
        {
            sql.TakeWord();
        }

        return isFull ? new RewriteOutline("VACUUM FULL", sql.TakeObjectName()) : new UnobtrusiveOutline("VACUUM", TablesIn(ref sql));
    }

    private static RewriteOutline ReadCluster(ref StatementReader sql)
    {
        sql.TakeParentheses();
        sql.Take("VERBOSE");
        return new RewriteOutline("CLUSTER", sql.TakeObjectName());
    }

    private static UnobtrusiveOutline ReadAnalyze(ref StatementReader sql)
    {
        sql.TakeParentheses();
        sql.Take("VERBOSE");
        return new UnobtrusiveOutline("ANALYZE", TablesIn(ref sql));
    }

    /// <summary>Tables that are separated by commas, each with columns or a condition behind it.</summary>
    private static ImmutableArray<ObjectName> TablesIn(ref StatementReader sql)
    {
        var tables = ImmutableArray.CreateBuilder<ObjectName>();
        do
        {
            sql.Take("ONLY");
            if (sql.TakeObjectName() is { } table)
            {
                tables.Add(table);
            }

            sql.SkipItem();
        }
        while (sql.Take(','));
        return tables.ToImmutable();
    }

    private static StatementOutline ReadComment(ref StatementReader sql)
    {
        if (!sql.Take("ON") || KindOf(ref sql) is not { } kind)
        {
            return Unknown;
        }

        if (sql.TakeObjectName() is not { } name)
        {
            return new CommentOutline(kind, null);
        }

        // COMMENT ON COLUMN schema.table.column: the last part is the column.
        return kind switch
        {
            "TABLE" or "VIEW" or "MATERIALIZED VIEW" or "INDEX" or "SEQUENCE" => new CommentOutline(kind, name),
            "COLUMN" => new CommentOutline(kind, name.Schema is { } table ? new ObjectName(null, table) : (ObjectName?)null),
            _ => new CommentOutline(kind, sql.Take("ON") && !sql.Is("DOMAIN") ? sql.TakeObjectName() : null),
        };
    }
}
