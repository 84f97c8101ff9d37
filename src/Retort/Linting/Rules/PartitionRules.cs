using Retort.Statements;
using static Retort.Linting.Rules.Recipes;

namespace Retort.Linting.Rules;

/// <summary>Partitions.</summary>
internal static class PartitionRules
{
    private const string Partitioned = "CREATE TABLE events (at date NOT NULL, name text) PARTITION BY RANGE (at); CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')";
    private const string WithNext = Partitioned + "; CREATE TABLE events_2 (at date NOT NULL, name text)";

    public static IEnumerable<LintRule> All =>
    [
        new StatementRule(
            new("RT-L066", "A table is made as a partition", Severity.Warning)
            {
                Why = "CREATE TABLE ... PARTITION OF keeps everybody out of the partitioned table, and reads its default partition from end to end.",
                Cost = "ACCESS EXCLUSIVE on the partitioned table, and on the default partition while that is read.",
                Instead = "CREATE TABLE ... (LIKE ...) by itself, with a check that says the same as the bounds; then ATTACH PARTITION.",
                Before = Partitioned,
                Failing = "CREATE TABLE events_2 PARTITION OF events FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
                Passing = "CREATE TABLE events_2 (LIKE events INCLUDING ALL)",
            },
            statement => statement.As<CreateTableOutline>().Where(create => create.PartitionOf is not null).Select(create => new Remark(
                create.PartitionOf, $"Nobody can read \"{create.PartitionOf}\" until the transaction that makes partition \"{create.Name}\" commits{(statement.Effects.Scans.IsEmpty ? "" : ", and its default partition is read meanwhile")}.",
                Lines([
                    $"CREATE TABLE {statement.Quote(create.Name)} (LIKE {statement.Quote(create.PartitionOf!.Value)} INCLUDING ALL)",
                    .. Proof(statement, create.PartitionOf.Value, create.Name, create.Bound ?? ""),
                    $"ALTER TABLE {statement.Quote(create.PartitionOf.Value)} ATTACH PARTITION {statement.Quote(create.Name)} {create.Bound}"])))),
        new StatementRule(
            new("RT-L067", "A partition is attached and read through", Severity.Error)
            {
                Why = "The rows must fit the bounds. Unless a valid check of the table already says so, NOT NULL included, the table is read; and the default partition is too, for rows that belong into the new one.",
                Cost = "SHARE UPDATE EXCLUSIVE on the partitioned table, ACCESS EXCLUSIVE on the new partition and the default one while they are read.",
                Instead = "A check on the table that says the same as the bounds, added NOT VALID and then validated; and one on the default partition that says the opposite.",
                GrowsWithTable = true,
                Before = WithNext,
                PassesInSteps = true,
                Failing = "ALTER TABLE events ATTACH PARTITION events_2 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
                Passing = "ALTER TABLE events_2 ADD CONSTRAINT ck_bounds CHECK (at >= '2027-01-01' AND at < '2028-01-01') NOT VALID; ALTER TABLE events_2 VALIDATE CONSTRAINT ck_bounds; ALTER TABLE events ATTACH PARTITION events_2 FOR VALUES FROM ('2027-01-01') TO ('2028-01-01')",
            },
            statement => statement.Actions<AttachPartitionAction>().Where(step => step.Scans).Select(step => new Remark(
                step.Action.Partition, $"{string.Join(" and ", step.Effects.Scans.Select(table => $"\"{table}\""))} {(step.Effects.Scans.Length == 1 ? "is" : "are")} read from end to end to attach \"{step.Action.Partition}\", and nobody else can read there meanwhile.",
                Lines([.. Proof(statement, step.Table, step.Action.Partition, step.Action.Bound), $"ALTER TABLE {statement.Quote(step.Table)} {step.Action.Text}"])))),
        new StatementRule(
            new("RT-L069", "A partition is detached while nobody can read", Severity.Warning)
            {
                Why = "DETACH PARTITION keeps everybody out of the partitioned table; tables that refer to it are read from end to end.",
                Cost = "ACCESS EXCLUSIVE on the partitioned table and the partition.",
                Instead = "DETACH PARTITION ... CONCURRENTLY (PostgreSQL 14 and later), which Retort runs outside the transaction and finishes after an interruption.",
                Before = Partitioned,
                Failing = "ALTER TABLE events DETACH PARTITION events_1",
                Passing = "ALTER TABLE events DETACH PARTITION events_1 CONCURRENTLY",
            },
            statement => statement.Actions<DetachPartitionAction>().Where(step => step.Action is { Concurrently: false, Finalize: false } && statement.Version >= 14).Select(step => new Remark(
                step.Table, $"Nobody can read \"{step.Table}\" until the transaction that detaches \"{step.Action.Partition}\" commits.",
                Lines($"ALTER TABLE {statement.Quote(step.Table)} DETACH PARTITION {statement.Quote(step.Action.Partition)} CONCURRENTLY")))),
        new StatementRule(
            new("RT-L071", "A partition is dropped while it is attached", Severity.Warning)
            {
                Why = "DROP TABLE of a partition keeps everybody out of the partitioned table.",
                Cost = "ACCESS EXCLUSIVE on the partitioned table and the partition.",
                Instead = "Detach it CONCURRENTLY first, then drop it.",
                Before = Partitioned,
                Beside = ["RT-L074"],
                Failing = "DROP TABLE events_1",
                Passing = "ALTER TABLE events DETACH PARTITION events_1 CONCURRENTLY; DROP TABLE events_1",
            },
            statement => statement.As<DropOutline>().Where(drop => drop.Kind == "TABLE").SelectMany(drop => DroppedAlone(statement, drop)).Select(partition => new Remark(
                partition.PartitionOf!.Parent, $"Nobody can read \"{partition.PartitionOf.Parent}\" until the transaction that drops its partition \"{partition.Name}\" commits.",
                Lines($"ALTER TABLE {statement.Quote(partition.PartitionOf.Parent)} DETACH PARTITION {statement.Quote(partition.Name)} CONCURRENTLY", $"DROP TABLE {statement.Quote(partition.Name)}")))),
        new StatementRule(
            new("RT-L072", "All partitions are locked at once", Severity.Error)
            {
                Why = "What is said of a partitioned table is done to each partition, under the locks of all of them, held until the last one is done.",
                Cost = "The lock of the statement, on the partitioned table and every partition at once.",
                Instead = "Partition by partition, and at the end the partitioned table, which finds the work done.",
                Before = Partitioned,
                GrowsWithTable = true,
                Failing = "CREATE INDEX ix_events_name ON events (name)",
                Passing = "CREATE INDEX ix_events_name ON ONLY events (name); CREATE INDEX CONCURRENTLY ix_events_1_name ON events_1 (name); ALTER INDEX ix_events_name ATTACH PARTITION ix_events_1_name",
            },
            statement => ReadAtOnce(statement) is { } table && statement.Schema.IsPartitioned(table)
                ? [new Remark(
                    table, $"All partitions of \"{table}\" ({statement.Schema.Descendants(table).Count()}) are read one after the other, and stay locked until the last one is done.",
                    statement.Outline is CreateIndexOutline partitioned ? IndexRules.PerPartition(statement, partitioned) : null)]
                : []),
    ];

    /// <summary>The table that a statement reads with all its partitions, if it is partitioned.</summary>
    private static Schema.ObjectName? ReadAtOnce(OutlinedStatement statement) => statement.Outline switch
    {
        CreateIndexOutline { Concurrently: false, Only: false } index => index.Table,
        AlterTableOutline alter when statement.Actions<SetNotNullAction>().Any(step => step.Scans)
            || statement.Actions<AddConstraintAction>().Any(step => step.Scans && step.Action.Constraint.Kind == ConstraintKind.Check) => alter.Name,
        _ => (Schema.ObjectName?)null,
    };

    /// <summary>The partitions that are dropped without the table they are of.</summary>
    private static IEnumerable<Schema.Table> DroppedAlone(OutlinedStatement statement, DropOutline drop)
    {
        foreach (var name in drop.Names)
        {
            if (statement.Schema.Table(name) is { PartitionOf: { } place } table && !drop.Names.Contains(place.Parent) && !statement.IsOwn(name))
            {
                yield return table;
            }
        }
    }

    /// <summary>A check that says the same as the bounds, so that nothing is read when the partition is attached.</summary>
    private static IEnumerable<string> Proof(OutlinedStatement statement, Schema.ObjectName parent, Schema.ObjectName partition, string bound) => PartitionRange.Of(statement.Schema.Table(parent), bound) is { } range
        ? [NotValid(statement, partition, $"ck_{partition.Name}_bounds", $"CHECK ({range.Column} IS NOT NULL AND {range.Column} >= {range.From} AND {range.Column} < {range.To})")]
        : ["-- add a check that says the same as the bounds, NOT VALID, and validate it in a transaction of its own"];
}
