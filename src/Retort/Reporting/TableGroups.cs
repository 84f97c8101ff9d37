using System.Collections.Immutable;
using Retort.Schema;

namespace Retort.Reporting;

/// <summary>Tables that belong together, under a name for them.</summary>
internal sealed record TableGroup(string Name, ImmutableArray<Table> Tables);

/// <summary>
/// Puts tables into groups that read like chapters: within a schema those whose names begin with the same word. A table that shares its word with no other
/// goes where the table it cannot do without has gone.
/// </summary>
internal static class TableGroups
{
    private const string Others = "Others";

    public static ImmutableArray<TableGroup> Of(DatabaseSchema schema)
    {
        var tables = schema.Tables.Where(table => table.PartitionOf is null).ToList();
        var byName = tables.ToDictionary(table => table.Name);
        var byWord = tables.ToLookup(table => (table.Name.Schema, Word(table)));
        var references = tables.SelectMany(table => table.Constraints.OfType<ForeignKey>()).CountBy(key => key.ReferencedTable).ToDictionary();
        var groups = tables.GroupBy(table => (table.Name.Schema, Word: WordOf(table)))
            .Select(group => (group.Key.Schema, group.Key.Word, Tables: group.ToList()))
            .ToList();
        var isSmall = groups.ToLookup(group => group.Tables.Count == 1);
        return
        [
            .. isSmall[false].Concat(isSmall[true].GroupBy(group => group.Schema).Select(group => (Schema: group.Key, Word: Others, Tables: group.SelectMany(one => one.Tables).ToList())))
                .OrderBy(group => group.Schema, StringComparer.Ordinal)
                .ThenBy(group => group.Word == Others)
                .ThenBy(group => group.Word, StringComparer.Ordinal)
                .Select(group => new TableGroup(group.Schema is null ? Title(group.Word) : $"{group.Schema}: {Title(group.Word)}", [.. group.Tables])),
        ];

        string WordOf(Table table)
        {
            for (var seen = new HashSet<ObjectName>(); byWord[(table.Name.Schema, Word(table))].Count() == 1 && seen.Add(table.Name);)
            {
                if (Needed(table) is not { } needed)
                {
                    break;
                }

                table = needed;
            }

            return Word(table);
        }

        // Of several the one that the fewest tables refer to says most about the table: nearly everything refers to the users.
        Table? Needed(Table table) => table.Constraints.OfType<ForeignKey>()
            .Where(key => key.ReferencedTable.Schema == table.Name.Schema && key.ReferencedTable != table.Name && byName.ContainsKey(key.ReferencedTable))
            .Where(key => table.Columns.All(column => !column.Nullable || !key.Columns.Contains(column.Name)))
            .OrderBy(key => references[key.ReferencedTable])
            .Select(key => byName[key.ReferencedTable])
            .FirstOrDefault();
    }

    /// <summary>The first word of a name, in the singular: of <c>order_items</c>, <c>OrderItems</c> and <c>orders</c> it is <c>order</c>.</summary>
    private static string Word(Table table)
    {
        var name = table.Name.Name;
        var end = Enumerable.Range(1, name.Length - 1).FirstOrDefault(i => !char.IsLetterOrDigit(name[i]) || (char.IsUpper(name[i]) && char.IsLower(name[i - 1])), name.Length);
        var word = name[..end].ToLowerInvariant();
        return word.Length > 3 && word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1] : word;
    }

    private static string Title(string word) => $"{char.ToUpperInvariant(word[0])}{word[1..]}";
}
