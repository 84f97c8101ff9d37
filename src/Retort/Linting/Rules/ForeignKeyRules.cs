using Retort.Planning;
using Retort.Schema;
using Retort.Statements;
using static Retort.Linting.Rules.Recipes;

namespace Retort.Linting.Rules;

/// <summary>Foreign keys, which concern two tables.</summary>
internal static class ForeignKeyRules
{
    private const string Two = "CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint); CREATE INDEX ix_orders_user_id ON orders (user_id)";

    public static IEnumerable<LintRule> All =>
    [
        new StatementRule(
            new("RT-L030", "A foreign key is added and checked at once", Severity.Error)
            {
                Why = "All rows of both tables are read while nobody can write to either. NOT VALID leaves the old rows alone; VALIDATE then reads them while others go on.",
                Cost = "SHARE ROW EXCLUSIVE on both tables, while both are read.",
                Instead = "ADD CONSTRAINT ... NOT VALID, and VALIDATE CONSTRAINT in a later transaction.",
                GrowsWithTable = true,
                Before = Two,
                Failing = "ALTER TABLE orders ADD CONSTRAINT fk_orders_user FOREIGN KEY (user_id) REFERENCES users (id)",
                Passing = "ALTER TABLE orders ADD CONSTRAINT fk_orders_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID",
            },
            statement => Added(statement).Where(step => step.Action.Constraint.ChecksRows && (statement.Version >= 18 || !statement.Schema.IsPartitioned(step.Table))).Select(step => new Remark(
                step.Table, $"\"{step.Table}\" and \"{step.Action.Constraint.References}\" are read for the foreign key, and nobody can write to either meanwhile.",
                NotValid(statement, step.Table, NameOf(step.Table, step.Action.Constraint), step.Action.Constraint.Definition)))),
        new StatementRule(
            new("RT-L031", "A foreign key of a partitioned table is NOT VALID", Severity.Error)
            {
                Why = "Up to PostgreSQL 17 the server refuses it.",
                Instead = "The foreign key on each partition, NOT VALID and then validated; the one of the partitioned table takes them over.",
                ExampleVersion = 17,
                MutedOnNewTables = false,
                Before = "CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE events (at date, user_id bigint) PARTITION BY RANGE (at); CREATE TABLE events_1 PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01'); CREATE INDEX ix ON events (user_id)",
                Failing = "ALTER TABLE events ADD CONSTRAINT fk_events_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID",
                Passing = "ALTER TABLE events_1 ADD CONSTRAINT fk_events_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID",
            },
            statement => Added(statement).Where(step => step.Action.Constraint.NotValid && statement.Version < 18 && statement.Schema.IsPartitioned(step.Table)).Select(step => new Remark(
                step.Table, $"The server refuses a foreign key NOT VALID on \"{step.Table}\", which is partitioned.",
                Lines(statement.Schema.Descendants(step.Table).Select(partition => NotValid(statement, partition, NameOf(step.Table, step.Action.Constraint), step.Action.Constraint.Definition)).Append(
                    $"ALTER TABLE {statement.Quote(step.Table)} ADD CONSTRAINT {statement.Quote(NameOf(step.Table, step.Action.Constraint))} {step.Action.Constraint.Definition}"))))),
        new StatementRule(
            new("RT-L032", "A foreign key has no index behind it", Severity.Info)
            {
                Why = "Each DELETE of a row that is referred to, and each UPDATE of its key, reads the referring table from end to end.",
                Instead = "An index on the columns of the foreign key, built CONCURRENTLY before it.",
                MutedOnNewTables = false,
                Before = "CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint)",
                Failing = "ALTER TABLE orders ADD CONSTRAINT fk_orders_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID",
                Passing = "CREATE INDEX CONCURRENTLY ix_orders_user_id ON orders (user_id); ALTER TABLE orders ADD CONSTRAINT fk_orders_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID",
            },
            statement => Added(statement).Where(step => statement.Schema.Table(step.Table) is not null && !statement.Schema.HasIndexFor(step.Table, step.Action.Constraint.Columns)).Select(step => new Remark(
                step.Table, $"No index of \"{step.Table}\" begins with ({string.Join(", ", step.Action.Constraint.Columns)}): each DELETE in \"{step.Action.Constraint.References}\" reads it from end to end.",
                Lines($"CREATE INDEX CONCURRENTLY {statement.Quote(NamingConvention.Index(step.Table, step.Action.Constraint.Columns.Select(IndexKey.FromString)))} ON {statement.Quote(step.Table)} ({statement.QuoteAll(step.Action.Constraint.Columns)})")))),
        new StatementRule(
            new("RT-L033", "A foreign key is of another type than the key", Severity.Warning)
            {
                Why = "Each check casts, and the narrower of the two overflows first.",
                Instead = "The same type on both sides.",
                MutedOnNewTables = false,
                Before = "CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE orders (id bigint PRIMARY KEY, user_id integer); CREATE INDEX ix ON orders (user_id)",
                Failing = "ALTER TABLE orders ADD CONSTRAINT fk_orders_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID",
                Passing = "ALTER TABLE orders ADD COLUMN user_key bigint",
            },
            statement => Added(statement).SelectMany(step => Differing(statement, step.Table, step.Action.Constraint))),
        new RevisionRule(
            new("RT-L034", "Several foreign keys come or go in one transaction", Severity.Warning)
            {
                Why = "The locks on all the tables add up and are held until commit; two such transactions in another order deadlock.",
                Cost = "SHARE ROW EXCLUSIVE on each table of each key, and ACCESS EXCLUSIVE where keys are dropped, until commit.",
                Instead = "One foreign key in a transaction.",
                PassesInSteps = true,
                Before = "CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE items (id bigint PRIMARY KEY); CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint, item_id bigint); CREATE INDEX ix1 ON orders (user_id); CREATE INDEX ix2 ON orders (item_id)",
                Failing = "ALTER TABLE orders ADD CONSTRAINT fk_orders_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID; ALTER TABLE orders ADD CONSTRAINT fk_orders_item FOREIGN KEY (item_id) REFERENCES items (id) NOT VALID",
                Passing = "ALTER TABLE orders ADD CONSTRAINT fk_orders_user FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID; ALTER TABLE orders ADD CONSTRAINT fk_orders_item FOREIGN KEY (item_id) REFERENCES items (id) NOT VALID",
            },
            revision => revision.Transactions().SelectMany(Piled)),
        new StatementRule(
            new("RT-L035", "A new table refers to one that is in use", Severity.Info)
            {
                Why = "The new table is empty and free, but REFERENCES keeps writers out of the table it points to until commit.",
                Cost = "SHARE ROW EXCLUSIVE on each table that is referred to, until commit.",
                Instead = "The table without the foreign key; the key in a short transaction of its own, which has no rows to check.",
                Before = "CREATE TABLE users (id bigint PRIMARY KEY)",
                Failing = "CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id))",
                Passing = "CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint)",
            },
            statement => statement.As<CreateTableOutline>().SelectMany(create => Referring(statement, create))),
        new StatementRule(
            new("RT-L036", "A table goes that refers to one that is in use", Severity.Warning)
            {
                Why = "Its foreign keys go with it, and for that nobody can even read the tables they point to until commit.",
                Cost = "ACCESS EXCLUSIVE on each table that is referred to.",
                Instead = "Drop the foreign key first, in a transaction of its own.",
                Before = "CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint CONSTRAINT fk_orders_user REFERENCES users (id))",
                PassesInSteps = true,
                Beside = ["RT-L074"],
                Failing = "DROP TABLE orders",
                Passing = "ALTER TABLE orders DROP CONSTRAINT fk_orders_user; DROP TABLE orders",
            },
            statement => statement.As<DropOutline>().Where(drop => drop.Kind == "TABLE").SelectMany(drop => drop.Names.Where(table => !statement.IsNew(table) && !statement.IsOwn(table)).SelectMany(table => statement.Schema.ForeignKeysOf(table)
                .Where(key => key.ReferencedTable != table && !drop.Names.Contains(key.ReferencedTable)).Select(key => new Remark(
                    key.ReferencedTable, $"Nobody can read \"{key.ReferencedTable}\" until the transaction that drops \"{table}\" commits.",
                    Lines($"ALTER TABLE {statement.Quote(table)} DROP CONSTRAINT {statement.Quote(key.Name)}", Later, $"DROP TABLE {statement.Quote(table)}")))))),
        new StatementRule(
            new("RT-L037", "A foreign key is dropped", Severity.Info)
            {
                Why = "Nobody can read either table for a moment, and whoever reads later waits behind the wait for both locks.",
                Cost = "ACCESS EXCLUSIVE on both tables.",
                Instead = "Alone in its transaction.",
                Before = "CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint CONSTRAINT fk_orders_user REFERENCES users (id))",
                Failing = "ALTER TABLE orders DROP CONSTRAINT fk_orders_user",
                Passing = "ALTER TABLE orders RENAME CONSTRAINT fk_orders_user TO fk_orders_user_id",
            },
            statement => statement.Actions<DropConstraintAction>().Where(step => !statement.IsOwn(step.Table)).SelectMany(step => statement.Schema.Constraint(step.Table, step.Action.Constraint) is ForeignKey key
                ? [new Remark(step.Table, $"Nobody can read \"{step.Table}\" and \"{key.ReferencedTable}\" until commit: let it be all that the transaction does.")]
                : Array.Empty<Remark>())),
    ];

    private static IEnumerable<TableStep<AddConstraintAction>> Added(OutlinedStatement statement) => statement.Actions<AddConstraintAction>().Where(step => step.Action.Constraint.Kind == ConstraintKind.ForeignKey);

    private static IEnumerable<Remark> Referring(OutlinedStatement statement, CreateTableOutline create)
    {
        ConstraintOutline[] keys = [.. create.AllConstraints.Where(key => key.References is { } table && table != create.Name && !statement.IsNew(table))];
        return keys.Length == 0 ? [] : [new Remark(
            keys[0].References,
            $"Nobody can write to {string.Join(", ", keys.Select(key => $"\"{key.References}\"").Distinct())} until the transaction that makes \"{create.Name}\" commits.",
            Lines(keys.SelectMany(key => (string[])[
                Later,
                $"ALTER TABLE {statement.Quote(create.Name)} ADD CONSTRAINT {statement.Quote(NameOf(create.Name, key))} FOREIGN KEY ({statement.QuoteAll(key.Columns)}) REFERENCES {statement.Quote(key.References!.Value)}{(key.ReferencedColumns.IsEmpty ? "" : $" ({statement.QuoteAll(key.ReferencedColumns)})")}",
            ]).Prepend($"-- {statement.Quote(create.Name)} without foreign keys")))];
    }

    private static IEnumerable<Remark> Differing(OutlinedStatement statement, ObjectName table, ConstraintOutline key)
    {
        var target = key.References!.Value;
        var referenced = key.ReferencedColumns.IsEmpty ? statement.Schema.Table(target)?.Constraints.OfType<PrimaryKey>().FirstOrDefault()?.Columns ?? [] : key.ReferencedColumns;
        for (var i = 0; i < Math.Min(key.Columns.Length, referenced.Length); i++)
        {
            var (column, other) = (key.Columns[i], referenced[i]);
            if (statement.TypeOf(table, column) is { } own && statement.TypeOf(target, other) is { } its && own.Name != its.Name)
            {
                yield return new Remark(table, $"\"{column}\" of \"{table}\" is {own.Name}, but \"{other}\" of \"{target}\" is {its.Name}.");
            }
        }
    }

    private sealed record AddedKey(OutlinedStatement Statement, ObjectName Table);

    private static IEnumerable<Blame> Piled(IReadOnlyList<OutlinedStatement> transaction)
    {
        var keys = transaction.SelectMany(statement => Added(statement).Where(step => !statement.IsNew(step.Table)).Select(step => new AddedKey(statement, step.Table))).ToList();
        return keys.Skip(1).Take(1).Select(second => new Blame(second.Statement, new Remark(
            second.Table,
            $"{keys.Count} foreign keys are added in one transaction: their locks on {string.Join(", ", keys.SelectMany(key => key.Statement.Effects.Locks).Where(held => held.Mode >= LockMode.ShareRowExclusive).Select(held => $"\"{held.Relation}\"").Distinct())} are held until commit.")));
    }
}
