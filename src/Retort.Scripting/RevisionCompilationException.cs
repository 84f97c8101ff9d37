using System.Collections.Immutable;

namespace Retort.Scripting;

/// <summary>Revisions, or a schema definition, do not compile. Nothing was run.</summary>
public sealed class RevisionCompilationException : RetortException
{
    internal RevisionCompilationException(ImmutableArray<CompilationError> errors)
        : base(
            "RT0340",
            errors.Length == 1 ? "A C# file does not compile." : $"C# files do not compile: {errors.Length} errors.",
            string.Join('\n', errors.Select(error => $"{error.Location}: {error.Code}: {error.Message}")),
            "Correct the files. Nothing was run.") => Errors = errors;

    /// <summary>All errors, as the compiler gives them.</summary>
    public ImmutableArray<CompilationError> Errors { get; }

    /// <summary>The place of the first error.</summary>
    public override SourceLocation? Location => Errors[0].Location;
}

/// <summary>An error of the compiler.</summary>
/// <param name="Location">The file, line and column.</param>
/// <param name="Code">The compiler's code, such as <c>CS1002</c>.</param>
/// <param name="Message">What the compiler says.</param>
public sealed record CompilationError(SourceLocation Location, string Code, string Message);
