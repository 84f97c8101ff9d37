using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Retort.Operations;

/// <summary>Finds where an operation was written, from the debug information of the revision that is being built.</summary>
internal static class OperationOrigin
{
    /// <summary>The innermost frame outside Retort that has a file; <see langword="null"/> when there is no debug information.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "Without method metadata the origin is merely unknown.")]
    public static SourceLocation? OfCaller()
    {
        foreach (var frame in new StackTrace(fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetMethod()?.Module.Assembly != typeof(OperationOrigin).Assembly && frame.GetFileName() is { } file)
            {
                return new SourceLocation(file, frame.GetFileLineNumber());
            }
        }

        return null;
    }
}
