using System.Collections.Immutable;
using Retort.Operations;
using Retort.Schema;

namespace Retort.PostgreSql;

/// <summary>
/// The same changes in forms that let readers and writers of a table go on: an index is built CONCURRENTLY, rows are checked by VALIDATE after a
/// constraint was added NOT VALID, a key takes over an index that is there, and SET NOT NULL finds a valid check instead of scanning under its lock.
/// What nothing can wait for goes to the end, so that all the rest stays one transaction.
/// </summary>
internal static class OnlineForms
{
    public static ImmutableArray<Operation> Of(IReadOnlyList<Operation> operations, DatabaseSchema schema)
    {
        var made = operations.OfType<CreateTable>().Select(op => op.Table.Name).ToHashSet();
        var dropped = operations.Where(op => op.Kind.StartsWith("drop_", StringComparison.Ordinal)).Select(op => (op.Subject?.Kind, op.Subject?.Name)).ToHashSet();
        var (now, last) = (ImmutableArray.CreateBuilder<Operation>(), ImmutableArray.CreateBuilder<Operation>());
        for (int i = 0; i < operations.Count; i++)
        {
            switch (operations[i])
            {
                case CreateIndex { Index.Unique: false, Concurrently: false } op when Serves(op.Index.Table):
                    last.Add(op with { Concurrently = true });
                    break;
                case CreateIndex { Concurrently: false } op when Serves(op.Index.Table):
                    now.Add(op with { Concurrently = true });
                    break;

                case DropIndex { Concurrently: false, Former: { } former } op
                    when Serves(former.Table) && !IsInTheWay(former):
                    last.Add(op with { Concurrently = true });
                    break;
                case AddConstraint { Constraint: CheckConstraint { NotValid: false, NotEnforced: false } check } op when Serves(op.Table):
                    now.Add(op with { Constraint = check with { NotValid = true } });
                    last.Add(Validate(op.Table, check.Name));
                    break;
                case AddConstraint { Constraint: ForeignKey { NotValid: false, NotEnforced: false } key } op when Serves(op.Table):
                    now.Add(op with { Constraint = key with { NotValid = true } });
                    last.Add(Validate(op.Table, key.Name));
                    break;
                case AddConstraint { Constraint: PrimaryKey { UsingIndex: null, WithoutOverlaps: false } key } op when Serves(op.Table):
                    now.Add(UniqueIndex(op.Table, key.Name, key.Columns, key.Include, key.With, key.Tablespace, nullsNotDistinct: false));
                    now.Add(op with { Constraint = key with { Include = [], With = [], Tablespace = null, UsingIndex = key.Name } });
                    break;
                case AddConstraint { Constraint: UniqueConstraint { UsingIndex: null, WithoutOverlaps: false } key } op when Serves(op.Table):
                    now.Add(UniqueIndex(op.Table, key.Name, key.Columns, key.Include, key.With, key.Tablespace, key.NullsNotDistinct));
                    now.Add(op with { Constraint = key with { Include = [], With = [], Tablespace = null, NullsNotDistinct = false, UsingIndex = key.Name } });
                    break;
                case AlterColumn { Change.Nullable: false } op when Serves(op.Table):
                    AddNotNull(op, now, operations.Skip(i + 1).Any(later => NeedsNotNull(later, op)) ? now : last);
                    break;
                case ValidateConstraint op:
                    last.Add(Validate(op.Table, op.Name));
                    break;
                default:
                    now.Add(operations[i]);
                    break;
            }
        }

        return [.. now, .. last];

        // A table that is there already, so that somebody may use it, and takes the online forms: a partitioned one does not.
        bool Serves(ObjectName table) => !made.Contains(table) && schema.Find(new(ObjectKind.Table, table)) is Table { PartitionBy: null };

        // An index that is replaced must be gone before its name is taken again, that of a partition before it is taken for the part of a new one, and any index before what it needs.
        bool IsInTheWay(TableIndex index) =>
            operations.Any(other => other is CreateIndex create && (create.Index.Id == index.Id || IsPartitionOf(index.Table, create.Index.Table)) || other is DropColumn drop && drop.Table == index.Table)
            || schema.DependenciesOf(index.Id).Any(needed => dropped.Contains((needed.Kind, needed.Name)));

        bool IsPartitionOf(ObjectName table, ObjectName parent) =>
            schema.Find(new(ObjectKind.Table, table)) is Table { PartitionOf.Parent: var above } && (above == parent || IsPartitionOf(above, parent));
    }

    private static OutsideTransaction Validate(ObjectName table, string constraint) => new([new ValidateConstraint(table, constraint)]);

    private static CreateIndex UniqueIndex(
        ObjectName table, string name, ImmutableArray<string> columns, ImmutableArray<string> include, ImmutableArray<string> with, string? tablespace, bool nullsNotDistinct) =>
        new(new TableIndex(name, table, [.. columns.Select(IndexKey.FromString)]) { Unique = true, Include = include, With = with, Tablespace = tablespace, NullsNotDistinct = nullsNotDistinct })
        {
            Concurrently = true,
        };

    /// <summary>The check that takes no time comes <paramref name="now"/>; its validation, and NOT NULL, which then need not scan, come <paramref name="then"/>.</summary>
    private static void AddNotNull(AlterColumn op, ImmutableArray<Operation>.Builder now, ImmutableArray<Operation>.Builder then)
    {
        var others = op.Change with { Nullable = null };
        if (others != new ColumnChange())
        {
            now.Add(op with { Change = others, Former = op.Former is null ? null : op.Former with { Nullable = null } });
        }

        var check = new CheckConstraint(NamingConvention.Check(op.Table, $"{op.Column}_not_null"), $"{PostgreSqlIdentifier.Quote(op.Column)} IS NOT NULL") { NotValid = true };
        now.Add(new AddConstraint(op.Table, check));
        then.Add(Validate(op.Table, check.Name));
        then.Add(op with { Change = new ColumnChange { Nullable = false }, Former = new ColumnChange { Nullable = true } });
        then.Add(new DropConstraint(op.Table, check.Name) { Former = check });
    }

    // A primary key, a name or a comment of the NOT NULL, an identity, a replica identity, a parent: they all want it to be there.
    private static bool NeedsNotNull(Operation later, AlterColumn op) => later switch
    {
        AddConstraint { Constraint: PrimaryKey or NotNullConstraint } add => add.Table == op.Table,
        AlterColumn alter => alter.Table == op.Table && alter.Column == op.Column,
        RenameConstraint rename => rename.Table == op.Table,
        SetComment { Object.Kind: ObjectKind.Constraint } comment => comment.Object.Name == op.Table,
        AlterObject alter => alter.To is Table,
        _ => false,
    };
}
