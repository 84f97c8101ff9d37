using System.Collections.Immutable;
using Retort.Dialects;
using Retort.Schema;
using Retort.Statements;

namespace Retort.Backups;

/// <summary>Which tables a statement can harm, by its outline. What is not known to be harmless leaves a doubt.</summary>
/// <param name="Tables">The tables it names.</param>
/// <param name="Doubt">What could harm others; <see langword="null"/> when nothing could.</param>
internal sealed record StatementHarm(ImmutableArray<ObjectName> Tables, string? Doubt)
{
    private static readonly StatementHarm None = new([], null);

    /// <summary>Reads a statement.</summary>
    public static StatementHarm Of(string sql, SqlSyntax syntax)
    {
        var reader = new StatementReader(sql, syntax);
        return OutlineReader.Read(sql, syntax) switch
        {
            // What stands in WITH may change rows too.
            UpdateOutline or DeleteOutline or InsertOutline when reader.HasAhead("WITH") => Unsure(sql),
            UpdateOutline update => Named(update.Table),
            DeleteOutline delete => Named(delete.Table),
            InsertOutline { Replaces: true } insert => Named(insert.Table),
            TruncateOutline { Cascade: false } truncate => Named(truncate.Tables),
            DropOutline { Cascade: false } drop => Of(drop, sql),
            AlterTableOutline { Kind: "TABLE" } alter => Named(alter.Name),
            InsertOutline or AlterTableOutline or AlterDomainOutline or AlterSequenceOutline or AddEnumValueOutline or RenameEnumValueOutline or RenameSchemaOutline or PolicyOutline => None,
            CreateTableOutline or CreateIndexOutline or CreateViewOutline or CreateTriggerOutline or CreateRuleOutline or CreateRoutineOutline or CreateEnumOutline or CreateDomainOutline or CreateOtherOutline or PublicationOutline => None,
            ReindexOutline or RefreshOutline or RewriteOutline or UnobtrusiveOutline or LockTableOutline or GrantOutline or CommentOutline or SetParameterOutline or HarmlessOutline => None,
            _ => Unsure(sql),
        };
    }

    // What has others depending on it is not dropped without CASCADE; an extension and a database take along what they hold.
    private static StatementHarm Of(DropOutline drop, string sql) => drop.Kind switch
    {
        "TABLE" => Named(drop.Names),
        "OWNED" or "EXTENSION" or "DATABASE" => Unsure(sql),
        _ => None,
    };

    private static StatementHarm Named(params ImmutableArray<ObjectName> tables) => new(tables, null);

    private static StatementHarm Unsure(string sql) => new([], $"`{(sql.Length > 60 ? string.Concat(sql.AsSpan(0, 60), "...") : sql).ReplaceLineEndings(" ")}`");
}
