using Retort.Planning;
using Retort.Schema;
using Retort.Statements;

namespace Retort.PostgreSql;

internal sealed partial class EffectRules
{
    private void AddConstraint(AlterTableOutline alter, ConstraintOutline constraint)
    {
        var table = alter.Name;
        switch (constraint.Kind)
        {
            case ConstraintKind.ForeignKey:
                AddForeignKey(alter, constraint);
                break;
            case ConstraintKind.Check:
                ForFamily(alter, member =>
                {
                    Lock(member, LockMode.AccessExclusive);
                    ScanIf(constraint.ChecksRows, member);
                });
                break;
            case ConstraintKind.NotNull when constraint.Columns is [var column] && constraint.ChecksRows:
                ForFamily(alter, member => SetNotNull(member, column));
                break;
            case ConstraintKind.NotNull:
                ForFamily(alter, member => Lock(member, LockMode.AccessExclusive));
                break;
            case ConstraintKind.PrimaryKey when constraint.UsingIndex is { } index:
                Lock(table, LockMode.AccessExclusive);
                ScanIf(_schema.Index(table.WithName(index)) is not { } known || known.Keys.Any(key => key.Column is { } part && _schema.Column(table, part)?.Nullable != false && !_schema.ProvesNotNull(table, part)), table);
                break;
            case ConstraintKind.Unique when constraint.UsingIndex is not null:
                Lock(table, LockMode.AccessExclusive);
                break;
            default:
                ForFamily(alter, member =>
                {
                    Lock(member, LockMode.AccessExclusive);
                    Scan(member);
                });
                break;
        }
    }

    private void AddForeignKey(AlterTableOutline alter, ConstraintOutline key)
    {
        Lock(key.References!.Value, LockMode.ShareRowExclusive);
        ScanIf(key.ChecksRows, key.References.Value);
        ForFamily(alter, member =>
        {
            Lock(member, LockMode.ShareRowExclusive);
            ScanIf(key.ChecksRows, member);
        });
    }

    private void ValidateConstraint(AlterTableOutline alter, string name)
    {
        var constraint = _schema.Constraint(alter.Name, name);
        ForFamily(alter, member =>
        {
            Lock(member, LockMode.ShareUpdateExclusive);
            ScanIf(constraint is null or CheckConstraint { NotValid: true } or ForeignKey { NotValid: true } or NotNullConstraint { NotValid: true }, member);
        });
        if (constraint is ForeignKey { NotValid: true } key)
        {
            Lock(key.ReferencedTable, LockMode.RowShare);
            Scan(key.ReferencedTable);
        }
    }

    private void DropConstraint(AlterTableOutline alter, DropConstraintAction drop)
    {
        ForFamily(alter, member => Lock(member, LockMode.AccessExclusive));
        switch (_schema.Constraint(alter.Name, drop.Constraint))
        {
            case ForeignKey key:
                Lock(key.ReferencedTable, LockMode.AccessExclusive);
                break;
            case PrimaryKey or UniqueConstraint or ExcludeConstraint:
                Lock(alter.Name.WithName(drop.Constraint), LockMode.AccessExclusive);
                foreach (var (other, _) in drop.Cascade ? _schema.ForeignKeysTo(alter.Name) : [])
                {
                    Lock(other, LockMode.AccessExclusive);
                }

                break;
        }
    }

    private void AlterConstraint(ObjectName table, AlterConstraintAction change)
    {
        Lock(table, LockMode.AccessExclusive);
        if (change.Enforced is not { } isEnforced || _schema.Constraint(table, change.Constraint) is not ForeignKey key)
        {
            return;
        }

        Lock(key.ReferencedTable, isEnforced ? LockMode.ShareRowExclusive : LockMode.AccessExclusive);
        ScanIf(isEnforced, table);
        ScanIf(isEnforced, key.ReferencedTable);
    }

    private void ScanIf(bool isRead, ObjectName table)
    {
        if (isRead)
        {
            Scan(table);
        }
    }
}
