namespace Retort;

/// <summary>
/// A whole schema in the words of revisions: what a database shall be, instead of how it becomes so. A public class that derives from this one is a
/// target.
/// </summary>
public abstract class SchemaDefinition
{
    /// <summary>Adds to <paramref name="db"/> what makes the schema in an empty database.</summary>
    public abstract void Define(MigrationBuilder db);
}
