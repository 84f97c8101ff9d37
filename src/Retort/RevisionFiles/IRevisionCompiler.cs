using Retort.Revisions;

namespace Retort.RevisionFiles;

/// <summary>Compiles revisions written in C#. The package Retort.Scripting has one.</summary>
public interface IRevisionCompiler
{
    /// <summary>Compiles and loads files, or takes them from a cache.</summary>
    /// <param name="files">The files to load: those with revisions that are about to run.</param>
    /// <param name="helpers">Files of the same folders without revisions, which the others may use.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>The migrations of all files by revision.</returns>
    /// <exception cref="RetortException">A file does not compile.</exception>
    Task<IReadOnlyDictionary<RevisionId, Migration>> LoadAsync(
        IReadOnlyList<CSharpRevisionFile> files, IReadOnlyList<CSharpRevisionFile> helpers, CancellationToken cancellationToken = default);
}
