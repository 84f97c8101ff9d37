using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Schema;

namespace Retort.RevisionFiles.Rendering;

/// <summary>Finds the column that a check is about, so that it can stand beside it: the only one that it names.</summary>
internal static class CheckedColumn
{
    public static Column? Of(CheckConstraint check, ImmutableArray<Column> columns)
    {
        var named = columns.Where(column => Names(check.Expression, column.Name)).Take(2).ToArray();
        return named is [var only] ? only : null;
    }

    // The rules of the engines differ in strings that hold names; where it matters is only where the check stands.
    private static bool Names(string expression, string column)
    {
        foreach (var token in new SqlLexer(expression, SqlSyntax.PostgreSql))
        {
            var names = token.Kind switch
            {
                SqlTokenKind.Word => token.In(expression).Equals(column, StringComparison.OrdinalIgnoreCase),
                SqlTokenKind.QuotedIdentifier => token.Length > 2
                    && token.In(expression)[1..^1].ToString().Replace("\"\"", "\"", StringComparison.Ordinal).Equals(column, StringComparison.OrdinalIgnoreCase),
                _ => false,
            };
            if (names)
            {
                return true;
            }
        }

        return false;
    }
}
