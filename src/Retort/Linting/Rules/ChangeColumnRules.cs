using Retort.Dialects;
using Retort.Schema;
using Retort.Statements;
using static Retort.Linting.Rules.Recipes;

namespace Retort.Linting.Rules;

/// <summary>Columns that go, or are not the same any more.</summary>
internal static class ChangeColumnRules
{
    public static IEnumerable<LintRule> All =>
    [
        new StatementRule(
            new("RT-L012", "A column is dropped", Severity.Warning)
            {
                Why = "Its values are gone, and the running version of the application fails if it still names it. Every index it is in goes too without a word, also one over several columns, and so do its foreign keys, under a lock on the tables they point to.",
                Cost = "ACCESS EXCLUSIVE for a moment, and on the tables that its foreign keys point to.",
                Instead = "Stop using the column, deploy, wait, then drop it. Build the indexes that are still wanted anew first. Sessions that have prepared `SELECT *` fail once (cached plan must not change result type): renew the connections of the pool.",
                OnSqlite = true,
                Failing = "ALTER TABLE users DROP COLUMN email",
                Passing = "ALTER TABLE users ALTER COLUMN email DROP NOT NULL",
            },
            statement => statement.Actions<DropColumnAction>().Where(step => !statement.IsOwn(step.Table, step.Action.Column)).Select(step => new Remark(
                step.Table, $"The values of \"{step.Action.Column}\" in \"{step.Table}\" are gone, and whoever still names the column fails.{Lost(statement, step.Table, step.Action.Column)}",
                $"-- deploy a version that no longer names {statement.Quote(step.Action.Column)}, wait until the old one is gone, then:\n{Lines($"ALTER TABLE {statement.Quote(step.Table)} DROP COLUMN {statement.Quote(step.Action.Column)}")}"))),
        new StatementRule(
            new("RT-L014", "A column is renamed", Severity.Warning)
            {
                Why = "Old and new version of the application run side by side while it is rolled out, and one of them names a column that is not there.",
                Cost = "ACCESS EXCLUSIVE for a moment.",
                Instead = "Add a column under the new name, keep both equal, move over, drop the old one; or rename and put a view under the old table name in the same transaction.",
                OnSqlite = true,
                Failing = "ALTER TABLE users RENAME COLUMN name TO full_name",
                Passing = "ALTER TABLE users ADD COLUMN full_name text",
            },
            statement => statement.Actions<RenameColumnAction>().Select(step => new Remark(
                step.Table, $"Whoever names \"{step.Action.Column}\" of \"{step.Table}\" fails from this moment on, and the next version fails before it.",
                Lines(
                    $"ALTER TABLE {statement.Quote(step.Table)} ADD COLUMN {statement.Quote(step.Action.NewName)} {(statement.Schema.Column(step.Table, step.Action.Column) is { } column ? statement.TypeName(column.Type) : "text")}",
                    "-- write both, fill the old rows in batches, read the new one, deploy; then, in another revision:",
                    $"ALTER TABLE {statement.Quote(step.Table)} DROP COLUMN {statement.Quote(step.Action.Column)}")))),
        new StatementRule(
            new("RT-L025", "A column becomes NOT NULL", Severity.Error)
            {
                Why = "SET NOT NULL looks at every row, unless a valid check already says that there is no NULL.",
                Cost = "ACCESS EXCLUSIVE, while the whole table is read: nobody reads or writes meanwhile.",
                Instead = "On PostgreSQL 18 a NOT NULL constraint that is added NOT VALID and then validated; before, a check of the same kind, and SET NOT NULL behind it.",
                GrowsWithTable = true,
                PassesInSteps = true,
                Failing = "ALTER TABLE users ALTER COLUMN email SET NOT NULL",
                Passing = "ALTER TABLE users ADD CONSTRAINT ck_users_email CHECK (email IS NOT NULL) NOT VALID; ALTER TABLE users VALIDATE CONSTRAINT ck_users_email; ALTER TABLE users ALTER COLUMN email SET NOT NULL; ALTER TABLE users DROP CONSTRAINT ck_users_email",
            },
            statement => statement.Actions<SetNotNullAction>().Where(step => step.Scans).Select(step => new Remark(
                step.Table, $"\"{step.Table}\" is read from end to end to find that \"{step.Action.Column}\" has no NULL, and nobody can read it meanwhile.", NotNull(statement, step.Table, step.Action.Column)))
                .Concat(statement.Actions<AddConstraintAction>().Where(step => step.Scans && step.Action.Constraint is { Kind: ConstraintKind.NotNull, Columns: [_] }).Select(step => new Remark(
                    step.Table, $"\"{step.Table}\" is read from end to end to find that \"{step.Action.Constraint.Columns[0]}\" has no NULL, and nobody can read it meanwhile.", NotNull(statement, step.Table, step.Action.Constraint.Columns[0]))))),
        new RevisionRule(
            new("RT-L026", "A check that there is no NULL is left behind", Severity.Info)
            {
                Why = "Behind SET NOT NULL it says nothing any more, and is tried on every row that is written.",
                Instead = "DROP CONSTRAINT behind SET NOT NULL.",
                Before = "CREATE TABLE users (id bigint PRIMARY KEY, email text, CONSTRAINT ck_users_email CHECK (email IS NOT NULL))",
                Failing = "ALTER TABLE users ALTER COLUMN email SET NOT NULL",
                Passing = "ALTER TABLE users ALTER COLUMN email SET NOT NULL; ALTER TABLE users DROP CONSTRAINT ck_users_email",
            },
            revision => revision.Statements.SelectMany(statement => LeftBehind(revision, statement))),
        new StatementRule(
            new("RT-L027", "A column may be null", Severity.Info)
            {
                Why = "Readers that never met a NULL in it may not be ready for one.",
                Cost = "ACCESS EXCLUSIVE for a moment.",
                Instead = "Deploy readers that expect it first.",
                Before = "CREATE TABLE users (id bigint PRIMARY KEY, email text NOT NULL)",
                Failing = "ALTER TABLE users ALTER COLUMN email DROP NOT NULL",
                Passing = "ALTER TABLE users ALTER COLUMN email SET DEFAULT ''",
            },
            statement => statement.Actions<DropNotNullAction>().Where(_ => !statement.IsDowngrade).Select(step => new Remark(step.Table, $"Readers of \"{step.Table}\" may meet a NULL in \"{step.Action.Column}\"."))),
        new StatementRule(
            new("RT-L077", "The expression of a stored column changes", Severity.Error)
            {
                Why = "Every stored value is computed again. A virtual column (PostgreSQL 18) has none.",
                Cost = "ACCESS EXCLUSIVE, while the table and all its indexes are written anew.",
                Instead = "A new column beside the old one.",
                GrowsWithTable = true,
                Before = "CREATE TABLE users (id bigint PRIMARY KEY, name text, short text GENERATED ALWAYS AS (lower(name)) STORED, shown text GENERATED ALWAYS AS (lower(name)) VIRTUAL)",
                Failing = "ALTER TABLE users ALTER COLUMN short SET EXPRESSION AS (left(name, 5))",
                Passing = "ALTER TABLE users ALTER COLUMN shown SET EXPRESSION AS (left(name, 5))",
            },
            statement => statement.Actions<SetExpressionAction>().Where(step => step.Rewrites).Select(step => new Remark(
                step.Table, $"\"{step.Action.Column}\" is computed again for every row of \"{step.Table}\", which nobody can read meanwhile."))),
    ];

    private static IEnumerable<Blame> LeftBehind(OutlinedRevision revision, OutlinedStatement statement)
    {
        bool IsDropped(ObjectName table, string check) => revision.Statements.Any(later => later.Index >= statement.Index && later.Actions<DropConstraintAction>().Any(drop => drop.Table == table && drop.Action.Constraint == check));
        return statement.Actions<SetNotNullAction>().SelectMany(step => (statement.Schema.Table(step.Table)?.Constraints.OfType<CheckConstraint>() ?? [])
            .Where(check => Conjuncts.Of(check.Expression, SqlSyntax.PostgreSql).SetEquals([$"{step.Action.Column} is not null"]) && !IsDropped(step.Table, check.Name))
            .Select(check => new Blame(statement, new Remark(
                step.Table, $"Check \"{check.Name}\" says what NOT NULL of \"{step.Action.Column}\" says from now on.",
                Lines(statement.Statement.Text, $"ALTER TABLE {statement.Quote(step.Table)} DROP CONSTRAINT {statement.Quote(check.Name)}")))));
    }

    private static string Lost(OutlinedStatement statement, ObjectName table, string column)
    {
        string[] lost =
        [
            .. statement.Schema.IndexNamesOf(table, column).Select(index => $"index \"{index}\""),
            .. statement.Schema.ForeignKeysOf(table).Where(key => key.Columns.Contains(column)).Select(key => $"foreign key \"{key.Name}\", under a lock on \"{key.ReferencedTable}\""),
        ];
        return lost.Length == 0 ? "" : $" With it go {string.Join("; ", lost)}.";
    }
}
