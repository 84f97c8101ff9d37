using System.Collections.Frozen;
using Retort.Dialects;
using Retort.Planning;
using Retort.Schema;
using Retort.Statements;

namespace Retort.PostgreSql;

internal sealed partial class EffectRules
{
    // The volatile functions of the server itself. Those of users are asked for by observation.
    private static readonly FrozenSet<string> VolatileFunctions = new[]
    {
        "random", "random_normal", "clock_timestamp", "timeofday", "gen_random_uuid", "uuidv4", "uuidv7", "uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v4",
        "nextval", "setval", "lastval", "currval", "pg_backend_pid", "pg_sleep", "set_config", "setseed",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether a default gives each row a value of its own, which must then be written into it.</summary>
    private bool IsVolatile(string expression)
    {
        var reader = new StatementReader(expression, SqlSyntax.PostgreSql);
        while (!reader.AtEnd)
        {
            if (reader.TakeIdentifier() is { } name)
            {
                if (reader.Is('(') && (VolatileFunctions.Contains(name) || _schema.HasVolatileRoutine(name)))
                {
                    return true;
                }
            }
            else if (!reader.Take('('))
            {
                reader.Skip();
            }
        }

        return false;
    }

    private void AddColumn(ObjectName table, ColumnOutline column)
    {
        Lock(table, LockMode.AccessExclusive);
        if (IsWritten(column))
        {
            if (!_schema.IsPartitioned(table))
            {
                LockAndRewrite(table);
            }

            LockNumbers(column.Default);
        }
        else if (column is { NotNull: true, Default: null, Generated: null } || column.Has(ConstraintKind.Check))
        {
            Scan(table);
        }

        if (column.Has(ConstraintKind.Unique) || column.Has(ConstraintKind.PrimaryKey))
        {
            Scan(table);
        }

        foreach (var constraint in column.Constraints)
        {
            if (constraint.References is not { } referenced)
            {
                continue;
            }

            Lock(referenced, LockMode.ShareRowExclusive);
            if (column.Default is not null)
            {
                Scan(table);
                Scan(referenced);
            }
        }
    }

    /// <summary>A sequence that is named in a default gives a number for each row.</summary>
    private void LockNumbers(string? expression)
    {
        var reader = new StatementReader(expression ?? "", SqlSyntax.PostgreSql);
        if (reader.SkipTo("nextval") && reader.Take('(') && reader.TakeString() is { } name && new StatementReader(name, SqlSyntax.PostgreSql).TakeObjectName() is { } sequence)
        {
            Lock(sequence, LockMode.RowExclusive);
        }
    }

    /// <summary>Whether the rows that are there must be written anew to hold the column.</summary>
    private bool IsWritten(ColumnOutline column) =>
        column.IsNumbered
        || column.Generated is not null && (column.Stored ?? _version < 18)
        || column.Default is { } value && IsVolatile(value)
        || DomainOf(column.Type) is { } domain && (!domain.Nullable || !domain.Checks.IsEmpty);

    private Domain? DomainOf(TypeOutline type) => type.Name.Split('.') switch
    {
        [{ Length: > 0 } schema, { Length: > 0 } name] => _schema.Domain(new ObjectName(schema, name)),
        [{ Length: > 0 } name] => _schema.Domain(new ObjectName(null, name)),
        _ => null,
    };

    private void DropColumn(ObjectName table, DropColumnAction drop)
    {
        Lock(table, LockMode.AccessExclusive);
        LockAll(_schema.IndexNamesOf(table, drop.Column), LockMode.AccessExclusive);
        LockAll(_schema.SequencesOf(table, drop.Column), LockMode.AccessExclusive);

        foreach (var key in _schema.ForeignKeysOf(table).Where(key => key.Columns.Contains(drop.Column)))
        {
            Lock(key.ReferencedTable, LockMode.AccessExclusive);
        }

        if (drop.Cascade)
        {
            foreach (var (other, _) in _schema.ForeignKeysTo(table).Where(pair => pair.Key.ReferencedColumns.Contains(drop.Column)))
            {
                Lock(other, LockMode.AccessExclusive);
            }

            LockAll(_schema.ViewsOf(table, drop.Column), LockMode.AccessExclusive);
        }
    }

    private void SetIdentity(ObjectName table, ColumnSettingAction setting)
    {
        Lock(table, LockMode.AccessExclusive);
        LockAll(_schema.SequencesOf(table, setting.Column), setting.Setting == ColumnSetting.DropIdentity ? LockMode.AccessExclusive : LockMode.ShareRowExclusive);
    }

    private void SetNotNull(ObjectName table, string column)
    {
        Lock(table, LockMode.AccessExclusive);
        var isSure = _schema.Column(table, column) is { Nullable: false } && _schema.Table(table)?.Constraints.OfType<NotNullConstraint>().Any(constraint => constraint.Column == column && constraint.NotValid) != true;
        if (!isSure && !_schema.ProvesNotNull(table, column))
        {
            Scan(table);
        }
    }

    private void SetExpression(ObjectName table, string column)
    {
        Lock(table, LockMode.AccessExclusive);
        if (_schema.Column(table, column)?.Generated is not { Stored: false })
        {
            LockAndRewrite(table);
        }
    }

    private void AlterType(ObjectName table, AlterTypeAction change)
    {
        Lock(table, LockMode.AccessExclusive);
        if (_schema.IsPartitioned(table))
        {
            return;
        }

        var former = _schema.Column(table, change.Column);
        var outcome = TypeChange.Of(former, change, DomainOf);
        if (outcome == TypeChangeCost.Rewrite)
        {
            LockAndRewrite(table);
        }
        else
        {
            RebuildAround(table, change.Column, allIndexes: outcome == TypeChangeCost.Indexes);
        }

        CheckKeysAround(table, change.Column, outcome);
    }

    /// <summary>A check that names the column is tried on every row again; an index over an expression of it is built again.</summary>
    private void RebuildAround(ObjectName table, string column, bool allIndexes)
    {
        if (_schema.Table(table)?.Constraints.OfType<CheckConstraint>().Any(check => !check.NotValid && SchemaLookup.Names(check.Expression, column)) == true)
        {
            Scan(table);
        }

        if (allIndexes)
        {
            foreach (var index in _schema.IndexNamesOf(table, column))
            {
                Rebuild(table, index);
            }

            return;
        }

        foreach (var index in _schema.IndexesOf(table).Where(index => SchemaLookup.Names(index.Where, column) || index.Keys.Any(key => SchemaLookup.Names(key.Expression, column))))
        {
            Rebuild(table, table.WithName(index.Name));
        }
    }

    private void Rebuild(ObjectName table, ObjectName index)
    {
        Lock(index, LockMode.AccessExclusive);
        _rewrites.Add(index);
        Scan(table);
    }

    /// <summary>A foreign key is made again when the type of either side changes, and checked again when values may have changed.</summary>
    private void CheckKeysAround(ObjectName table, string column, TypeChangeCost outcome)
    {
        var own = _schema.ForeignKeysOf(table).Where(key => key.Columns.Contains(column)).Select(key => new TableKey(table, key));
        foreach (var (child, key) in own.Concat(_schema.ForeignKeysTo(table).Where(pair => pair.Key.ReferencedColumns.Contains(column))))
        {
            Lock(child, LockMode.AccessExclusive);
            Lock(key.ReferencedTable, LockMode.AccessExclusive);
            if (outcome == TypeChangeCost.Rewrite)
            {
                Scan(child);
                Scan(key.ReferencedTable);
            }
        }
    }

    private void Scan(ObjectName table)
    {
        if (!_schema.IsPartitioned(table))
        {
            _scans.Add(table);
        }
    }
}
