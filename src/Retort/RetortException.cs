namespace Retort;

/// <summary>
/// The base of every error Retort raises on purpose. It has three parts, as PostgreSQL's errors have: what happened
/// (<see cref="Exception.Message"/>), the circumstances (<see cref="Detail"/>) and what to do next (<see cref="Hint"/>).
/// </summary>
public abstract class RetortException : Exception
{
    private protected RetortException(string code, string message, string? detail = null, string? hint = null, Exception? inner = null)
        : base(message, inner)
    {
        Code = code;
        Detail = detail;
        Hint = hint;
    }

    /// <summary>The stable code of this kind of error, such as <c>RT0201</c>; listed in <c>docs/errors.md</c>.</summary>
    public string Code { get; }

    /// <summary>The circumstances, with names quoted; <see langword="null"/> when the message says it all.</summary>
    public string? Detail { get; }

    /// <summary>What to do next, usually a command to type.</summary>
    public string? Hint { get; }

    /// <summary>The place in a file that it is about; <see langword="null"/> when it is about none, or that is not known.</summary>
    public virtual SourceLocation? Location => null;

    /// <summary>What PostgreSQL calls it; <see langword="null"/> when no PostgreSQL said it.</summary>
    public virtual string? SqlState => null;
}
