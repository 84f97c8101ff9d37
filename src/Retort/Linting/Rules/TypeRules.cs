using Retort.Schema;
using Retort.Statements;
using static Retort.Linting.Rules.Recipes;

namespace Retort.Linting.Rules;

/// <summary>Changes of the type of a column. Each change is told by the one rule that fits it best.</summary>
internal static class TypeRules
{
    private const string Rewritten = "ACCESS EXCLUSIVE, while the table and all its indexes are written anew: nobody reads or writes meanwhile.";

    public static IEnumerable<LintRule> All =>
    [
        Rule(
            Kind.Other,
            new("RT-L017", "The type of a column changes", Severity.Error)
            {
                Why = "Unless every stored value is one of the new type as it stands, the table is written anew. Free are: a longer or unlimited varchar, varchar to text, a numeric of the same scale with more digits, more digits of a second.",
                Cost = Rewritten,
                Instead = "A column of the new type beside the old one: a trigger keeps both equal, batches fill it, and it takes the name over. Sessions that have prepared `SELECT *` fail once (cached plan must not change result type): renew the connections of the pool.",
                GrowsWithTable = true,
                Failing = "ALTER TABLE users ALTER COLUMN name TYPE bytea USING convert_to(name, 'UTF8')",
                Passing = "ALTER TABLE users ALTER COLUMN email TYPE text",
            },
            (statement, step) => statement.TypeOf(step.Table, step.Action.Column) is null
                ? $"What type \"{step.Action.Column}\" of \"{step.Table}\" has is not known here. Unless all its values are {step.Action.Type} as they stand, every row is written anew, and nobody can read meanwhile."
                : $"Every row of \"{step.Table}\" is written anew for the new type of \"{step.Action.Column}\", and nobody can read it meanwhile."),
        Rule(
            Kind.Around,
            new("RT-L019", "A free change of type is not free here", Severity.Error)
            {
                Why = "The values stay as they are, but a check that names the column is tried on every row again, and an index over an expression or a condition on it is built again.",
                Cost = "ACCESS EXCLUSIVE, while the table is read.",
                Instead = "Drop the check or the index first, and bring it back behind the change: the check NOT VALID and then validated, the index CONCURRENTLY.",
                GrowsWithTable = true,
                Before = "CREATE TABLE users (id bigint PRIMARY KEY, email varchar(100), CONSTRAINT ck_users_email CHECK (email <> ''), name varchar(50))",
                Failing = "ALTER TABLE users ALTER COLUMN email TYPE varchar(200)",
                Passing = "ALTER TABLE users ALTER COLUMN name TYPE varchar(200)",
            },
            (_, step) => $"The change of \"{step.Action.Column}\" would be free, but for a check or an index that names it: \"{step.Table}\" is read from end to end, and nobody else can meanwhile."),
        Rule(
            Kind.Collation,
            new("RT-L020", "The collation of a column changes", Severity.Error)
            {
                Why = "Every index of the column is sorted anew.",
                Cost = "ACCESS EXCLUSIVE for as long as the indexes take to build.",
                Instead = "A new index CONCURRENTLY on the column with the collation, and queries that name it.",
                GrowsWithTable = true,
                Before = "CREATE TABLE users (id bigint PRIMARY KEY, name text); CREATE INDEX ix_users_name ON users (name)",
                Failing = "ALTER TABLE users ALTER COLUMN name TYPE text COLLATE \"C\"",
                Passing = "CREATE INDEX CONCURRENTLY ix_users_name_c ON users (name COLLATE \"C\")",
            },
            (_, step) => $"All indexes of \"{step.Action.Column}\" are built again, and nobody can read \"{step.Table}\" meanwhile."),
        Rule(
            Kind.Referenced,
            new("RT-L021", "The type of a key changes to which others refer", Severity.Error)
            {
                Why = "Both tables are locked: the key is written anew, the rows that refer to it are checked again, and their column keeps its old type, so that it can overflow later.",
                Cost = "ACCESS EXCLUSIVE on both tables; one is written anew, the other one read.",
                Instead = "Columns of the new type beside the old ones on both sides, filled in batches.",
                Before = "CREATE TABLE users (id integer PRIMARY KEY); CREATE TABLE orders (id bigint PRIMARY KEY, user_id integer REFERENCES users (id))",
                Failing = "ALTER TABLE users ALTER COLUMN id TYPE bigint",
                Passing = "ALTER TABLE users ADD COLUMN id_new bigint",
            },
            (_, step) => $"Other tables refer to \"{step.Action.Column}\" of \"{step.Table}\": they are locked and checked again, and keep the old type."),
        Rule(
            Kind.InView,
            new("RT-L022", "The type of a column changes that a view reads", Severity.Error)
            {
                Why = "The server refuses it (0A000) while a view, a rule, a policy or the WHEN of a trigger names the column.",
                Instead = "Drop the view, change the column, make the view again, in one transaction; or a new column beside the old one.",
                Before = "CREATE TABLE users (id bigint PRIMARY KEY, name varchar(100)); CREATE VIEW names AS SELECT name FROM users",
                Failing = "ALTER TABLE users ALTER COLUMN name TYPE text",
                Passing = "DROP VIEW names; ALTER TABLE users ALTER COLUMN name TYPE text; CREATE VIEW names AS SELECT name FROM users",
            },
            (_, step) => $"The server refuses to change \"{step.Action.Column}\" of \"{step.Table}\" while a view names it."),
        Rule(
            Kind.Narrow,
            new("RT-L023", "A column becomes narrower", Severity.Error)
            {
                Why = "Values that do not fit make the statement fail, and all the others are written anew.",
                Cost = Rewritten,
                Instead = "A check of the length or range that is added NOT VALID and then validated.",
                GrowsWithTable = true,
                Failing = "ALTER TABLE users ALTER COLUMN email TYPE varchar(50)",
                Passing = "ALTER TABLE users ADD CONSTRAINT ck_users_email_length CHECK (length(email) <= 50) NOT VALID",
            },
            (_, step) => $"\"{step.Action.Column}\" becomes narrower: one value too long makes it fail, and until then every row of \"{step.Table}\" is written anew.",
            (statement, step) => step.Action.Type.Name == "numeric" ? null : NotValid(
                statement, step.Table, NamingConvention.Check(step.Table, $"{step.Action.Column}_length"), $"CHECK (length({statement.Quote(step.Action.Column)}::text) <= {step.Action.Type.Modifiers[0]})")),
        Rule(
            Kind.Integer,
            new("RT-L024", "An integer column becomes wider", Severity.Error)
            {
                Why = "A bigint takes eight bytes where an integer took four: there is no way but to write every row anew.",
                Cost = Rewritten,
                Instead = "A bigint column beside the old one: a trigger keeps both equal, batches fill it, a unique index is built CONCURRENTLY, and it takes over name, default and sequence.",
                GrowsWithTable = true,
                Before = "CREATE TABLE users (id integer PRIMARY KEY)",
                Failing = "ALTER TABLE users ALTER COLUMN id TYPE bigint",
                Passing = "ALTER TABLE users ADD COLUMN id_new bigint",
            },
            (_, step) => $"Every row of \"{step.Table}\" is written anew to make \"{step.Action.Column}\" wider, and nobody can read it meanwhile."),
    ];

    private enum Kind
    {
        Free,
        Other,
        Around,
        Collation,
        Referenced,
        InView,
        Narrow,
        Integer,
    }

    private static StatementRule Rule(Kind kind, RuleText text, Func<OutlinedStatement, TableStep<AlterTypeAction>, string> message, Func<OutlinedStatement, TableStep<AlterTypeAction>, string?>? recipe = null) => new(
        text,
        statement => statement.Actions<AlterTypeAction>().Where(step => KindOf(statement, step) == kind).Select(step => new Remark(
            step.Table, message(statement, step), recipe?.Invoke(statement, step) ?? (kind is Kind.InView or Kind.Around or Kind.Collation ? null : ShadowColumn(statement, step.Table, step.Action)))));

    private static Kind KindOf(OutlinedStatement statement, TableStep<AlterTypeAction> step)
    {
        var (table, column) = (step.Table, step.Action.Column);
        var (former, from) = (statement.Schema.Column(table, column), statement.TypeOf(table, column));
        return statement.Schema.IsInView(table, column) ? Kind.InView
            : from != step.Action.Type && statement.Schema.ForeignKeysTo(table).Any(pair => pair.Key.ReferencedColumns.Contains(column)) ? Kind.Referenced
            : former is not null && former.Collation != step.Action.Collation && step.IsHeavy && !step.Rewrites ? Kind.Collation
            : !step.Rewrites ? step.IsHeavy ? Kind.Around : Kind.Free
            : from is null ? Kind.Other
            : from.Name is "integer" or "smallint" && step.Action.Type.Name is "bigint" or "integer" ? Kind.Integer
            : IsNarrower(from, step.Action.Type) ? Kind.Narrow
            : Kind.Other;
    }

    private static bool IsNarrower(TypeOutline from, TypeOutline to) =>
        to.Name is "character varying" or "character" or "numeric" && to.Modifiers is [var wanted, ..] && wanted > 0
        && (from.Modifiers is not [var old, ..] && (from.Name == "text" || from.Name == to.Name) || from.Modifiers is [var had, ..] && from.Name == to.Name && had > wanted);
}
