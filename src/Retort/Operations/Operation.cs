using System.Text.Json;
using Retort.Schema;

namespace Retort.Operations;

/// <summary>
/// One change of a schema or its data, as data. The hierarchy is closed: writers, reversal and descriptions switch over it.
/// </summary>
public abstract record Operation
{
    private protected Operation()
    {
    }

    /// <summary>Where the operation was written, when that is known.</summary>
    public SourceLocation? Origin { get; init; }

    /// <summary>Which operation it is, for programs: <c>create_table</c>, <c>drop_column</c>.</summary>
    public string Kind => JsonNamingPolicy.SnakeCaseLower.ConvertName(GetType().Name);

    /// <summary>
    /// The object it is about, under the name it has before the operation; for rows the table. <see langword="null"/> for SQL, code and a
    /// group of operations. A function is known here by its whole argument list.
    /// </summary>
    public ObjectId? Subject => OperationSubject.Of(this);

    /// <summary>
    /// Whether it destroys rows or values that no reversal brings back. A change of type does unless the former type is known and every value
    /// of it fits; of SQL and code nothing is known, which is <see langword="false"/>.
    /// </summary>
    public bool LosesData => OperationHazards.LossOf(this) is not null;

    /// <summary>Says in a few words what the operation does: <c>create table "users"</c>.</summary>
    public string Describe() => OperationDescription.Of(this);
}
