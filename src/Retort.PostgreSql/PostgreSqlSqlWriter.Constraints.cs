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

    private void WriteConstraintComment(ObjectName table, Constraint constraint)
    {
        if (constraint.Comment is not null)
        {
            AddComment($"CONSTRAINT {Quote(constraint.Name)} ON {Quote(table)}", constraint.Comment);
        }
    }

    private string ConstraintDefinition(Constraint constraint) => $"CONSTRAINT {Quote(constraint.Name)} " + constraint switch
    {
        PrimaryKey key => $"PRIMARY KEY{KeyColumns(key.Columns, key.Include, key.UsingIndex)}{Deferrable(key.Deferral)}",
        UniqueConstraint unique => $"UNIQUE{UniqueNulls(unique)}{KeyColumns(unique.Columns, unique.Include, unique.UsingIndex)}{Deferrable(unique.Deferral)}",
        CheckConstraint check => $"CHECK ({check.Expression}){(check.NoInherit ? " NO INHERIT" : "")}{NotValid(check.NotValid)}",
        ForeignKey key => ForeignKeyDefinition(key),
        ExcludeConstraint exclude => ExcludeDefinition(exclude),
        _ => throw new UnreachableException($"No SQL for constraint {constraint.GetType().Name}."),
    };

    private string KeyColumns(ImmutableArray<string> columns, ImmutableArray<string> include, string? usingIndex)
    {
        if (usingIndex is null)
        {
            return $" ({QuoteAll(columns)}){Include(include)}";
        }

        return include.IsEmpty
            ? $" USING INDEX {Quote(usingIndex)}"
            : throw Unsupported($"take over index \"{usingIndex}\" and include further columns", "Include them in the index.");
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

    private static string ForeignKeyDefinition(ForeignKey key) =>
        $"FOREIGN KEY ({QuoteAll(key.Columns)}) REFERENCES {Quote(key.ReferencedTable)}"
        + (key.ReferencedColumns.IsEmpty ? "" : $" ({QuoteAll(key.ReferencedColumns)})")
        + (key.MatchFull ? " MATCH FULL" : "")
        + Action(" ON DELETE", key.OnDelete)
        + Action(" ON UPDATE", key.OnUpdate)
        + Deferrable(key.Deferral)
        + NotValid(key.NotValid);

    private static string ExcludeDefinition(ExcludeConstraint exclude) =>
        $"EXCLUDE USING {Quote(exclude.Method)} ({string.Join(", ", exclude.Elements.Select(element => $"{element.Expression} WITH {element.Operator}"))})"
        + (exclude.Where is null ? "" : $" WHERE ({exclude.Where})")
        + Deferrable(exclude.Deferral);

    private static string Include(ImmutableArray<string> columns) => columns.IsEmpty ? "" : $" INCLUDE ({QuoteAll(columns)})";

    private static string NotValid(bool condition) => condition ? " NOT VALID" : "";

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
