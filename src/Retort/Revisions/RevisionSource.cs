using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Retort.Revisions;

/// <summary>Revisions that a host application hands over as compiled classes.</summary>
public static class RevisionSource
{
    /// <summary>All classes of an assembly that have a <see cref="RevisionAttribute"/>. One that derives from <see cref="Migration"/> without it is refused, unless it is abstract.</summary>
    [RequiresUnreferencedCode("The classes are found by reflection; a trimmed application uses Of.")]
    public static IRevisionSource InAssembly(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return new TypeRevisions([.. assembly.GetTypes().Where(RevisionClass.IsRevision).Select(type => new RevisionClass(type))]);
    }

    /// <summary>One class. Several sources of this kind are joined by <see cref="Join"/>.</summary>
    /// <typeparam name="T">A class with a <see cref="RevisionAttribute"/>.</typeparam>
    public static IRevisionSource Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>()
        where T : Migration, new() =>
        new TypeRevisions([new RevisionClass(typeof(T))]);

    /// <summary>Several sources as one graph.</summary>
    public static IRevisionSource Join(params IReadOnlyList<IRevisionSource> sources) => new JoinedRevisions(sources);

    private sealed class TypeRevisions(IReadOnlyList<RevisionClass> classes) : IRevisionSource
    {
        private readonly Dictionary<SourceLocation, RevisionClass> _classes = [];

        public Task<IReadOnlyList<Revision>> ReadAsync(CancellationToken cancellationToken = default)
        {
            var revisions = new List<Revision>();
            foreach (var one in classes)
            {
                var revision = one.Read();
                _classes[revision.Source] = one;
                revisions.Add(revision);
            }

            return Task.FromResult<IReadOnlyList<Revision>>(revisions);
        }

        public Task<IReadOnlyList<Migration>> LoadAsync(IReadOnlyList<Revision> revisions, CancellationToken cancellationToken = default) =>
            Task.FromResult<IReadOnlyList<Migration>>([.. revisions.Select(revision => _classes[revision.Source].Create(revision.Source))]);
    }

    private sealed class JoinedRevisions(IReadOnlyList<IRevisionSource> sources) : IRevisionSource
    {
        private readonly Dictionary<SourceLocation, IRevisionSource> _sources = [];

        public Task<IReadOnlyList<Revision>> ReadAsync(CancellationToken cancellationToken = default) => ReadAsync(source => source.ReadAsync(cancellationToken));

        public Task<IReadOnlyList<Revision>> ReadReplacedAsync(CancellationToken cancellationToken = default) => ReadAsync(source => source.ReadReplacedAsync(cancellationToken));

        private async Task<IReadOnlyList<Revision>> ReadAsync(Func<IRevisionSource, Task<IReadOnlyList<Revision>>> read)
        {
            var revisions = new List<Revision>();
            foreach (var source in sources)
            {
                foreach (var revision in await read(source).ConfigureAwait(false))
                {
                    _sources[revision.Source] = source;
                    revisions.Add(revision);
                }
            }

            return revisions;
        }

        public async Task<IReadOnlyList<Migration>> LoadAsync(IReadOnlyList<Revision> revisions, CancellationToken cancellationToken = default)
        {
            var migrations = new Dictionary<SourceLocation, Migration>();
            foreach (var group in revisions.GroupBy(revision => _sources[revision.Source]))
            {
                Revision[] own = [.. group];
                var loaded = await group.Key.LoadAsync(own, cancellationToken).ConfigureAwait(false);
                for (var i = 0; i < own.Length; i++)
                {
                    migrations[own[i].Source] = loaded[i];
                }
            }

            return [.. revisions.Select(revision => migrations[revision.Source])];
        }
    }
}
