using System.Collections.Immutable;
using Retort.Schema;

namespace Retort.Comparison;

/// <summary>
/// Looks for renames among what is dropped and added. A suggestion is never acted upon by itself: a wrong guess would put the values of one
/// column under the name of another, and a missed one drops them.
/// </summary>
public static class RenameDetection
{
    // Below, the likeness says less than the difference.
    private const double LeastScore = 0.6;

    /// <summary>The likely renames of tables and columns, the most likely first; each name at most once.</summary>
    public static ImmutableArray<RenameSuggestion> Find(DatabaseSchema from, DatabaseSchema to)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        var dropped = from.Tables.Where(table => to.Find(table.Id) is null).ToList();
        var added = to.Tables.Where(table => from.Find(table.Id) is null).ToList();
        var tables = from old in dropped from table in added where old.Name.Schema == table.Name.Schema select Compare(old, table);
        var columns = from old in @from.Tables where to.Find(old.Id) is not null from suggestion in ColumnsOf(old, (Table)to.Find(old.Id)!) select suggestion;
        return [.. Best(tables.Concat(columns))];
    }

    private static IEnumerable<RenameSuggestion> Best(IEnumerable<RenameSuggestion> candidates)
    {
        var (taken, given) = (new HashSet<ObjectId>(), new HashSet<ObjectId>());
        foreach (var candidate in candidates.Where(candidate => candidate.Score >= LeastScore).OrderByDescending(candidate => candidate.Score).ThenBy(candidate => candidate.Rename.From).ThenBy(candidate => candidate.Rename.NewName, StringComparer.Ordinal))
        {
            var id = candidate.Rename.From;
            var renamed = id.Part is null ? id with { Name = id.Name.WithName(candidate.Rename.NewName) } : id with { Part = candidate.Rename.NewName };
            if (!taken.Contains(id) && !given.Contains(renamed))
            {
                taken.Add(id);
                given.Add(renamed);
                yield return candidate;
            }
        }
    }

    private static RenameSuggestion Compare(Table old, Table table)
    {
        var common = old.Columns.Count(column => table.Columns.Any(other => other.Name == column.Name && other.Type == column.Type));
        var all = old.Columns.Length + table.Columns.Length - common;
        var names = NameLikeness(old.Name.Name, table.Name.Name);
        var columns = all == 0 ? 0 : (double)common / all;
        return new(new(old.Id, table.Name.Name), (0.8 * columns) + (0.2 * names), $"{common} of {all} columns are the same");
    }

    private static IEnumerable<RenameSuggestion> ColumnsOf(Table old, Table table)
    {
        var (oldNames, names) = (old.Columns.Select(column => column.Name).ToHashSet(), table.Columns.Select(column => column.Name).ToHashSet());
        return from column in old.Columns
               where !names.Contains(column.Name)
               from other in table.Columns
               where !oldNames.Contains(other.Name) && column.Type == other.Type
               select Compare(old, column, table, other);
    }

    private static RenameSuggestion Compare(Table oldTable, Column old, Table table, Column column)
    {
        var samePlace = Neighbours(oldTable, old).Intersect(Neighbours(table, column)).Any();
        var sameRules = old.Nullable == column.Nullable && old.Default == column.Default && old.Generated == column.Generated;
        var names = NameLikeness(old.Name, column.Name);
        IEnumerable<string> reasons =
        [
            "the same type",
            .. sameRules ? ["the same NULL and default"] : Array.Empty<string>(),
            .. samePlace ? ["the same place"] : Array.Empty<string>(),
            .. names > 0.5 ? ["like names"] : Array.Empty<string>(),
        ];
        return new(
            new(new(ObjectKind.Column, table.Name, old.Name), column.Name),
            0.3 + (sameRules ? 0.2 : 0) + (samePlace ? 0.2 : 0) + (0.3 * names),
            string.Join(", ", reasons));
    }

    // The end of a table is no place: that is where every new column goes.
    private static IEnumerable<string> Neighbours(Table table, Column column)
    {
        var place = table.Columns.IndexOf(column);
        return [.. place > 0 ? [$"after {table.Columns[place - 1].Name}"] : Array.Empty<string>(), .. place + 1 < table.Columns.Length ? [$"before {table.Columns[place + 1].Name}"] : Array.Empty<string>()];
    }

    /// <summary>The part of the letters that two names share in pairs (Dice's coefficient over bigrams).</summary>
    private static double NameLikeness(string left, string right)
    {
        var (a, b) = (Pairs(left), Pairs(right));
        var count = a.Count + b.Count;
        return count == 0 ? 0 : 2.0 * a.Count(b.Remove) / count;

        static List<string> Pairs(string name) => [.. Enumerable.Range(0, Math.Max(0, name.Length - 1)).Select(i => name.Substring(i, 2).ToLowerInvariant())];
    }
}
