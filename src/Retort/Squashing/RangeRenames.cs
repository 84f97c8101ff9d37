using System.Collections.Immutable;
using Retort.Comparison;
using Retort.Dialects;
using Retort.Planning;
using Retort.Schema;
using Retort.Statements;

namespace Retort.Squashing;

/// <summary>
/// The renames that a range makes of tables and columns that were there before it. A comparison of schemas would take them for other tables and columns, and their rows
/// would be gone.
/// </summary>
internal static class RangeRenames
{
    public static ImmutableArray<Rename> Find(IEnumerable<PlannedRevision> steps, IDialect dialect, DatabaseSchema before, DatabaseSchema after)
    {
        // By the name now, the name before.
        var tables = before.Tables.ToDictionary(table => table.Name, table => table.Name);
        var columns = new Dictionary<(ObjectName Table, string Column), string>();
        foreach (var alter in steps.SelectMany(step => step.Statements).OfType<SqlStatement>().Select(statement => OutlineReader.Read(statement.Sql, dialect.Syntax)).OfType<AlterTableOutline>())
        {
            foreach (var action in alter.Actions)
            {
                if (!tables.TryGetValue(alter.Name, out var original))
                {
                    continue;
                }

                if (action is RenameAction table)
                {
                    tables.Remove(alter.Name);
                    tables[alter.Name.WithName(table.NewName)] = original;
                }
                else if (action is RenameColumnAction column)
                {
                    var former = columns.Remove((original, column.Column), out var first) ? first : column.Column;
                    columns[(original, column.NewName)] = former;
                }
            }
        }

        var now = tables.ToDictionary(pair => pair.Value, pair => pair.Key);
        return
        [
            .. tables.Where(pair => pair.Key != pair.Value && after.Find(new(ObjectKind.Table, pair.Key)) is not null).Select(pair => new Rename(new(ObjectKind.Table, pair.Value), pair.Key.Name)).Where(CanBeMade),
            .. columns.Where(pair => pair.Key.Column != pair.Value && after.Find(new(ObjectKind.Table, now[pair.Key.Table])) is Table table && table.Columns.Any(column => column.Name == pair.Key.Column))
                .Select(pair => new Rename(new(ObjectKind.Column, pair.Key.Table, pair.Value), pair.Key.Column)).Where(CanBeMade),
        ];

        bool CanBeMade(Rename rename) => RenameOperations.CanBeMade(rename, before);
    }
}
