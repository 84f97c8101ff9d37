namespace Retort.Dialects;

/// <summary>A text of SQL cannot be taken apart into statements, or holds one that a revision may not hold. Nothing was run.</summary>
public sealed class SqlScriptException : RetortException
{
    internal SqlScriptException(string code, string message, SourceLocation location, string hint)
        : base(code, message, hint: hint) => Location = location;

    /// <summary>Where it was found; counted from the start of the SQL when it does not come from a file.</summary>
    public override SourceLocation? Location { get; }
}
