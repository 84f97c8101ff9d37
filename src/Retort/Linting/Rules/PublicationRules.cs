using Retort.Schema;
using Retort.Statements;
using static Retort.Linting.Rules.Recipes;

namespace Retort.Linting.Rules;

/// <summary>Tables whose rows go to subscribers.</summary>
internal static class PublicationRules
{
    public static IEnumerable<LintRule> All =>
    [
        new StatementRule(
            new("RT-L102", "A table changes that is published", Severity.Warning)
            {
                Why = "Logical replication sends rows, not changes of the schema: a subscriber that meets a column it does not have stops until it has it. Without a primary key or another replica identity the publisher refuses every UPDATE and DELETE.",
                Instead = "A new column on the subscribers first. Another replica identity before the primary key goes.",
                Before = "CREATE TABLE users (id bigint CONSTRAINT pk_users PRIMARY KEY, name text); CREATE PUBLICATION news FOR TABLE users",
                Failing = "ALTER TABLE users ADD COLUMN age integer",
                Passing = "ALTER TABLE users ALTER COLUMN name SET DEFAULT ''",
            },
            statement => statement.Outline is AlterTableOutline { Kind: "TABLE", Name: var table } && statement.Schema.IsPublished(table) ? Changed(statement, table) : []),
    ];

    private static IEnumerable<Remark> Changed(OutlinedStatement statement, ObjectName table)
    {
        foreach (var step in statement.Actions<AddColumnAction>().Where(_ => !statement.IsDowngrade))
        {
            yield return new Remark(
                table, $"\"{table}\" is published: its subscribers stop until they have \"{step.Action.Column.Name}\".",
                $"-- on each subscriber first, and then here:\n{Lines($"ALTER TABLE {statement.Quote(table)} ADD COLUMN {statement.Quote(step.Action.Column.Name)} {step.Action.Column.Definition}")}");
        }

        foreach (var step in statement.Actions<RenameColumnAction>())
        {
            yield return new Remark(table, $"\"{table}\" is published: its subscribers stop, as they have no \"{step.Action.NewName}\".");
        }

        var key = statement.Schema.Table(table)?.Constraints.OfType<PrimaryKey>().FirstOrDefault();
        if (key is not null && (statement.Actions<DropConstraintAction>().Any(step => step.Action.Constraint == key.Name) || statement.Actions<DropColumnAction>().Any(step => key.Columns.Contains(step.Action.Column))))
        {
            yield return new Remark(
                table, $"\"{table}\" is published: without its primary key the server refuses every UPDATE and DELETE.",
                Lines($"ALTER TABLE {statement.Quote(table)} REPLICA IDENTITY FULL", statement.Statement.Text));
        }
    }
}
