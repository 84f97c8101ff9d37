using Retort.Schema;

namespace Retort.Comparison;

/// <summary>An object, or a column, that has another name in the schema that is wanted. It counts only where the old one is there and the new one is not.</summary>
/// <param name="From">The object under its old name; for a column the table too is named as it is before the change.</param>
/// <param name="NewName">The new name, in the same schema or table.</param>
public sealed record Rename(ObjectId From, string NewName);
