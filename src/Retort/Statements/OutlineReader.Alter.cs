using System.Collections.Immutable;
using System.Globalization;
using Retort.Schema;

namespace Retort.Statements;

internal static partial class OutlineReader
{
    private static StatementOutline ReadAlter(ref StatementReader sql) => KindOf(ref sql) switch
    {
        "TABLE" => ReadAlterTable(ref sql, "TABLE"),
        "VIEW" => ReadAlterTable(ref sql, "VIEW"),
        "MATERIALIZED VIEW" => ReadAlterTable(ref sql, "MATERIALIZED VIEW"),
        "INDEX" => ReadAlterTable(ref sql, "INDEX"),
        "FOREIGN TABLE" => ReadAlterTable(ref sql, "FOREIGN TABLE"),
        "TYPE" => ReadAlterType(ref sql),
        "DOMAIN" => ReadAlterDomain(ref sql),
        "SEQUENCE" => ReadAlterSequence(ref sql),
        "SCHEMA" => sql.TakeIdentifier() is { } schema && sql.Take("RENAME", "TO") && sql.TakeIdentifier() is { } name ? new RenameSchemaOutline(schema, name) : new HarmlessOutline("ALTER SCHEMA"),
        "EXTENSION" => sql.TakeIdentifier() is { } extension && sql.Take("UPDATE") ? new UpdateExtensionOutline(extension) : Unknown,
        "POLICY" => ReadOnTable(ref sql) is (var policy, var table) ? new PolicyOutline(policy, table) : Unknown,
        "TRIGGER" or "RULE" => ReadOnTable(ref sql) is (_, var table) ? new AlterTableOutline("TABLE", table, [new TableSettingAction(sql.TakeRest())]) : Unknown,
        "PUBLICATION" => sql.TakeIdentifier() is { } publication && sql.IsAny("ADD", "SET", "DROP") && sql.SkipTo("TABLE") ? new PublicationOutline(publication, TablesIn(ref sql)) : new HarmlessOutline("ALTER PUBLICATION"),
        "ROLE" or "USER" or "DATABASE" or "SYSTEM" or "DEFAULT" => new HarmlessOutline("ALTER"),
        _ => Unknown,
    };

    private static StatementOutline ReadAlterTable(ref StatementReader sql, string kind)
    {
        var ifExists = sql.Take("IF", "EXISTS");
        var only = sql.Take("ONLY");
        if (sql.Is("ALL") || sql.TakeObjectName() is not { } name)
        {
            return Unknown;
        }

        sql.Take('*');
        var actions = ImmutableArray.CreateBuilder<TableAction>();
        do
        {
            var start = sql;
            var action = ReadAction(ref sql);
            sql.SkipItem();
            actions.Add(action with { Text = sql.Since(start) });
        }
        while (sql.Take(','));
        return new AlterTableOutline(kind, name, actions.ToImmutable()) { IfExists = ifExists, Only = only };
    }

    private static TableAction ReadAction(ref StatementReader sql) =>
        sql.Take("ADD") ? ReadAdd(ref sql)
        : sql.Take("DROP") ? ReadDropPart(ref sql)
        : sql.Take("ALTER", "CONSTRAINT") ? ReadAlterConstraint(ref sql)
        : sql.Take("ALTER") ? ReadAlterColumn(ref sql)
        : sql.Take("RENAME") ? ReadRename(ref sql)
        : sql.Take("VALIDATE", "CONSTRAINT") ? sql.TakeIdentifier() is { } constraint ? new ValidateConstraintAction(constraint) : new UnknownAction()
        : sql.Take("ATTACH", "PARTITION") ? ReadAttach(ref sql)
        : sql.Take("DETACH", "PARTITION") ? sql.TakeObjectName() is { } partition ? new DetachPartitionAction(partition, sql.Is("CONCURRENTLY"), sql.Is("FINALIZE")) : new UnknownAction()
        : sql.Take("INHERIT") ? sql.TakeObjectName() is { } parent ? new InheritAction(parent, IsEnd: false) : new UnknownAction()
        : sql.Take("NO", "INHERIT") ? sql.TakeObjectName() is { } former ? new InheritAction(former, IsEnd: true) : new UnknownAction()
        : sql.Take("SET") ? ReadSetting(ref sql)
        : sql.Take("ENABLE") ? ReadSwitch(ref sql, isOn: true)
        : sql.Take("DISABLE") ? ReadSwitch(ref sql, isOn: false)
        : sql.Take("FORCE") ? new RowSecurityAction(IsEnabled: true)
        : sql.Take("NO", "FORCE") ? new RowSecurityAction(IsEnabled: false)
        : sql.Is("CLUSTER") || sql.Is("RESET") ? new ParametersAction()
        : sql.IsAny("OWNER", "REPLICA", "OF", "NOT") ? new TableSettingAction(sql.TakeUntil())
        : new UnknownAction();

    private static TableAction ReadAdd(ref StatementReader sql)
    {
        if (ReadTableConstraint(ref sql) is { } constraint)
        {
            return new AddConstraintAction(constraint);
        }

        sql.Take("COLUMN");
        var ifNotExists = sql.Take("IF", "NOT", "EXISTS");
        return sql.TakeIdentifier() is { } name ? new AddColumnAction(ReadColumn(ref sql, name), ifNotExists) : new UnknownAction();
    }

    private static TableAction ReadDropPart(ref StatementReader sql)
    {
        if (sql.Take("CONSTRAINT"))
        {
            var missingIsFine = sql.Take("IF", "EXISTS");
            return sql.TakeIdentifier() is { } constraint ? new DropConstraintAction(constraint, missingIsFine, sql.Is("CASCADE")) : new UnknownAction();
        }

        sql.Take("COLUMN");
        var ifExists = sql.Take("IF", "EXISTS");
        return sql.TakeIdentifier() is { } column ? new DropColumnAction(column, ifExists, sql.Is("CASCADE")) : new UnknownAction();
    }

    private static TableAction ReadAlterConstraint(ref StatementReader sql)
    {
        if (sql.TakeIdentifier() is not { } constraint)
        {
            return new UnknownAction();
        }

        bool? enforced = sql.HasAhead("NOT", "ENFORCED") ? false : sql.HasAhead("ENFORCED") ? true : null;
        return new AlterConstraintAction(constraint, enforced);
    }

    private static TableAction ReadAlterColumn(ref StatementReader sql)
    {
        sql.Take("COLUMN");

        // The columns of an index have numbers.
        if ((sql.TakeIdentifier() ?? sql.TakeInteger()?.ToString(CultureInfo.InvariantCulture)) is not { } column)
        {
            return new UnknownAction();
        }

        return sql.Take("SET", "DATA", "TYPE") || sql.Take("TYPE") ? ReadAlterColumnType(ref sql, column)
            : sql.Take("SET", "NOT", "NULL") ? new SetNotNullAction(column)
            : sql.Take("DROP", "NOT", "NULL") ? new DropNotNullAction(column)
            : sql.Take("SET", "DEFAULT") || sql.Take("DROP", "DEFAULT") ? new ColumnSettingAction(column, ColumnSetting.Default)
            : sql.Take("SET", "EXPRESSION") ? new SetExpressionAction(column)
            : sql.Take("DROP", "EXPRESSION") ? new ColumnSettingAction(column, ColumnSetting.DropExpression)
            : sql.Take("SET", "STATISTICS") || sql.Take("RESET") || sql.Take("SET") && sql.Is('(') ? new ColumnSettingAction(column, ColumnSetting.Statistics)
            : sql.Is("STORAGE") || sql.Take("SET", "STORAGE") ? new ColumnSettingAction(column, ColumnSetting.Storage)
            : sql.Is("COMPRESSION") || sql.Take("SET", "COMPRESSION") ? new ColumnSettingAction(column, ColumnSetting.Compression)
            : sql.Take("DROP", "IDENTITY") ? new ColumnSettingAction(column, ColumnSetting.DropIdentity)
            : sql.IsAny("ADD", "GENERATED", "RESTART", "INCREMENT", "START", "MINVALUE", "MAXVALUE", "CACHE", "CYCLE", "NO", "SEQUENCE") ? new ColumnSettingAction(column, ColumnSetting.Identity)
            : new UnknownAction();
    }

    private static AlterTypeAction ReadAlterColumnType(ref StatementReader sql, string column)
    {
        var type = TypeOutline.Read(sql.TakeUntil("COLLATE", "USING"));
        var collation = sql.Take("COLLATE") ? sql.TakeObjectName() : null;
        return new AlterTypeAction(column, type) { Collation = collation, Using = sql.Take("USING") ? sql.TakeUntil() : null };
    }

    private static TableAction ReadRename(ref StatementReader sql)
    {
        if (sql.Take("TO"))
        {
            return sql.TakeIdentifier() is { } name ? new RenameAction(name) : new UnknownAction();
        }

        var isConstraint = sql.Take("CONSTRAINT");
        _ = isConstraint || sql.Take("COLUMN");
        return sql.TakeIdentifier() is { } part && sql.Take("TO") && sql.TakeIdentifier() is { } newName
            ? isConstraint ? new RenameConstraintAction(part, newName) : new RenameColumnAction(part, newName)
            : new UnknownAction();
    }

    private static TableAction ReadAttach(ref StatementReader sql) =>
        sql.TakeObjectName() is { } partition ? new AttachPartitionAction(partition, sql.TakeUntil()) : new UnknownAction();

    private static TableAction ReadSetting(ref StatementReader sql) =>
        sql.Take("SCHEMA") ? sql.TakeIdentifier() is { } schema ? new SetSchemaAction(schema) : new UnknownAction()
        : sql.IsAny("LOGGED", "UNLOGGED", "TABLESPACE", "ACCESS") ? new MoveRowsAction($"SET {sql.TakeUntil()}")
        : sql.Is('(') || sql.Is("WITHOUT") ? new ParametersAction()
        : new TableSettingAction($"SET {sql.TakeUntil()}");

    private static TableAction ReadSwitch(ref StatementReader sql, bool isOn)
    {
        _ = sql.Take("REPLICA") || sql.Take("ALWAYS");
        return sql.Is("TRIGGER") ? new TriggerSwitchAction()
            : sql.Is("ROW") ? new RowSecurityAction(isOn)
            : new TableSettingAction(sql.TakeUntil());
    }

    private static StatementOutline ReadAlterSequence(ref StatementReader sql)
    {
        sql.Take("IF", "EXISTS");
        return sql.TakeObjectName() is { } sequence ? new AlterSequenceOutline(sequence) { IsMoved = sql.IsAny("RENAME", "SET", "OWNER") } : Unknown;
    }

    private static StatementOutline ReadAlterType(ref StatementReader sql)
    {
        if (sql.TakeObjectName() is not { } type)
        {
            return Unknown;
        }

        if (sql.Take("ADD", "VALUE"))
        {
            sql.Take("IF", "NOT", "EXISTS");
            return sql.TakeString() is { } value ? new AddEnumValueOutline(type, value, sql.IsAny("BEFORE", "AFTER")) : Unknown;
        }

        return sql.Take("RENAME", "VALUE") && sql.TakeString() is { } old && sql.Take("TO") && sql.TakeString() is { } renamed
            ? new RenameEnumValueOutline(type, old, renamed)
            : new AlterTypeOutline(type);
    }

    private static StatementOutline ReadAlterDomain(ref StatementReader sql)
    {
        if (sql.TakeObjectName() is not { } domain)
        {
            return Unknown;
        }

        if (sql.Take("ADD"))
        {
            var name = sql.Take("CONSTRAINT") ? sql.TakeIdentifier() : null;
            var isNotValid = sql.HasAhead("NOT", "VALID");
            return new AlterDomainOutline(domain, DomainChange.AddConstraint) { Constraint = name, NotValid = isNotValid, Definition = sql.TakeRest() };
        }

        return sql.Take("SET", "NOT", "NULL") ? new AlterDomainOutline(domain, DomainChange.SetNotNull)
            : sql.Take("VALIDATE", "CONSTRAINT") ? new AlterDomainOutline(domain, DomainChange.Validate) { Constraint = sql.TakeIdentifier() }
            : new AlterDomainOutline(domain, DomainChange.Other);
    }
}
