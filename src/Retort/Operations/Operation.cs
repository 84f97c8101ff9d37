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

    /// <summary>Says in a few words what the operation does: <c>create table "users"</c>.</summary>
    public string Describe() => OperationDescription.Of(this);
}
