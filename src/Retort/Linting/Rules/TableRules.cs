using Retort.Planning;
using Retort.Statements;
using static Retort.Linting.Rules.Recipes;

namespace Retort.Linting.Rules;

/// <summary>Tables as a whole: what goes, what gets another name, what is written anew or locked.</summary>
internal static class TableRules
{
    private const string Referred = "CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE orders (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id)); CREATE VIEW names AS SELECT id FROM users; CREATE SEQUENCE numbers";
    private const string Rewritten = "ACCESS EXCLUSIVE, while the table and all its indexes are written anew: nobody reads or writes meanwhile.";

    public static IEnumerable<LintRule> All =>
    [
        new StatementRule(
            new("RT-L013", "CASCADE takes along what is not named", Severity.Warning)
            {
                Why = "It drops every view, foreign key and column that depends on the object, in each database what happens to be there, under a lock on each of them.",
                Cost = "ACCESS EXCLUSIVE on every table and view that depends on it.",
                Instead = "Name what goes, one by one, and drop the object without CASCADE.",
                OnSqlite = true,
                Before = Referred,
                Failing = "DROP VIEW names CASCADE",
                Passing = "DROP VIEW names",
            },
            statement => statement.As<DropOutline>().Where(drop => drop.Cascade).Select(drop => new Remark(
                    drop.Kind == "TABLE" ? drop.Names[0] : (Schema.ObjectName?)null, $"CASCADE drops all that depends on \"{drop.Names[0]}\", which differs from database to database.{Known(statement, drop.Names[0])}",
                    Lines($"-- what depends on it, by name; then:", $"DROP {drop.Kind} {string.Join(", ", drop.Names.Select(statement.Quote))}")))
                .Concat(statement.Actions<DropColumnAction>().Where(step => step.Action.Cascade).Select(step => Cascade(step.Table, step.Action.Column)))
                .Concat(statement.Actions<DropConstraintAction>().Where(step => step.Action.Cascade).Select(step => Cascade(step.Table, step.Action.Constraint)))),
        new StatementRule(
            new("RT-L015", "A table is renamed or moved", Severity.Warning)
            {
                Why = "Old and new version of the application run side by side, and one of them names a table that is not there.",
                Cost = "ACCESS EXCLUSIVE for a moment.",
                Instead = "Rename it and put an updatable view under the old name, in one transaction; drop the view when nobody uses it.",
                OnSqlite = true,
                Failing = "ALTER TABLE users RENAME TO people",
                Passing = "CREATE VIEW people AS SELECT * FROM users",
            },
            statement => statement.Actions<RenameAction>().Where(step => !IsRebuilt(statement, step.Table) && statement.Schema.TableOfIndex(step.Table) is null).Select(step => new Remark(
                    step.Table, $"Whoever names \"{step.Table}\" fails from this moment on, and the next version fails before it.",
                    Lines($"ALTER TABLE {statement.Quote(step.Table)} RENAME TO {statement.Quote(step.Action.NewName)}", $"CREATE VIEW {statement.Quote(step.Table)} AS SELECT * FROM {statement.Quote(step.Table.WithName(step.Action.NewName))}")))
                .Concat(statement.Actions<SetSchemaAction>().Select(step => new Remark(
                    step.Table, $"Whoever names \"{step.Table}\" fails from this moment on, unless \"{step.Action.Schema}\" is in the search_path.",
                    Lines($"ALTER TABLE {statement.Quote(step.Table)} SET SCHEMA {statement.Quote(step.Action.Schema)}", $"CREATE VIEW {statement.Quote(step.Table)} AS SELECT * FROM {statement.Quote(new Schema.ObjectName(step.Action.Schema, step.Table.Name))}"))))),
        new StatementRule(
            new("RT-L016", "A schema is renamed", Severity.Warning)
            {
                Why = "Every query and every function that names the schema fails from this moment on.",
                Instead = "A new schema, into which the tables move one by one.",
                MutedOnNewTables = false,
                Before = "CREATE SCHEMA shop",
                Failing = "ALTER SCHEMA shop RENAME TO store",
                Passing = "CREATE SCHEMA store",
            },
            statement => statement.As<RenameSchemaOutline>().Select(rename => new Remark(null, $"Whoever names schema \"{rename.Schema}\" fails from this moment on.", Lines($"CREATE SCHEMA {statement.Quote(rename.NewName)}")))),
        new StatementRule(
            new("RT-L073", "A table is emptied by TRUNCATE", Severity.Warning)
            {
                Why = "All rows are gone, and nobody can read the table until commit; with CASCADE so are those of every table that refers to it.",
                Cost = "ACCESS EXCLUSIVE on the table, and with CASCADE on all that refer to it.",
                Instead = "DELETE in batches by key.",
                Before = Referred,
                Failing = "TRUNCATE orders",
                Passing = "DELETE FROM orders WHERE id BETWEEN 1 AND 10000",
            },
            statement => statement.As<TruncateOutline>().SelectMany(truncate => truncate.Tables.Select(table => new Remark(
                table, $"All rows of {string.Join(", ", statement.Effects.Locks.Where(held => statement.Schema.Table(held.Relation) is not null || held.Relation == table).Select(held => $"\"{held.Relation}\""))} are gone, and nobody can read there until commit.",
                Lines("-- in batches, each committed:", $"DELETE FROM {statement.Quote(table)} WHERE {Batch(statement, table)}"))))),
        new StatementRule(
            new("RT-L074", "A table or schema is dropped", Severity.Warning)
            {
                Why = "Its rows are gone. A downgrade brings the table back, but not what was in it.",
                Cost = "ACCESS EXCLUSIVE for a moment.",
                Instead = "Rename it, wait until nobody misses it, then drop it.",
                OnSqlite = true,
                Failing = "DROP TABLE users",
                Passing = "ALTER TABLE users ADD COLUMN retired boolean",
            },
            statement => statement.As<DropOutline>().Where(drop => drop.Kind is "TABLE" or "SCHEMA" or "DATABASE").SelectMany(drop => drop.Names.Where(name => !IsRebuilt(statement, name) && !statement.IsOwn(name)).Select(name => new Remark(
                drop.Kind == "TABLE" ? name : (Schema.ObjectName?)null, drop.Kind == "TABLE" ? $"The rows of \"{name}\" are gone." : $"All that {drop.Kind.ToLowerInvariant()} \"{name}\" holds is gone.",
                drop.Kind == "TABLE" ? Lines($"ALTER TABLE {statement.Quote(name)} RENAME TO {statement.Quote($"{name.Name}_retired")}", "-- when nobody misses it, in another revision:", $"DROP TABLE {statement.Quote($"{name.Name}_retired")}") : null)))),
        new StatementRule(
            new("RT-L075", "A table is written anew by VACUUM FULL or CLUSTER", Severity.Error)
            {
                Why = "It takes as long as it takes to copy the table, and nobody can read meanwhile.",
                Cost = Rewritten,
                Instead = "pg_repack, or nothing: VACUUM alone makes the space free for new rows.",
                GrowsWithTable = true,
                Failing = "VACUUM FULL users",
                Passing = "VACUUM users",
            },
            statement => statement.As<RewriteOutline>().Select(rewrite => new Remark(rewrite.Table, $"{rewrite.Command} writes {(rewrite.Table is { } table ? $"\"{table}\"" : "every table")} anew, and nobody can read meanwhile.", rewrite.Table is { } vacuumed ? Lines($"VACUUM {statement.Quote(vacuumed)}") : null))),
        new StatementRule(
            new("RT-L076", "A table moves to another file", Severity.Error)
            {
                Why = "SET LOGGED, UNLOGGED, ACCESS METHOD and TABLESPACE copy all rows.",
                Cost = Rewritten,
                Instead = "A new table, filled in batches, that takes the name over.",
                GrowsWithTable = true,
                Failing = "ALTER TABLE users SET UNLOGGED",
                Passing = "ALTER TABLE users SET (fillfactor = 70)",
            },
            statement => statement.Actions<MoveRowsAction>().Where(step => step.Rewrites).Select(step => new Remark(step.Table, $"{step.Action.Words} copies all rows of \"{step.Table}\", and nobody can read meanwhile."))),
        new StatementRule(
            new("RT-L078", "A sequence is altered", Severity.Warning)
            {
                Why = "nextval waits for it, and so does every INSERT that takes its key from the sequence, until commit.",
                Cost = "SHARE ROW EXCLUSIVE on the sequence.",
                Instead = "Alone in a short transaction.",
                MutedOnNewTables = true,
                Before = Referred,
                Failing = "ALTER SEQUENCE numbers RESTART WITH 1000",
                Passing = "CREATE SEQUENCE others START WITH 1000",
            },
            statement => statement.As<AlterSequenceOutline>().Select(alter => new Remark(alter.Sequence, $"Every INSERT that takes a number from \"{alter.Sequence}\" waits until the transaction commits: let it be all that it does."))),
        new StatementRule(
            new("RT-L082", "A table is locked by hand", Severity.Warning)
            {
                Why = "The lock is held until commit, whatever comes behind it.",
                Cost = "The lock that is named; without one ACCESS EXCLUSIVE.",
                Instead = "The weakest lock that will do, as the last thing before what needs it.",
                Failing = "LOCK TABLE users",
                Passing = "LOCK TABLE users IN SHARE UPDATE EXCLUSIVE MODE",
            },
            statement => statement.As<LockTableOutline>().Where(held => held.Mode.Blocks() >= Blocked.Writes).SelectMany(held => held.Tables.Select(table => new Remark(
                table, $"Nobody can {(held.Mode.Blocks() == Blocked.All ? "read" : "write to")} \"{table}\" until the transaction commits.")))),
    ];

    private static Remark Cascade(Schema.ObjectName table, string part) =>
        new(table, $"CASCADE drops all that depends on \"{part}\" of \"{table}\", which differs from database to database.", "-- drop what depends on it by name, and leave CASCADE out");

    private static string Known(OutlinedStatement statement, Schema.ObjectName name)
    {
        string[] known = [.. statement.Schema.ForeignKeysTo(name).Select(pair => $"foreign key \"{pair.Key.Name}\" of \"{pair.Table}\""), .. statement.Schema.ViewsOf(name).Select(view => $"view \"{view}\"")];
        return known.Length == 0 ? "" : $" Known here: {string.Join(", ", known)}.";
    }

    // On SQLite a table is changed by copying it into a new one that takes its name.
    private static bool IsRebuilt(OutlinedStatement statement, Schema.ObjectName table) => statement.Statement is not SqlStatement || statement.IsNew(table);
}
