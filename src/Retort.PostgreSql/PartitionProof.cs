using Retort.Dialects;
using Retort.Schema;
using Retort.Statements;

namespace Retort.PostgreSql;

/// <summary>Whether a valid check of a table already says what it must hold to become a partition, so that the server need not look through it.</summary>
internal static class PartitionProof
{
    /// <summary>Knows ranges over one column; of other bounds it says no.</summary>
    public static bool Proves(SchemaLookup schema, ObjectName parent, AttachPartitionAction attach)
    {
        if (schema.Table(attach.Partition) is not { } table || PartitionRange.Of(schema.Table(parent), attach.Bound) is not { } range)
        {
            return false;
        }

        var known = table.Constraints.OfType<CheckConstraint>().Where(check => check is { NotValid: false, NotEnforced: false })
            .SelectMany(check => Conjuncts.Of(check.Expression, SqlSyntax.PostgreSql)).ToHashSet(StringComparer.Ordinal);
        return (known.Contains($"{range.Column} is not null") || table.Columns.Any(column => column.Name == range.Column && !column.Nullable))
            && known.Contains($"{range.Column} >= {range.From}") && known.Contains($"{range.Column} < {range.To}");
    }
}
