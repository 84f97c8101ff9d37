using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Retort.Revisions;

/// <summary>Revisions that a host application hands over as compiled classes.</summary>
public static class RevisionSource
{
    /// <summary>
    /// All classes of an assembly that have a <see cref="RevisionAttribute"/>, and the SQL revisions that are embedded in it as resources named <c>versions/FILE.sql</c>. A class that
    /// derives from <see cref="Migration"/> without the attribute is refused, unless it is abstract.
    /// </summary>
    /// <remarks>
    /// Where the C# files are embedded too, revisions have the checksums of the files, and the command line can work on the same database. Else their checksum is that of the build.
    /// </remarks>
    [RequiresUnreferencedCode("The classes are found by reflection; a trimmed application uses Of, and EmbeddedIn for revisions in SQL.")]
    public static IRevisionSource InAssembly(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        var files = new EmbeddedRevisionFiles(assembly);
        return Join(new TypeRevisions([.. assembly.GetTypes().Where(RevisionClass.IsRevision).Select(type => new RevisionClass(type))], files.ReadChecksums), files);
    }

    /// <summary>One class. Several sources of this kind are joined by <see cref="Join"/>.</summary>
    /// <typeparam name="T">A class with a <see cref="RevisionAttribute"/>.</typeparam>
    public static IRevisionSource Of<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicParameterlessConstructor)] T>()
        where T : Migration, new() =>
        new TypeRevisions([new RevisionClass(typeof(T))], () => []);

    /// <summary>The SQL revisions that are embedded in an assembly as resources named <c>versions/FILE.sql</c>; its classes are none of this source. For a trimmed application, which keeps its resources.</summary>
    public static IRevisionSource EmbeddedIn(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return new EmbeddedRevisionFiles(assembly);
    }

    /// <summary>Several sources as one graph.</summary>
    public static IRevisionSource Join(params IReadOnlyList<IRevisionSource> sources) => new JoinedRevisions(sources);

    private sealed class TypeRevisions(IReadOnlyList<RevisionClass> classes, Func<Dictionary<(RevisionId Id, int Replaced), Checksum>> readChecksums) : IRevisionSource
    {
        private readonly Dictionary<SourceLocation, RevisionClass> _classes = [];

        public Task<IReadOnlyList<Revision>> ReadAsync(CancellationToken cancellationToken = default)
        {
            var checksums = readChecksums();
            var revisions = new List<Revision>();
            foreach (var one in classes)
            {
                var revision = one.Read();
                _classes[revision.Source] = one;
                revisions.Add(checksums.TryGetValue((revision.Id, revision.Replaces.Length), out var checksum) ? revision with { Checksum = checksum } : revision);
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
