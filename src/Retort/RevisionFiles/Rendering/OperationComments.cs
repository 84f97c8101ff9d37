using Retort.Operations;

namespace Retort.RevisionFiles.Rendering;

/// <summary>The remarks that stand above an operation in a revision file, line by line and without the marks of a comment.</summary>
internal static class OperationComments
{
    public static IEnumerable<string> Of(AnnotatedOperation operation)
    {
        if (OperationHazards.LossOf(operation.Operation) is { } loss)
        {
            // A name may hold a line break.
            yield return $"Loses data: {loss.ReplaceLineEndings(" ")}";
        }

        foreach (var line in operation.Notes.SelectMany(note => note.ReplaceLineEndings("\n").Split('\n')).Where(line => !string.IsNullOrWhiteSpace(line)))
        {
            yield return line.TrimEnd();
        }
    }
}
