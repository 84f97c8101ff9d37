using System.Collections.Immutable;

namespace Retort.Planning;

/// <summary>A statement that is run again and again with other values: a server that keeps its plan need not make one each time.</summary>
/// <param name="Sql">The statement with <c>$1</c>, <c>$2</c> and so on for the values.</param>
/// <param name="Values">The values, as literals of SQL.</param>
internal sealed record RepeatedForm(string Sql, ImmutableArray<string> Values)
{
    /// <summary>Makes a statement and its form.</summary>
    /// <param name="write">Writes the statement around its values.</param>
    /// <param name="values">The values, as literals of SQL.</param>
    public static SqlStatement Write(Func<string[], string> write, params string[] values) =>
        new(write(values)) { Form = new RepeatedForm(write([.. values.Select((_, i) => $"${i + 1}")]), [.. values]) };
}
