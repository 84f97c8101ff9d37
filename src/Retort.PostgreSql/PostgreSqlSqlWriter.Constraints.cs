using System.Collections.Immutable;
using System.Diagnostics;
using Retort.Operations;
using Retort.Schema;
using static Retort.PostgreSql.PostgreSqlIdentifier;

namespace Retort.PostgreSql;

internal sealed partial class PostgreSqlSqlWriter
{
    private void WriteAddConstraint(ObjectName table, Constraint constraint)
    {
        Add($"ALTER TABLE {Quote(table)} ADD {ConstraintDefinition(constraint)}");
        WriteConstraintComment(table, constraint);
    }

    // A copy stands on the table of its key, unlike the key that a partition has from its table; its number makes a name that none has.
    private void WriteFreeConstraintName(FreeConstraintName op) => Add($"DO {PostgreSqlLiteral.DollarQuoted(
        $"""
        DECLARE taken oid;
        BEGIN
            SELECT copy.oid INTO taken
                FROM pg_catalog.pg_constraint copy JOIN pg_catalog.pg_constraint key ON key.oid = copy.conparentid AND key.conrelid = copy.conrelid
                WHERE copy.conrelid = {PostgreSqlLiteral.Text(Quote(op.Table))}::regclass AND copy.conname = {PostgreSqlLiteral.Text(op.Name)};
            IF FOUND THEN
                EXECUTE format('ALTER TABLE %s RENAME CONSTRAINT %I TO copied_key_%s', {PostgreSqlLiteral.Text(Quote(op.Table))}, {PostgreSqlLiteral.Text(op.Name)}, taken);
            END IF;
        END
        """)}");

    private void WriteConstraintComment(ObjectName table, Constraint constraint)
    {
        if (constraint.Comment is not null)
        {
            AddComment($"CONSTRAINT {Quote(constraint.Name)} ON {Quote(table)}", constraint.Comment);
        }
    }

    private string ConstraintDefinition(Constraint constraint) => $"CONSTRAINT {Quote(constraint.Name)} " + constraint switch
    {
        PrimaryKey key => "PRIMARY KEY" + KeyColumns(key, key.Columns, key.Include, key.WithoutOverlaps, key.With, key.Tablespace, key.UsingIndex) + Deferrable(key.Deferral),
        UniqueConstraint key => "UNIQUE" + UniqueNulls(key) + KeyColumns(key, key.Columns, key.Include, key.WithoutOverlaps, key.With, key.Tablespace, key.UsingIndex) + Deferrable(key.Deferral),
        CheckConstraint check => $"CHECK ({check.Expression}){NoInherit(check.NoInherit)}{Checking(check, check.NotValid, check.NotEnforced)}",
        NotNullConstraint notNull => NotNullDefinition(notNull),
        ForeignKey key => ForeignKeyDefinition(key),
        ExcludeConstraint exclude => ExcludeDefinition(exclude),
        _ => throw new UnreachableException($"No SQL for constraint {constraint.GetType().Name}."),
    };

    private string KeyColumns(
        Constraint key, ImmutableArray<string> columns, ImmutableArray<string> include, bool withoutOverlaps, ImmutableArray<string> with, string? tablespace, string? usingIndex)
    {
        if (usingIndex is not null)
        {
            return include.IsEmpty && with.IsEmpty && tablespace is null && !withoutOverlaps
                ? $" USING INDEX {Quote(usingIndex)}"
                : throw Unsupported($"take over index \"{usingIndex}\" and change it", "Give the index its further columns, its parameters and its tablespace itself.");
        }

        if (withoutOverlaps)
        {
            RequireVersion(18, $"keep ranges from overlapping in constraint \"{key.Name}\"");
        }

        return $" ({QuoteAll(columns)}{(withoutOverlaps ? " WITHOUT OVERLAPS" : "")})" + IndexOptions(include, with, tablespace);
    }

    private string UniqueNulls(UniqueConstraint unique)
    {
        if (!unique.NullsNotDistinct)
        {
            return "";
        }

        if (unique.UsingIndex is not null)
        {
            throw Unsupported($"take over index \"{unique.UsingIndex}\" and change how it compares NULLs", "Create the index with Unique(nullsNotDistinct: true).");
        }

        RequireVersion(15, $"treat NULLs as equal in constraint \"{unique.Name}\"");
        return " NULLS NOT DISTINCT";
    }

    private string NotNullDefinition(NotNullConstraint notNull)
    {
        RequireVersion(18, $"name the NOT NULL constraint \"{notNull.Name}\"");
        return $"NOT NULL {Quote(notNull.Column)}{NoInherit(notNull.NoInherit)}{Checking(notNull, notNull.NotValid, notEnforced: false)}";
    }

    private string ForeignKeyDefinition(ForeignKey key)
    {
        if (!key.OnDeleteColumns.IsEmpty)
        {
            RequireVersion(15, $"change only some columns of foreign key \"{key.Name}\" on delete");
        }

        if (key.Period)
        {
            RequireVersion(18, $"reference periods by foreign key \"{key.Name}\"");
        }

        return $"FOREIGN KEY ({KeyOf(key.Columns)}) REFERENCES {Quote(key.ReferencedTable)}"
            + (key.ReferencedColumns.IsEmpty ? "" : $" ({KeyOf(key.ReferencedColumns)})")
            + (key.MatchFull ? " MATCH FULL" : "")
            + Action(" ON DELETE", key.OnDelete)
            + (key.OnDeleteColumns.IsEmpty ? "" : $" ({QuoteAll(key.OnDeleteColumns)})")
            + Action(" ON UPDATE", key.OnUpdate)
            + Deferrable(key.Deferral)
            + Checking(key, key.NotValid, key.NotEnforced);

        string KeyOf(ImmutableArray<string> columns) => key.Period ? string.Concat(columns[..^1].Select(column => $"{Quote(column)}, ")) + $"PERIOD {Quote(columns[^1])}" : QuoteAll(columns);
    }

    private static string ExcludeDefinition(ExcludeConstraint exclude) =>
        $"EXCLUDE USING {Quote(exclude.Method)} ({string.Join(", ", exclude.Elements.Select(element => $"{element.Expression} WITH {element.Operator}"))})"
        + IndexOptions(exclude.Include, exclude.With, exclude.Tablespace)
        + (exclude.Where is null ? "" : $" WHERE ({exclude.Where})")
        + Deferrable(exclude.Deferral);

    private static string IndexOptions(ImmutableArray<string> include, ImmutableArray<string> with, string? tablespace) =>
        Include(include) + Parameters(with) + (tablespace is null ? "" : $" USING INDEX TABLESPACE {Quote(tablespace)}");

    private static bool IsNotValid(Constraint constraint) => constraint is CheckConstraint { NotValid: true, NotEnforced: false } or ForeignKey { NotValid: true, NotEnforced: false } or NotNullConstraint { NotValid: true };

    private static string NoInherit(bool condition) => condition ? " NO INHERIT" : "";

    // What is not enforced is not valid either, and need not say so.
    private string Checking(Constraint constraint, bool notValid, bool notEnforced)
    {
        if (notEnforced)
        {
            RequireVersion(18, $"leave constraint \"{constraint.Name}\" unenforced");
        }

        return notEnforced ? " NOT ENFORCED" : notValid ? " NOT VALID" : "";
    }

    private static string Include(ImmutableArray<string> columns) => columns.IsEmpty ? "" : $" INCLUDE ({QuoteAll(columns)})";

    private static string Deferrable(Deferral deferral) => deferral switch
    {
        Deferral.NotDeferrable => "",
        Deferral.InitiallyImmediate => " DEFERRABLE",
        Deferral.InitiallyDeferred => " DEFERRABLE INITIALLY DEFERRED",
        _ => throw new UnreachableException($"No SQL for deferral {deferral}."),
    };

    private static string Action(string clause, ReferentialAction action) => action switch
    {
        ReferentialAction.NoAction => "",
        ReferentialAction.Restrict => $"{clause} RESTRICT",
        ReferentialAction.Cascade => $"{clause} CASCADE",
        ReferentialAction.SetNull => $"{clause} SET NULL",
        ReferentialAction.SetDefault => $"{clause} SET DEFAULT",
        _ => throw new UnreachableException($"No SQL for action {action}."),
    };
}
