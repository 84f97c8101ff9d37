using Retort.Schema;
using Retort.Statements;
using static Retort.Linting.Rules.Recipes;

namespace Retort.Linting.Rules;

/// <summary>Checks and keys.</summary>
internal static class ConstraintRules
{
    private const string Built = "ACCESS EXCLUSIVE for as long as the index takes to build: nobody reads or writes meanwhile.";

    public static IEnumerable<LintRule> All =>
    [
        new StatementRule(
            new("RT-L028", "A check is added and tried on every row at once", Severity.Error)
            {
                Why = "All rows are read under the strongest lock. NOT VALID leaves the old rows alone; VALIDATE then reads them while others go on.",
                Cost = "ACCESS EXCLUSIVE, while the whole table is read: nobody reads or writes meanwhile.",
                Instead = "ADD CONSTRAINT ... NOT VALID, and VALIDATE CONSTRAINT in a later transaction. Count the rows that break it first: behind NOT VALID every UPDATE of such a row fails.",
                GrowsWithTable = true,
                Failing = "ALTER TABLE users ADD CONSTRAINT ck_users_name CHECK (name <> '')",
                Passing = "ALTER TABLE users ADD CONSTRAINT ck_users_name CHECK (name <> '') NOT VALID",
            },
            statement => Added(statement, ConstraintKind.Check).Where(step => step.Action.Constraint.ChecksRows && step.Scans).Select(step => new Remark(
                step.Table, $"Check {Title(step)}is tried on every row of \"{step.Table}\", which nobody can read meanwhile.",
                NotValid(statement, step.Table, NameOf(step.Table, step.Action.Constraint), step.Action.Constraint.Definition)))),
        new RevisionRule(
            new("RT-L029", "A constraint is validated in the transaction that added it", Severity.Error)
            {
                Why = "The strong lock of ADD CONSTRAINT is held until commit, so the table is read under it as if NOT VALID had not been said.",
                Cost = "The lock of ADD CONSTRAINT, ACCESS EXCLUSIVE or SHARE ROW EXCLUSIVE, while the whole table is read.",
                Instead = "VALIDATE CONSTRAINT in a transaction of its own: in another revision, or in db.OutsideTransaction, or with transactional: false.",
                PassesInSteps = true,
                Failing = "ALTER TABLE users ADD CONSTRAINT ck_users_name CHECK (name <> '') NOT VALID; ALTER TABLE users VALIDATE CONSTRAINT ck_users_name",
                Passing = "ALTER TABLE users ADD CONSTRAINT ck_users_name CHECK (name <> '') NOT VALID; ALTER TABLE users VALIDATE CONSTRAINT ck_users_name",
            },
            revision => revision.Transactions().SelectMany(ValidatedAtOnce)),
        new StatementRule(
            new("RT-L038", "A constraint is altered", Severity.Warning)
            {
                Why = "Making a foreign key deferrable takes the strongest lock; making it ENFORCED (PostgreSQL 18) reads both tables under theirs.",
                Cost = "ACCESS EXCLUSIVE on the table; to enforce it again both tables are read, and the one it points to is under SHARE ROW EXCLUSIVE.",
                Instead = "A second constraint as it shall be, added NOT VALID and then validated; then drop the first and give the second its name.",
                Before = "CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint CONSTRAINT fk_orders_user REFERENCES users (id))",
                Failing = "ALTER TABLE orders ALTER CONSTRAINT fk_orders_user DEFERRABLE INITIALLY DEFERRED",
                Passing = "ALTER TABLE orders RENAME CONSTRAINT fk_orders_user TO fk_orders_user_id",
            },
            statement => statement.Actions<AlterConstraintAction>().Select(step => new Remark(
                step.Table, $"Nobody can read \"{step.Table}\" until \"{step.Action.Constraint}\" is altered{(step.Scans ? " and all rows are checked" : "")}."))),
        new StatementRule(
            new("RT-L039", "A unique constraint builds its index", Severity.Error)
            {
                Why = "ADD UNIQUE builds the index under the strongest lock, and a unique constraint cannot be NOT VALID.",
                Cost = Built,
                Instead = "CREATE UNIQUE INDEX CONCURRENTLY, and ADD CONSTRAINT ... UNIQUE USING INDEX.",
                GrowsWithTable = true,
                Failing = "ALTER TABLE users ADD CONSTRAINT uq_users_email UNIQUE (email)",
                Passing = "CREATE UNIQUE INDEX CONCURRENTLY uq_users_email ON users (email); ALTER TABLE users ADD CONSTRAINT uq_users_email UNIQUE USING INDEX uq_users_email",
            },
            statement => Added(statement, ConstraintKind.Unique).Where(step => step.Action.Constraint.UsingIndex is null).Select(step => new Remark(
                step.Table, $"The index of unique constraint {Title(step)}is built while nobody can read \"{step.Table}\".",
                Key(statement, step.Table, NameOf(step.Table, step.Action.Constraint), step.Action.Constraint.Columns, "UNIQUE")))),
        new StatementRule(
            new("RT-L040", "A primary key builds its index, or looks for NULLs", Severity.Error)
            {
                Why = "ADD PRIMARY KEY builds the index under the strongest lock, and reads the table for NULLs unless its columns are NOT NULL already: that is so with USING INDEX too.",
                Cost = Built,
                Instead = "Make the columns NOT NULL the safe way, CREATE UNIQUE INDEX CONCURRENTLY, and ADD CONSTRAINT ... PRIMARY KEY USING INDEX.",
                GrowsWithTable = true,
                Before = "CREATE TABLE users (id bigint NOT NULL, name text)",
                Failing = "ALTER TABLE users ADD CONSTRAINT pk_users PRIMARY KEY (id)",
                Passing = "CREATE UNIQUE INDEX CONCURRENTLY pk_users ON users (id); ALTER TABLE users ADD CONSTRAINT pk_users PRIMARY KEY USING INDEX pk_users",
            },
            statement => Added(statement, ConstraintKind.PrimaryKey).Where(step => step.Scans).Select(step => new Remark(
                step.Table, $"Nobody can read \"{step.Table}\" while {(step.Action.Constraint.UsingIndex is null ? "the index of its primary key is built" : "it is searched for NULLs in its primary key")}.",
                step.Action.Constraint.UsingIndex is null ? Key(statement, step.Table, NameOf(step.Table, step.Action.Constraint), step.Action.Constraint.Columns, "PRIMARY KEY") : null))),
        new StatementRule(
            new("RT-L041", "An exclusion constraint builds its index", Severity.Error)
            {
                Why = "It can be neither NOT VALID nor take over an index, so that there is no gentle way to add it to a table that is in use.",
                Cost = Built,
                Instead = "A new table that has it from the start, a trigger that checks, or an hour in which nobody needs the table.",
                GrowsWithTable = true,
                Before = "CREATE TABLE bookings (id bigint PRIMARY KEY, room int4range)",
                Failing = "ALTER TABLE bookings ADD CONSTRAINT ex_bookings EXCLUDE USING gist (room WITH &&)",
                Passing = "CREATE TABLE bookings_new (id bigint PRIMARY KEY, room int4range, CONSTRAINT ex_bookings_new EXCLUDE USING gist (room WITH &&))",
            },
            statement => Added(statement, ConstraintKind.Exclude).Select(step => new Remark(
                step.Table, $"The index of exclusion constraint {Title(step)}is built while nobody can read \"{step.Table}\", and there is no other way to add it."))),
        new StatementRule(
            new("RT-L042", "A constraint cannot take this index over", Severity.Error)
            {
                Why = "The server refuses an index that is not unique, partial, over an expression, or in another order than the default one.",
                Instead = "A unique index on plain columns in their default order.",
                Before = "CREATE TABLE users (id bigint PRIMARY KEY, email text); CREATE UNIQUE INDEX uq_lower ON users (lower(email)); CREATE UNIQUE INDEX uq_email ON users (email)",
                Failing = "ALTER TABLE users ADD CONSTRAINT uq_lower UNIQUE USING INDEX uq_lower",
                Passing = "ALTER TABLE users ADD CONSTRAINT uq_email UNIQUE USING INDEX uq_email",
                MutedOnNewTables = false,
            },
            statement => statement.Actions<AddConstraintAction>()
                .Where(step => step.Action.Constraint.UsingIndex is { } name && statement.Schema.Index(step.Table.WithName(name)) is { } index
                    && (!index.Unique || index.Where is not null || index.IsInvalid || index.Keys.Any(key => key.Column is null || key.IsDescending)))
                .Select(step => new Remark(
                    step.Table, $"The server refuses index \"{step.Action.Constraint.UsingIndex}\": it is not a valid unique index over plain columns and all rows."))),
        new StatementRule(
            new("RT-L095", "A constraint has no name", Severity.Info)
            {
                Why = "The server gives it one, which may differ from database to database, and later revisions must name it.",
                Instead = "A name of its own.",
                MutedOnNewTables = false,
                Failing = "ALTER TABLE users ADD CHECK (name <> '') NOT VALID",
                Passing = "ALTER TABLE users ADD CONSTRAINT ck_users_name CHECK (name <> '') NOT VALID",
            },
            statement => statement.Actions<AddConstraintAction>().Where(step => step.Action.Constraint is { Name: null, UsingIndex: null }).Select(step => new Remark(
                step.Table, $"A constraint of \"{step.Table}\" has no name, and may be called otherwise in each database.",
                $"CONSTRAINT {statement.Quote(NameOf(step.Table, step.Action.Constraint))} {step.Action.Constraint.Definition}"))),
    ];

    private static IEnumerable<TableStep<AddConstraintAction>> Added(OutlinedStatement statement, ConstraintKind kind) => statement.Actions<AddConstraintAction>().Where(step => step.Action.Constraint.Kind == kind);

    private static string Title(TableStep<AddConstraintAction> step) => step.Action.Constraint.Name is { } name ? $"\"{name}\" " : "";

    private static IEnumerable<Blame> ValidatedAtOnce(IReadOnlyList<OutlinedStatement> transaction)
    {
        var added = new List<TableStep<AddConstraintAction>>();
        foreach (var statement in transaction)
        {
            added.AddRange(statement.Actions<AddConstraintAction>().Where(step => step.Action.Constraint is { NotValid: true, Name: not null }));
            foreach (var step in statement.Actions<ValidateConstraintAction>().Where(step => added.Any(earlier => earlier.Table == step.Table && earlier.Action.Constraint.Name == step.Action.Constraint)))
            {
                yield return new Blame(statement, new Remark(
                    step.Table, $"\"{step.Table}\" is read for \"{step.Action.Constraint}\" under the lock that added it: NOT VALID has won nothing.",
                    $"-- in a revision of its own:\n{Lines($"ALTER TABLE {statement.Quote(step.Table)} VALIDATE CONSTRAINT {statement.Quote(step.Action.Constraint)}")}"));
            }
        }
    }
}
