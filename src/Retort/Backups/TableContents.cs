using Retort.Schema;

namespace Retort.Backups;

/// <summary>What a table held.</summary>
/// <param name="Schema">The schema of the table; <see langword="null"/> where there are none.</param>
/// <param name="Name">The name of the table.</param>
/// <param name="Rows">How many rows it had.</param>
/// <param name="Hash">A hash of all of them, whatever their order where the engine has none.</param>
internal sealed record TableContents(string? Schema, string Name, long Rows, string Hash)
{
    /// <summary>Its columns in their order, each with its type, and the word <c>generated</c> behind those that the database computes.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];

    /// <summary>The tables it is a partition of, up to the topmost; <see langword="null"/> when it is none.</summary>
    public IReadOnlyList<PartitionedTable>? PartitionOf { get; init; }

    /// <summary>The table, for a person to read.</summary>
    public override string ToString() => Schema is null ? Name : $"{Schema}.{Name}";

    /// <summary>Whether a name, with or without its schema, means the table, or one that it is a partition of.</summary>
    public bool IsNamed(ObjectName name) => SchemaNamed(name) is not null;

    /// <summary>The schema of what a name means: the table, or one that it is a partition of; <see langword="null"/> when it means neither, empty where there are none.</summary>
    public string? SchemaNamed(ObjectName name) =>
        Means(name, Schema, Name) ? Schema ?? "" : PartitionOf?.FirstOrDefault(parent => Means(name, parent.Schema, parent.Name))?.Schema;

    /// <summary>In what the definition of this table differs from what it was, in words; <see langword="null"/> when it does not.</summary>
    public string? ChangeSince(TableContents then) =>
        Columns.SequenceEqual(then.Columns, StringComparer.Ordinal) ? null : $"It has the columns {ListOf(Columns)}; then it had {ListOf(then.Columns)}.";

    /// <summary>In what tables differ from those of a backup, in words.</summary>
    /// <param name="found">The tables there are.</param>
    /// <param name="wanted">The tables as they were.</param>
    public static IEnumerable<string> Differences(IEnumerable<TableContents> found, IEnumerable<TableContents> wanted)
    {
        var rest = found.ToDictionary(table => table.ToString());
        foreach (var table in wanted)
        {
            if (!rest.Remove(table.ToString(), out var present))
            {
                yield return $"table {table} is missing";
            }
            else if (present.Rows != table.Rows)
            {
                yield return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"table {table} has {present.Rows} rows, not {table.Rows}");
            }
            else if (present.Hash != table.Hash)
            {
                yield return $"table {table} has other rows";
            }
        }

        foreach (var table in rest.Keys.Order(StringComparer.Ordinal))
        {
            yield return $"table {table} is not in the backup";
        }
    }

    private static string ListOf(IReadOnlyList<string> columns) => columns.Count == 0 ? "none" : string.Join(", ", columns);

    private static bool Means(ObjectName name, string? schema, string table) => name.Name == table && (name.Schema is null || name.Schema == schema);
}

/// <summary>A table that has its rows in partitions.</summary>
internal sealed record PartitionedTable(string Schema, string Name);
