using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Backups;

/// <summary>Which tables a run can harm: those that lose rows or values, and those that SQL names which changes rows or tables.</summary>
/// <param name="Tables">The tables.</param>
/// <param name="Doubt">What could harm others that are not known; <see langword="null"/> when nothing could.</param>
internal sealed record AffectedTables(ImmutableArray<ObjectName> Tables, string? Doubt)
{
    /// <summary>Reads operations in the order they run. A table that they make themselves has nothing to lose.</summary>
    public static AffectedTables Of(IEnumerable<Operation> operations, SqlSyntax syntax)
    {
        var (tables, created) = (new HashSet<ObjectName>(), new HashSet<ObjectName>());
        string? doubt = null;
        foreach (var operation in operations.SelectMany(Flatten))
        {
            switch (operation)
            {
                case CreateTable op:
                    created.Add(op.Table.Name);
                    break;
                case ExecuteSql op:
                    foreach (var statement in SqlScript.Split(op.Sql, syntax))
                    {
                        var harm = StatementHarm.Of(statement.Text, syntax);
                        tables.UnionWith(harm.Tables);
                        doubt ??= harm.Doubt;
                    }

                    break;
                case Backfill op:
                    tables.Add(op.Table);
                    break;
                case RunCode:
                    doubt ??= "code of a revision";
                    break;
                case { LosesData: true, Subject: { Kind: ObjectKind.Table or ObjectKind.Column } subject }:
                    tables.Add(subject.Name);
                    break;
                case { LosesData: true }:
                    doubt ??= operation.Describe();
                    break;
            }
        }

        tables.ExceptWith(created);
        return new AffectedTables([.. tables], doubt);
    }

    /// <summary>The same with the tables that go along: partitions, heirs, and those whose rows a foreign key changes.</summary>
    /// <param name="schema">The schema of the database.</param>
    public AffectedTables WithFollowers(DatabaseSchema schema)
    {
        var all = schema.Tables.ToDictionary(table => table.Name);
        var reached = new HashSet<ObjectName>();
        var open = new Queue<ObjectName>(Tables);
        var doubt = Doubt;
        while (open.TryDequeue(out var name))
        {
            if (!all.ContainsKey(name))
            {
                doubt ??= $"table {name}, which is not there or not in the schemas of the project";
            }
            else if (reached.Add(name))
            {
                all.Values.Where(table => Follows(table, name)).ToList().ForEach(table => open.Enqueue(table.Name));
                doubt ??= schema.Objects.OfType<Trigger>().FirstOrDefault(trigger => trigger.Id.Name == name) is { } trigger ? $"trigger {trigger.Id.Part ?? trigger.Id.ToString()} of table {name}" : null;
            }
        }

        return new AffectedTables([.. reached.OrderBy(name => name.ToString(), StringComparer.Ordinal)], doubt);
    }

    private static bool Follows(Table table, ObjectName name) =>
        table.PartitionOf?.Parent == name
        || table.Inherits.Contains(name)
        || table.Constraints.OfType<ForeignKey>().Any(key => key.ReferencedTable == name && (Changes(key.OnDelete) || Changes(key.OnUpdate)));

    private static bool Changes(ReferentialAction action) => action is ReferentialAction.Cascade or ReferentialAction.SetNull or ReferentialAction.SetDefault;

    private static IEnumerable<Operation> Flatten(Operation operation) => operation is OutsideTransaction group ? group.Operations.SelectMany(Flatten) : [operation];
}
