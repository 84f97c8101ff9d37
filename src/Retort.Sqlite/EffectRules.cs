using Retort.Dialects;
using Retort.Planning;
using Retort.Schema;
using Retort.Statements;

namespace Retort.Sqlite;

/// <summary>What a statement costs: there is one writer at a time, so nobody is locked out more by one statement than by another.</summary>
internal static class EffectRules
{
    /// <summary>What a statement writes anew or reads from end to end.</summary>
    public static StatementEffects Of(string sql) => OutlineReader.Read(sql, SqlSyntax.Sqlite) switch
    {
        UnknownOutline => StatementEffects.Unknown,
        AlterTableOutline { Actions: [DropColumnAction] } alter => Ruled(rewrite: alter.Name, scan: alter.Name),
        AlterTableOutline { Actions: [AddColumnAction { Column: var column }] } alter when column.NotNull || column.Has(ConstraintKind.Check) => Ruled(scan: alter.Name),
        CreateIndexOutline index => Ruled(scan: index.Table),
        UpdateOutline { HasWhere: false } update => Ruled(scan: update.Table),
        DeleteOutline { HasWhere: false } delete => Ruled(scan: delete.Table),
        _ => Ruled(),
    };

    private static StatementEffects Ruled(ObjectName? rewrite = null, ObjectName? scan = null) => new()
    {
        Source = EffectSource.Ruled,
        Rewrites = rewrite is { } written ? [written] : [],
        Scans = scan is { } read ? [read] : [],
    };
}
