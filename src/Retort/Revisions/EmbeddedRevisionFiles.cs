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
    private const string Archive = $"{Folder}archive/";

    private readonly Dictionary<SourceLocation, SqlRevisionFile> _files = [];

    public Task<IReadOnlyList<Revision>> ReadAsync(CancellationToken cancellationToken = default) => ReadAsync(isArchive: false);

    public Task<IReadOnlyList<Revision>> ReadReplacedAsync(CancellationToken cancellationToken = default) => ReadAsync(isArchive: true);

    public Task<IReadOnlyList<Migration>> LoadAsync(IReadOnlyList<Revision> revisions, CancellationToken cancellationToken = default) =>
        Task.FromResult<IReadOnlyList<Migration>>([.. revisions.Select(revision => _files[revision.Source].ToMigration())]);

    /// <summary>The checksums of the revisions whose C# is embedded. A squashed revision has the id of one that it replaced.</summary>
    public Dictionary<(RevisionId Id, int Replaced), Checksum> ReadChecksums() =>
        Names(".cs").SelectMany(name => CSharpRevisionFile.Parse(name, ReadText(name)).Revisions).ToDictionary(revision => (revision.Id, revision.Replaces.Length), revision => revision.Checksum);

    private Task<IReadOnlyList<Revision>> ReadAsync(bool isArchive)
    {
        SqlRevisionFile[] files = [.. Names(".sql").Where(name => name.StartsWith(Archive, StringComparison.Ordinal) == isArchive).Select(name => SqlRevisionFile.Parse(name, ReadText(name)))];
        foreach (var file in files)
        {
            _files[file.Revision.Source] = file;
        }

        return Task.FromResult<IReadOnlyList<Revision>>([.. files.Select(file => file.Revision)]);
    }

    private IEnumerable<string> Names(string extension) => assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(Folder, StringComparison.Ordinal) && name.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
        .Order(StringComparer.Ordinal);

    private string ReadText(string name)
    {
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
