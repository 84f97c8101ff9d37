using Retort.Dialects;
using Retort.Schema;
using Retort.Statements;

namespace Retort.PostgreSql;

/// <summary>Whether a valid check of a table already says what it must hold to become a partition, so that the server need not look through it.</summary>
internal static class PartitionProof
{
    /// <summary>Knows ranges over one column, which are the ones that tables are partitioned by in time; of others it says no.</summary>
    public static bool Proves(SchemaLookup schema, ObjectName parent, AttachPartitionAction attach)
    {
        if (attach.IsDefault || KeyOf(schema.Table(parent)) is not { } key || schema.Table(attach.Partition) is not { } table || Range(attach.Bound) is not (var from, var to))
        {
            return false;
        }

        var known = table.Constraints.OfType<CheckConstraint>().Where(check => check is { NotValid: false, NotEnforced: false })
            .SelectMany(check => Conjuncts.Of(check.Expression, SqlSyntax.PostgreSql)).ToHashSet(StringComparer.Ordinal);
        return (known.Contains($"{key} is not null") || table.Columns.Any(column => column.Name == key && !column.Nullable))
            && known.Contains($"{key} >= {from}") && known.Contains($"{key} < {to}");
    }

    private static string? KeyOf(Table? parent) => parent?.PartitionBy is { } by && by.StartsWith("RANGE (", StringComparison.OrdinalIgnoreCase) && !by.Contains(',', StringComparison.Ordinal)
        ? by["RANGE (".Length..].TrimEnd(')').Trim()
        : null;

    // FOR VALUES FROM (a) TO (b).
    private static (string From, string To)? Range(string bound)
    {
        var reader = new StatementReader(bound, SqlSyntax.PostgreSql);
        return reader.Take("FOR", "VALUES", "FROM") && reader.TakeParentheses() is { } from && reader.Take("TO") && reader.TakeParentheses() is { } to ? (from, to) : null;
    }
}
