using System.Collections.Immutable;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Comparison;

internal sealed partial class ComparisonRun
{
    private void AlterColumns(Table before, Table after)
    {
        var (old, wanted) = (before.Columns.ToDictionary(column => column.Name), after.Columns.ToDictionary(column => column.Name));
        var sameParents = before.PartitionOf?.Parent == after.PartitionOf?.Parent && Sameness.Same(before.Inherits, after.Inherits);
        foreach (var column in before.Columns.Where(column => !(column.IsInherited && sameParents)))
        {
            if (!wanted.ContainsKey(column.Name) || IsRecreated(before, column))
            {
                _graph.Add(PartOf(before, ObjectKind.Column, column.Name), ChangePhase.Drop, new DropColumn(before.Name, column.Name) { Former = new AddColumn(before.Name, column) });
            }
        }

        foreach (var column in after.Columns.Where(column => !(column.IsInherited && sameParents)))
        {
            if (!old.ContainsKey(column.Name) || IsRecreated(after, column))
            {
                var id = PartOf(after, ObjectKind.Column, column.Name);
                var grants = column.Grants.IsEmpty ? [] : new Operation[] { new ChangeGrants(id, [], column.Grants) };
                _graph.Add(id, ChangePhase.Create, [new AddColumn(after.Name, column with { IsInherited = false, Nullable = column.Nullable || HasNotNull(after, column) }), .. grants]);
            }
        }

        foreach (var column in after.Columns)
        {
            if (old.TryGetValue(column.Name, out var former) && !IsRecreated(after, column))
            {
                AlterColumn(before, after, former, column);
            }
        }

        RemarkOrder(before, after);
    }

    private bool IsRecreated(Table table, Column column) => _recreation.Recreated.Contains(PartOf(table, ObjectKind.Column, column.Name));

    private void AlterColumn(Table before, Table after, Column former, Column column)
    {
        var id = PartOf(after, ObjectKind.Column, column.Name);
        var isSuspended = _recreation.SuspendedDefaults.Contains(id);
        if (isSuspended)
        {
            _graph.Add(id, ChangePhase.Drop, new AlterColumn(before.Name, column.Name, new ColumnChange { Default = ColumnDefault.None }) { Former = new ColumnChange { Default = former.Default } });
            _graph.Add(id, ChangePhase.Create, new AlterColumn(after.Name, column.Name, new ColumnChange { Default = column.Default ?? ColumnDefault.None }) { Former = new ColumnChange { Default = ColumnDefault.None } });
            former = former with { Default = column.Default };
        }

        var inherited = former.IsInherited && column.IsInherited ? AfterParents(before, former) : former;
        var change = Change(inherited, column) with { Using = inherited.Type == column.Type ? null : _dialect.Conversion(inherited, column) };
        change = change with { Nullable = Nullable(before, after, column, change.Nullable) };
        if (change is { DropGenerated: true, Type: not null })
        {
            // A computed column has no values of its own to convert.
            _graph.Add(id, ChangePhase.Alter, new AlterColumn(after.Name, column.Name, new ColumnChange { DropGenerated = true }));
            change = change with { DropGenerated = false };
        }

        if (change != new ColumnChange())
        {
            _graph.Add(id, ChangePhase.Alter, new AlterColumn(after.Name, column.Name, change)
            {
                Former = Change(column, inherited) with { Using = inherited.Type == column.Type ? null : _dialect.Conversion(column, inherited) },
            });
        }

        if (!Sameness.Same(former.Grants, column.Grants))
        {
            _graph.Add(id, ChangePhase.Alter, new ChangeGrants(id, former.Grants, column.Grants));
        }
    }

    /// <summary>What turns one column into the other, each property only when it differs.</summary>
    private static ColumnChange Change(Column before, Column after)
    {
        var retyped = before.Type != after.Type || before.Collation != after.Collation;
        return new ColumnChange
        {
            Type = retyped ? after.Type : null,
            Collation = retyped ? after.Collation : null,
            Nullable = before.Nullable != after.Nullable ? after.Nullable : null,
            Default = before.Default != after.Default ? after.Default ?? ColumnDefault.None : null,
            Identity = before.Identity != after.Identity ? after.Identity : null,
            DropIdentity = before.Identity is not null && after.Identity is null,
            Generated = before.Generated != after.Generated ? after.Generated : null,
            DropGenerated = before.Generated is not null && after.Generated is null,
            Comment = before.Comment != after.Comment ? after.Comment ?? "" : null,
        };
    }

    /// <summary>An inherited column as the change of its parents leaves it: ALTER TABLE reaches the children too.</summary>
    private Column AfterParents(Table child, Column column)
    {
        foreach (var parent in child.Inherits.Concat(child.PartitionOf is { } place ? [place.Parent] : []))
        {
            var before = TableOf(_from, parent)?.Columns.FirstOrDefault(other => other.Name == column.Name);
            var after = TableOf(_to, parent)?.Columns.FirstOrDefault(other => other.Name == column.Name);
            if (before is not null && after is not null)
            {
                column = column with
                {
                    Type = after.Type,
                    Collation = after.Collation,
                    Default = before.Default != after.Default ? after.Default : column.Default,
                    Nullable = before.Nullable != after.Nullable ? after.Nullable : column.Nullable,
                    Generated = before.Generated != after.Generated ? after.Generated : column.Generated,
                };
            }
        }

        return column;
    }

    /// <summary>
    /// Where NOT NULL has a name of its own, the constraint brings and takes it: what SET NOT NULL would make is a constraint of another name.
    /// </summary>
    private static bool? Nullable(Table before, Table after, Column column, bool? change) => (HasNotNull(before, column), HasNotNull(after, column)) switch
    {
        (false, true) => change is null ? true : null,
        (true, false) => column.Nullable ? null : false,
        (true, true) => null,
        _ => change,
    };

    private static bool HasNotNull(Table table, Column column) => table.Constraints.Any(constraint => constraint is NotNullConstraint notNull && notNull.Column == column.Name);

    private void RemarkOrder(Table before, Table after)
    {
        ImmutableArray<string> left = [.. before.Columns.Select(column => column.Name).Where(name => after.Columns.Any(column => column.Name == name))];
        ImmutableArray<string> right = [.. after.Columns.Select(column => column.Name).Where(name => before.Columns.Any(column => column.Name == name))];
        if (!Sameness.Same(left, right))
        {
            _remarks.Add($"The columns of table \"{after.Name}\" stand in another order: {string.Join(", ", left)}; wanted: {string.Join(", ", right)}.");
        }
    }
}
