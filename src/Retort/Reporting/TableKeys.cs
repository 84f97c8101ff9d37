using System.Collections.Immutable;
using Retort.Schema;

namespace Retort.Reporting;

/// <summary>What the keys of a table say of its columns.</summary>
internal static class TableKeys
{
    /// <summary>Which keys a column is part of: <c>PK</c>, <c>FK</c>, <c>UK</c>.</summary>
    public static IEnumerable<string> Of(Table table, Column column)
    {
        if (table.Constraints.OfType<PrimaryKey>().Any(key => key.Columns.Contains(column.Name)))
        {
            yield return "PK";
        }

        if (table.Constraints.OfType<ForeignKey>().Any(key => key.Columns.Contains(column.Name)))
        {
            yield return "FK";
        }

        if (table.Constraints.OfType<UniqueConstraint>().Any(key => key.Columns.Contains(column.Name)))
        {
            yield return "UK";
        }
    }

    /// <summary>The columns a foreign key refers to: those of the primary key when it names none.</summary>
    public static ImmutableArray<string> ReferencedColumns(ForeignKey key, Table? referenced) =>
        key.ReferencedColumns.IsEmpty ? referenced?.Constraints.OfType<PrimaryKey>().FirstOrDefault()?.Columns ?? [] : key.ReferencedColumns;
}
