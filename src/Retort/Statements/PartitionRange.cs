using Retort.Dialects;
using Retort.Schema;

namespace Retort.Statements;

/// <summary>The rows of a partition of a table that is partitioned by a range over one column, which is how tables are partitioned in time.</summary>
/// <param name="Column">The column.</param>
/// <param name="From">The first value.</param>
/// <param name="To">The first value that is not in it.</param>
internal sealed record PartitionRange(string Column, string From, string To)
{
    /// <summary>Reads the bound of a partition; <see langword="null"/> when it is of another form, or the table is not known.</summary>
    public static PartitionRange? Of(Table? parent, string bound)
    {
        const string By = "RANGE (";
        if (parent?.PartitionBy is not { } by || !by.StartsWith(By, StringComparison.OrdinalIgnoreCase) || by.Contains(',', StringComparison.Ordinal))
        {
            return null;
        }

        var reader = new StatementReader(bound, SqlSyntax.PostgreSql);
        return reader.Take("FOR", "VALUES", "FROM") && reader.TakeParentheses() is { } from && reader.Take("TO") && reader.TakeParentheses() is { } to
            ? new PartitionRange(by[By.Length..].TrimEnd(')').Trim(), from, to)
            : null;
    }
}
