using Retort.Schema;

namespace Retort.Backups;

/// <summary>What a table held.</summary>
/// <param name="Schema">The schema of the table; <see langword="null"/> where there are none.</param>
/// <param name="Name">The name of the table.</param>
/// <param name="Rows">How many rows it had.</param>
/// <param name="Hash">A hash of all of them, whatever their order where the engine has none.</param>
internal sealed record TableContents(string? Schema, string Name, long Rows, string Hash)
{
    /// <summary>The table, for a person to read.</summary>
    public override string ToString() => Schema is null ? Name : $"{Schema}.{Name}";

    /// <summary>Whether a name, with or without its schema, means the table.</summary>
    public bool IsNamed(ObjectName name) => name.Name == Name && (name.Schema is null || name.Schema == Schema);
}
