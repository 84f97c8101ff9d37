using System.Collections.Immutable;
using Retort.Schema;

namespace Retort.Statements;

internal static partial class OutlineReader
{
    private static StatementOutline ReadCreate(ref StatementReader sql)
    {
        var orReplace = sql.Take("OR", "REPLACE");
        _ = sql.Take("GLOBAL") || sql.Take("LOCAL");
        var isTemporary = sql.Take("TEMPORARY") || sql.Take("TEMP");
        var isUnlogged = sql.Take("UNLOGGED");
        _ = sql.Take("CONSTRAINT") || sql.Take("RECURSIVE") || sql.Take("TRUSTED") || sql.Take("VIRTUAL");
        if (sql.Take("UNIQUE"))
        {
            return sql.Take("INDEX") ? ReadCreateIndex(ref sql, unique: true) : Unknown;
        }

        return KindOf(ref sql) switch
        {
            "TABLE" => ReadCreateTable(ref sql) is CreateTableOutline table ? table with { IsTemporary = isTemporary, IsUnlogged = isUnlogged } : Unknown,
            "INDEX" => ReadCreateIndex(ref sql, unique: false),
            "VIEW" => ReadCreateView(ref sql, materialized: false, orReplace),
            "MATERIALIZED VIEW" => ReadCreateView(ref sql, materialized: true, orReplace),
            "TRIGGER" => ReadOnTable(ref sql) is (var name, var table) ? new CreateTriggerOutline(name, table) : Unknown,
            "POLICY" => ReadOnTable(ref sql) is (var name, var table) ? new PolicyOutline(name, table) : Unknown,
            "RULE" => sql.TakeIdentifier() is { } name && sql.SkipTo("TO") && sql.TakeObjectName() is { } table ? new CreateRuleOutline(name, table) : Unknown,
            "FUNCTION" or "PROCEDURE" => ReadCreateRoutine(ref sql),
            "TYPE" => ReadCreateType(ref sql),
            "DOMAIN" => ReadCreateDomain(ref sql),
            "PUBLICATION" => ReadCreatePublication(ref sql),
            "STATISTICS" => sql.SkipTo("FROM") && sql.TakeObjectName() is { } table ? new UnobtrusiveOutline("CREATE STATISTICS", [table]) : Unknown,
            null => Unknown,
            var kind => new CreateOtherOutline(kind, sql.Take("IF", "NOT", "EXISTS") || !sql.AtEnd ? sql.TakeObjectName() : null),
        };
    }

    private static CreateTableOutline? ReadCreateTable(ref StatementReader sql)
    {
        var ifNotExists = sql.Take("IF", "NOT", "EXISTS");
        if (sql.TakeObjectName() is not { } name)
        {
            return null;
        }

        var (columns, constraints) = (ImmutableArray.CreateBuilder<ColumnOutline>(), ImmutableArray.CreateBuilder<ConstraintOutline>());
        var parent = sql.Take("PARTITION", "OF") ? sql.TakeObjectName() : null;
        var isDerived = parent is not null || sql.Take("OF") && sql.TakeObjectName() is not null;
        if (sql.Take('('))
        {
            do
            {
                if (sql.Take("LIKE"))
                {
                    isDerived = true;
                }
                else if (ReadTableConstraint(ref sql) is { } constraint)
                {
                    constraints.Add(constraint);
                }
                else if (sql.TakeIdentifier() is { } column)
                {
                    columns.Add(ReadColumn(ref sql, column));
                }

                sql.SkipItem();
            }
            while (sql.Take(','));
            sql.Take(')');
        }

        var bound = parent is null ? null : sql.Take("DEFAULT") ? "DEFAULT" : sql.Take("FOR", "VALUES") ? $"FOR VALUES {sql.TakeUntil("PARTITION", "WITH", "TABLESPACE", "USING")}".TrimEnd() : null;
        var inherits = sql.Take("INHERITS") && sql.TakeParentheses() is { } parents ? NamesIn(parents, sql.Syntax) : [];
        var partitionBy = sql.Take("PARTITION", "BY") ? sql.TakeUntil("WITH", "TABLESPACE", "USING") : null;
        return new CreateTableOutline(name, columns.ToImmutable(), constraints.ToImmutable())
        {
            IfNotExists = ifNotExists,
            IsDerived = isDerived || !inherits.IsEmpty || sql.HasAhead("AS"),
            PartitionOf = parent,
            Bound = bound,
            PartitionBy = partitionBy,
            Inherits = inherits,
        };
    }

    private static ImmutableArray<ObjectName> NamesIn(string list, Dialects.SqlSyntax syntax)
    {
        var names = new StatementReader(list, syntax);
        return names.TakeObjectNames();
    }

    private static StatementOutline ReadCreateIndex(ref StatementReader sql, bool unique)
    {
        var concurrently = sql.Take("CONCURRENTLY");
        var ifNotExists = sql.Take("IF", "NOT", "EXISTS");
        var name = sql.Is("ON") ? null : sql.TakeObjectName()?.Name;
        var only = sql.Take("ON") && sql.Take("ONLY");
        if (sql.TakeObjectName() is not { } table)
        {
            return Unknown;
        }

        var method = sql.Take("USING") ? sql.TakeIdentifier() : null;
        var (keys, plain) = (ImmutableArray.CreateBuilder<string>(), ImmutableArray.CreateBuilder<string>());
        if (sql.Take('('))
        {
            do
            {
                var ahead = sql;
                if (ahead.TakeIdentifier() is { } column && (ahead.Is(',') || ahead.Is(')')))
                {
                    plain.Add(column);
                }

                keys.Add(sql.TakeUntil());
            }
            while (sql.Take(','));
            sql.Take(')');
        }

        var include = sql.Take("INCLUDE") ? sql.TakeColumns() : [];
        return new CreateIndexOutline(name, table, keys.ToImmutable())
        {
            PlainColumns = plain.Count == keys.Count ? plain.ToImmutable() : null,
            Include = include,
            Unique = unique,
            Concurrently = concurrently,
            IfNotExists = ifNotExists,
            Only = only,
            Method = method,
            Where = sql.SkipTo("WHERE") ? sql.TakeRest() : null,
        };
    }

    private static StatementOutline ReadCreateView(ref StatementReader sql, bool materialized, bool orReplace)
    {
        sql.Take("IF", "NOT", "EXISTS");
        if (sql.TakeObjectName() is not { } name)
        {
            return Unknown;
        }

        var isFilled = !sql.HasAhead("WITH", "NO", "DATA");
        return new CreateViewOutline(name) { Materialized = materialized, OrReplace = orReplace, WithData = isFilled, Query = sql.SkipTo("AS") ? sql.TakeRest() : "" };
    }

    private static StatementOutline ReadCreateRoutine(ref StatementReader sql) => sql.TakeObjectName() is { } name
        ? new CreateRoutineOutline(name) { SecurityDefiner = sql.HasAhead("SECURITY", "DEFINER"), SetsSearchPath = sql.HasAhead("SET", "search_path") }
        : Unknown;

    // CREATE PUBLICATION name FOR TABLE a, b (columns) WHERE (...)
    private static StatementOutline ReadCreatePublication(ref StatementReader sql)
    {
        var start = sql;
        return sql.TakeIdentifier() is { } name
            ? new PublicationOutline(name, sql.SkipTo("TABLE") ? TablesIn(ref sql) : []) { IsAll = start.HasAhead("FOR", "ALL", "TABLES"), Definition = $"CREATE PUBLICATION {start.TakeRest()}" }
            : Unknown;
    }

    private static StatementOutline ReadCreateType(ref StatementReader sql) => sql.TakeObjectName() is not { } name ? Unknown
        : sql.Take("AS", "ENUM") ? new CreateEnumOutline(name)
        : new CreateOtherOutline("TYPE", name);

    private static StatementOutline ReadCreateDomain(ref StatementReader sql)
    {
        if (sql.TakeObjectName() is not { } name)
        {
            return Unknown;
        }

        sql.Take("AS");
        var type = TypeOutline.Read(sql.TakeUntil("COLLATE", "DEFAULT", "CONSTRAINT", "NOT", "NULL", "CHECK"));
        var (checks, notNull) = (ImmutableArray.CreateBuilder<(string?, string)>(), false);
        string? constraint = null;
        while (!sql.AtEnd)
        {
            if (sql.Take("CONSTRAINT"))
            {
                constraint = sql.TakeIdentifier();
            }
            else if (sql.Take("NOT", "NULL"))
            {
                notNull = true;
            }
            else if (sql.Take("CHECK"))
            {
                checks.Add((constraint, sql.TakeParentheses() ?? ""));
                constraint = null;
            }
            else
            {
                sql.Skip();
            }
        }

        return new CreateDomainOutline(name, type) { NotNull = notNull, Checks = checks.ToImmutable() };
    }

    /// <summary>The name of a trigger or policy, and its table.</summary>
    private static (string Name, ObjectName Table)? ReadOnTable(ref StatementReader sql)
    {
        sql.Take("IF", "NOT", "EXISTS");
        return sql.TakeIdentifier() is { } name && sql.SkipTo("ON") && sql.TakeObjectName() is { } table ? (name, table) : null;
    }
}
