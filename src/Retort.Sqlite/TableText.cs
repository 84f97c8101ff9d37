using System.Diagnostics;
using Retort.Dialects;
using Retort.Schema;
using static Retort.Sqlite.SqliteIdentifier;

namespace Retort.Sqlite;

/// <summary>Writes columns and constraints as they stand in CREATE TABLE.</summary>
internal static class TableText
{
    /// <exception cref="UnsupportedOperationException">SQLite has no such table.</exception>
    public static void RequireSupported(Table table, string what)
    {
        RequireNoComment(table.Comment, what);
        if (table is { Unlogged: true } or { PartitionBy: not null } or { PartitionOf: not null } or { Inherits.IsEmpty: false } or { With.IsEmpty: false } or { Tablespace: not null }
            or { AccessMethod: not null } or { ReplicaIdentity: not null } or { ClusteredOn: not null } or { RowSecurity: true } or { ForceRowSecurity: true } or { Owner: not null } or { Grants.IsEmpty: false })
        {
            throw new UnsupportedOperationException(
                what, "SQLite", "UNLOGGED, partitions, inheritance, storage, replication, row security, owners and privileges are PostgreSQL's: if (db.IsPostgreSql).");
        }
    }

    /// <exception cref="UnsupportedOperationException">SQLite does not number like this.</exception>
    public static void RequireSupported(Identity? identity, string what)
    {
        if (identity is not (null or { Start: null or 1, Increment: null or 1, MinValue: null or 1, MaxValue: null or long.MaxValue, Cache: null or 1, Cycle: false }))
        {
            throw new UnsupportedOperationException(what, "SQLite", "SQLite numbers from 1 in steps of 1, up to the greatest 64-bit integer.");
        }
    }

    /// <exception cref="UnsupportedOperationException">SQLite has no such column.</exception>
    public static string Column(Column column, bool strict, string what)
    {
        RequireNoComment(column.Comment, what);
        RequireSupported(column.Identity, what);
        if (column is { Storage: not null } or { Compression: not null } or { Statistics: not null } or { Options.IsEmpty: false } or { Grants.IsEmpty: false })
        {
            throw new UnsupportedOperationException(what, "SQLite", $"Storage, statistics and privileges of column \"{column.Name}\" are PostgreSQL's: if (db.IsPostgreSql).");
        }

        return $"{Quote(column.Name)} {SqliteTypeName.Of(column.Type, strict)}{Collation(column.Collation)}{(column.Nullable ? "" : " NOT NULL")}{Default(column.Default)}{Generated(column.Generated)}";
    }

    public static string Generated(GeneratedExpression? value) => value is null ? "" : $" GENERATED ALWAYS AS ({value.Sql}) {(value.Stored ? "STORED" : "VIRTUAL")}";

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

    private static string Body(Constraint constraint, string what, bool behindColumn)
    {
        RequireNoComment(constraint.Comment, what);
        return constraint switch
        {
            PrimaryKey { Include.IsEmpty: true, UsingIndex: null, Deferral: Deferral.NotDeferrable, WithoutOverlaps: false, With.IsEmpty: true, Tablespace: null } key => $"PRIMARY KEY ({QuoteAll(key.Columns)})",
            UniqueConstraint { Include.IsEmpty: true, UsingIndex: null, NullsNotDistinct: false, Deferral: Deferral.NotDeferrable, WithoutOverlaps: false, With.IsEmpty: true, Tablespace: null } key =>
                $"UNIQUE ({QuoteAll(key.Columns)})",
            CheckConstraint { NotValid: false, NoInherit: false, NotEnforced: false } check => $"CHECK ({check.Expression})",
            ForeignKey { NotValid: false, MatchFull: false, NotEnforced: false, OnDeleteColumns.IsEmpty: true, Period: false } key =>
                behindColumn ? References(key) : $"FOREIGN KEY ({QuoteAll(key.Columns)}) {References(key)}",
            NotNullConstraint => throw new UnsupportedOperationException(what, "SQLite", "A NOT NULL of SQLite is part of its column: db.AlterColumn(...).NotNull()."),
            PrimaryKey or UniqueConstraint or CheckConstraint or ForeignKey or ExcludeConstraint => throw new UnsupportedOperationException(
                what,
                "SQLite",
                $"Constraint \"{constraint.Name}\": EXCLUDE, INCLUDE, USING INDEX, NOT VALID, NOT ENFORCED, NO INHERIT, MATCH FULL, NULLS NOT DISTINCT, storage, ranges, column lists of ON DELETE and deferrable keys are PostgreSQL's: if (db.IsPostgreSql)."),
            _ => throw new UnreachableException($"No SQL for constraint {constraint.GetType().Name}."),
        };
    }

    private static void RequireNoComment(string? comment, string what)
    {
        if (comment is not null)
        {
            throw new UnsupportedOperationException(what, "SQLite", "SQLite stores no comments: if (db.IsPostgreSql).");
        }
    }
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
