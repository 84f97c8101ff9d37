using System.Collections.Immutable;
using Retort.Operations;
using Retort.Schema;

namespace Retort.Comparison;

internal sealed partial class ComparisonRun
{
    private void AlterColumns(Table before, Table after)
    {
        var (old, wanted) = (before.Columns.ToDictionary(column => column.Name), after.Columns.ToDictionary(column => column.Name));
        var parents = KeptParents(before, after);
        foreach (var column in before.Columns.Where(column => !(column.IsInherited && ParentColumn(_from, parents, column.Name) is not null)))
        {
            if (!wanted.ContainsKey(column.Name) || IsRecreated(before, column))
            {
                _graph.Add(PartOf(before, ObjectKind.Column, column.Name), ChangePhase.Drop, new DropColumn(before.Name, column.Name) { Former = new AddColumn(before.Name, column) });
            }
        }

        foreach (var column in after.Columns)
        {
            if (old.ContainsKey(column.Name) && !IsRecreated(after, column))
            {
                continue;
            }

            if (ParentColumn(_to, parents, column.Name) is { } handedDown)
            {
                AlterColumn(before, after, handedDown, column);
            }
            else
            {
                var id = PartOf(after, ObjectKind.Column, column.Name);
                _graph.Add(id, ChangePhase.Create, new AddColumn(after.Name, column with { IsInherited = false, Nullable = column.Nullable || HasNotNull(after, column) }));
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
        var isSuspended = _recreation.SuspendedDefaults.Contains(id) && !_recreation.Recreated.Contains(id);
        if (isSuspended)
        {
            _graph.Add(id, ChangePhase.Drop, new AlterColumn(before.Name, column.Name, new ColumnChange { Default = ColumnDefault.None }) { Former = new ColumnChange { Default = former.Default } });
            if (column.Default is not null)
            {
                _graph.Add(id, ChangePhase.Create, new AlterColumn(after.Name, column.Name, new ColumnChange { Default = column.Default }) { Former = new ColumnChange { Default = ColumnDefault.None } });
            }

            former = former with { Default = column.Default };
        }

        if (former.Identity is not null && column is { Identity: null, Default: not null })
        {
            // A default comes in its place, whose sequence may want its name.
            _graph.Add(id, ChangePhase.Drop, new AlterColumn(before.Name, column.Name, new ColumnChange { DropIdentity = true }) { Former = new ColumnChange { Identity = former.Identity } });
            former = former with { Identity = null };
        }

        var parents = KeptParents(before, after);
        var inherited = ParentColumn(_from, parents, column.Name) is { } parentBefore && ParentColumn(_to, parents, column.Name) is { } parentAfter ? AfterParents(former, parentBefore, parentAfter) : former;
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
