namespace Retort.Revisions;

/// <summary>
/// Where revisions come from: a folder of files, an assembly, a list of types. The headers of all revisions are cheap
/// and every command needs them; the code is loaded only for revisions that are about to run.
/// </summary>
public interface IRevisionSource
{
    /// <summary>Reads the headers of all revisions, in no particular order.</summary>
    /// <exception cref="RetortException">A header cannot be read.</exception>
    Task<IReadOnlyList<Revision>> ReadAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads the headers of the revisions that a squash has put away. They are asked for only when a database is at one of them, or one is named.</summary>
    /// <returns>Default: none.</returns>
    /// <exception cref="RetortException">A header cannot be read.</exception>
    Task<IReadOnlyList<Revision>> ReadReplacedAsync(CancellationToken cancellationToken = default) => Task.FromResult<IReadOnlyList<Revision>>([]);

    /// <summary>Loads the code of some revisions, in the order given.</summary>
    /// <exception cref="RetortException">The code does not compile or cannot be instantiated.</exception>
    Task<IReadOnlyList<Migration>> LoadAsync(IReadOnlyList<Revision> revisions, CancellationToken cancellationToken = default);
}
