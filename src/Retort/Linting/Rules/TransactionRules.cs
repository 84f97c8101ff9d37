using Retort.Planning;
using Retort.Schema;
using Retort.Statements;
using static Retort.Linting.Rules.Recipes;

namespace Retort.Linting.Rules;

/// <summary>What statements do to one another in a transaction, and to the rows.</summary>
internal static class TransactionRules
{
    private const string Two = "CREATE TABLE users (id bigint PRIMARY KEY, name text); CREATE TABLE orders (id bigint PRIMARY KEY, note text)";

    public static IEnumerable<LintRule> All =>
    [
        new StatementRule(
            new("RT-L084", "All rows are changed at once", Severity.Warning)
            {
                Why = "Every row is locked until commit, written a second time, and sent to the replicas in one piece. Without WHERE it is often not even meant.",
                Cost = "ROW EXCLUSIVE on the table, and a lock on every row until commit.",
                Instead = "Batches by key, each committed: `-- retort: backfill` above the UPDATE, `db.Backfill` in C#.",
                OnSqlite = true,
                Failing = "UPDATE users SET name = lower(name)",
                Passing = "-- retort: backfill\nUPDATE users SET name = lower(name)",
            },
            statement => statement.As<UpdateOutline>().Where(update => !update.HasWhere).Select(update => new Remark(
                    update.Table, $"UPDATE without WHERE locks and writes every row of \"{update.Table}\" in one transaction.", Lines("-- retort: backfill", statement.Statement.Text)))
                .Concat(statement.As<DeleteOutline>().Where(delete => !delete.HasWhere).Select(delete => new Remark(
                    delete.Table, $"DELETE without WHERE: all rows of \"{delete.Table}\" are gone.", Lines("-- in batches, each committed:", $"{statement.Statement.Text} WHERE {Batch(statement, delete.Table)}"))))),
        new StatementRule(
            new("RT-L085", "A statement is allowed to wait for ever", Severity.Warning)
            {
                Why = "While a statement waits for a strong lock, everybody who comes later waits behind it. Retort asks for such locks with a short limit and tries again; lock_timeout = 0 takes that away.",
                Instead = "No lock_timeout in the revision, or one of a few seconds.",
                MutedOnNewTables = false,
                Failing = "SET LOCAL lock_timeout = 0; ALTER TABLE users ADD COLUMN age integer",
                Passing = "SET LOCAL lock_timeout = '2s'; ALTER TABLE users ADD COLUMN age integer",
            },
            statement => statement.As<SetParameterOutline>().Where(set => set is { Name: "lock_timeout", IsLocal: true } && set.Value.Trim('\'') is "0" or "0s" or "0ms").Select(_ => new Remark(
                null, "lock_timeout = 0 lets the statements behind it wait for ever, and everybody else behind them.", Lines("SET LOCAL lock_timeout = '2s'")))),
        new RevisionRule(
            new("RT-L086", "A statement that reads a whole table is given little time", Severity.Warning)
            {
                Why = "Cut short by statement_timeout it has done nothing, and whoever waited for its lock has waited for nothing. How long it takes depends on the table, which grows.",
                Instead = "No statement_timeout for what reads or writes a whole table; a short one only around what is brief.",
                GrowsWithTable = true,
                Before = "CREATE TABLE users (id bigint PRIMARY KEY, name text); ALTER TABLE users ADD CONSTRAINT ck_users_name CHECK (name <> '') NOT VALID",
                Failing = "SET LOCAL statement_timeout = '3s'; ALTER TABLE users VALIDATE CONSTRAINT ck_users_name",
                Passing = "SET LOCAL statement_timeout = 0; ALTER TABLE users VALIDATE CONSTRAINT ck_users_name",
            },
            CutShort),
        new RevisionRule(
            new("RT-L088", "A transaction locks several tables", Severity.Warning)
            {
                Why = "The first table stays locked while the transaction waits for the second one, and two such transactions in another order deadlock.",
                Cost = "The strongest lock on each of the tables until commit.",
                Instead = "A revision for each table.",
                Before = Two,
                PassesInSteps = true,
                Failing = "ALTER TABLE users ADD COLUMN a integer; ALTER TABLE orders ADD COLUMN b integer",
                Passing = "ALTER TABLE users ADD COLUMN a integer; ALTER TABLE orders ADD COLUMN b integer",
            },
            revision => revision.Transactions().SelectMany(SeveralTables)),
        new RevisionRule(
            new("RT-L089", "Rows are changed behind a strong lock", Severity.Error)
            {
                Why = "The lock of an earlier statement is held until commit, so that the rows are changed while nobody can read the table.",
                Cost = "The earlier lock, for as long as the later statement takes.",
                Instead = "What takes long first, or in a revision of its own; what takes the strong lock last.",
                Before = Two,
                PassesInSteps = true,
                Failing = "ALTER TABLE users ADD COLUMN age integer; UPDATE users SET age = 1 WHERE id > 5",
                Passing = "ALTER TABLE users ADD COLUMN age integer; UPDATE users SET age = 1 WHERE id > 5",
            },
            revision => revision.Transactions().SelectMany(BehindLock)),
        new RevisionRule(
            new("RT-L091", "A table is read several times where once would do", Severity.Info)
            {
                Why = "Several actions in one ALTER TABLE share one reading of the table.",
                Instead = "One ALTER TABLE with all of them.",
                Before = "CREATE TABLE users (id bigint PRIMARY KEY, name text, email text)",
                Beside = ["RT-L025"],
                Failing = "ALTER TABLE users ALTER COLUMN name SET NOT NULL; ALTER TABLE users ALTER COLUMN email SET NOT NULL",
                Passing = "ALTER TABLE users ALTER COLUMN name SET NOT NULL, ALTER COLUMN email SET NOT NULL",
            },
            revision => revision.Transactions().SelectMany(RepeatedScans)),
    ];

    private static IEnumerable<Blame> CutShort(OutlinedRevision revision)
    {
        var limits = new TimeLimits();
        foreach (var statement in revision.Statements)
        {
            limits.Note(statement.Outline);
            if (statement.Effects.Scans is [var table, ..] && !TimeLimits.WaitsForOthers(statement) && limits.OfStatement is { } limit)
            {
                yield return new Blame(statement, new Remark(table, $"{limit.Name} is {limit.Value} when \"{table}\" is read from end to end: cut short, it has done nothing.", Lines($"SET LOCAL {limit.Name} = 0", statement.Statement.Text)));
            }
        }
    }

    private static IEnumerable<Blame> SeveralTables(IReadOnlyList<OutlinedStatement> transaction)
    {
        var (tables, locked) = (new HashSet<ObjectName>(), new List<OutlinedStatement>());
        foreach (var statement in transaction)
        {
            if (statement.Outline is AlterTableOutline { Name: var table } && statement.Effects.Locks.Any(held => held.Mode == LockMode.AccessExclusive && held.Relation == table)
                && IsForeign(statement, table) && statement.Schema.Index(table) is null && tables.Add(table))
            {
                locked.Add(statement);
            }
        }

        return locked.Skip(1).Take(1).Select(second => new Blame(second, new Remark(
            null, $"{string.Join(" and ", locked.Select(statement => $"\"{((AlterTableOutline)statement.Outline).Name}\""))} stay locked together until commit: nobody can read any of them while the transaction waits for the next.")));
    }

    private static IEnumerable<Blame> BehindLock(IReadOnlyList<OutlinedStatement> transaction)
    {
        var held = new Dictionary<ObjectName, LockMode>();
        foreach (var statement in transaction)
        {
            if (Worked(statement) is { } table && held.TryGetValue(table, out var mode))
            {
                yield return new Blame(statement, new Remark(
                    table, $"Nobody can {(mode.Blocks() == Blocked.All ? "read" : "write to")} \"{table}\" while this runs: an earlier statement of the transaction has locked it.",
                    $"-- in a revision of its own:\n{Lines(statement.Statement.Text)}"));
            }

            foreach (var one in statement.Effects.Locks.Where(one => one.Mode.Blocks() >= Blocked.Writes && IsForeign(statement, one.Relation)))
            {
                held[one.Relation] = held.TryGetValue(one.Relation, out var before) && before > one.Mode ? before : one.Mode;
            }
        }
    }

    /// <summary>The table whose rows a statement changes. A scan is told by the rule about the statement itself.</summary>
    private static ObjectName? Worked(OutlinedStatement statement) => statement.Outline switch
    {
        UpdateOutline update => update.Table,
        DeleteOutline delete => delete.Table,
        InsertOutline { IsQuery: true } insert => insert.Table,
        _ => (ObjectName?)null,
    };

    private static IEnumerable<Blame> RepeatedScans(IReadOnlyList<OutlinedStatement> transaction) => transaction
        .Where(statement => statement.Outline is AlterTableOutline alter && statement.Effects.Scans.Contains(alter.Name) && statement.Effects.Rewrites.IsEmpty && alter.Actions.All(action => action is SetNotNullAction or AddConstraintAction { Constraint.Kind: ConstraintKind.Check }))
        .GroupBy(statement => ((AlterTableOutline)statement.Outline).Name)
        .Where(group => group.Skip(1).Any())
        .Select(group => new Blame(group.Last(), new Remark(
            group.Key, $"\"{group.Key}\" is read {group.Count()} times, once by each ALTER TABLE; one with all the actions reads it once.",
            Lines($"ALTER TABLE {group.First().Quote(group.Key)} {string.Join(", ", group.SelectMany(statement => ((AlterTableOutline)statement.Outline).Actions).Select(action => action.Text))}"))));

    private static bool IsForeign(OutlinedStatement statement, ObjectName relation) => !statement.IsNew(relation) && !statement.IsOwn(relation);
}
