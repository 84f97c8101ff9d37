using System.Text;
using Retort.Dialects;
using Retort.Schema;
using Retort.Statements;
using static Retort.Linting.Rules.Recipes;

namespace Retort.Linting.Rules;

/// <summary>Columns that come.</summary>
internal static class AddColumnRules
{
    private const string Rewritten = "ACCESS EXCLUSIVE, while the table and all its indexes are written anew: nobody reads or writes meanwhile.";
    private const string Read = "ACCESS EXCLUSIVE, while the whole table is read: nobody reads or writes meanwhile.";

    public static IEnumerable<LintRule> All =>
    [
        new StatementRule(
            new("RT-L003", "A new column has a default that differs from row to row", Severity.Error)
            {
                Why = "A constant default, and now(), is kept in the catalogue. One that gives each row a value of its own, such as gen_random_uuid(), random() or clock_timestamp(), is written into every row.",
                Cost = Rewritten,
                Instead = "Add the column without the default, set the default for new rows, fill the old ones in batches.",
                GrowsWithTable = true,
                Failing = "ALTER TABLE users ADD COLUMN token uuid DEFAULT gen_random_uuid()",
                Passing = "ALTER TABLE users ADD COLUMN created_at timestamptz NOT NULL DEFAULT now()",
            },
            statement => Steps(statement).Where(step => step.Rewrites && step.Action.Column is { Default: not null, IsNumbered: false, Generated: null } && !IsConstrained(statement, step)).Select(step => new Remark(
                step.Table,
                $"Default {step.Action.Column.Default} of new column \"{step.Action.Column.Name}\" is written into every row of \"{step.Table}\", which nobody can read meanwhile.",
                Filled(statement, step.Table, step.Action.Column)))),
        new StatementRule(
            new("RT-L004", "A new column numbers the rows", Severity.Error)
            {
                Why = "An identity, serial, or nextval default of a new column gives every row that is there a number.",
                Cost = Rewritten,
                Instead = "Add a plain column with a sequence of its own, fill it in batches, make it an identity at the end.",
                GrowsWithTable = true,
                Failing = "ALTER TABLE users ADD COLUMN number bigint GENERATED ALWAYS AS IDENTITY",
                Passing = "ALTER TABLE users ADD COLUMN number bigint",
            },
            statement => Steps(statement).Where(step => step.Rewrites && step.Action.Column.IsNumbered).Select(step => new Remark(
                step.Table,
                $"New column \"{step.Action.Column.Name}\" numbers every row of \"{step.Table}\", which nobody can read meanwhile.",
                Numbered(statement, step.Table, step.Action.Column.Name)))),
        new StatementRule(
            new("RT-L005", "A new column is computed and stored", Severity.Error)
            {
                Why = "The value of a stored generated column is computed for every row that is there. A virtual one (PostgreSQL 18, and what it makes when the word is left out) is computed when it is read.",
                Cost = Rewritten,
                Instead = "A virtual column on PostgreSQL 18; else a plain column that a trigger fills, and batches for the old rows.",
                GrowsWithTable = true,
                Failing = "ALTER TABLE users ADD COLUMN lower_name text GENERATED ALWAYS AS (lower(name)) STORED",
                Passing = "ALTER TABLE users ADD COLUMN lower_name text GENERATED ALWAYS AS (lower(name)) VIRTUAL",
            },
            statement => Steps(statement).Where(step => step.Rewrites && step.Action.Column.Generated is not null).Select(step => new Remark(
                step.Table,
                $"New column \"{step.Action.Column.Name}\" is computed for every row of \"{step.Table}\", which nobody can read meanwhile.",
                statement.Version >= 18
                    ? Lines($"ALTER TABLE {statement.Quote(step.Table)} ADD COLUMN {statement.Quote(step.Action.Column.Name)} {step.Action.Column.Type} GENERATED ALWAYS AS ({step.Action.Column.Generated}) VIRTUAL")
                    : Lines($"ALTER TABLE {statement.Quote(step.Table)} ADD COLUMN {statement.Quote(step.Action.Column.Name)} {step.Action.Column.Type}", "-- a trigger computes it for new and changed rows", Backfill(statement, step.Table, step.Action.Column.Name, step.Action.Column.Generated!))))),
        new StatementRule(
            new("RT-L006", "A new column is of a domain with rules", Severity.Error)
            {
                Why = "A domain with CHECK or NOT NULL is tried on every row, even where the new column is null everywhere, and the table is written anew for it.",
                Cost = Rewritten,
                Instead = "The type behind the domain, with a check that is added NOT VALID and then validated.",
                GrowsWithTable = true,
                Before = "CREATE TABLE users (id bigint PRIMARY KEY); CREATE DOMAIN positive AS integer CHECK (VALUE > 0); CREATE DOMAIN tag AS text",
                Failing = "ALTER TABLE users ADD COLUMN age positive",
                Passing = "ALTER TABLE users ADD COLUMN nickname tag",
            },
            statement => Steps(statement).Where(step => step.Rewrites && step.Action.Column is { IsNumbered: false, Generated: null } && IsConstrained(statement, step)).Select(step => new Remark(
                step.Table,
                $"Column \"{step.Action.Column.Name}\" of domain {step.Action.Column.Type.Name} has every row of \"{step.Table}\" written anew, which nobody can read meanwhile.",
                DomainRecipe(statement, step.Table, step.Action.Column)))),
        new StatementRule(
            new("RT-L007", "A new column is NOT NULL and has no default", Severity.Error)
            {
                Why = "The rows that are there have no value for it: the statement fails as soon as there is one.",
                Cost = "An error, or on an empty table ACCESS EXCLUSIVE for a moment.",
                Instead = "A constant default in the same statement; or a nullable column that is filled, checked and then made NOT NULL.",
                OnSqlite = true,
                Failing = "ALTER TABLE users ADD COLUMN country text NOT NULL",
                Passing = "ALTER TABLE users ADD COLUMN country text NOT NULL DEFAULT 'unknown'",
            },
            statement => Steps(statement).Where(step => step.Action.Column is { NotNull: true, Default: null, IsNumbered: false, Generated: null }).Select(step => new Remark(
                step.Table,
                $"Column \"{step.Action.Column.Name}\" cannot be NOT NULL without a default as soon as \"{step.Table}\" has a row.",
                Lines(
                    $"ALTER TABLE {statement.Quote(step.Table)} ADD COLUMN {statement.Quote(step.Action.Column.Name)} {step.Action.Column.Type} NOT NULL DEFAULT {ConstantOf(step.Action.Column.Type)}")))),
        new StatementRule(
            new("RT-L008", "A new column has a check", Severity.Error)
            {
                Why = "A check that is written on a new column is tried on every row, even where the column is null in all of them.",
                Cost = Read,
                Instead = "Add the column, then the check NOT VALID, and validate it in a later transaction.",
                GrowsWithTable = true,
                Failing = "ALTER TABLE users ADD COLUMN age integer CHECK (age > 0)",
                Passing = "ALTER TABLE users ADD COLUMN age integer; ALTER TABLE users ADD CONSTRAINT ck_users_age CHECK (age > 0) NOT VALID",
            },
            statement => Steps(statement).Where(step => step.Scans).SelectMany(step => step.Action.Column.Constraints.Where(constraint => constraint is { Kind: ConstraintKind.Check, ChecksRows: true }).Select(check => new Remark(
                step.Table,
                $"The check on new column \"{step.Action.Column.Name}\" is tried on every row of \"{step.Table}\", which nobody can read meanwhile.",
                Lines(Plain(statement, step.Table, step.Action.Column), NotValid(statement, step.Table, NameOf(step.Table, check), check.Definition)))))),
        new StatementRule(
            new("RT-L009", "A new column refers to another table", Severity.Warning)
            {
                Why = "REFERENCES on a new column takes a lock on the other table too, and with a default reads both of them.",
                Cost = "ACCESS EXCLUSIVE on the table and SHARE ROW EXCLUSIVE on the one it points to, until commit; with a default both are read under these locks.",
                Instead = "Add the column; then the foreign key NOT VALID in a short transaction; then validate it.",
                Before = "CREATE TABLE users (id bigint PRIMARY KEY); CREATE TABLE teams (id bigint PRIMARY KEY)",
                Failing = "ALTER TABLE users ADD COLUMN team_id bigint REFERENCES teams (id)",
                Passing = "ALTER TABLE users ADD COLUMN team_id bigint",
            },
            statement => Steps(statement).SelectMany(step => step.Action.Column.Constraints.Where(constraint => constraint.References is { } table && !statement.IsNew(table)).Select(key => new Remark(
                step.Table,
                $"The foreign key on new column \"{step.Action.Column.Name}\" keeps writers out of \"{key.References}\" too{(step.Scans ? ", while both tables are read" : "")}.",
                Lines(
                    Plain(statement, step.Table, step.Action.Column),
                    Later,
                    NotValid(statement, step.Table, NameOf(step.Table, key), $"FOREIGN KEY ({statement.Quote(step.Action.Column.Name)}) {key.Definition}")))))),
        new StatementRule(
            new("RT-L010", "A new column is a key", Severity.Error)
            {
                Why = "UNIQUE or PRIMARY KEY on a new column builds its index while nobody can read the table.",
                Cost = "ACCESS EXCLUSIVE for as long as the index takes to build.",
                Instead = "Add the column, build a unique index CONCURRENTLY, let the constraint take it over.",
                GrowsWithTable = true,
                Failing = "ALTER TABLE users ADD COLUMN code text UNIQUE",
                Passing = "ALTER TABLE users ADD COLUMN code text; CREATE UNIQUE INDEX CONCURRENTLY uq_users_code ON users (code); ALTER TABLE users ADD CONSTRAINT uq_users_code UNIQUE USING INDEX uq_users_code",
            },
            statement => Steps(statement).SelectMany(step => step.Action.Column.Constraints.Where(constraint => constraint.Kind is ConstraintKind.Unique or ConstraintKind.PrimaryKey).Select(key => new Remark(
                step.Table,
                $"The index of key column \"{step.Action.Column.Name}\" is built while nobody can read \"{step.Table}\".",
                Lines(
                    Plain(statement, step.Table, step.Action.Column),
                    Key(statement, step.Table, NameOf(step.Table, key), [step.Action.Column.Name], key.Kind == ConstraintKind.Unique ? "UNIQUE" : "PRIMARY KEY")))))),
        new StatementRule(
            new("RT-L011", "A new column is of type json", Severity.Warning)
            {
                Why = "json has no equality: SELECT DISTINCT, GROUP BY and UNION over the table begin to fail.",
                Instead = "jsonb.",
                MutedOnNewTables = false,
                Failing = "ALTER TABLE users ADD COLUMN settings json",
                Passing = "ALTER TABLE users ADD COLUMN settings jsonb",
            },
            statement => Steps(statement).Where(step => step.Action.Column.Type is { Name: "json", IsArray: false }).Select(step => new Remark(
                step.Table, $"Column \"{step.Action.Column.Name}\" is json, which has no equality: SELECT DISTINCT over \"{step.Table}\" begins to fail.",
                Lines($"ALTER TABLE {statement.Quote(step.Table)} ADD COLUMN {statement.Quote(step.Action.Column.Name)} jsonb")))),
    ];

    private static IEnumerable<TableStep<AddColumnAction>> Steps(OutlinedStatement statement) => statement.Actions<AddColumnAction>();

    private static bool IsConstrained(OutlinedStatement statement, TableStep<AddColumnAction> step) => statement.Schema.Domain(step.Action.Column.Type.Name) is { } domain && (!domain.Nullable || !domain.Checks.IsEmpty);

    /// <summary>The column without its constraints.</summary>
    private static string Plain(OutlinedStatement statement, ObjectName table, ColumnOutline column) =>
        $"ALTER TABLE {statement.Quote(table)} ADD COLUMN {statement.Quote(column.Name)} {column.Type}{(column.Default is { } value ? $" DEFAULT {value}" : "")}";

    private static string Filled(OutlinedStatement statement, ObjectName table, ColumnOutline column) => Lines([
        $"ALTER TABLE {statement.Quote(table)} ADD COLUMN {statement.Quote(column.Name)} {column.Type}",
        $"ALTER TABLE {statement.Quote(table)} ALTER COLUMN {statement.Quote(column.Name)} SET DEFAULT {column.Default}",
        Backfill(statement, table, column.Name, column.Default!),
        .. column.NotNull ? [NotNull(statement, table, column.Name)] : Array.Empty<string>(),
    ]);

    private static string Numbered(OutlinedStatement statement, ObjectName table, string column)
    {
        var (on, of, sequence) = (statement.Quote(table), statement.Quote(column), statement.Quote(table.WithName($"{table.Name}_{column}_seq")));
        return Lines(
            $"ALTER TABLE {on} ADD COLUMN {of} bigint",
            $"CREATE SEQUENCE {sequence} OWNED BY {on}.{of}",
            $"ALTER TABLE {on} ALTER COLUMN {of} SET DEFAULT nextval('{sequence}')",
            Backfill(statement, table, column, $"nextval('{sequence}')"),
            NotNull(statement, table, column));
    }

    private static string DomainRecipe(OutlinedStatement statement, ObjectName table, ColumnOutline column)
    {
        var domain = statement.Schema.Domain(column.Type.Name)!;
        return Lines([
            $"ALTER TABLE {statement.Quote(table)} ADD COLUMN {statement.Quote(column.Name)} {statement.TypeName(domain.Type)}",
            .. domain.Checks.Select(check => NotValid(statement, table, $"ck_{table.Name}_{check.Name}", $"CHECK ({WithValue(check.Expression, statement.Quote(column.Name))})")),
            .. domain.Nullable ? [] : (string[])[NotNull(statement, table, column.Name)],
        ]);
    }

    /// <summary>The rule of a domain as one of a column.</summary>
    private static string WithValue(string expression, string column)
    {
        var rule = new StringBuilder();
        foreach (var token in new SqlLexer(expression, SqlSyntax.PostgreSql))
        {
            rule.Append(token.Is(expression, "VALUE") ? column : token.In(expression));
        }

        return rule.ToString();
    }
}
