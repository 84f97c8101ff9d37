using Retort.Revisions;

namespace Retort.Squashing;

/// <summary>Some of the revisions of a source, as if the others were not there.</summary>
internal sealed class ChosenRevisions(IRevisionSource source, IEnumerable<Revision> chosen) : IRevisionSource
{
    private readonly IReadOnlyList<Revision> _chosen = [.. chosen];

    public Task<IReadOnlyList<Revision>> ReadAsync(CancellationToken cancellationToken = default) => Task.FromResult(_chosen);

    public Task<IReadOnlyList<Migration>> LoadAsync(IReadOnlyList<Revision> revisions, CancellationToken cancellationToken = default) => source.LoadAsync(revisions, cancellationToken);
}
