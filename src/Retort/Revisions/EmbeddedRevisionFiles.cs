using System.Reflection;
using Retort.RevisionFiles;

namespace Retort.Revisions;

/// <summary>
/// The revision files that are embedded in an assembly, as resources whose names begin with <c>versions/</c>. Those in SQL are revisions; of those in C#, which are classes of the
/// assembly, the text tells the checksum, so that it is the same as when the command line runs the file.
/// </summary>
internal sealed class EmbeddedRevisionFiles(Assembly assembly) : IRevisionSource
{
    private const string Folder = "versions/";

    private readonly Dictionary<RevisionId, SqlRevisionFile> _files = [];

    public Task<IReadOnlyList<Revision>> ReadAsync(CancellationToken cancellationToken = default)
    {
        _files.Clear();
        foreach (var name in Names(".sql"))
        {
            var file = SqlRevisionFile.Parse(name, ReadText(name));
            _files[file.Revision.Id] = file;
        }

        return Task.FromResult<IReadOnlyList<Revision>>([.. _files.Values.Select(file => file.Revision)]);
    }

    public Task<IReadOnlyList<Migration>> LoadAsync(IReadOnlyList<Revision> revisions, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<Migration>>([.. revisions.Select(revision => _files[revision.Id].ToMigration())]);

    /// <summary>The checksums of the revisions whose C# is embedded.</summary>
    public Dictionary<RevisionId, Checksum> ReadChecksums() =>
        Names(".cs").SelectMany(name => CSharpRevisionFile.Parse(name, ReadText(name)).Revisions).ToDictionary(revision => revision.Id, revision => revision.Checksum);

    private IEnumerable<string> Names(string extension) => assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
        .Order(StringComparer.Ordinal);

    private string ReadText(string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
