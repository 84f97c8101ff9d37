using Retort.Dialects;
using Retort.Planning;
using Retort.Schema;
using Retort.Statements;

namespace Retort.PostgreSql;

internal sealed partial class EffectRules
{
    /// <summary>ALTER of a view or index.</summary>
    private void AlterRelation(AlterTableOutline alter)
    {
        foreach (var action in alter.Actions)
        {
            switch (action)
            {
                // ALTER TABLE takes the stronger lock even when it is given an index.
                case AttachPartitionAction attach when alter.Kind == "INDEX":
                    Lock(alter.Name, LockMode.ShareUpdateExclusive);
                    Lock(attach.Partition, LockMode.AccessExclusive);
                    break;
                case RenameAction or ParametersAction when alter.Kind == "INDEX":
                    Lock(alter.Name, LockMode.ShareUpdateExclusive);
                    break;
                case ColumnSettingAction { Setting: ColumnSetting.Statistics } when alter.Kind == "INDEX":
                    Lock(alter.Name, LockMode.ShareUpdateExclusive);
                    break;
                case MoveRowsAction move:
                    Move(alter.Name, move.Words);
                    break;
                case UnknownAction:
                    _isUnknown = true;
                    break;
                default:
                    Lock(alter.Name, LockMode.AccessExclusive);
                    break;
            }
        }
    }

    private void AlterTable(AlterTableOutline alter)
    {
        foreach (var action in alter.Actions)
        {
            Alter(alter, action);
        }
    }

    private void Alter(AlterTableOutline alter, TableAction action)
    {
        var table = alter.Name;
        switch (action)
        {
            case AddColumnAction add when add.IfNotExists && _schema.Column(table, add.Column.Name) is not null: Lock(table, LockMode.AccessExclusive); break;
            case AddColumnAction add: ForFamily(alter, member => AddColumn(member, add.Column)); break;
            case DropColumnAction drop: ForFamily(alter, member => DropColumn(member, drop)); break;
            case AlterTypeAction change: ForFamily(alter, member => AlterType(member, change)); break;
            case SetNotNullAction set: ForFamily(alter, member => SetNotNull(member, set.Column)); break;
            case SetExpressionAction set: ForFamily(alter, member => SetExpression(member, set.Column)); break;
            case ColumnSettingAction { Setting: ColumnSetting.Statistics }: Lock(table, LockMode.ShareUpdateExclusive); break;
            case ColumnSettingAction { Setting: ColumnSetting.Identity or ColumnSetting.DropIdentity } setting: SetIdentity(table, setting); break;
            case RenameColumnAction or DropNotNullAction or ColumnSettingAction: ForFamily(alter, member => Lock(member, LockMode.AccessExclusive)); break;
            case AddConstraintAction add: AddConstraint(alter, add.Constraint); break;
            case ValidateConstraintAction validate: ValidateConstraint(alter, validate.Constraint); break;
            case DropConstraintAction drop: DropConstraint(alter, drop); break;
            case AlterConstraintAction change: AlterConstraint(table, change); break;
            case AttachPartitionAction attach: Attach(table, attach); break;
            case DetachPartitionAction detach: Detach(table, detach); break;
            case InheritAction inherit: Inherit(table, inherit); break;
            case MoveRowsAction move: MoveRows(table, move); break;
            case TriggerSwitchAction: Lock(table, LockMode.ShareRowExclusive); break;
            case ParametersAction: Lock(table, LockMode.ShareUpdateExclusive); break;
            case SetSchemaAction: MoveWithSequences(table); break;
            case TableSettingAction setting when setting.Words.StartsWith("OWNER", StringComparison.OrdinalIgnoreCase): MoveWithSequences(table); break;
            case RenameAction or RenameConstraintAction or RowSecurityAction or TableSettingAction: Lock(table, LockMode.AccessExclusive); break;
            default: _isUnknown = true; break;
        }
    }

    private void ForFamily(AlterTableOutline alter, Action<ObjectName> work)
    {
        foreach (var member in alter.Only ? [alter.Name] : Family(alter.Name))
        {
            work(member);
        }
    }

    private void MoveWithSequences(ObjectName table)
    {
        Lock(table, LockMode.AccessExclusive);
        LockAll(_schema.SequencesOf(table), LockMode.AccessExclusive);
    }

    private void Inherit(ObjectName table, InheritAction inherit)
    {
        Lock(table, LockMode.AccessExclusive);
        Lock(inherit.Parent, inherit.IsEnd ? LockMode.AccessShare : LockMode.ShareUpdateExclusive);
    }

    private void MoveRows(ObjectName table, MoveRowsAction move)
    {
        var known = _schema.Table(table);
        if (known is null || !IsThere(known, move.Words) && known.PartitionBy is null)
        {
            Move(table, move.Words);
        }
        else
        {
            Lock(table, LockMode.AccessExclusive);
        }
    }

    /// <summary>A file that goes to another tablespace is copied as it is, and the indexes stay in the tablespace they are in.</summary>
    private void Move(ObjectName relation, string words)
    {
        if (words.Contains("TABLESPACE", StringComparison.OrdinalIgnoreCase))
        {
            Lock(relation, LockMode.AccessExclusive);
            _rewrites.Add(relation);
        }
        else
        {
            LockAndRewrite(relation);
        }
    }

    private static bool IsThere(Table table, string words)
    {
        var sql = new StatementReader(words, SqlSyntax.PostgreSql);
        sql.Take("SET");
        return sql.Take("LOGGED") ? !table.Unlogged
            : sql.Take("UNLOGGED") ? table.Unlogged
            : sql.Take("TABLESPACE") ? sql.TakeIdentifier() == (table.Tablespace ?? "pg_default")
            : sql.Take("ACCESS", "METHOD") && sql.TakeIdentifier() == (table.AccessMethod ?? "heap");
    }

    private void Attach(ObjectName table, AttachPartitionAction attach)
    {
        Lock(table, LockMode.ShareUpdateExclusive);
        foreach (var member in Family(attach.Partition))
        {
            Lock(member, LockMode.AccessExclusive);
            if (!_schema.IsPartitioned(member) && !PartitionProof.Proves(_schema, table, attach))
            {
                _scans.Add(member);
            }
        }

        LockDefaultPartition(table, attach.IsDefault);
        foreach (var key in _schema.ForeignKeysOf(table))
        {
            Lock(key.ReferencedTable, LockMode.ShareRowExclusive);
            _scans.Add(attach.Partition);
            Scan(key.ReferencedTable);
        }

        foreach (var (other, _) in _version >= 15 ? _schema.ForeignKeysTo(table) : [])
        {
            Lock(other, LockMode.ShareRowExclusive);
        }
    }

    private void Detach(ObjectName table, DetachPartitionAction detach)
    {
        var isGentle = detach.Concurrently || detach.Finalize;
        Lock(table, isGentle ? LockMode.ShareUpdateExclusive : LockMode.AccessExclusive);
        Lock(detach.Partition, isGentle || _version >= 14 ? LockMode.AccessExclusive : LockMode.ShareUpdateExclusive);
        if (!isGentle && _schema.DefaultPartitionOf(table) is { } other)
        {
            Lock(other, LockMode.AccessExclusive);
        }

        // The partition gets foreign keys of its own.
        LockReferenced(table, LockMode.ShareRowExclusive);
        foreach (var (referencing, _) in _schema.ForeignKeysTo(table))
        {
            Lock(referencing, LockMode.AccessExclusive);
            Lock(detach.Partition, LockMode.AccessExclusive);
            _scans.Add(referencing);
            _scans.Add(detach.Partition);
        }
    }
}
