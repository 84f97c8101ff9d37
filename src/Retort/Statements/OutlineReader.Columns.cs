using System.Collections.Immutable;
using Retort.Schema;

namespace Retort.Statements;

internal static partial class OutlineReader
{
    // The words with which something begins that belongs to a column, and that are in no type.
    private static readonly string[] AfterType =
        ["CONSTRAINT", "NOT", "NULL", "CHECK", "DEFAULT", "GENERATED", "UNIQUE", "PRIMARY", "REFERENCES", "COLLATE", "STORAGE", "COMPRESSION", "USING", "AS", "AUTOINCREMENT", "ON", "OPTIONS"];

    private static readonly string[] AfterDefault =
        ["CONSTRAINT", "NOT", "NULL", "CHECK", "GENERATED", "UNIQUE", "PRIMARY", "REFERENCES", "COLLATE", "STORAGE", "COMPRESSION", "DEFERRABLE"];

    /// <summary>Reads what follows the name of a column.</summary>
    private static ColumnOutline ReadColumn(ref StatementReader sql, string name)
    {
        var definition = sql;
        var type = TypeOutline.Read(sql.TakeUntil(AfterType));
        var column = new ColumnOutline(name, type) { Definition = definition.TakeUntil(), IsNumbered = type.IsSerial, NotNull = type.IsSerial };
        var constraints = ImmutableArray.CreateBuilder<ConstraintOutline>();
        while (!sql.AtEnd && !sql.Is(',') && !sql.Is(')'))
        {
            var constraint = sql.Take("CONSTRAINT") ? sql.TakeIdentifier() : null;
            if (sql.Take("NOT", "NULL"))
            {
                column = column with { NotNull = true };
            }
            else if (sql.Take("DEFAULT"))
            {
                column = column with { Default = sql.Take("NULL") ? null : sql.TakeUntil(AfterDefault) };
            }
            else if (sql.Take("GENERATED") || sql.Is("AS"))
            {
                column = ReadGenerated(ref sql, column);
            }
            else if (sql.Take("COLLATE"))
            {
                sql.TakeName();
            }
            else if (ReadConstraint(ref sql, constraint, [name]) is { } inline)
            {
                constraints.Add(inline);
            }
            else
            {
                sql.Skip();
            }
        }

        return column with { Constraints = constraints.ToImmutable(), NotNull = column.NotNull || constraints.Any(constraint => constraint.Kind == ConstraintKind.PrimaryKey) };
    }

    // GENERATED ALWAYS | BY DEFAULT AS IDENTITY, GENERATED ALWAYS AS (...) [STORED | VIRTUAL], and in SQLite AS (...).
    private static ColumnOutline ReadGenerated(ref StatementReader sql, ColumnOutline column)
    {
        sql.Take("ALWAYS");
        sql.Take("BY", "DEFAULT");
        sql.Take("AS");
        if (sql.Take("IDENTITY"))
        {
            sql.TakeParentheses();
            return column with { IsNumbered = true, NotNull = true };
        }

        return column with { Generated = sql.TakeParentheses() ?? "", Stored = sql.Take("STORED") ? true : sql.Take("VIRTUAL") ? false : null };
    }

    /// <summary>Reads a constraint of a table; <see langword="null"/> when something else comes next.</summary>
    private static ConstraintOutline? ReadTableConstraint(ref StatementReader sql)
    {
        var start = sql;
        var name = sql.Take("CONSTRAINT") ? sql.TakeIdentifier() : null;
        var constraint = ReadConstraint(ref sql, name, []);
        if (constraint is null)
        {
            sql = start;
        }

        return constraint;
    }

    /// <summary>Reads a constraint behind its name.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="name">The name, when it has one.</param>
    /// <param name="columns">The column it is written on.</param>
    private static ConstraintOutline? ReadConstraint(ref StatementReader sql, string? name, ImmutableArray<string> columns)
    {
        var start = sql;
        var constraint = sql.Take("PRIMARY", "KEY") ? ReadKey(ref sql, ConstraintKind.PrimaryKey, name, columns)
            : sql.Take("UNIQUE") ? ReadKey(ref sql, ConstraintKind.Unique, name, columns)
            : sql.Take("CHECK") ? new ConstraintOutline(ConstraintKind.Check, name, columns) { Definition = "", Expression = sql.TakeParentheses() }
            : sql.Take("FOREIGN", "KEY") ? ReadForeignKey(ref sql, name, sql.TakeColumns())
            : !columns.IsEmpty && sql.Is("REFERENCES") ? ReadForeignKey(ref sql, name, columns)
            : sql.Take("EXCLUDE") ? new ConstraintOutline(ConstraintKind.Exclude, name, columns) { Definition = "" }
            : columns.IsEmpty && sql.Take("NOT", "NULL") && sql.TakeIdentifier() is { } column ? new ConstraintOutline(ConstraintKind.NotNull, name, [column]) { Definition = "" }
            : null;
        return constraint is null ? null : Complete(ref sql, start, constraint, isInline: !columns.IsEmpty);
    }

    private static ConstraintOutline ReadKey(ref StatementReader sql, ConstraintKind kind, string? name, ImmutableArray<string> columns)
    {
        _ = sql.Take("NULLS", "NOT", "DISTINCT") || sql.Take("NULLS", "DISTINCT");
        var index = sql.Take("USING", "INDEX") && !sql.Is("TABLESPACE") ? sql.TakeIdentifier() : null;
        return new ConstraintOutline(kind, name, columns.IsEmpty && index is null ? sql.TakeColumns() : columns) { Definition = "", UsingIndex = index };
    }

    private static ConstraintOutline? ReadForeignKey(ref StatementReader sql, string? name, ImmutableArray<string> columns) =>
        sql.Take("REFERENCES") && sql.TakeObjectName() is { } table
            ? new ConstraintOutline(ConstraintKind.ForeignKey, name, columns) { Definition = "", References = table, ReferencedColumns = sql.TakeColumns() }
            : null;

    // What may follow any constraint: ON DELETE ..., DEFERRABLE, NOT VALID, NOT ENFORCED, and for those of a table all that is left of the item.
    private static ConstraintOutline Complete(ref StatementReader sql, StatementReader start, ConstraintOutline constraint, bool isInline)
    {
        string? definition = null;
        while (!sql.AtEnd && !sql.Is(',') && !sql.Is(')') && !(isInline && BeginsNext(sql)))
        {
            var before = sql;
            if (sql.Take("NOT", "VALID"))
            {
                definition = before.Since(start);
                constraint = constraint with { NotValid = true };
            }
            else if (sql.Take("NOT", "ENFORCED"))
            {
                constraint = constraint with { NotEnforced = true };
            }
            else if (!sql.Take("SET", "NULL") && !sql.Take("SET", "DEFAULT"))
            {
                sql.Skip();
            }
        }

        return constraint with { Definition = definition ?? sql.Since(start) };
    }

    private static bool BeginsNext(StatementReader sql) =>
        sql.IsAny("CONSTRAINT", "CHECK", "DEFAULT", "GENERATED", "UNIQUE", "PRIMARY", "REFERENCES", "COLLATE", "NULL") || sql.Take("NOT", "NULL");
}
