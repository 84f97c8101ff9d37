using Retort.Dialects;
using Retort.Schema;

namespace Retort.Comparison;

/// <summary>Finds the operations that turn one schema into another.</summary>
/// <remarks>
/// Both schemas were read from databases, so that equal things have equal texts and nothing here parses SQL. The way back is the
/// comparison the other way round.
/// </remarks>
public static class SchemaComparer
{
    /// <summary>Compares two schemas.</summary>
    /// <param name="from">The schema as it is.</param>
    /// <param name="to">The schema as it shall be.</param>
    /// <param name="dialect">The engine of both, which knows what can be changed in place.</param>
    /// <param name="serverVersion">The version of the server that is to be changed; <see langword="null"/> for the newest one known.</param>
    /// <exception cref="DependencyCycleException">The changes need each other in a circle.</exception>
    public static SchemaComparison Compare(DatabaseSchema from, DatabaseSchema to, IDialect dialect, Version? serverVersion = null)
    {
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(dialect);
        return new ComparisonRun(from, to, dialect, serverVersion).Run();
    }
}
