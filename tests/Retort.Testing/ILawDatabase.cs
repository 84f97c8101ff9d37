using Retort.Dialects;
using Retort.Schema;

namespace Retort.Testing;

/// <summary>A database in which the laws of schemas are tried, one pair after another.</summary>
public interface ILawDatabase : IAsyncDisposable
{
    /// <summary>The session.</summary>
    IDatabaseSession Session { get; }

    /// <summary>What is read of the database.</summary>
    SchemaScope Scope { get; }

    /// <summary>Empties the database.</summary>
    Task ResetAsync();

    /// <summary>Statements that fill a table with rows which every generated schema accepts.</summary>
    IEnumerable<string> Insert(DatabaseSchema schema, Table table);

    /// <summary>A query for the rows of a table alone, the values as text, in a fixed order.</summary>
    string Select(Table table);
}
