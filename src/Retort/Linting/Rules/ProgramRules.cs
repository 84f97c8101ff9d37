using Retort.Dialects;
using Retort.Statements;
using static Retort.Linting.Rules.Recipes;

namespace Retort.Linting.Rules;

/// <summary>Triggers, rules, policies, views and functions.</summary>
internal static class ProgramRules
{
    private const string Triggered = "CREATE TABLE users (id bigint PRIMARY KEY, name text); CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'; CREATE TRIGGER touched BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch()";
    private const string Viewed = "CREATE TABLE users (id bigint PRIMARY KEY, name text); CREATE MATERIALIZED VIEW names AS SELECT name FROM users; CREATE UNIQUE INDEX uq_names ON names (name)";

    public static IEnumerable<LintRule> All =>
    [
        new StatementRule(
            new("RT-L059", "A trigger comes, or is switched", Severity.Info)
            {
                Why = "Writers wait until commit, not other changes of the schema alone.",
                Cost = "SHARE ROW EXCLUSIVE on the table.",
                Instead = "Alone in a short transaction.",
                Before = Triggered,
                Failing = "CREATE TRIGGER watched AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION touch()",
                Passing = "CREATE OR REPLACE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
            },
            statement => statement.As<CreateTriggerOutline>().Select(trigger => Unwritten(trigger.Table)).Concat(statement.Actions<TriggerSwitchAction>().Select(step => Unwritten(step.Table)))),
        new StatementRule(
            new("RT-L060", "A trigger is dropped", Severity.Warning)
            {
                Why = "Nobody can even read the table until commit.",
                Cost = "ACCESS EXCLUSIVE on the table.",
                Instead = "DISABLE TRIGGER first, which keeps only writers waiting, and drop it at a quiet hour.",
                Before = Triggered,
                Failing = "DROP TRIGGER touched ON users",
                Passing = "ALTER TABLE users DISABLE TRIGGER touched",
            },
            statement => statement.As<DropOutline>().Where(drop => drop is { Kind: "TRIGGER", On: not null } && !statement.IsOwn(drop.On.Value)).Select(drop => new Remark(
                drop.On, $"Nobody can read \"{drop.On}\" until the transaction that drops trigger \"{drop.Names[0]}\" commits.",
                Lines($"ALTER TABLE {statement.Quote(drop.On!.Value)} DISABLE TRIGGER {statement.Quote(drop.Names[0])}", Later, statement.Statement.Text)))),
        new RevisionRule(
            new("RT-L061", "Row security is enabled, and no policy lets anybody in", Severity.Error)
            {
                Why = "Without a policy every row is hidden from everybody but the owner.",
                Cost = "ACCESS EXCLUSIVE for a moment.",
                Instead = "The policies first, ENABLE ROW LEVEL SECURITY behind them, in one transaction.",
                Failing = "ALTER TABLE users ENABLE ROW LEVEL SECURITY",
                Passing = "CREATE POLICY everybody ON users USING (true); ALTER TABLE users ENABLE ROW LEVEL SECURITY",
            },
            revision => revision.Statements.SelectMany(statement => statement.Actions<RowSecurityAction>()
                .Where(step => step.Action.IsEnabled && !revision.Statements.Any(other => other.Outline is PolicyOutline policy && policy.Table == step.Table) && !HasPolicy(revision, step.Table.ToString()))
                .Select(step => new Blame(statement, new Remark(step.Table, $"Every row of \"{step.Table}\" is hidden from everybody but its owner: there is no policy.", Lines($"CREATE POLICY {statement.Quote($"{step.Table.Name}_all")} ON {statement.Quote(step.Table)} USING (true)", statement.Statement.Text)))))),
        new StatementRule(
            new("RT-L064", "A materialized view is refreshed while nobody can read", Severity.Error)
            {
                Why = "Its query runs under the strongest lock on the view.",
                Cost = "ACCESS EXCLUSIVE on the view, for as long as its query takes.",
                Instead = "REFRESH MATERIALIZED VIEW CONCURRENTLY, for which it needs a unique index.",
                Before = Viewed,
                Failing = "REFRESH MATERIALIZED VIEW names",
                Passing = "REFRESH MATERIALIZED VIEW CONCURRENTLY names",
            },
            statement => statement.As<RefreshOutline>().Where(refresh => !refresh.Concurrently).Select(refresh => new Remark(
                refresh.View, $"Nobody can read \"{refresh.View}\" while its query runs.", Lines($"REFRESH MATERIALIZED VIEW CONCURRENTLY {statement.Quote(refresh.View)}")))),
        new StatementRule(
            new("RT-L065", "A function runs with the rights of its owner, and finds names where the caller says", Severity.Warning)
            {
                Why = "The caller of a SECURITY DEFINER function can put objects of his own in its way by search_path, which then run with the rights of its owner.",
                Instead = "SET search_path on the function.",
                MutedOnNewTables = false,
                Failing = "CREATE FUNCTION wipe() RETURNS void LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
                Passing = "CREATE FUNCTION wipe() RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS 'SELECT 1'",
            },
            statement => statement.As<CreateRoutineOutline>().Where(routine => routine is { SecurityDefiner: true, SetsSearchPath: false }).Select(routine => new Remark(
                null, $"\"{routine.Name}\" runs with the rights of its owner and finds names by the search_path of its caller.", "-- in the definition:\nSET search_path = pg_catalog, public"))),
        new StatementRule(
            new("RT-L081", "An extension is updated or dropped", Severity.Warning)
            {
                Why = "UPDATE runs a script of the extension: it can lock and change whatever it likes, and without TO it goes to whichever version that server has. DROP takes the tables and types of the extension along.",
                Instead = "Name the version, see to it that each server has it (pg_available_extension_versions), and rehearse it: `plan` runs it in a scratch database and observes it.",
                MutedOnNewTables = false,
                Failing = "ALTER EXTENSION hstore UPDATE",
                Passing = "CREATE EXTENSION IF NOT EXISTS hstore",
            },
            statement => statement.As<UpdateExtensionOutline>().Select(update => new Remark(null, $"What the script of extension \"{update.Extension}\" locks and changes cannot be read from here. `retort plan` observes it."))
                .Concat(statement.As<DropOutline>().Where(drop => drop.Kind == "EXTENSION" && !statement.IsDowngrade).Select(drop => new Remark(null, $"With extension \"{drop.Names[0]}\" go its tables, types and functions.")))),
        new StatementRule(
            new("RT-L097", "A DO block changes the schema", Severity.Info)
            {
                Why = "What it does depends on the database it runs in, and cannot be read from the revision. `plan` runs it in a scratch database and observes it.",
                Instead = "Plain statements, where they will do.",
                MutedOnNewTables = false,
                Failing = "DO $$ BEGIN EXECUTE 'ALTER TABLE users ADD COLUMN a int'; END $$",
                Passing = "DO $$ BEGIN RAISE NOTICE 'hello'; END $$",
            },
            statement => statement.As<DoOutline>().Where(block => IsWritten(statement) && ChangesSchema(block.Body)).Select(_ => new Remark(null, "The block changes the schema in ways that cannot be read from here. `retort plan` observes them."))),
    ];

    private static Remark Unwritten(Schema.ObjectName table) => new(table, $"Nobody can write to \"{table}\" until the transaction commits: let it be all that it does.");

    private static bool HasPolicy(OutlinedRevision revision, string table) =>
        revision.Context.Schema?.Objects.Any(item => item.Id.Kind == Schema.ObjectKind.Policy && item.Id.Name.ToString() == table) == true;

    // Some blocks are written by Retort, for an operation or behind a statement of the revision.
    private static bool IsWritten(OutlinedStatement statement) =>
        statement.Statement.Operation is Operations.ExecuteSql { Sql: var sql } && sql.Contains(statement.Statement.Text, StringComparison.Ordinal);

    private static bool ChangesSchema(string body)
    {
        // The code stands in a string of its own, and what it executes in strings within that.
        var code = body.Replace("'", " ", StringComparison.Ordinal).Replace("$", " ", StringComparison.Ordinal);
        var reader = new StatementReader(code, SqlSyntax.PostgreSql);
        return reader.HasAhead("ALTER", "TABLE") || reader.HasAhead("DROP", "TABLE") || reader.HasAhead("CREATE", "TABLE") || reader.HasAhead("CREATE", "INDEX") || reader.HasAhead("DROP", "INDEX")
            || reader.HasAhead("CREATE", "UNIQUE") || reader.HasAhead("TRUNCATE") || reader.HasAhead("EXECUTE");
    }
}
