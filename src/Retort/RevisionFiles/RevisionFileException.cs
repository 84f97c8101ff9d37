namespace Retort.RevisionFiles;

/// <summary>A revision file, or the place where one is expected, is not as it must be.</summary>
public sealed class RevisionFileException : RetortException
{
    internal RevisionFileException(string code, string message, SourceLocation location, string? hint = null, string? detail = null)
        : base(code, message, detail, hint) => Location = location;

    /// <summary>The file and the line.</summary>
    public override SourceLocation? Location { get; }
}
