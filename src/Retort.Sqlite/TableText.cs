using System.Diagnostics;
using Retort.Dialects;
using Retort.Schema;
using static Retort.Sqlite.SqliteIdentifier;

namespace Retort.Sqlite;

/// <summary>Writes columns and constraints as they stand in CREATE TABLE.</summary>
internal static class TableText
{
    /// <exception cref="UnsupportedOperationException">SQLite has no such column.</exception>
    public static string Column(Column column, bool strict, string what)
    {
        if (column.Comment is not null)
        {
            throw new UnsupportedOperationException(what, "SQLite", "SQLite stores no comments: if (db.IsPostgreSql).");
        }

        var generated = column.Generated is { } expression ? $" GENERATED ALWAYS AS ({expression.Sql}) {(expression.Stored ? "STORED" : "VIRTUAL")}" : "";
        return $"{Quote(column.Name)} {SqliteTypeName.Of(column.Type, strict)}{Collation(column.Collation)}{(column.Nullable ? "" : " NOT NULL")}{Default(column.Default)}{generated}";
    }

    public static string Collation(ObjectName? collation) => collation is { } name ? $" COLLATE {Quote(name.Name)}" : "";

    public static string Default(ColumnDefault? value) => value switch
    {
        null => "",
        { Sql: { } sql } => $" DEFAULT {(IsPlain(sql) ? sql : $"({sql})")}",
        { Value: { } constant } => $" DEFAULT {SqliteLiteral.Of(constant)}",
        _ => "",
    };

    /// <summary>A constraint, as it stands among the columns or behind its only column.</summary>
    public static string Constraint(Constraint constraint, string what, bool behindColumn = false) =>
        $"CONSTRAINT {Quote(constraint.Name)} {Body(constraint, what, behindColumn)}";

    /// <summary>Whether an expression is a number or a string.</summary>
    public static bool IsLiteral(string sql) => StoredName.Tokens(sql) is [{ Kind: SqlTokenKind.Number or SqlTokenKind.String }];

    private static string Body(Constraint constraint, string what, bool behindColumn) => constraint switch
    {
        { Comment: not null } => throw new UnsupportedOperationException(what, "SQLite", "SQLite stores no comments: if (db.IsPostgreSql)."),
        PrimaryKey { Include.IsEmpty: true, UsingIndex: null, Deferral: Deferral.NotDeferrable } key => $"PRIMARY KEY ({QuoteAll(key.Columns)})",
        UniqueConstraint { Include.IsEmpty: true, UsingIndex: null, NullsNotDistinct: false, Deferral: Deferral.NotDeferrable } key => $"UNIQUE ({QuoteAll(key.Columns)})",
        CheckConstraint { NotValid: false, NoInherit: false } check => $"CHECK ({check.Expression})",
        ForeignKey { NotValid: false, MatchFull: false } key => behindColumn ? References(key) : $"FOREIGN KEY ({QuoteAll(key.Columns)}) {References(key)}",
        PrimaryKey or UniqueConstraint or CheckConstraint or ForeignKey or ExcludeConstraint => throw new UnsupportedOperationException(
            what,
            "SQLite",
            $"Constraint \"{constraint.Name}\": EXCLUDE, INCLUDE, USING INDEX, NOT VALID, NO INHERIT, MATCH FULL, NULLS NOT DISTINCT and deferrable keys are PostgreSQL's: if (db.IsPostgreSql)."),
        _ => throw new UnreachableException($"No SQL for constraint {constraint.GetType().Name}."),
    };

    private static string References(ForeignKey key)
    {
        var deferral = key.Deferral switch
        {
            Deferral.NotDeferrable => "",
            Deferral.InitiallyImmediate => " DEFERRABLE INITIALLY IMMEDIATE",
            Deferral.InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
            _ => throw new UnreachableException(),
        };
        var referenced = key.ReferencedColumns.IsEmpty ? "" : $" ({QuoteAll(key.ReferencedColumns)})";
        return $"REFERENCES {Quote(key.ReferencedTable.Name)}{referenced}{Action("DELETE", key.OnDelete)}{Action("UPDATE", key.OnUpdate)}{deferral}";
    }

    private static string Action(string verb, ReferentialAction action) => action switch
    {
        ReferentialAction.NoAction => "",
        ReferentialAction.Restrict => $" ON {verb} RESTRICT",
        ReferentialAction.Cascade => $" ON {verb} CASCADE",
        ReferentialAction.SetNull => $" ON {verb} SET NULL",
        ReferentialAction.SetDefault => $" ON {verb} SET DEFAULT",
        _ => throw new UnreachableException(),
    };

    // Anything else needs parentheses; a bare word would be taken for a string.
    private static bool IsPlain(string sql) => IsLiteral(sql) || sql.ToUpperInvariant() is "CURRENT_TIME" or "CURRENT_DATE" or "CURRENT_TIMESTAMP";
}
