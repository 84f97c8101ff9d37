using System.Diagnostics;
using Retort.Dialects;
using Retort.Schema;
using static Retort.Sqlite.SqliteIdentifier;

namespace Retort.Sqlite;

/// <summary>Writes columns and constraints as they stand in CREATE TABLE.</summary>
internal static class TableText
{
    public static string Column(Column column, bool strict)
    {
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

    public static string Constraint(Constraint constraint, string what) => $"CONSTRAINT {Quote(constraint.Name)} {Body(constraint, what)}";

    /// <summary>A constraint of one column, as it stands behind the column.</summary>
    public static string ColumnConstraint(Constraint constraint, string what) => constraint is ForeignKey key
        ? $"CONSTRAINT {Quote(key.Name)} {References(key)}"
        : Constraint(constraint, what);

    private static string Body(Constraint constraint, string what) => constraint switch
    {
        PrimaryKey { Include.IsEmpty: true, UsingIndex: null, Deferral: Deferral.NotDeferrable } key => $"PRIMARY KEY ({QuoteAll(key.Columns)})",
        UniqueConstraint { Include.IsEmpty: true, UsingIndex: null, NullsNotDistinct: false, Deferral: Deferral.NotDeferrable } key => $"UNIQUE ({QuoteAll(key.Columns)})",
        CheckConstraint { NotValid: false, NoInherit: false } check => $"CHECK ({check.Expression})",
        ForeignKey { NotValid: false, MatchFull: false } key => $"FOREIGN KEY ({QuoteAll(key.Columns)}) {References(key)}",
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
        return $"REFERENCES {Quote(key.ReferencedTable.Name)} ({QuoteAll(key.ReferencedColumns)}){Action("DELETE", key.OnDelete)}{Action("UPDATE", key.OnUpdate)}{deferral}";
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

    // Anything but a single token needs parentheses there.
    private static bool IsPlain(string sql) => SqlScript.Tokens(sql).Skip(1).FirstOrDefault() is null;
}
