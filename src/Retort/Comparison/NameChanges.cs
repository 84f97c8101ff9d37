using Retort.Schema;

namespace Retort.Comparison;

/// <summary>
/// Constraints and indexes that differ in nothing but their names. Renaming one costs nothing, and making it anew may cost hours; a wrong guess
/// loses nothing, since both are the same.
/// </summary>
internal static class NameChanges
{
    /// <summary>Old names with the constraints they become.</summary>
    public static IReadOnlyDictionary<string, Constraint> OfConstraints(Table before, Table after) =>
        Pair(before.Constraints, after.Constraints, constraint => constraint.Name, ConstraintChange.IsOnlyName);

    /// <summary>Old names with the indexes they become.</summary>
    public static IReadOnlyDictionary<string, TableIndex> OfIndexes(IReadOnlyCollection<TableIndex> before, IReadOnlyCollection<TableIndex> after) =>
        Pair(before, after, index => index.Name, (old, other) => !old.IsInvalid && old.Name != other.Name && Sameness.SameDefinition(old with { Name = other.Name }, other));

    private static Dictionary<string, T> Pair<T>(IReadOnlyCollection<T> before, IReadOnlyCollection<T> after, Func<T, string> nameOf, Func<T, T, bool> isOnlyName)
    {
        var (oldNames, newNames) = (before.Select(nameOf).ToHashSet(), after.Select(nameOf).ToHashSet());
        var added = after.Where(item => !oldNames.Contains(nameOf(item))).ToList();
        var pairs = new Dictionary<string, T>();
        foreach (var old in before.Where(item => !newNames.Contains(nameOf(item))))
        {
            if (added.FirstOrDefault(item => isOnlyName(old, item)) is { } found)
            {
                added.Remove(found);
                pairs.Add(nameOf(old), found);
            }
        }

        return pairs;
    }
}
