using Retort.Schema;
using Retort.Statements;

namespace Retort.Reporting;

/// <summary>Says in a few words what a statement of SQL does, as far as it was read, and to which table.</summary>
internal static class OutlineDescription
{
    /// <summary>What a statement does to the schema; nothing for one that leaves it as it is.</summary>
    public static IEnumerable<(ObjectName? Table, string Text)> Of(StatementOutline outline) => outline switch
    {
        CreateTableOutline { IsTemporary: true } => [],
        CreateTableOutline it => [(it.Name, CreatedWith($"create table \"{it.Name}\"", it.Columns.Select(column => column.Name)))],
        AlterTableOutline it => it.Actions.Select(action => ((ObjectName?)it.Name, $"alter {it.Kind.ToLowerInvariant()} \"{it.Name}\" {action.Text}".TrimEnd())),
        CreateIndexOutline it => [(it.Table, $"create {(it.Unique ? "unique " : "")}index{(it.Name is null ? "" : $" \"{it.Name}\"")} on table \"{it.Table}\"")],
        DropOutline it => it.Names.Select(name => (it.Kind == "TABLE" ? name : it.On, $"drop {it.Kind.ToLowerInvariant()} \"{name}\"")),
        CreateTriggerOutline it => [(it.Table, $"create trigger \"{it.Name}\" on \"{it.Table}\"")],
        CreateRuleOutline it => [(it.Table, $"create rule \"{it.Name}\" on \"{it.Table}\"")],
        PolicyOutline it => [(it.Table, $"create or alter policy \"{it.Name}\" on \"{it.Table}\"")],
        CreateViewOutline it => [(null, $"create {(it.Materialized ? "materialized view" : "view")} \"{it.Name}\"")],
        CreateRoutineOutline it => [(null, $"create function \"{it.Name}\"")],
        CreateEnumOutline it => [(null, $"create enum \"{it.Name}\"")],
        CreateDomainOutline it => [(null, $"create domain \"{it.Name}\"")],
        CreateOtherOutline it => [(null, $"create {it.Kind.ToLowerInvariant()}{(it.Name is { } name ? $" \"{name}\"" : "")}")],
        AddEnumValueOutline it => [(null, $"add value '{it.Value}' to enum \"{it.Type}\"")],
        RenameEnumValueOutline it => [(null, $"rename value '{it.Value}' of enum \"{it.Type}\" to '{it.NewValue}'")],
        AlterTypeOutline it => [(null, $"alter type \"{it.Type}\"")],
        AlterDomainOutline it => [(null, $"alter domain \"{it.Domain}\"")],
        AlterSequenceOutline it => [(null, $"alter sequence \"{it.Sequence}\"")],
        RenameSchemaOutline it => [(null, $"rename schema \"{it.Schema}\" to \"{it.NewName}\"")],
        UpdateExtensionOutline it => [(null, $"update extension \"{it.Extension}\"")],
        PublicationOutline it => [(null, $"{(it.Definition is null ? "alter" : "create")} publication \"{it.Name}\"")],
        GrantOutline it => it.Tables.IsEmpty ? [(null, "change privileges")] : it.Tables.Select(table => ((ObjectName?)table, $"change the privileges on \"{table}\"")),
        CommentOutline it => [(it.Table, $"set the comment of {it.Kind.ToLowerInvariant()}{(it.Table is { } table ? $" of \"{table}\"" : "")}")],
        UnknownOutline or DoOutline => [(null, "run SQL")],
        _ => [],
    };

    /// <summary>What a statement does to rows.</summary>
    public static IEnumerable<(ObjectName? Table, string Text)> RowsOf(StatementOutline outline) => outline switch
    {
        InsertOutline it => [(it.Table, $"insert rows into table \"{it.Table}\"")],
        UpdateOutline it => [(it.Table, $"update rows of table \"{it.Table}\"")],
        DeleteOutline it => [(it.Table, $"delete rows of table \"{it.Table}\"")],
        TruncateOutline it => it.Tables.Select(table => ((ObjectName?)table, $"delete all rows of table \"{table}\"")),
        _ => [],
    };

    /// <summary>The creation of a table, with its columns.</summary>
    public static string CreatedWith(string creation, IEnumerable<string> columns) =>
        columns.ToList() is { Count: > 0 } some ? $"{creation} with {string.Join(", ", some)}" : creation;
}
