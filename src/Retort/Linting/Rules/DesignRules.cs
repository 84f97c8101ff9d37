using System.Text;
using Retort.Schema;
using Retort.Statements;
using static Retort.Linting.Rules.Recipes;

namespace Retort.Linting.Rules;

/// <summary>Names and shapes that are regretted later.</summary>
internal static class DesignRules
{
    private const int MaxBytes = 63;

    public static IEnumerable<LintRule> All =>
    [
        new StatementRule(
            new("RT-L093", "A name is cut off", Severity.Error)
            {
                Why = "The server cuts names at 63 bytes in silence: two of them can become one, and later revisions miss the name they know.",
                Instead = "A shorter name.",
                MutedOnNewTables = false,
                Failing = "ALTER TABLE users ADD COLUMN the_number_of_times_that_this_user_has_opened_the_page_of_the_shop integer",
                Passing = "ALTER TABLE users ADD COLUMN shop_visits integer",
            },
            statement => Names(statement.Outline).Where(name => Encoding.UTF8.GetByteCount(name) > MaxBytes).Select(name => new Remark(
                null, $"\"{name}\" has {Encoding.UTF8.GetByteCount(name)} bytes, and is cut at {MaxBytes}."))),
        new StatementRule(
            new("RT-L096", "A table is made in a way that is regretted", Severity.Info)
            {
                Why = "An integer key runs out at two thousand million; a table without a primary key can be neither updated by logical replication nor filled in batches; a timestamp without a zone is another moment for each reader; char(n) is filled with blanks; money depends on the locale.",
                Instead = "bigint GENERATED ALWAYS AS IDENTITY, timestamptz, text, numeric.",
                MutedOnNewTables = false,
                Failing = "CREATE TABLE notes (id serial PRIMARY KEY, at timestamp)",
                Passing = "CREATE TABLE notes (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, at timestamptz)",
            },
            statement => statement.As<CreateTableOutline>().Where(create => !create.IsTemporary).SelectMany(create => Regrets(create).Take(1))),
        new StatementRule(
            new("RT-L105", "A column is named twice", Severity.Error)
            {
                Why = "The database refuses it, but not before it runs.",
                Instead = "Each column once.",
                MutedOnNewTables = false,
                OnSqlite = true,
                Failing = "ALTER TABLE users ADD COLUMN age integer, ADD COLUMN age bigint",
                Passing = "ALTER TABLE users ADD COLUMN age integer, ADD COLUMN height integer",
            },
            statement => statement.Outline switch
            {
                CreateTableOutline create => Twice(create.Name, create.Columns.Select(column => column.Name)),
                AlterTableOutline alter => Twice(alter.Name, statement.Actions<AddColumnAction>().Select(step => step.Action.Column.Name)),
                _ => [],
            }),
    ];

    private static IEnumerable<Remark> Twice(ObjectName table, IEnumerable<string> columns) => columns.GroupBy(column => column).Where(group => group.Skip(1).Any())
        .Select(group => new Remark(table, $"The database refuses it: column \"{group.Key}\" of \"{table}\" is named twice."));

    private static IEnumerable<string> Names(StatementOutline outline) => outline switch
    {
        CreateTableOutline create => create.Columns.Select(column => column.Name).Concat(create.AllConstraints.Select(constraint => constraint.Name).OfType<string>()).Prepend(create.Name.Name),
        CreateIndexOutline { Name: { } name } => [name],
        AlterTableOutline alter => alter.Actions.Select(action => action switch
        {
            AddColumnAction add => add.Column.Name,
            AddConstraintAction add => add.Constraint.Name,
            RenameColumnAction rename => rename.NewName,
            RenameConstraintAction rename => rename.NewName,
            RenameAction rename => rename.NewName,
            _ => null,
        }).OfType<string>(),
        _ => [],
    };

    private static IEnumerable<Remark> Regrets(CreateTableOutline create)
    {
        string[] regrets =
        [
            .. create is { IsDerived: false, PartitionOf: null } && !create.AllConstraints.Any(constraint => constraint.Kind == ConstraintKind.PrimaryKey) ? ["it has no primary key"] : Array.Empty<string>(),
            .. create.Columns.Where(column => column.Type.IsSerial || column.IsNumbered && column.Type.Name is "integer" or "smallint").Select(column => $"\"{column.Name}\" runs out at the end of its {(column.Type.IsSerial ? "serial" : column.Type.Name)}"),
            .. create.Columns.Where(column => column.Type is { Name: "timestamp without time zone" }).Select(column => $"\"{column.Name}\" has no time zone"),
            .. create.Columns.Where(column => column.Type is { Name: "money" }).Select(column => $"\"{column.Name}\" is money, which depends on the locale"),
        ];
        return regrets.Length == 0 ? [] : [new Remark(create.Name, $"Of \"{create.Name}\": {string.Join("; ", regrets)}.")];
    }
}
